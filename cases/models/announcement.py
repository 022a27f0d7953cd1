"""What a unit has told everybody."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .case import Case


class AnnouncementKind(models.TextChoices):
    """The kinds that a package may name (`workflows.packages.definition.AnnouncementKind`)."""

    IMPROVEMENT = "improvement", _("You said, we did")
    FIGURES = "figures", _("Figures")
    INFORMATION = "information", _("Information")


class Announcement(models.Model):
    """A text that anybody may read. It names nobody; figures about too few people are left out of it.

    `title` is `{"id": text, "en": text}`; `lines` are `{"label": {"id", "en"}, "value": text | number | [text, ...]}`
    in their order. What was said stays as it was said, whatever the case becomes.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="announcements")
    token_number = models.PositiveIntegerField(
        help_text="The step that gave it out: trying again gives it again."
    )
    unit = models.ForeignKey("organization.Unit", on_delete=models.PROTECT, related_name="+")
    procedure_key = models.CharField(max_length=64)
    code = models.CharField(max_length=64)
    kind = models.CharField(max_length=16, choices=AnnouncementKind.choices)
    title = models.JSONField()
    lines = models.JSONField(default=list)
    published_at = models.DateTimeField()

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        constraints = [models.UniqueConstraint(fields=["case", "token_number"], name="announcement_per_step")]
        indexes = [models.Index(fields=["kind", "-published_at"], name="announcement_latest")]

    def __str__(self) -> str:
        return str(self.title.get("id", self.code))
