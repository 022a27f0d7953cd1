"""Opening a seal takes two; keeping oneself from a case takes one.

Source: security.md, "Always" (unsealing: two persons) and "Visibility" 2 (recused).
"""

from __future__ import annotations

from cases.engine import access
from cases.engine.unit_of_work import unit_of_work
from cases.engine.work import Work
from cases.errors import CaseNotFound, Conflict, NotPermitted, ReasonRequired
from cases.models import Case, Notice, Unsealing
from organization.guards import guardians_of, guards_access
from organization.models import User

from .reopening import require_known

#: The kind of the notice by which the second person is asked.
NOTICE = "unsealing"


def ask_unsealing(*, case_id: int, actor: User, reason: str) -> Unsealing:
    """The first of two: somebody who sees the sealed case and guards access, or heads the unit, asks to open it.

    Raises ReasonRequired, CaseNotFound, NotPermitted, Conflict (not sealed, or asked already).
    """
    if not reason.strip():
        raise ReasonRequired
    with unit_of_work(case_id=case_id, actor=actor) as work:
        require_known(work.case, actor)
        _require_guard(work, actor)
        if not work.case.sealed or work.case.unsealings.filter(approved_by=None).exists():
            raise Conflict(what=str(work.case))
        asked = Unsealing.objects.create(
            case=work.case, asked_by=actor, asked_at=work.at, reason=reason.strip()[:300]
        )
        work.record("seal.opening_asked", reason=asked.reason)
        _tell_the_others(work, asked, actor)
    return asked


def approve_unsealing(*, unsealing_id: int, actor: User) -> Case:
    """The second of two: another person who guards access opens the seal. Raises CaseNotFound, NotPermitted, Conflict.

    From then on the rules of an open case hold; whoever it is kept from stays kept from it.
    """
    asked = pending_unsealing(unsealing_id)
    with unit_of_work(case_id=asked.case_id, actor=actor) as work:
        access.require_not_barred(work, actor)
        _require_guard(work, actor)
        if asked.asked_by_id == actor.pk:
            raise NotPermitted(action="unseal", needs="a second person")
        open_still = Unsealing.objects.filter(pk=asked.pk, approved_by=None)
        if not open_still.update(approved_by=actor, approved_at=work.at):
            raise Conflict(what=str(work.case))
        work.case.sealed, work.case.unsealed = False, True
        Case.objects.filter(pk=work.case.pk).update(unsealed=True)
        work.record("seal.opened", asked_by=asked.asked_by_id, reason=asked.reason)
    return work.case


def pending_unsealing(unsealing_id: int) -> Unsealing:
    """Raises CaseNotFound for one that isn't there or was approved."""
    asked = (
        Unsealing.objects.filter(pk=unsealing_id, approved_by=None).select_related("case", "asked_by").first()
    )
    if asked is None:
        raise CaseNotFound
    return asked


def recuse_oneself(*, case_id: int, actor: User, reason: str) -> Case:
    """An officer who is partial says so: the case doesn't exist for him from then on. Raises ReasonRequired."""
    if not reason.strip():
        raise ReasonRequired
    with unit_of_work(case_id=case_id, actor=actor) as work:
        require_known(work.case, actor)
        work.record("conflict.declared", reason=reason.strip()[:300])
        access.bar(work, {f"user:{actor.pk}"}, element="")
    return work.case


def _require_guard(work: Work, actor: User) -> None:
    if not guards_access(actor, work.case.unit, work.at):
        raise NotPermitted(action="unseal", needs="a role that guards access, or the head of the unit")


def _tell_the_others(work: Work, asked: Unsealing, actor: User) -> None:
    barred = access.barred_people(work)
    others = guardians_of(work.case.unit, work.at, excluding={*barred, actor.pk})
    Notice.objects.bulk_create(
        Notice(
            user=user,
            case=work.case,
            kind=NOTICE,
            data={"unsealing": asked.pk, "by": actor.display_name, "reason": asked.reason},
            created_at=work.at,
        )
        for user in others
    )
