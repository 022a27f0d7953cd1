"""Tasks handed to other people at once: what was asked, what came of each, and whether it was taken back."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .process import Task


class Reassignment(models.Model):
    """One request to hand tasks on. Its rows are written one by one, each with the step on its case."""

    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    key = models.CharField(
        max_length=64, blank=True, default="", help_text="A repeated request finds this one."
    )
    created_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("reassignment")
        verbose_name_plural = _("reassignments")
        constraints = [
            models.UniqueConstraint(fields=["actor", "key"], name="reassignment_once", condition=~Q(key=""))
        ]

    def __str__(self) -> str:
        return f"{self.actor_id} at {self.created_at:%Y-%m-%dT%H:%M:%SZ}"


class ReassignedTask(models.Model):
    """One task of it: from whom to whom, or the code of why not. `task` is empty for a number that nobody may know of."""

    reassignment = models.ForeignKey(Reassignment, on_delete=models.CASCADE, related_name="rows")
    asked = models.PositiveBigIntegerField(help_text="The number of the task as it was asked for.")
    task = models.ForeignKey(Task, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    before = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    refusal = models.CharField(max_length=64, blank=True, default="")
    facts = models.JSONField(default=dict)
    undo_refusal = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        verbose_name = _("reassigned task")
        verbose_name_plural = _("reassigned tasks")
        constraints = [models.UniqueConstraint(fields=["reassignment", "asked"], name="reassigned_task_once")]

    def __str__(self) -> str:
        return f"task {self.asked}: {self.refusal or self.to_id}"
