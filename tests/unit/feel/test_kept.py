"""A context of the caller's own kind comes back as the same object, wherever it stands in a result."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workflows import feel


class Person(feel.Kept):
    def __init__(self, **parts: Any) -> None:
        self.parts = parts

    def __getitem__(self, name: str) -> Any:
        return self.parts[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.parts)

    def __len__(self) -> int:
        return len(self.parts)


SITI = Person(name="Siti", age=30)


def test_it_is_kept_alone_in_contexts_and_in_lists() -> None:
    names = {"siti": SITI}
    assert feel.evaluate("siti", names) is SITI
    assert feel.evaluate("{who: siti}", names)["who"] is SITI
    assert feel.evaluate("[siti, {deep: siti}][2].deep", names) is SITI


def test_its_parts_are_read_as_of_any_context() -> None:
    assert feel.evaluate('siti.name + "!"', {"siti": SITI}) == "Siti!"
    assert feel.evaluate("get entries(siti)[1].key", {"siti": SITI}) == "name"


def test_a_plain_mapping_is_still_copied() -> None:
    given = {"name": "Siti"}
    assert feel.evaluate("siti", {"siti": given}) == given
    assert feel.evaluate("siti", {"siti": given}) is not given
