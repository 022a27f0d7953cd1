"""viewflow's carriers: the process that a flow runs, and the tasks that people see."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.models import AbstractProcess, AbstractTask
from viewflow.workflow.status import STATUS

from .case import Case

OPEN_STATUSES = (STATUS.NEW, STATUS.ASSIGNED)


class Process(AbstractProcess):
    """The run of one flow. The case has one root process; its life is the case's, its status is viewflow's."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="processes")

    class Meta:
        verbose_name = _("process")
        verbose_name_plural = _("processes")


class Task(AbstractTask):
    """Work for a person: one token resting at one user task.

    A status changes only through the activation's transition. Gateways, events, joins and machine steps have
    no rows here; their passing stands in the event chain.
    """

    previous = None
    scheduled = None
    external_task_id = None
    owner_permission = None

    # viewflow's generic key to a permission's object needs its two columns; they stay empty.
    owner_permission_content_type = models.ForeignKey(
        "contenttypes.ContentType",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )

    process = models.ForeignKey(Process, on_delete=models.CASCADE)
    # The constraint below is an index that begins with the case.
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="tasks", db_index=False)
    unit = models.ForeignKey("organization.Unit", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    status = models.CharField(max_length=50, choices=STATUS.choices, default=STATUS.NEW)
    created = models.DateTimeField()

    element = models.CharField(max_length=255)
    token_number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    form_id = models.CharField(max_length=120, blank=True, default="")
    queue = models.CharField(
        max_length=160, blank=True, default="", help_text="unit/role/function, or party:ROLE"
    )
    more_queues = models.JSONField(default=list)
    inputs = models.JSONField(
        default=dict, help_text="The variables that input mappings made for this task alone."
    )
    priority = models.PositiveSmallIntegerField(default=50)
    due_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=32, blank=True, default="")

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        constraints = [models.UniqueConstraint(fields=["case", "token_number"], name="task_token_once")]
        indexes = [
            models.Index(fields=["owner", "-created"], name="task_mine", condition=Q(status=STATUS.ASSIGNED)),
            # Of all that were ever in a queue: who could take a task of a sealed case still knows of the case.
            models.Index(fields=["queue", "status"], name="task_queue"),
            models.Index(fields=["owner", "-finished"], name="task_done", condition=Q(status=STATUS.DONE)),
        ]

    def __str__(self) -> str:
        return f"{self.element}#{self.token_number} ({self.status})"

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_STATUSES

    def queues(self) -> tuple[str, ...]:
        """All queues whose members may take this task."""
        return (self.queue, *self.more_queues) if self.queue else ()
