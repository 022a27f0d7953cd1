"""Identities in and out of the data: the data hold the party's number, the party row holds the person, sealed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from cases.models import Case, Party, PartyWord
from organization import crypto
from workflows import feel
from workflows.packages.definition import PartyDefinition

#: What stands in the data in place of a person.
REFERENCE = "party"

#: What tells of a person by itself, whatever stands beside it.
_IDENTIFYING = ("nama_lengkap", "nik", "no_hp", "email")


def is_reference(value: Any) -> bool:
    return isinstance(value, Mapping) and set(value) == {REFERENCE}


def unseal(party: Party, data_key: bytes) -> dict[str, Any]:
    """The identity of a party. Whoever shows it to a person records that first."""
    return json.loads(crypto.unseal(data_key, bytes(party.sealed), associated=_associated(party)))


def store(
    *, case: Case, definition: PartyDefinition, ordinal: int, person: Mapping[str, Any], at: datetime
) -> Party:
    """Keep a person under the case's key and give back the party. An identity stored before is replaced."""
    party, _ = Party.objects.get_or_create(
        case=case,
        path=definition.path,
        ordinal=ordinal,
        defaults={"role": definition.role, "identity": definition.identity, "sealed": b"", "created_at": at},
    )
    name = str(person.get("nama_lengkap") or "")
    text = json.dumps(person, ensure_ascii=False, sort_keys=True)
    party.sealed = crypto.seal(bytes(case.data_key), text.encode(), associated=_associated(party))
    party.label = crypto.mask_name(name)[:80] if name else ""
    number = str(person.get("nik") or "")
    party.id_number_index = crypto.blind_index(number) if number else ""
    # A later form that doesn't ask leaves the choice as it was.
    party.channel = str(person.get("kabar_lewat") or party.channel)[:16]
    party.language = str(person.get("kabar_bahasa") or party.language)[:2]
    party.save(update_fields=["sealed", "label", "id_number_index", "channel", "language"])
    party.words.all().delete()
    PartyWord.objects.bulk_create(PartyWord(party=party, index=index) for index in crypto.name_indexes(name))
    return party


def _associated(party: Party) -> bytes:
    """Binds a sealed identity to its row: it can't be moved to another party."""
    return f"party|{party.case_id}|{party.path}|{party.ordinal}".encode()


def is_named_in(texts: Iterable[str], case: Case) -> bool:
    """Whether a text gives away a person of the case: full name, ID number, telephone number or e-mail address."""
    written = "\n".join(texts).casefold()
    key = bytes(case.data_key)
    people = (unseal(party, key) for party in case.parties.filter(identity=True))
    known = (str(person.get(name) or "").strip().casefold() for person in people for name in _IDENTIFYING)
    words = (spelling for word in known if word for spelling in _spellings(word))
    return any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", written) for word in words)


def _spellings(word: str) -> Iterator[str]:
    """A telephone number is written with the country's number or, at home, with a 0."""
    yield word
    if word.isdigit() and word.startswith("62"):
        yield f"0{word[2:]}"


class LazyPerson(feel.Kept):
    """A person as FEEL, forms and documents see one: read from the sealed row at first use, never stored."""

    def __init__(self, party_id: int, data_key: bytes) -> None:
        self._party_id, self._data_key = party_id, data_key
        self._person: dict[str, Any] | None = None

    @property
    def reference(self) -> dict[str, int]:
        """What stands in the data for this person."""
        return {REFERENCE: self._party_id}

    def _read(self) -> dict[str, Any]:
        if self._person is None:
            self._person = unseal(Party.objects.get(pk=self._party_id), self._data_key)
        return self._person

    def __getitem__(self, name: str) -> Any:
        return self._read()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._read())

    def __len__(self) -> int:
        return len(self._read())


def resolved(value: Any, data_key: bytes) -> Any:
    """The value with every reference turned into a lazily read person."""
    if is_reference(value):
        return LazyPerson(value[REFERENCE], data_key)
    if isinstance(value, Mapping):
        return {name: resolved(item, data_key) for name, item in value.items()}
    if isinstance(value, list):
        return [resolved(item, data_key) for item in value]
    return value


def stored(value: Any) -> Any:
    """A FEEL value as the data keep it: JSON-ready, with every person turned back into a reference."""
    if isinstance(value, LazyPerson):
        return value.reference
    if isinstance(value, Mapping):
        return {name: stored(item) for name, item in value.items()}
    if isinstance(value, list):
        return [stored(item) for item in value]
    return feel.to_json(value)


def without_identities(
    values: dict[str, Any], definitions: tuple[PartyDefinition, ...], *, case: Case, at: datetime
) -> tuple[dict[str, Any], list[Party]]:
    """The answers with every person replaced by a reference, and the parties that were stored."""
    stored: list[Party] = []
    for definition in definitions:
        if not definition.identity:
            continue
        holder, last = _holder(values, definition.path)
        if holder is None:
            continue
        holder[last] = _replaced(holder[last], definition, case, at, stored)
    return values, stored


def _replaced(value: Any, definition: PartyDefinition, case: Case, at: datetime, stored: list[Party]) -> Any:
    people = value if isinstance(value, list) else [value]
    references = []
    for ordinal, person in enumerate(people):
        if isinstance(person, Mapping) and person and not is_reference(person):
            stored.append(store(case=case, definition=definition, ordinal=ordinal, person=person, at=at))
            references.append({REFERENCE: stored[-1].pk})
        else:
            references.append(person)
    return references if isinstance(value, list) else references[0]


def _holder(values: dict[str, Any], path: str) -> tuple[dict[str, Any] | None, str]:
    *parents, last = path.split(".")
    holder: Any = values
    for name in parents:
        holder = holder.get(name) if isinstance(holder, dict) else None
    return (holder, last) if isinstance(holder, dict) and last in holder else (None, last)
