"""Puts together what a template sees: the document, the unit, the case's data, its people, the signers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from cases.documents.letter import letter_data, letter_template, unit_data
from cases.documents.qr import qr_svg
from cases.documents.typst import render
from cases.documents.wording import (
    date_in_words,
    moment_in_words,
    spoken_moments,
    validity_in_words,
)
from cases.engine.identity import resolved
from cases.engine.variables import context_of, value_of
from cases.engine.work import Work
from organization.errors import NobodyHolds
from organization.models import Unit, User
from organization.resolution import resolve
from organization.selectors import posts_of
from workflows.packages.definition import DocumentDefinition

#: What every paper says of its price: at the desk nothing is paid for (SOP-SPKT-01, IV.6).
FREE = "Rp0 (gratis)"


@dataclass(frozen=True, slots=True)
class Composition:
    """What is decided about a document before it is set."""

    definition: DocumentDefinition
    number: str
    issued_at: datetime
    valid_until: datetime | None
    verify_code: str
    #: 1 at first; each correction makes another one, signed by whoever corrected it.
    edition: int = 1
    signer: User | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """Everything a child process needs: no database behind it."""

    template: bytes
    data: Mapping[str, Any]
    paper: str
    timestamp: datetime
    assets: Mapping[str, bytes] = field(default_factory=dict)

    def render(self) -> bytes:
        """The PDF. Raises DocumentFailed."""
        return render(
            self.template, self.data, paper=self.paper, timestamp=self.timestamp, assets=self.assets
        )


def compose(work: Work, made: Composition) -> Paper:
    """The template with its data; people are unsealed here, for the paper alone."""
    unit, definition = work.case.unit, made.definition
    local = made.issued_at.astimezone(ZoneInfo(unit.zone))
    data = {name: value for name, value in work.case.data.items() if name not in _people(work)}
    people = _parties(work)
    sources = work.package.document_sources(definition.code)
    template = (
        letter_template(definition) if definition.letter else work.package.document_template(definition.code)
    )
    return Paper(
        template=template,
        data={
            "document": _document(made, unit),
            "unit": unit_data(unit),
            "case": data,
            "parties": people,
            "texts": spoken_moments({**data, **people}, local.tzinfo or ZoneInfo(unit.zone)),
            "signers": [_person(user, unit, made.issued_at) for user in _signers(work, made)],
            "officer": _person(work.case.opened_by, unit, made.issued_at) if work.case.opened_by else {},
            "file_number": work.case.file_number,
            "letter": _letter(work, definition),
        },
        paper=str(definition.paper),
        timestamp=local,
        assets={**sources, "qr.svg": qr_svg(_verify_url(made.verify_code))},
    )


def _letter(work: Work, definition: DocumentDefinition) -> dict[str, Any] | None:
    if definition.letter is None:
        return None
    context = context_of(work.case, work.package)
    zone = ZoneInfo(work.case.unit.zone)
    return letter_data(definition.letter, value_of=lambda text: _local(value_of(text, context), zone))


def _local(value: Any, zone: ZoneInfo) -> Any:
    """A moment as the unit's clock shows it, wherever it was written down."""
    return value.astimezone(zone) if isinstance(value, datetime) and value.tzinfo else value


def _document(made: Composition, unit: Unit) -> dict[str, Any]:
    zone = ZoneInfo(unit.zone)
    issued = made.issued_at.astimezone(zone)
    until = made.valid_until.astimezone(zone) if made.valid_until else None
    return {
        "code": made.definition.code,
        "title": made.definition.title.id,
        "number": made.number,
        "edition": made.edition,
        "fee_text": FREE,
        "issued_at": issued.isoformat(),
        "issued_text": moment_in_words(issued),
        "issued_date_text": date_in_words(issued.date()),
        "valid_until": until.isoformat() if until else None,
        "valid_until_text": date_in_words(until.date()) if until else "",
        "validity_text": validity_in_words(issued.date(), until.date()) if until else "",
        "verify_code": made.verify_code,
        "verify_url": _verify_url(made.verify_code),
    }


def _verify_url(code: str) -> str:
    return f"{settings.PUBLIC_URL}/periksa/{code}"


def _people(work: Work) -> tuple[str, ...]:
    return tuple(party.path for party in work.package.definition.parties if party.identity)


def _parties(work: Work) -> dict[str, Any]:
    key = bytes(work.case.data_key)
    people = {}
    for path in _people(work):
        value = resolved(work.case.data.get(path), key)
        people[path] = dict(value) if isinstance(value, Mapping) else value
    return people


def _signers(work: Work, made: Composition) -> list[User]:
    """Whoever completed the last task signs; without one, the first person the document's signers reach."""
    if made.signer is not None:
        return [made.signer]
    last = work.case.tasks.filter(status="DONE").exclude(owner=None).order_by("-finished", "-pk").first()
    if last is not None and last.owner is not None:
        return [last.owner]
    for address in made.definition.signers:
        try:
            return [resolve(address, unit=work.case.unit, at=work.at).users[0]]
        except NobodyHolds:
            continue
    return []


def _person(user: User, unit: Unit, at: datetime) -> dict[str, Any]:
    posts = [post for post in posts_of(user, at) if post.unit_id == unit.pk] or list(posts_of(user, at))
    return {
        "name": user.full_name,
        "rank": user.rank,
        "nrp": user.nrp or "",
        "title": str(posts[0].role) if posts else "",
    }
