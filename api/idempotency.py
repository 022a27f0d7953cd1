"""`Idempotency-Key`: the same write sent again does nothing and is answered with what it made the first time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from cases.errors import CaseError
from cases.services.idempotency import already_done, remember
from organization.models import User

HEADER = "Idempotency-Key"
LONGEST = 64

#: A call of a service that gives the case it went to.
Write = Callable[[], Any]


def key_of(request: Request) -> str:
    """The key of a request, empty when it has none. Raises ValidationError for one that can't be kept."""
    key = request.headers.get(HEADER, "").strip()
    if len(key) > LONGEST or not key.isascii() or not key.isprintable():
        message = _("%(header)s: paling banyak %(count)s huruf ASCII.")
        raise ValidationError(message % {"header": HEADER, "count": LONGEST})
    return key


def once(*, key: str, actor: User, operation: str, write: Write) -> Any:
    """Do a write of a service that keeps no keys itself; the key is kept in the transaction of the write."""

    def first() -> Any:
        with transaction.atomic():
            done = already_done(key, actor, operation)
            if done is not None:
                return done
            case = write()
            remember(key, actor, operation, case, at=timezone.now())
            return case

    return settled(key=key, actor=actor, operation=operation, write=first)


def settled(*, key: str, actor: User, operation: str, write: Write) -> Any:
    """Do a write that keeps its key itself.

    Of two at the same moment one wins; the other, refused by the lock or by the key's constraint, gets its answer.
    """
    try:
        return write()
    except (IntegrityError, CaseError):
        done = already_done(key, actor, operation)
        if done is None:
            raise
        return done
