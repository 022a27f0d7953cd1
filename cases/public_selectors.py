"""What anybody may read of cases, without login: nothing here gives a person, a case, or a sealed one."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from cases.models import Announcement
from organization.models import Unit


def announcements(*, unit: Unit | None = None, kind: str = "") -> QuerySet[Announcement]:
    """What units told everybody, latest first, with their unit; of one unit and those below it, of one kind.

    `kind` is one of `AnnouncementKind`; of each, `title` and `lines` are there in Indonesian and English. One query.
    """
    found = Announcement.objects.filter(case__sealed=False)
    if unit is not None:
        found = found.filter(Q(unit=unit) | Q(unit__path__startswith=f"{unit.path}/"))
    if kind:
        found = found.filter(kind=kind)
    return found.select_related("unit").order_by("-published_at", "-pk")
