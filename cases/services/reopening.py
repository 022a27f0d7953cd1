"""After the end: a case is taken up again, or a matter is taken back by whoever reported it.

Both are ways that the package opens (`reopening`, `withdrawal`). Reopening is no undoing: the same case goes on at a
start event drawn for it, with its number, data, papers and story; promises about time are made anew.

Source: domain book, P-05 (gateways), P-06; issue "late paper, withdrawal, reopening".
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cases.engine.due import after
from cases.engine.lifting import lift
from cases.engine.time import now
from cases.engine.unit_of_work import unit_of_work
from cases.engine.variables import context_of, value_of
from cases.engine.work import Work
from cases.errors import (
    CannotReopen,
    CannotWithdraw,
    CaseErased,
    CaseIsOver,
    CaseIsRunning,
    CaseNotFound,
    NotPermitted,
    ReasonRequired,
)
from cases.models import Case, Life
from cases.selectors import reach_of, visible_cases
from organization.models import User
from organization.selectors import CLOCK
from workflows import feel
from workflows.packages import Package
from workflows.packages.definition import ReopeningDefinition, WithdrawalDefinition

from .answers import accept
from .idempotency import already_done, remember
from .opening import admits

#: How a case must have ended to be reopened; one that failed is repaired instead.
_ENDED = (Life.COMPLETED, Life.TERMINATED, Life.CANCELED)


def ways_back(case: Case, package: Package, *, actor: User | None, at: datetime) -> list[ReopeningDefinition]:
    """The ways back that are open now, to a person (None: the reporter), the conditions on answers aside."""
    if case.life not in _ENDED or case.erased_at is not None:
        return []
    return [
        way
        for way in package.definition.reopening
        if admits(way.by, actor=actor, unit=case.unit, at=at) and not _closed(case, package, way, at=at)
    ]


def reopened_until(case: Case, package: Package, way: ReopeningDefinition) -> datetime | None:
    """Until when a case that has ended may be reopened this way; None for ever."""
    if not way.within or case.closed_at is None:
        return None
    length = value_of(way.within, context_of(case, package))
    return after(case.closed_at, feel.to_json(length), unit=case.unit, calendar=CLOCK)


def reopen_case(
    *,
    case_id: int,
    actor: User | None,
    answers: Mapping[str, Any],
    reason: str,
    event: str = "",
    draft_id: int | None = None,
    idempotency_key: str = "",
) -> Case:
    """Take up a case that has ended, at the start event `event` or at the only way back. Asks for a reason.

    Without an actor it is the reporter, who has shown the secret code. Raises CaseIsRunning, CannotReopen,
    NotPermitted, InvalidAnswers. Concurrency: one case lock; whoever comes second gets CaseIsRunning.
    """
    if not reason.strip():
        raise ReasonRequired
    operation = f"reopen_case:{case_id}"
    try:
        with unit_of_work(case_id=case_id, actor=actor) as work:
            _reopen(work, event, answers, reason.strip()[:300], draft_id)
            remember(idempotency_key, actor, operation, work.case, at=work.at)
    except CaseIsRunning:
        done = already_done(idempotency_key, actor, operation)
        if done is None:
            raise
        return done
    return work.case


def withdraw_case(*, case_id: int, actor: User | None, reason: str, idempotency_key: str = "") -> Case:
    """The reporter takes the matter back: the case ends in the state that the package names. Asks for a reason.

    Raises CaseIsOver, CannotWithdraw, NotPermitted. Concurrency: one case lock.
    """
    if not reason.strip():
        raise ReasonRequired
    operation = f"withdraw_case:{case_id}"
    try:
        with unit_of_work(case_id=case_id, actor=actor) as work:
            way = _withdrawal(work)
            work.withdraw(state=way.state, reason=reason.strip()[:300])
            remember(idempotency_key, actor, operation, work.case, at=work.at)
    except CaseIsOver:
        done = already_done(idempotency_key, actor, operation)
        if done is None:
            raise
        return done
    return work.case


def may_withdraw(case: Case, package: Package, *, actor: User | None, at: datetime) -> bool:
    """Whether a person (None: the reporter) may take the matter back as it stands."""
    way = package.definition.withdrawal
    return (
        way is not None
        and case.is_running
        and admits(way.by, actor=actor, unit=case.unit, at=at)
        and not _not_withdrawable(case, package, way)
    )


def _reopen(work: Work, event: str, answers: Mapping[str, Any], reason: str, draft_id: int | None) -> None:
    case = work.case
    require_known(case, work.actor)
    if case.is_running:
        raise CaseIsRunning
    if case.erased_at is not None:
        raise CaseErased
    way = _way_back(work, event)
    before = case.life
    work.record("case.reopened", way.event, reason=reason, before=before)
    case.data.update(accept(work, form_id=way.form, answers=answers, draft_id=draft_id))
    if way.when and value_of(way.when, context_of(case, work.package)) is not True:
        raise CannotReopen(why="condition")
    lift(work)
    work.reopen(way.event)


def _way_back(work: Work, event: str) -> ReopeningDefinition:
    """Raises CannotReopen, NotPermitted."""
    case, package = work.case, work.package
    named = [way for way in package.definition.reopening if event in ("", way.event)]
    if case.life not in _ENDED or not named:
        raise CannotReopen(why="no_way")
    open_to = [way for way in named if admits(way.by, actor=work.actor, unit=case.unit, at=work.at)]
    if not open_to:
        raise NotPermitted(action="reopen", needs=", ".join(by for way in named for by in way.by))
    closed = {way.event: _closed(case, package, way, at=work.at) for way in open_to}
    for way in open_to:
        if not closed[way.event]:
            return way
    raise CannotReopen(why=closed[open_to[0].event])


def _closed(case: Case, package: Package, way: ReopeningDefinition, *, at: datetime) -> str:
    """Why a way back is closed for a case: "state", "window"; empty where it is open."""
    if way.from_ and case.state not in way.from_:
        return "state"
    until = reopened_until(case, package, way)
    return "window" if until is not None and at > until else ""


def _withdrawal(work: Work) -> WithdrawalDefinition:
    case, way = work.case, work.package.definition.withdrawal
    require_known(case, work.actor)
    if not case.is_running:
        raise CaseIsOver(life=case.life)
    if way is None:
        raise CannotWithdraw(why="no_way")
    if not admits(way.by, actor=work.actor, unit=case.unit, at=work.at):
        raise NotPermitted(action="withdraw", needs=", ".join(way.by))
    if why := _not_withdrawable(case, work.package, way):
        raise CannotWithdraw(why=why)
    return way


def _not_withdrawable(case: Case, package: Package, way: WithdrawalDefinition) -> str:
    if way.from_ and case.state not in way.from_:
        return "state"
    if way.when and value_of(way.when, context_of(case, package)) is not True:
        return "condition"
    return ""


def require_known(case: Case, actor: User | None) -> None:
    """A case that a person may not know of doesn't exist. Raises CaseNotFound. The reporter has shown the code."""
    if actor is not None and not visible_cases(reach_of(actor, now())).filter(pk=case.pk).exists():
        raise CaseNotFound
