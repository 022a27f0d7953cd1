"""The row of a new case, the same for a desk, a citizen, a message and a step of another case."""

from __future__ import annotations

import secrets
from datetime import datetime

from cases.models import Case
from organization import crypto
from organization.models import Unit, User
from workflows.models import ProcedureVersion
from workflows.packages import Package
from workflows.packages.definition import IdentityRule

from . import numbers


def new_case(
    version: ProcedureVersion,
    package: Package,
    *,
    unit: Unit,
    actor: User | None,
    channel: str,
    event: str,
    at: datetime,
    process: str = "",
) -> Case:
    """The row, with a key of its own. `number` gives the file number later: only the data say if it is sealed."""
    return Case.objects.create(
        procedure_version=version,
        procedure_key=package.key,
        unit=unit,
        channel=channel,
        entry=event,
        file_number=f"-{secrets.token_hex(12)}",
        confidential=package.definition.privacy.identity is IdentityRule.CONFIDENTIAL,
        marking={"process": process} if process else {},
        data_key=crypto.new_data_key(),
        opened_at=at,
        opened_by=actor,
    )


def number(case: Case, *, at: datetime) -> None:
    """The desk's running number of the case, in the series of its unit; another unit gives it another one."""
    case.file_number = numbers.file_number(unit=case.unit, at=at, sealed=case.sealed)
    Case.objects.filter(pk=case.pk).update(file_number=case.file_number)
