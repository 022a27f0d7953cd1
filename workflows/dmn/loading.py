"""A file and the models it imports, put together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from workflows.dmn.elements import Definitions, Import
from workflows.dmn.errors import DmnError
from workflows.dmn.model import Imported, Model
from workflows.dmn.reader import read


def load(xml: bytes, imports: Iterable[Model] = ()) -> Model:
    """Read a DMN 1.1 to 1.5 file. `imports` are models it may import, found by their namespaces.

    Raises DmnError: DMN-001 to DMN-012 for a file that can't be used, DMN-013 for a decision model it imports that
    isn't among `imports`. Faults inside expressions don't raise: `check` finds them, and evaluating gives null.
    """
    definitions = read(xml)
    by_namespace = {model.definitions.namespace: model for model in imports}
    return Model(definitions, _imported(definitions, by_namespace))


def _imported(definitions: Definitions, by_namespace: dict[str, Model]) -> Iterable[Imported]:
    for each in definitions.imports:
        if not _is_decision_model(each):
            continue
        if each.namespace not in by_namespace:
            raise DmnError("DMN-013", line=each.line or None, name=each.name, namespace=each.namespace)
        yield Imported(each.name, by_namespace[each.namespace])


def _is_decision_model(each: Import) -> bool:
    """Other kinds (XML schema, PMML) describe types and functions that only foreign engines run."""
    return "DMN" in each.kind.upper() or not each.kind


def load_with(xml: bytes, others: Iterable[bytes]) -> Model:
    """A model with those of `others` that it imports, directly or not; what it doesn't import isn't looked at twice.

    Raises DmnError as `load` does, and DMN-014 for models that import each other in a circle. Others that can't be
    read are passed over: only an import that nobody answers is a fault.
    """
    definitions = read(xml)
    return _assembled(definitions, _readable(others), (), {})


def _readable(files: Iterable[bytes]) -> dict[str, Definitions]:
    found: dict[str, Definitions] = {}
    for xml in files:
        try:
            definitions = read(xml)
        except DmnError:
            continue
        found[definitions.namespace] = definitions
    return found


def _assembled(
    definitions: Definitions,
    known: Mapping[str, Definitions],
    trail: tuple[str, ...],
    done: dict[str, Model],
) -> Model:
    """Each model once, however many others import it."""
    namespace = definitions.namespace
    if namespace in trail:
        raise DmnError("DMN-014", files=[*trail, namespace])
    if namespace not in done:
        for each in definitions.imports:
            if each.namespace in known:
                _assembled(known[each.namespace], known, (*trail, namespace), done)
        done[namespace] = Model(definitions, _imported(definitions, done))
    return done[namespace]
