"""A form laid over answers: one slot for each component, once per row inside a dynamic list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeAlias

from .model import Component, Form

Path: TypeAlias = tuple[str | int, ...]

MAX_ROWS = 200


class _Missing:
    """The mark of an answer that wasn't given at all (which is not the same as an empty one)."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Any = _Missing()


@dataclass(frozen=True, eq=False)
class Slot:
    """A component at a concrete place. `row` is the path of the nearest row around it, `parent` the container."""

    component: Component
    path: Path
    row: Path | None = None
    parent: Slot | None = None

    @property
    def dotted(self) -> str:
        return ".".join(map(str, self.path))


def expand(form: Form, answers: Mapping[str, Any]) -> list[Slot]:
    """All slots in the order of the page, containers before what they hold."""
    return list(_expand(form.components, answers, (), None, None))


def _expand(
    components: Sequence[Component], answers: Any, base: Path, row: Path | None, parent: Slot | None
) -> Iterator[Slot]:
    for component in components:
        own = tuple(component.key.split(".")) if component.key else ()
        slot = Slot(component, base + own, row, parent)
        yield slot
        if component.type == "dynamiclist":
            for n in range(len(rows_at(answers, slot.path))):
                here = (*slot.path, n)
                yield from _expand(component.components, answers, here, here, slot)
        elif component.components:
            yield from _expand(component.components, answers, slot.path, row, slot)


def rows_at(answers: Any, path: Path) -> list[Any]:
    """The rows of a dynamic list: a list, or a mapping by number as a page's form sends it. At most 200."""
    found = at(answers, path)
    if isinstance(found, Mapping):
        numbered = sorted((key for key in found if str(key).isdecimal()), key=int)
        found = [found[key] for key in numbered]
    return list(found[:MAX_ROWS]) if isinstance(found, list | tuple) else []


def at(answers: Any, path: Path) -> Any:
    """The answer at a path, or MISSING."""
    found = answers
    for n, step in enumerate(path):
        if isinstance(step, int):
            rows = rows_at(answers, path[:n])
            found = rows[step] if step < len(rows) else MISSING
        elif isinstance(found, Mapping):
            found = found.get(step, MISSING)
        else:
            return MISSING
        if found is MISSING:
            return MISSING
    return found


def put(tree: dict[str, Any], path: Path, value: Any) -> None:
    """Set a value in a nested tree, making the mappings and rows on the way."""
    here: Any = tree
    for step, following in pairwise(path):
        here = _child(here, step, [] if isinstance(following, int) else {})
    if isinstance(here, list):
        _child(here, path[-1], None)
    here[path[-1]] = value


def _child(container: Any, step: str | int, empty: Any) -> Any:
    if isinstance(step, int):
        while len(container) <= step:
            container.append({})
        return container[step]
    if not isinstance(container.get(step), dict | list):
        container[step] = empty
    return container[step]
