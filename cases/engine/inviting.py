"""The code by which somebody answers how it went, worked out from the case under a key that no database holds."""

from __future__ import annotations

from datetime import datetime

from cases.models import Case, SurveyInvitation
from organization import crypto

_PURPOSE = "survey code"
#: 96 bits: too many to try out.
_DIGITS = 24


def invite(case: Case, *, at: datetime) -> None:
    """Somebody will be asked how it went. A case that ends a second time asks nobody again."""
    SurveyInvitation.objects.bulk_create(
        [SurveyInvitation(case=case, index=index_of(code_of(case)), next_at=at)], ignore_conflicts=True
    )


def code_of(case: Case) -> str:
    return crypto.blind_index(str(case.pk), _PURPOSE)[:_DIGITS]


def index_of(code: str) -> str:
    """What the database knows of a code."""
    return crypto.blind_index(code, _PURPOSE)
