"""What an officer was told is acknowledged by that officer alone, once."""

from __future__ import annotations

from cases.engine.time import now
from cases.models import Notice
from organization.models import User


def acknowledge(*, notice_id: int, actor: User) -> None:
    """Say that one's own notice was taken note of. Repeated it changes nothing."""
    Notice.objects.filter(pk=notice_id, user=actor, acknowledged_at=None).update(acknowledged_at=now())
