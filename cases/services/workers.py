"""A worker's round: sign of life, due timers, messages and signals on their way, lost jobs."""

from __future__ import annotations

from cases.engine.time import now
from cases.models import WorkerBeat

from .jobs import recover_stalled
from .outbox import recover_messages
from .publications import deliver_due
from .starts import fire_starts
from .surveys import tell_invited
from .timers import fire_due


def beat(name: str) -> None:
    """Say that this worker lives."""
    WorkerBeat.objects.update_or_create(name=name, defaults={"beat_at": now()})


def round_of(name: str) -> int:
    """One round. Gives how much there was to do: zero means that the worker may rest."""
    beat(name)
    done = fire_due() + deliver_due() + fire_starts() + tell_invited()
    return done + recover_stalled() + recover_messages()
