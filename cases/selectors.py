"""What may be read of cases. One rule decides who sees a case; every list is one query with that rule in it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet

from cases.models import (
    STATUS,
    Attachment,
    Case,
    CaseEvent,
    Document,
    DocumentStatus,
    EmergencyAccess,
    Grant,
    Life,
    Message,
    Notice,
    Recusal,
    Task,
    TrackingCode,
    WorkerBeat,
)
from cases.models.process import OPEN_STATUSES
from organization import crypto
from organization.codes import as_typed
from organization.conflict import places_of
from organization.models import User
from organization.selectors import effective_posts, keys_of
from workflows.addresses import Address

_DAY = re.compile(
    r"(?P<y1>\d{4})-(?P<m1>\d\d?)-(?P<d1>\d\d?)|(?P<d2>\d\d?)[-/.](?P<m2>\d\d?)[-/.](?P<y2>\d{4})"
)
#: A worker that was silent for so long is missing; every desk says so.
WORKER_SILENCE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Reach:
    """What a person's posts open at a moment: units, queues of work. Made once a request, handed to every selector."""

    user: User
    at: datetime
    units: frozenset[int]
    queues: frozenset[str]
    leads: frozenset[int]
    #: The places of the organization that the person is in, for cases that are kept from some.
    places: frozenset[str] = frozenset()


def reach_of(user: User, at: datetime) -> Reach:
    """One query."""
    posts = effective_posts(user, at)
    return Reach(
        user=user,
        at=at,
        units=frozenset(post.unit_id for post in posts),
        queues=frozenset(key for post in posts for key in keys_of(post)),
        leads=frozenset(post.unit_id for post in posts if post.role.leads),
        places=places_of(user, posts),
    )


def visible_cases(reach: Reach) -> QuerySet[Case]:
    """The cases that this person may know of: those of the units where a post is held now, or that handed it on.

    A sealed case is there only for whoever holds, held or may take one of its tasks, or opened it; a case that is
    kept from one of the person's places isn't there at all (security.md, "Visibility"). A case that the person opened
    in an emergency is there for as long as that lasts.
    """
    return Case.objects.filter(_known(reach)).exclude(kept_from(reach))


def listed_cases(reach: Reach) -> QuerySet[Case]:
    """The same cases, found along the indexes of each way to know of one: for lists, where a row isn't named."""
    mine = Q(owner=reach.user) | Q(queue__in=reach.queues)
    ways = (
        Task.objects.filter(mine, case__sealed=True).values("case"),
        Case.objects.filter(sealed=True, opened_by=reach.user).values("pk"),
        Grant.objects.filter(unit__in=reach.units, case__sealed=False).values("case"),
        _opened_in_emergency(reach).values("case"),
    )
    own_units = Case.objects.filter(unit__in=reach.units, sealed=False).values("pk")
    return Case.objects.filter(pk__in=own_units.union(*ways, all=True)).exclude(kept_from(reach))


def _known(reach: Reach, case: str = "") -> Q:
    """Condition on cases, or on rows that lead to one by `case`: asked row by row, most of them by two columns."""
    within, pk = f"{case}__" if case else "", OuterRef(f"{case}_id" if case else "pk")
    mine = Q(owner=reach.user) | Q(queue__in=reach.queues)
    own = Q(Exists(Task.objects.filter(mine, case=pk))) | Q((f"{within}opened_by", reach.user))
    handed_on = Q(Exists(Grant.objects.filter(case=pk, unit__in=reach.units)))
    is_open, is_sealed = Q((f"{within}sealed", False)), Q((f"{within}sealed", True))
    of_unit = Q((f"{within}unit__in", reach.units))
    emergency = Q(Exists(_opened_in_emergency(reach).filter(case=pk)))
    return (is_open & of_unit) | (is_sealed & own) | (is_open & handed_on) | emergency


def _opened_in_emergency(reach: Reach) -> QuerySet[EmergencyAccess]:
    return EmergencyAccess.objects.filter(user=reach.user, since__lte=reach.at, until__gt=reach.at)


def kept_from(reach: Reach, case: str = "pk") -> Q:
    """Condition on rows: the case, whose number stands in the column `case`, doesn't exist for this person."""
    recusals = Recusal.objects.filter(case=OuterRef(case), place__in=reach.places)
    recusing = "recusing" if case == "pk" else f"{case.removesuffix('_id')}__recusing"
    return Q((recusing, True)) & Q(Exists(recusals))


