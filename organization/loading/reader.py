"""Fixture files as entries by section. All faults at once, each with its file, section and entry."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from organization.errors import FixtureInvalid

from .shapes import SHAPES, Shape


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a fixture file, and where it stands."""

    place: str
    values: Mapping[str, Any]


Sections = Mapping[str, list[Entry]]


def read(folders: Iterable[Path]) -> Sections:
    """The entries of all YAML files of the folders, by section. Raises FixtureInvalid."""
    sections: dict[str, list[Entry]] = {name: [] for name in SHAPES}
    faults: list[str] = []
    for path in _files(folders, faults):
        for name, place, values in _entries(path, faults):
            faults += (f"{place}: {fault}" for fault in _faults(values, SHAPES[name]))
            sections[name].append(Entry(place, values))
    if faults:
        raise FixtureInvalid(faults)
    return sections


def _files(folders: Iterable[Path], faults: list[str]) -> Iterator[Path]:
    for folder in folders:
        found = sorted(folder.glob("*.yaml"))
        if not found:
            faults.append(f"{folder}: no *.yaml files there")
        yield from found


def _entries(path: Path, faults: list[str]) -> Iterator[tuple[str, str, Any]]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as fault:
        faults.append(f"{path}: not YAML: {fault}")
        return
    if not isinstance(content, dict):
        faults.append(f"{path}: sections are expected, such as 'units:'")
        return
    for name, entries in content.items():
        if name not in SHAPES or not isinstance(entries, list):
            faults.append(f"{path}: '{name}' is not a section with a list{_meant(str(name), SHAPES)}")
            continue
        for number, values in enumerate(entries, 1):
            yield name, f"{path.name} {name} {number}", values


def _faults(values: Any, shape: Shape) -> Iterator[str]:
    if not isinstance(values, dict):
        yield "keys and values are expected"
        return
    for key in values.keys() - shape.keys:
        yield f"unknown key '{key}'{_meant(str(key), shape.keys)}"
    for key in shape.needs.keys() - values.keys():
        yield f"'{key}' is missing"
    for key, kind in {**shape.needs, **shape.may}.items():
        if key in values and not isinstance(values[key], kind):
            yield f"'{key}' can't be {values[key]!r}"
    for key, inner in shape.lists.items():
        for number, value in enumerate(values.get(key) or (), 1):
            yield from (f"{key} {number}: {fault}" for fault in _faults(value, inner))


def _meant(word: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(word, list(known), 1)
    return f"; did you mean '{close[0]}'?" if close else ""
