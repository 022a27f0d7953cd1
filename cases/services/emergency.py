"""Break-glass: one person sees one closed case for half an hour, and those who watch over access hear of it at once.

Source: security.md, "Visibility" 4; domain book, section 4 (confidential identity opened only with a reason, logged).
"""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q

from cases.engine import access
from cases.engine.time import now
from cases.engine.unit_of_work import unit_of_work
from cases.engine.work import Work
from cases.errors import CaseNotFound, ReasonRequired
from cases.models import Case, EmergencyAccess, Notice
from organization.conflict import places_of
from organization.guards import guardians_of
from organization.models import User
from organization.selectors import effective_posts

#: How long it lasts.
LENGTH = timedelta(minutes=30)
#: A reason shorter than this is none.
SHORTEST_REASON = 10
#: The kind of the notice that guardians get.
NOTICE = "emergency"


def open_in_emergency(*, number: str, actor: User, reason: str) -> EmergencyAccess:
    """Let a person see the case of that number, for LENGTH. Again while it lasts, nothing changes.

    Only of the person's own units and those below. A case against the person, or against the office or unit that the
    person belongs to, doesn't exist for him in an emergency either: the refusal is that of a number that nobody has,
    and stands in the case's story. Raises ReasonRequired, CaseNotFound.
    """
    if len(reason.strip()) < SHORTEST_REASON:
        raise ReasonRequired
    found = _case(number.strip(), actor)
    if found is None:
        raise CaseNotFound
    with unit_of_work(case_id=found.pk, actor=actor) as work:
        opened = None if _is_against(work, actor) else _opened(work, actor, reason.strip()[:300])
        if opened is None:
            work.record("emergency.refused")
    if opened is None:
        raise CaseNotFound
    return opened


def _case(number: str, actor: User) -> Case | None:
    posts = effective_posts(actor, now())
    if not number or not posts:
        return None
    below = Q(pk=None)
    for path in {post.unit.path for post in posts}:
        below |= Q(unit__path=path) | Q(unit__path__startswith=f"{path}/")
    return Case.objects.filter(Q(number__iexact=number) | Q(file_number__iexact=number), below).first()


def _is_against(work: Work, actor: User) -> bool:
    places = places_of(actor, effective_posts(actor, work.at))
    return work.case.recusals.filter(place__in=places).exists()


def _opened(work: Work, actor: User, reason: str) -> EmergencyAccess:
    lasting = work.case.emergencies.filter(user=actor, until__gt=work.at).first()
    if lasting is not None:
        return lasting
    opened = EmergencyAccess.objects.create(
        case=work.case, user=actor, since=work.at, until=work.at + LENGTH, reason=reason
    )
    work.record("emergency.opened", until=opened.until.isoformat(), reason=reason)
    barred = access.barred_people(work)
    told = guardians_of(work.case.unit, work.at, excluding={*barred, actor.pk})
    Notice.objects.bulk_create(
        Notice(
            user=user,
            case=work.case,
            kind=NOTICE,
            data={"by": actor.display_name, "reason": reason},
            created_at=work.at,
        )
        for user in told
    )
    return opened
