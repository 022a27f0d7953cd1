"""Stuck cases as a list shows them: grouped by reason, each with what it hangs on and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from cases.desk.pages import Desk
from cases.desk.rows import Pill, number_parts, pill_of, span
from workflows.selectors import package_of

from .stuck import Reason, Stuck, StuckList

ICONS = {
    Reason.FAILING: "alert-circle",
    Reason.NOBODY: "users-group",
    Reason.ABSENT: "user-off",
    Reason.OFF_SHIFT: "user-minus",
    Reason.UNCLAIMED: "hand-stop",
    Reason.WAITING: "mail",
    Reason.BREACHED: "clock-exclamation",
}


@dataclass(frozen=True)
class StuckRow:
    """One stuck case. `step` is what it stands at, `why` a sentence of the reason, `task_id` what may be reassigned."""

    stuck: Stuck
    number: str
    service: str
    step: str
    why: str
    pill: Pill
    task_id: int | None


@dataclass(frozen=True)
class Group:
    """All rows of one reason."""

    reason: Reason
    icon: str
    rows: tuple[StuckRow, ...]


def groups_of(found: StuckList, desk: Desk) -> list[Group]:
    return [
        Group(reason, ICONS[reason], tuple(_rows(found, desk, stuck)))
        for reason, stuck in groupby(found.rows, key=lambda row: row.reason)
    ]


def _rows(found: StuckList, desk: Desk, stuck: Iterator[Stuck]) -> Iterator[StuckRow]:
    for row in stuck:
        package = package_of(row.case.procedure_version)
        movable = row.task is not None and row.task.unit_id in desk.reach.leads
        yield StuckRow(
            stuck=row,
            number=number_parts(row.case)[0],
            service=package.definition.title.in_(desk.lang),
            step=_step(row),
            why=_WHY[row.reason](row, found, desk),
            pill=pill_of(row.case, desk.at),
            task_id=row.task.pk if row.task is not None and movable else None,
        )


def _step(row: Stuck) -> str:
    """The name of the step that the case stands at."""
    if row.task is not None:
        return row.task.title
    element = row.stop.element if row.stop else ""
    nodes = package_of(row.case.procedure_version).process.nodes
    return (nodes[element].name or element) if element in nodes else element


def _failing(row: Stuck, found: StuckList, desk: Desk) -> str:
    assert row.stop is not None
    told = {"code": row.stop.word, "since": _moment(row.stop.since)}
    if not row.case.is_running:
        return _("Perkara berhenti karena kesalahan (%(code)s) sejak %(since)s") % told
    return _("Gagal (%(code)s) sejak %(since)s") % told


def _nobody(row: Stuck, found: StuckList, desk: Desk) -> str:
    assert row.task is not None
    queues = {found.staffing.words(queue, desk.lang) for queue in row.task.queues()}
    return _("Tidak ada yang memegang peran %(role)s") % {"role": "; ".join(sorted(queues))}


def _absent(row: Stuck, found: StuckList, desk: Desk) -> str:
    assert row.task is not None
    who = {"who": _holder(row)}
    if row.detail == "inactive":
        return _("%(who)s, akun nonaktif") % who
    if row.detail == "moved":
        return _("%(who)s, tidak lagi bertugas di satuan ini") % who
    until, stand_in = row.task.away_until, row.task.stand_in
    told = {**who, "until": formats.date_format(timezone.localtime(until), "j M") if until else ""}
    text = _("%(who)s, izin s.d. %(until)s") % told if until else _("%(who)s, sedang izin") % told
    return f"{text}, {_('pengganti %(who)s') % {'who': stand_in}}" if stand_in else text


def _off_shift(row: Stuck, found: StuckList, desk: Desk) -> str:
    return _("%(who)s, jam jaganya sudah selesai") % {"who": _holder(row)}


def _unclaimed(row: Stuck, found: StuckList, desk: Desk) -> str:
    assert row.task is not None
    words = "; ".join(found.staffing.words(queue, desk.lang) for queue in row.task.queues())
    return _("Antrean %(queue)s, belum diambil siapa pun") % {"queue": words}


def _waiting(row: Stuck, found: StuckList, desk: Desk) -> str:
    assert row.stop is not None
    waited = span(max(desk.at - row.stop.since, timedelta(0)))
    return _("Pesan “%(name)s” ditunggu selama %(waited)s") % {
        "name": row.stop.word,
        "waited": waited,
    }


def _breached(row: Stuck, found: StuckList, desk: Desk) -> str:
    if row.task is None:
        return _("Menunggu waktu atau langkah mesin")
    return _("Dipegang %(who)s") % {"who": _holder(row)}


_WHY = {
    Reason.FAILING: _failing,
    Reason.NOBODY: _nobody,
    Reason.ABSENT: _absent,
    Reason.OFF_SHIFT: _off_shift,
    Reason.UNCLAIMED: _unclaimed,
    Reason.WAITING: _waiting,
    Reason.BREACHED: _breached,
}


def _holder(row: Stuck) -> str:
    assert row.task is not None
    return row.task.owner.display_name if row.task.owner else ""


def _moment(at: datetime) -> str:
    return formats.date_format(timezone.localtime(at), "j M H.i")
