"""Tablets of the village service: registered, blocked, and handing in what was taken down without a network.

A report has the id that its device gave it; handed in again it is the case of the first time, so a line that breaks
in the middle costs nothing. Official numbers are given here, never on the device: none is doubled.

Source: domain book, R-086 and scenarios E1 and E2.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from cases.engine.time import now
from cases.engine.unit_of_work import unit_of_work
from cases.errors import CaseError, DeviceRefused, NotPermitted, ReasonRequired
from cases.models import Case, Device, DeviceRecord, DeviceStatus
from cases.selectors import reach_of
from organization.models import ApiToken, Unit, User
from organization.tokens import issue_token, revoke_token
from workflows.errors import ProcedureNotFound
from workflows.selectors import published_version

from .opening import open_case

#: What a device's token opens.
SCOPE = "devices"
LIFETIME = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Report:
    """One start form that was filled without a network. `local_id` is unique on its device."""

    local_id: str
    procedure: str
    channel: str
    event: str
    made_at: datetime
    answers: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a report: its case, or the refusal; `known` when it had been handed in before."""

    local_id: str
    case: Case | None = None
    known: bool = False
    refusal: Exception | None = None


@transaction.atomic
def register_device(*, unit: Unit, officer: User, name: str, actor: User) -> tuple[Device, str]:
    """A new device and the secret of its token, shown this once. For heads of the unit. Raises NotPermitted."""
    at = now()
    _require_head(unit, actor, at)
    token, secret = issue_token(
        user=officer, name=name[:80], scopes=[SCOPE], expires_at=at + LIFETIME, at=at, by=actor
    )
    device = Device.objects.create(
        unit=unit,
        officer=officer,
        name=name[:80],
        token=token,
        registered_at=at,
        registered_by=actor,
    )
    return device, secret


@transaction.atomic
def block_device(*, device_id: int, actor: User, reason: str) -> Device:
    """From now on it hands in nothing. For heads of its unit, with a reason; again it changes nothing.

    Raises DeviceRefused (there is none), NotPermitted, ReasonRequired.
    """
    device = _locked(device_id)
    _require_head(device.unit, actor, now())
    if not reason.strip():
        raise ReasonRequired
    if device.status == DeviceStatus.ACTIVE:
        device.status, device.blocked_at, device.blocked_by = DeviceStatus.BLOCKED, now(), actor
        device.reason = reason.strip()[:300]
        device.save(update_fields=["status", "blocked_at", "blocked_by", "reason"])
        revoke_token(token=device.token, at=now())
    return device


def hand_in(*, device_id: int, token: ApiToken | None, reports: Sequence[Report]) -> list[Outcome]:
    """Open a case for each report that isn't there yet, in the device's unit and its officer's name.

    Each report is a transaction of its own: one that is refused stands in nobody's way. Raises DeviceRefused for a
    token that is not this device's, and once it is blocked.
    """
    with transaction.atomic():
        _require_open(_locked(device_id), token)
    return [_handed_in(device_id, token, report) for report in reports]


def _handed_in(device_id: int, token: ApiToken | None, report: Report) -> Outcome:
    try:
        with transaction.atomic():
            device = _locked(
                device_id
            )  # its reports come in one after the other, however often they are sent
            _require_open(device, token)
            known = device.records.select_related("case").filter(local_id=report.local_id).first()
            if known is not None:
                return Outcome(report.local_id, known.case, known=True)
            return Outcome(report.local_id, _opened(device, report))
    except (CaseError, ProcedureNotFound) as refusal:
        return Outcome(report.local_id, refusal=refusal)


def _opened(device: Device, report: Report) -> Case:
    case = open_case(
        version=published_version(report.procedure),
        unit=device.unit,
        actor=device.officer,
        channel=report.channel,
        event=report.event,
        answers=report.answers,
    )
    with unit_of_work(case_id=case.pk, actor=device.officer) as work:
        work.record(
            "case.handed_in",
            device=device.pk,
            local_id=report.local_id,
            made_at=report.made_at.isoformat(),
        )
        DeviceRecord.objects.create(
            device=device,
            local_id=report.local_id,
            case=case,
            made_at=report.made_at,
            received_at=work.at,
        )
    return work.case


def _locked(device_id: int) -> Device:
    device = (
        Device.objects.select_for_update(of=("self",))
        .select_related("unit", "officer", "token")
        .filter(pk=device_id)
        .first()
    )
    if device is None:
        raise DeviceRefused(why="unknown")
    return device


def _require_open(device: Device, token: ApiToken | None) -> None:
    if token is None or token.pk != device.token_id:
        raise DeviceRefused(why="unknown")
    if device.status != DeviceStatus.ACTIVE:
        raise DeviceRefused(why="blocked")


def _require_head(unit: Unit, actor: User, at: datetime) -> None:
    if unit.pk not in reach_of(actor, at).leads:
        raise NotPermitted(action="devices", needs="a leading role in the unit")
