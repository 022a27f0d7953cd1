"""Asking how it went: who was asked stands with the case, what was answered stands apart from it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from .case import Case


class InvitationStatus(models.TextChoices):
    WAITING = "waiting", _("Not yet sent")
    SENT = "sent", _("Sent")
    REMINDED = "reminded", _("Reminded")
    ANSWERED = "answered", _("Answered")
    EXPIRED = "expired", _("Expired")
    DROPPED = "dropped", _("Nothing is asked")


class SurveyInvitation(models.Model):
    """One person of an ended case is asked once. The code itself is kept nowhere; it can be worked out for a reminder.

    No moment says when it was answered, so that it can't be laid beside the answers.
    """

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="survey_invitation")
    index = models.CharField(max_length=64, unique=True, help_text="Keyed fingerprint (HMAC) of the code.")
    questionnaire = models.ForeignKey(
        "workflows.ProcedureVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    status = FSMField(choices=InvitationStatus.choices, default=InvitationStatus.WAITING, protected=True)
    next_at = models.DateTimeField(
        null=True, blank=True, help_text="When something is to be done for it next."
    )
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("survey invitation")
        verbose_name_plural = _("survey invitations")
        indexes = [
            models.Index(fields=["next_at"], name="invitation_due", condition=Q(next_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.status}"

    @transition(field=status, source=InvitationStatus.WAITING, target=InvitationStatus.SENT)
    def send(self) -> None:
        """The person has the code."""

    @transition(field=status, source=InvitationStatus.WAITING, target=InvitationStatus.DROPPED)
    def drop(self) -> None:
        """There is nobody to ask, or nothing to ask."""

    @transition(field=status, source=InvitationStatus.SENT, target=InvitationStatus.REMINDED)
    def remind(self) -> None:
        """The person was reminded, once."""

    @transition(
        field=status,
        source=(InvitationStatus.SENT, InvitationStatus.REMINDED),
        target=InvitationStatus.EXPIRED,
    )
    def expire(self) -> None:
        """The code opens nothing any more."""

    @transition(
        field=status,
        source=(InvitationStatus.SENT, InvitationStatus.REMINDED),
        target=InvitationStatus.ANSWERED,
    )
    def answer(self) -> None:
        """The code opens nothing any more: one case, one answer."""


class SurveyAnswer(models.Model):
    """What somebody said. It knows neither case nor person, and its id says nothing of the order in which it came."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey("organization.Unit", on_delete=models.PROTECT, related_name="+")
    questionnaire_key = models.CharField(
        max_length=64, help_text="The procedure whose questions were answered."
    )
    service = models.CharField(max_length=64, help_text="The procedure that the person had to do with.")
    answered_on = models.DateField()
    scores = models.JSONField(default=dict)
    groups = models.JSONField(default=dict)
    remarks = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("survey answer")
        verbose_name_plural = _("survey answers")
        indexes = [
            models.Index(fields=["unit", "questionnaire_key", "answered_on"], name="survey_answer_period")
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire_key} {self.answered_on}"
