"""Who an address reaches: people on duty now, then holders, then the ladder; never nobody silently.

Source: procedure package, "Addresses"; domain book, section 3 ("Escalation") and section 4.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db.models import Exists, OuterRef, Q

from workflows.addresses import Address, parse_one

from .errors import NobodyHolds, NotAnOffice, UnknownCode
from .models import Absence, Duty, Post, Role, Unit, User
from .queues import is_away, queue_key

#: Sorts posts by how near they are to the address.
Step = tuple[int, bool, int, int]


@dataclass(frozen=True, slots=True)
class Resolution:
    """The people an address reaches, and the queue they take from ("" for a person addressed by name).

    `how` is "duty" (on the roster now), "holder" (holds the post), "ladder" (someone above, because nobody
    does) or "person". `unit`, `role` and `function` are those reached, not those asked for.
    """

    users: tuple[User, ...]
    queue_key: str
    unit: Unit
    how: str
    role: str = ""
    function: str = ""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A post that could answer, and whether its holder is absent or on the roster."""

    post: Post
    away: bool
    on_roster: bool


@dataclass(frozen=True, slots=True)
class _Holder:
    """A person who could answer for a post: its holder, or who stands in."""

    post: Post
    user: User
    on_duty: bool


def resolve(
    address: Address | str, *, unit: Unit, at: datetime, excluding: Iterable[User | int] = ()
) -> Resolution:
    """The people who may take work sent to `address` by a case of `unit` at a moment.

    `excluding` (people or their ids) are never among them. An absent person is replaced by the substitute.
    Raises NobodyHolds, UnknownCode (role), NotAnOffice (party, public, unevaluated FEEL), AddressError
    (malformed). Three queries, one more for a level, one more when somebody is absent.
    """
    wanted = parse_one(address) if isinstance(address, str) else address
    barred = frozenset(user if isinstance(user, int) else user.pk for user in excluding)
    if wanted.person:
        return _person(wanted, unit, at, barred)
    if not wanted.role:
        raise NotAnOffice(address=str(wanted))
    role = Role.objects.select_related("function").filter(code=wanted.role).first()
    if role is None:
        raise UnknownCode(kind="role", value=wanted.role)
    holders = [holder for holder in _holders(wanted, role, unit, at) if holder.user.pk not in barred]
    for _, group in groupby(holders, key=lambda holder: _step(holder.post, role)):
        return _reached(wanted, role, list(group), unit)
    raise NobodyHolds(address=str(wanted), unit=unit.name, at=at)


def _person(wanted: Address, unit: Unit, at: datetime, barred: frozenset[int]) -> Resolution:
    user = User.objects.filter(username=wanted.person, is_active=True).first()
    away = Absence.objects.current(at).filter(user=user).first() if user else None
    reached = _stand_ins([away.user_id], at).get(away.user_id) if away else user
    if reached is None or reached.pk in barred:
        raise NobodyHolds(address=str(wanted), unit=unit.name, at=at)
    return Resolution((reached,), "", unit, "person")


def _holders(wanted: Address, role: Role, unit: Unit, at: datetime) -> Iterator[_Holder]:
    """Everybody who could answer, nearest step first: the role itself, the ladder, unit by unit upwards."""
    candidates = sorted(_candidates(wanted, role, unit, at), key=lambda found: _order(found.post, role))
    stand_ins = _stand_ins([found.post.user_id for found in candidates if found.away], at)
    for found in candidates:
        user = stand_ins.get(found.post.user_id) if found.away else found.post.user
        if user is not None:
            yield _Holder(found.post, user, found.on_roster and not found.away)


def _candidates(wanted: Address, role: Role, unit: Unit, at: datetime) -> list[_Candidate]:
    function = wanted.function or (role.function.code if role.function else "")
    asked = Q(role=role) & (Q(function__code=wanted.function) if wanted.function else Q())
    above = Q(pk=None)
    if role.rank is not None:
        in_line = Q(role__function=None, role__leads__in=(Role.Leads.UNIT, Role.Leads.DEPUTY))
        in_line |= Q(role__function__code=function) if function else Q(pk=None)
        above = Q(role__rank__gt=role.rank) & in_line
    holding = Post.objects.current(at).filter(
        asked | above, unit__path__in=_paths(wanted, unit), user__is_active=True
    )
    roster = Duty.objects.current(at).filter(
        Q(function=None) | Q(function=OuterRef("function")), user=OuterRef("user"), unit=OuterRef("unit")
    )
    found = holding.annotate(away=is_away("user", at), on_roster=Exists(roster))
    posts = found.select_related("user", "unit", "role", "function")
    return [_Candidate(post, post.away, post.on_roster) for post in posts]


def _paths(wanted: Address, unit: Unit) -> tuple[str, ...]:
    """Where to look, nearest first: from the unit up, or from the first unit of the wanted level up."""
    if not wanted.level:
        return unit.lineage
    starts = Unit.objects.filter(path__in=unit.lineage, level=wanted.level).order_by("-path").first()
    return starts.lineage if starts else ()


def _stand_ins(absent: list[int], at: datetime) -> dict[int, User]:
    """For each absent person, by id, the one standing in, if that one is there."""
    if not absent:
        return {}
    absences = Absence.objects.current(at).filter(
        user__in=absent, substitute__isnull=False, substitute__is_active=True
    )
    present = absences.exclude(is_away("substitute", at)).select_related("substitute").order_by("since")
    return {absence.user_id: absence.substitute for absence in present if absence.substitute}


def _step(post: Post, role: Role) -> Step:
    """Where a post stands on the ladder: nearer units first, then the role itself, then by rank."""
    return (-len(post.unit.lineage), post.role_id != role.pk, post.role.rank or 0, post.role_id)


def _order(post: Post, role: Role) -> tuple[Step, str, int]:
    return (_step(post, role), post.user.full_name, post.pk)


def _reached(wanted: Address, role: Role, holders: list[_Holder], unit: Unit) -> Resolution:
    present = [holder for holder in holders if holder.on_duty]
    post = holders[0].post
    asked_for = post.role_id == role.pk and (post.unit_id == unit.pk or post.unit.level == wanted.level)
    how = "ladder" if not asked_for else "duty" if present else "holder"
    function = wanted.function if post.function and post.function.code == wanted.function else ""
    users = tuple(dict.fromkeys(holder.user for holder in present or holders))
    return Resolution(
        users, queue_key(post.unit_id, post.role.code, function), post.unit, how, post.role.code, function
    )
