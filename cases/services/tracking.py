"""The secret code by which somebody without an account follows a case (security.md, "Public tracking code").

128 bits, shown once, kept as a keyed fingerprint. Where a page opens a case the code is worked out from the page's own
secret under a key that the database doesn't hold: the same page handed in twice shows the same code, and nobody else's.
"""

from __future__ import annotations

import secrets

from cases.engine.time import now
from cases.engine.unit_of_work import unit_of_work
from cases.engine.work import Work
from cases.errors import CaseNotFound
from cases.models import TrackingCode
from cases.selectors import fingerprint, reach_of, visible_cases
from organization import codes, crypto
from organization.models import User
from workflows.packages import Package

_BYTES = 16


def give_tracking_code(*, case_id: int, actor: User) -> str:
    """A new code for the person whom the case is about; one given before opens nothing any more. Raises CaseNotFound.

    The officer hands it over on paper: it can't be shown a second time.
    """
    if not visible_cases(reach_of(actor, now())).filter(pk=case_id).exists():
        raise CaseNotFound
    code = codes.code_of(secrets.token_bytes(_BYTES))
    with unit_of_work(case_id=case_id, actor=actor) as work:
        keep(work, code)
    return code


def code_for(secret: str) -> str:
    """The code that belongs to a page's secret."""
    return codes.code_of(bytes.fromhex(crypto.blind_index(secret, "tracking secret"))[:_BYTES])


def keep(work: Work, code: str) -> TrackingCode:
    """The code's fingerprint in place of the one before, on record."""
    role = first_role(work.package)
    given, _ = TrackingCode.objects.update_or_create(
        case=work.case,
        role=role,
        defaults={"index": fingerprint(code), "given_at": work.at, "given_by": work.actor},
    )
    work.record("tracking.given", role=role)
    return given


def first_role(package: Package) -> str:
    """Whose matter it is: the first party that the procedure names."""
    return next((party.role for party in package.definition.parties), "")
