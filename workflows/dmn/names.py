"""The names a model declares that are more than identifiers: FEEL text must be read with them in mind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from workflows.dmn.elements import ContextEntry, Definitions, OutputClause, Relation
from workflows.dmn.walk import walk


def spoken_names(definitions: Definitions, components: Iterable[str]) -> frozenset[str]:
    """Names with spaces, signs or keywords in them that may stand after a dot: `loan.monthly payment`, `a.b/c`.

    Plain identifiers are left out, FEEL finds those by itself.
    """
    found = {*components, *_keys(definitions)}
    found.update(element.name for element in (*definitions.decisions, *definitions.inputs))
    found.update(element.name for element in (*definitions.knowledge, *definitions.services))
    return frozenset(name for name in found if name and not name.isidentifier())


def _keys(definitions: Definitions) -> Iterator[str]:
    """Keys of the contexts that expressions make: entries, columns of relations, outputs of tables."""
    for part in walk(definitions):
        if isinstance(part, ContextEntry) and part.variable is not None:
            yield part.variable.name
        elif isinstance(part, Relation):
            yield from (column.name for column in part.columns)
        elif isinstance(part, OutputClause):
            yield part.name
