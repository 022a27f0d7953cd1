"""The case: one matter from receipt to its end, and the one row that everybody locks."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition


class Life(models.TextChoices):
    """How a case stands as a whole. The business state (`Case.state`) is the procedure's own."""

    RUNNING = "running", _("Running")
    COMPLETED = "completed", _("Completed")
    TERMINATED = "terminated", _("Ended early by the procedure")
    FAILED = "failed", _("Failed")
    CANCELED = "canceled", _("Cancelled")


class Case(models.Model):
    """One matter under one version of one procedure, in one unit.

    `data` holds the variables, never an identity: a party stands there as `{"party": <id>}`. `marking` is the
    tokens of the token machine. Both change only under the lock of this row, which carries the head of the
    event chain as well: after waiting for a lock, only the locked row is fresh.
    """

    procedure_version = models.ForeignKey(
        "workflows.ProcedureVersion", on_delete=models.PROTECT, related_name="+"
    )
    procedure_key = models.CharField(max_length=64)
    unit = models.ForeignKey("organization.Unit", on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=32)
    entry = models.CharField(_("start event"), max_length=255)

    file_number = models.CharField(_("file number"), max_length=32)
    number = models.CharField(_("number"), max_length=200, blank=True, default="")
    subject = models.CharField(_("subject"), max_length=200, blank=True, default="")
    party_label = models.CharField(_("masked party"), max_length=80, blank=True, default="")

    life = FSMField(choices=Life.choices, default=Life.RUNNING, protected=True)
    state = models.CharField(max_length=64, blank=True, default="")
    state_since = models.DateTimeField(null=True)
    sealed = models.BooleanField(default=False)
    unsealed = models.BooleanField(
        default=False, help_text="Two people opened its seal; data alone don't close it again."
    )
    confidential = models.BooleanField(default=False)
    # Could be asked of the recusals; here it spares every other case that query on each claim.
    recusing = models.BooleanField(default=False, help_text="It is kept from somebody (see Recusal).")

    reopenings = models.PositiveSmallIntegerField(default=0, help_text="How often it was reopened.")

    data = models.JSONField(default=dict)
    marking = models.JSONField(default=dict)
    event_seq = models.PositiveIntegerField(default=0)
    chain_head = models.CharField(max_length=64, blank=True, default="")
    version = models.PositiveIntegerField(default=0)
    data_key = models.BinaryField(help_text="The case's own key, wrapped by the master key.")

    # The most urgent clock, lifted from its ledger so that a list needs no join.
    clock_code = models.CharField(max_length=64, blank=True, default="")
    clock_status = models.CharField(max_length=16, blank=True, default="")
    clock_started_at = models.DateTimeField(null=True)
    clock_near_at = models.DateTimeField(null=True)
    clock_due_at = models.DateTimeField(null=True)

    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(
        null=True, blank=True, help_text="Its key was destroyed; what was sealed under it is gone."
    )

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        constraints = [
            models.UniqueConstraint(fields=["unit", "file_number"], name="case_file_number_once"),
            models.CheckConstraint(
                name="case_erased_has_ended", condition=Q(erased_at__isnull=True) | Q(closed_at__isnull=False)
            ),
            models.CheckConstraint(
                name="case_ended_has_time",
                condition=Q(life=Life.RUNNING, closed_at__isnull=True)
                | (~Q(life=Life.RUNNING) & Q(closed_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "-opened_at"], name="case_unit_opened"),
            models.Index(fields=["number"], name="case_number"),
            models.Index(fields=["unit", "clock_due_at"], name="case_due", condition=Q(life=Life.RUNNING)),
        ]

    def __str__(self) -> str:
        return self.number or self.file_number

    @property
    def is_running(self) -> bool:
        return self.life == Life.RUNNING

    @transition(field=life, source=Life.RUNNING, target=Life.COMPLETED)
    def complete(self, *, at: datetime) -> None:
        self.closed_at = at

    @transition(field=life, source=Life.RUNNING, target=Life.TERMINATED)
    def terminate(self, *, at: datetime) -> None:
        self.closed_at = at

    @transition(field=life, source=Life.RUNNING, target=Life.FAILED)
    def fail(self, *, at: datetime) -> None:
        self.closed_at = at

    @transition(field=life, source=Life.RUNNING, target=Life.CANCELED)
    def cancel(self, *, at: datetime) -> None:
        self.closed_at = at

    @transition(field=life, source=[Life.COMPLETED, Life.TERMINATED, Life.CANCELED], target=Life.RUNNING)
    def reopen(self) -> None:
        """A case that failed is not reopened: its incident is repaired."""
        self.closed_at, self.reopenings = None, self.reopenings + 1


class SearchEntry(models.Model):
    """A value that the procedure lifts out of the data for searching; never an identity."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="search_entries")
    name = models.CharField(max_length=64)
    value = models.CharField(max_length=200)

    class Meta:
        indexes = [models.Index(fields=["name", "value"], name="search_name_value")]
        constraints = [models.UniqueConstraint(fields=["case", "name", "value"], name="search_once")]

    def __str__(self) -> str:
        return f"{self.name}={self.value}"


class DuplicateKey(models.Model):
    """A keyed fingerprint of the values by which the procedure tells that two cases are about one matter."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="duplicate_keys")
    index = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["index"], name="duplicate_index")]
        constraints = [models.UniqueConstraint(fields=["case", "index"], name="duplicate_once")]

    def __str__(self) -> str:
        return self.index[:8]


class Watch(models.Model):
    """A person who wants to keep an eye on a case."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="watches")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "user"], name="watch_once")]

    def __str__(self) -> str:
        return f"{self.user_id} watches {self.case_id}"
