"""Procedures and their versions. A version's content is a package, kept whole as a zip."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from organization.models import User


class Procedure(models.Model):
    """A service, whatever its version. `enabled` is the installation's own switch."""

    key = models.CharField(_("key"), max_length=64, unique=True)
    function = models.CharField(_("function"), max_length=64, blank=True, default="")
    enabled = models.BooleanField(_("offered"), default=True)

    class Meta:
        verbose_name, verbose_name_plural = _("procedure"), _("procedures")
        ordering = ("key",)

    def __str__(self) -> str:
        return self.key


class Status(models.TextChoices):
    """The life of a version. Only a published one may be opened; a retired one finishes what runs on it."""

    DRAFT = "draft", _("draft")
    IN_REVIEW = "in_review", _("in review")
    APPROVED = "approved", _("approved")
    PUBLISHED = "published", _("published")
    RETIRED = "retired", _("retired")


class VersionManager(models.Manager["ProcedureVersion"]):
    """Leaves the archive in the database: it is big, and needed once in the life of a process."""

    def get_queryset(self) -> models.QuerySet[ProcedureVersion]:
        return super().get_queryset().select_related("procedure").defer("archive")


def _person(verbose: StrOrPromise) -> models.ForeignKey[User | None, User | None]:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=verbose,
        null=True,
        blank=True,
        related_name="+",
    )


_THREE_PEOPLE = (
    Q(author__isnull=False, checker__isnull=False, approver__isnull=False)
    & ~Q(author=F("checker"))
    & ~Q(author=F("approver"))
    & ~Q(checker=F("approver"))
)
_WAS_PUBLISHED = Q(status__in=(Status.PUBLISHED, Status.RETIRED))


class ProcedureVersion(models.Model):
    """One version of a procedure. Its content never changes once it was published.

    `serial` counts from 1 in each procedure; `label` is what the authors call it. `content_sha256` is the hash of
    the normalised content. Source of the three people: SOP-SPKT-01, cover page (author, checker, approver).

    While it is a draft, `revision` counts its saves and `edited_in` names the open page that made the last one: a
    page that knows another revision may not save over it. `remark` is why it was sent back.
    """

    procedure = models.ForeignKey(
        Procedure, models.PROTECT, verbose_name=_("procedure"), related_name="versions"
    )
    label = models.CharField(_("label"), max_length=64)
    serial = models.PositiveIntegerField(_("serial"))
    status = FSMField(_("status"), choices=Status.choices, default=Status.DRAFT, protected=True)
    content_sha256 = models.CharField(_("SHA-256 of the content"), max_length=64, db_index=True)
    archive = models.BinaryField(_("package"))
    bare = models.BooleanField(_("a diagram alone"), default=False)
    author = _person(_("author"))
    checker = _person(_("checker"))
    approver = _person(_("approver"))
    at_installation = models.BooleanField(_("published at installation"), default=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    effective_from = models.DateTimeField(_("in force from"), null=True, blank=True)
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)
    copied_from = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("copy of"),
        null=True,
        blank=True,
        related_name="copies",
    )
    revision = models.PositiveIntegerField(_("revision"), default=0)
    edited_by = _person(_("last edited by"))
    edited_at = models.DateTimeField(_("last edited"), null=True, blank=True)
    edited_in = models.CharField(_("page of the last edit"), max_length=64, blank=True, default="")
    remark = models.TextField(_("remark"), blank=True, default="")

    objects = VersionManager()

    class Meta:
        verbose_name, verbose_name_plural = _("version"), _("versions")
        ordering = ("procedure", "-serial")
        constraints = [
            models.UniqueConstraint(name="version_serial_once", fields=["procedure", "serial"]),
            models.UniqueConstraint(
                name="version_in_force_once",
                fields=["procedure", "effective_from"],
                condition=Q(status=Status.PUBLISHED),
            ),
            models.CheckConstraint(name="version_status_known", condition=Q(status__in=Status.values)),
            models.CheckConstraint(
                name="version_published_has_times",
                condition=~_WAS_PUBLISHED | Q(published_at__isnull=False, effective_from__isnull=False),
            ),
            models.CheckConstraint(
                name="version_retired_has_time",
                condition=~Q(status=Status.RETIRED) | Q(retired_at__isnull=False),
            ),
            models.CheckConstraint(
                name="version_published_by_three",
                condition=~_WAS_PUBLISHED | Q(at_installation=True) | _THREE_PEOPLE,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure} {self.label} ({self.serial})"

    @property
    def is_draft(self) -> bool:
        return bool(self.status == Status.DRAFT)

    @transition(field=status, source=Status.DRAFT, target=Status.IN_REVIEW)
    def submit(self, *, author: User) -> None:
        self.author = author
        self.remark = ""

    @transition(field=status, source=Status.IN_REVIEW, target=Status.APPROVED)
    def approve(self, *, checker: User) -> None:
        self.checker = checker

    @transition(field=status, source=[Status.IN_REVIEW, Status.APPROVED], target=Status.DRAFT)
    def send_back(self, *, remark: str = "") -> None:
        self.author = self.checker = None
        self.remark = remark

    @transition(field=status, source=Status.APPROVED, target=Status.PUBLISHED)
    def publish(self, *, approver: User, at: datetime, effective_from: datetime) -> None:
        self.approver = approver
        self.published_at, self.effective_from = at, effective_from

    @transition(field=status, source=Status.DRAFT, target=Status.PUBLISHED)
    def publish_at_installation(self, *, at: datetime) -> None:
        self.at_installation = True
        self.published_at = self.effective_from = at

    @transition(field=status, source=Status.PUBLISHED, target=Status.RETIRED)
    def retire(self, *, at: datetime) -> None:
        self.retired_at = at
