"""Asking people how it went, once their case has ended: invitation, reminder, one answer, and no way back to the case.

Source: domain book, P-14: invitation at closure, reminder after three days, expiry after fourteen; one answer per
finished case, which the desk can't lay beside the case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from cases import messages
from cases.engine import access
from cases.engine.due import after
from cases.engine.inviting import code_of, index_of
from cases.engine.time import now
from cases.engine.unit_of_work import unit_of_work
from cases.engine.work import Work
from cases.errors import CaseBusy, InvalidAnswers, SurveyClosed
from cases.models import InvitationStatus, SurveyAnswer, SurveyInvitation
from forms_config.schema import Environment, Form, Option, clean
from organization.selectors import CLOCK, catalogue
from workflows.models import ProcedureVersion
from workflows.packages import MessageDefinition, Package
from workflows.packages.definition import QuestionnaireDefinition
from workflows.packages.message import Channel
from workflows.packages.texts import LocalText
from workflows.selectors import package_of, versions_in_force

_OPEN = (InvitationStatus.SENT, InvitationStatus.REMINDED)


@dataclass(frozen=True, slots=True)
class Survey:
    """What somebody with a code is asked, about which service of which unit, until when."""

    invitation: SurveyInvitation
    package: Package

    @property
    def questionnaire(self) -> QuestionnaireDefinition:
        assert self.package.definition.questionnaire is not None
        return self.package.definition.questionnaire

    @property
    def form(self) -> Form:
        return self.package.form(self.questionnaire.form)

    @property
    def service(self) -> LocalText:
        return package_of(self.invitation.case.procedure_version).definition.title

    def environment(self) -> Environment:
        """The questions know the time and the catalogues, and nothing of the case."""
        at = now().astimezone(ZoneInfo(self.invitation.case.unit.zone))
        return Environment(
            catalogue=lambda code: [Option(e.code, e.id, e.en) for e in catalogue(code, at.date())], now=at
        )


def survey_of(code: str) -> Survey:
    """What a code opens. Raises SurveyClosed: unknown, answered, or too late, without saying which."""
    return _survey(code, lock=False)


def answer_survey(*, code: str, answers: Mapping[str, Any]) -> None:
    """Take one answer. Raises SurveyClosed, InvalidAnswers; nothing is written then."""
    with transaction.atomic():
        survey = _survey(code, lock=True)
        cleaned = clean(survey.form, answers, env=survey.environment())
        if cleaned.errors:
            raise InvalidAnswers(cleaned.errors)
        invitation, asked, said = survey.invitation, survey.questionnaire, cleaned.values
        SurveyAnswer.objects.create(
            unit=invitation.case.unit,
            questionnaire_key=survey.package.key,
            service=invitation.case.procedure_key,
            answered_on=survey.environment().now.date(),
            scores=_of(said, asked.scores),
            groups=_of(said, asked.groups),
            remarks=_of(said, asked.remarks),
        )
        invitation.answer()
        invitation.next_at = None
        invitation.save(update_fields=["status", "next_at"])


def tell_invited(*, limit: int = 50, within: ProcedureVersion | None = None) -> int:
    """Send what is due: invitations, reminders; let the others expire. Gives how many. `within` as for `fire_due`."""
    due = SurveyInvitation.objects.filter(next_at__lte=now()).order_by("next_at", "pk")
    if within is not None:
        due = due.filter(case__procedure_version=within)
    return sum(_next_step(case_id) for case_id in due.values_list("case_id", flat=True)[:limit])


def _survey(code: str, *, lock: bool) -> Survey:
    rows = SurveyInvitation.objects.select_related("case__unit", "case__procedure_version", "questionnaire")
    rows = rows.select_for_update(of=("self",)) if lock else rows
    invitation = rows.filter(index=index_of(code), status__in=_OPEN, expires_at__gt=now()).first()
    if invitation is None or invitation.questionnaire is None:
        raise SurveyClosed
    return Survey(invitation, package_of(invitation.questionnaire))


def _of(said: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: said[name] for name in names if said.get(name) is not None}


def _next_step(case_id: int) -> int:
    """A case that somebody holds is left for the next round."""
    try:
        with unit_of_work(case_id=case_id, skip_locked=True) as work:
            mine = SurveyInvitation.objects.select_for_update(of=("self",)).select_related("questionnaire")
            invitation = mine.get(case=work.case)
            if invitation.next_at is None or invitation.next_at > work.at:
                return 0
            _STEPS[InvitationStatus(invitation.status)](work, invitation)
            invitation.save(update_fields=["status", "questionnaire", "next_at", "expires_at"])
    except CaseBusy:
        return 0
    return 1


def _send(work: Work, invitation: SurveyInvitation) -> None:
    version = _questionnaire_for(work)
    if version is None or work.case.sealed or not work.package.definition.parties:
        invitation.drop()
        invitation.next_at = None
        return
    invitation.questionnaire = version
    asked = Survey(invitation, package_of(version)).questionnaire
    invitation.expires_at = _after(work, asked.expires)
    invitation.next_at = _after(work, asked.remind)
    invitation.send()
    _tell(work, invitation, "invited", asked.invitation)


def _remind(work: Work, invitation: SurveyInvitation) -> None:
    assert invitation.questionnaire is not None
    invitation.next_at = invitation.expires_at
    invitation.remind()
    asked = Survey(invitation, package_of(invitation.questionnaire)).questionnaire
    _tell(work, invitation, "reminded", asked.reminder)


def _expire(work: Work, invitation: SurveyInvitation) -> None:
    invitation.next_at = None
    invitation.expire()


_STEPS = {
    InvitationStatus.WAITING: _send,
    InvitationStatus.SENT: _remind,
    InvitationStatus.REMINDED: _expire,
}


def _questionnaire_for(work: Work) -> ProcedureVersion | None:
    """The first procedure by key that is offered in the unit and has questions."""
    for version in versions_in_force(work.at, unit=work.case.unit):
        if package_of(version).definition.questionnaire is not None:
            return version
    return None


def _after(work: Work, duration: str) -> datetime:
    return after(work.at, duration, unit=work.case.unit, calendar=CLOCK)


def _tell(work: Work, invitation: SurveyInvitation, event: str, text: LocalText) -> None:
    """To whom the matter was; the text is the questionnaire's, the service and the address are the case's own."""
    assert invitation.expires_at is not None
    message = MessageDefinition(
        on=f"survey:{event}",
        to=f"party:{work.package.definition.parties[0].role}",
        channels=(Channel.WHATSAPP, Channel.SMS, Channel.EMAIL, Channel.PAGE),
        text=text,
    )
    context = {
        "layanan": work.package.definition.title.id,
        "service": work.package.definition.title.in_("en"),
        "alamat": f"{settings.PUBLIC_URL}/survei/{code_of(work.case)}/",
        "sampai": invitation.expires_at.astimezone(ZoneInfo(work.case.unit.zone)).date().isoformat(),
    }
    occasion = messages.Occasion(message.on, work.at, context, partial(access.barred_people, work))
    work.post(messages.send(work.case, work.package, occasion, also=(message,)))