def running_by_version(procedure_key: str) -> dict[int, int]:
    """How many running cases each version of a procedure has, by its serial.

    Cases that some may not know of (sealed, kept from a place) are not counted: a figure would tell of them.
    """
    running = Case.objects.filter(
        procedure_key=procedure_key, life=Life.RUNNING, sealed=False, recusing=False
    )
    counted = running.values_list("procedure_version__serial").annotate(n=Count("pk"))
    return dict(counted.order_by("procedure_version__serial"))


def waiting_by_element(procedure_key: str) -> dict[tuple[int, str], int]:
    """How many open tasks of these cases wait at each element, by version serial and element."""
    waiting = Task.objects.filter(
        case__procedure_key=procedure_key,
        case__life=Life.RUNNING,
        case__sealed=False,
        case__recusing=False,
        status__in=OPEN_STATUSES,
    )
    counted = waiting.values_list("case__procedure_version__serial", "element").annotate(n=Count("pk"))
    return {(serial, element): n for serial, element, n in counted.order_by()}


def visible_tasks(reach: Reach) -> QuerySet[Task]:
    return Task.objects.filter(_known(reach, "case")).exclude(kept_from(reach, "case_id"))


def my_tasks(reach: Reach) -> QuerySet[Task]:
    """What this person holds, most urgent first."""
    return _by_urgency(visible_tasks(reach).filter(status=STATUS.ASSIGNED, owner=reach.user))


def queue_tasks(reach: Reach) -> QuerySet[Task]:
    """What waits for anybody of this person's queues, and what colleagues of these queues hold, most urgent first."""
    tasks = visible_tasks(reach).filter(status__in=(STATUS.NEW, STATUS.ASSIGNED), queue__in=reach.queues)
    return _by_urgency(tasks)


def watched_tasks(reach: Reach) -> QuerySet[Task]:
    tasks = visible_tasks(reach).filter(
        status__in=(STATUS.NEW, STATUS.ASSIGNED), case__watches__user=reach.user
    )
    return _by_urgency(tasks)


def done_tasks(reach: Reach, *, since: datetime) -> QuerySet[Task]:
    """What this person finished since a moment, latest first."""
    tasks = visible_tasks(reach).filter(status=STATUS.DONE, owner=reach.user, finished__gte=since)
    return tasks.select_related("case", "owner", "unit").order_by("-finished")


def _by_urgency(tasks: QuerySet[Task]) -> QuerySet[Task]:
    """With the version of the case's procedure, but without its package, which a list never reads."""
    related = tasks.select_related("case__unit", "case__procedure_version", "owner")
    return related.defer("case__procedure_version__archive").order_by(
        F("case__clock_due_at").asc(nulls_last=True), "created", "pk"
    )


def case_file(reach: Reach, case_id: int) -> Case | None:
    """A case with all that its file shows, None when there is none for this person."""
    return (
        visible_cases(reach)
        .select_related("unit", "procedure_version__procedure", "opened_by")
        .prefetch_related(
            "clocks__escalations",
            "parties",
            "incidents",
            "timers",
            Prefetch("messages", Message.objects.select_related("party", "user").prefetch_related("tries")),
            Prefetch("tasks", Task.objects.select_related("owner").order_by("created", "pk")),
            Prefetch("documents", Document.objects.select_related("signer").order_by("pk")),
            Prefetch("attachments", Attachment.objects.order_by("pk")),
        )
        .filter(pk=case_id)
        .first()
    )


def story(case: Case) -> QuerySet[CaseEvent]:
    """The events of a case, latest first."""
    return case.events.select_related("actor").order_by("-seq")


def search_cases(reach: Reach, text: str) -> QuerySet[Case]:
    """Cases by official number, file number, or a lifted value; a NIK or whole words of a name by their index."""
    words = text.strip()
    by_person = Q(parties__id_number_index=crypto.blind_index(words)) if words.isdigit() else Q()
    names = crypto.name_indexes(words) if not words.isdigit() else frozenset()
    found = (
        Q(number__icontains=words) | Q(file_number__icontains=words) | Q(search_entries__value__iexact=words)
    )
    if by_person:
        found |= by_person
    if (day := _day_in(words)) is not None:
        found |= Q(scan_items__received_on=day)
    cases = visible_cases(reach)
    if names:
        of_name = cases
        for index in names:
            of_name = of_name.filter(parties__words__index=index)
        found |= Q(pk__in=of_name.values("pk"))
    return cases.filter(found).distinct().select_related("unit").order_by("-opened_at")


