"""Addresses and functions that the files name are there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workflows.addresses import Address, AddressError, parse
from workflows.findings import Finding

from .. import kinds
from ..records import Record, of_kind
from .scope import Scope, said, unknown

#: Longer ones can't be kept with the step of a ladder or the message that they stand in.
MAX_ADDRESS = 160


def addresses_can_be_kept(scope: Scope) -> Iterator[Finding]:
    records: list[Record[Any]] = [scope.package.definition_record, *scope.package.message_records]
    for record in records:
        for path, text in of_kind(record.value, kinds.ADDRESS):
            if len(text) > MAX_ADDRESS:
                yield said(record, "PKG-265", path, length=len(text), limit=MAX_ADDRESS)


def addresses_are_known(scope: Scope) -> Iterator[Finding]:
    for record in scope.package.records:
        for path, text in of_kind(record.value, kinds.ADDRESS):
            if not text.startswith("="):
                yield from _written(scope, record, path, text)


def _written(scope: Scope, record: Record[Any], path: str, text: str) -> Iterator[Finding]:
    try:
        addresses = parse(text)
    except AddressError as fault:
        yield said(record, "PKG-208", path, value=fault.text)
        return
    for address in addresses:
        yield from _parts(scope, record, path, address)


def _parts(scope: Scope, record: Record[Any], path: str, address: Address) -> Iterator[Finding]:
    names = scope.vocabulary
    parties = {party.role for party in scope.definition.parties}
    yield from unknown(record, "PKG-205", path, address.role, names.roles)
    yield from unknown(record, "PKG-206", path, address.function, names.functions)
    yield from unknown(record, "PKG-207", path, address.level, names.levels)
    yield from unknown(record, "PKG-218", path, address.party, parties)


def function_is_known(scope: Scope) -> Iterator[Finding]:
    record = scope.package.definition_record
    yield from unknown(record, "PKG-206", "function", record.value.function, scope.vocabulary.functions)
