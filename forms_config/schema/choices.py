"""The options of a choice: fixed, from the data, computed, from a catalogue, or the officers of a role."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .conditions import value_of
from .environment import Environment
from .model import Component, Option
from .parsing import option
from .slots import MISSING, at


def offered(component: Component, names: Mapping[str, Any], env: Environment) -> tuple[Option, ...]:
    """What may be chosen now. `names` are the FEEL names at the component's place."""
    choices = component.choices
    if component.widget == "roster":
        return tuple(env.officers(str(component.properties.get("role", ""))))
    if choices.catalogue:
        return tuple(env.catalogue(choices.catalogue))
    if choices.expression:
        return _from_data(value_of(choices.expression, names))
    if choices.key:
        return _from_data(at(names, tuple(choices.key.split("."))))
    return choices.options


def _from_data(found: Any) -> tuple[Option, ...]:
    if found is MISSING or not isinstance(found, list):
        return ()
    return tuple(option(item) for item in found if item is not None)