def similar_cases(
    wanted: Collection[tuple[str, datetime]], *, but: int | None = None, places: Collection[str] = ()
) -> QuerySet[Case]:
    """Cases with one of these fingerprints that were opened since its moment, in any unit; at most ten.

    Whoever asks has typed the very values, so that number, unit, date and state may be told, and nothing more. Sealed
    cases and those kept from `places` (or from anybody, where none are given) are not there; withdrawn ones neither.
    """
    alike = Q(pk=None)
    for index, since in wanted:
        alike |= Q(duplicate_keys__index=index, opened_at__gte=since)
    cases = Case.objects.filter(alike, sealed=False).exclude(life=Life.CANCELED)
    if but is not None:
        cases = cases.exclude(pk=but)
    if places:
        kept_from = Recusal.objects.filter(case=OuterRef("pk"), place__in=places)
        cases = cases.exclude(Q(recusing=True) & Exists(kept_from))
    else:
        cases = cases.filter(recusing=False)
    ordered = cases.select_related("unit", "procedure_version__procedure").distinct()
    return ordered.order_by("-opened_at", "-pk")[:10]


def notices_of(reach: Reach) -> QuerySet[Notice]:
    """What this person has been told and has not acknowledged, latest first; nothing of a case now kept from him."""
    told = Notice.objects.filter(user=reach.user, acknowledged_at=None).exclude(kept_from(reach, "case_id"))
    return told.select_related("case", "escalation__clock").order_by("-created_at")


def _day_in(words: str) -> date | None:
    """A day as people type it, "4-3-2019" or "2019-03-04"; None for anything else."""
    match = _DAY.fullmatch(words)
    if match is None:
        return None
    given = {name: int(value) for name, value in match.groupdict().items() if value}
    try:
        return date(
            given.get("y1") or given["y2"], given.get("m1") or given["m2"], given.get("d1") or given["d2"]
        )
    except ValueError:
        return None


def document_by_code(verify_code: str) -> Document | None:
    """The document behind a verification code, for anybody."""
    documents = Document.objects.select_related("case__unit", "replaces").prefetch_related("replaced_by")
    return documents.filter(verify_code=verify_code.strip().upper()).first()


def fingerprint(code: str) -> str:
    """What is kept of a tracking code."""
    return crypto.blind_index(as_typed(code), "tracking code")


def tracked(code: str) -> TrackingCode | None:
    """What a tracking code opens, None for a wrong one. One look-up by fingerprint, however wrong it is."""
    return TrackingCode.objects.filter(index=fingerprint(code)).first()


def still_tracked(number: int, index: str) -> TrackingCode | None:
    """The access as long as its code wasn't replaced, with all that the status page shows."""
    accesses = TrackingCode.objects.filter(pk=number, index=index)
    return accesses.select_related("case__unit", "case__procedure_version__procedure").first()


def open_to_party(access: TrackingCode) -> list[Task]:
    """The open tasks of the case that its party is to do on the status page."""
    address = str(Address(party=access.role))
    tasks = Task.objects.filter(case=access.case_id, status=STATUS.NEW).order_by("created", "pk")
    found = tasks.select_related("case__unit", "case__procedure_version__procedure")
    return [task for task in found if address in task.queues()] if access.case.is_running else []


def standing_of(document: Document, at: datetime) -> str:
    """Whether a document counts at a moment: "valid", "expired" or "voided"."""
    if document.status == DocumentStatus.VOIDED:
        return "voided"
    return "expired" if document.valid_until is not None and document.valid_until < at else "valid"


def workers_are_silent(at: datetime) -> bool:
    """Whether no worker gave a sign of life lately: timers and machine steps stand still."""
    return not WorkerBeat.objects.filter(beat_at__gte=at - WORKER_SILENCE).exists()


def decisions_of(events: list[CaseEvent]) -> list[Mapping[str, Any]]:
    """Why the case came where it is: every gateway that decided and every table that was asked, in order."""
    kinds = ("flow.decided", "decision.made")
    return [{"at": e.at, "element": e.element, "kind": e.kind, **e.data} for e in events if e.kind in kinds]
