"""How a built-in is declared, and how a call finds the signature that fits.

    @builtin("substring(string: string, start position: number, length: number = )")

A kind is a type of the language, `any`, or several with `|`. `= ` marks a parameter that may be left out,
`?` after the kind one that may be null, `...name: kind` one that takes all remaining values as a list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from .. import kinds
from ..errors import Refused
from ..kinds import kind_of
from ..runtime import Run
from ..values import Function

_SHORT = {
    "datetime": kinds.DATE_TIME, "days": kinds.DAYS_TIME, "months": kinds.YEARS_MONTHS,
}  # fmt: skip
_MISSING = object()
_LONG = 256


@dataclass(frozen=True, slots=True)
class Slot:
    name: str
    kinds: frozenset[str]
    optional: bool
    nullable: bool

    def take(self, function: str, value: Any) -> Any:
        """The value, converted to or from a list of one where that makes it fit (DMN 1.5, 10.3.2.9.4)."""
        if value is None:
            if self.nullable:
                return None
            raise Refused("FEEL-229", name=function, parameter=self.name)
        kind = kind_of(value)
        if not self.kinds or kind in self.kinds:
            return value
        if kind == kinds.LIST and len(value) == 1 and kind_of(value[0]) in self.kinds:
            return value[0]
        if kinds.LIST in self.kinds:
            return [value]
        raise Refused(
            "FEEL-230", name=function, parameter=self.name, kind=kind, wanted=" / ".join(sorted(self.kinds))
        )


@dataclass(frozen=True, slots=True)
class Signature:
    slots: tuple[Slot, ...]
    rest: Slot | None
    function: Callable[..., Any]
    wants_run: bool

    def admits(self, count: int) -> bool:
        required = sum(not slot.optional for slot in self.slots)
        if self.rest:
            return count > required
        return required <= count <= len(self.slots)

    def arrange(self, values: Mapping[str, Any]) -> list[Any] | None:
        """Values by name in the order of the parameters; None when a name is missing or unknown."""
        slots = (*self.slots, self.rest) if self.rest else self.slots
        names = {slot.name for slot in slots}
        if not set(values) <= names or any(not slot.optional and slot.name not in values for slot in slots):
            return None
        ordered = [values.get(slot.name, _MISSING) for slot in slots]
        while ordered and ordered[-1] is _MISSING:
            ordered.pop()
        return [None if value is _MISSING else value for value in ordered]

    def call(self, run: Run, name: str, values: list[Any]) -> Any:
        fixed = len(self.slots)
        ready = [slot.take(name, value) for slot, value in zip(self.slots, values[:fixed], strict=False)]
        if self.rest:
            if not fixed and values == [None]:
                raise Refused("FEEL-229", name=name, parameter=self.rest.name)
            ready.append([self.rest.take(name, value) for value in values[fixed:]])
        value = self.function(run, *ready) if self.wants_run else self.function(*ready)
        if type(value) is str and len(value) > _LONG:
            run.meter.tick_text(value)
        return value


class Builtin(Function):
    """A function of the language, with one or several signatures."""

    __slots__ = ("signatures",)

    def __init__(self, name: str, signatures: Iterable[Signature]) -> None:
        self.signatures = tuple(signatures)
        longest = max(self.signatures, key=lambda signature: len(signature.slots))
        super().__init__(name, [slot.name for slot in longest.slots], self.apply)

    def apply(self, run: Run, values: list[Any]) -> Any:
        run.meter.tick(1 + sum(len(value) for value in values if type(value) is list))
        fitting = [signature for signature in self.signatures if signature.admits(len(values))]
        if not fitting:
            raise Refused("FEEL-231", name=self.name, given=len(values))
        return self._first_that_takes(run, fitting, [values] * len(fitting))

    def apply_named(self, run: Run, values: dict[str, Any]) -> Any:
        run.meter.tick(1 + sum(len(value) for value in values.values() if type(value) is list))
        arranged = [(signature, signature.arrange(values)) for signature in self.signatures]
        fitting = [(signature, ordered) for signature, ordered in arranged if ordered is not None]
        if not fitting:
            raise Refused("FEEL-227", name=self.name, given=", ".join(values))
        return self._first_that_takes(run, [pair[0] for pair in fitting], [pair[1] for pair in fitting])

    def _first_that_takes(self, run: Run, signatures: list[Signature], values: list[list[Any]]) -> Any:
        """The last signature's refusal is the one that is told."""
        for signature, ordered in zip(signatures[:-1], values[:-1], strict=True):
            try:
                return signature.call(run, self.name, ordered)
            except Refused as why:
                if why.code not in ("FEEL-229", "FEEL-230"):
                    raise
        return signatures[-1].call(run, self.name, values[-1])


Declared = Callable[..., Any]


def builtin(declaration: str, *, wants_run: bool = False) -> Callable[[Declared], Declared]:
    """Declares the function below as a built-in; may stand several times over one function."""

    def mark(function: Declared) -> Declared:
        declarations = getattr(function, "feel_signatures", [])
        declarations.insert(0, _signature(declaration, function, wants_run))
        function.feel_signatures = declarations  # type: ignore[attr-defined]
        return function

    return mark


def _signature(declaration: str, function: Declared, wants_run: bool) -> tuple[str, Signature]:
    name, _, rest = declaration.partition("(")
    slots: list[Slot] = []
    variadic = None
    for part in filter(None, (part.strip() for part in rest.rstrip(")").split(","))):
        if part.startswith("..."):
            variadic = _slot(part[3:])
        else:
            slots.append(_slot(part))
    return name, Signature(tuple(slots), variadic, function, wants_run)


def _slot(part: str) -> Slot:
    name, _, kind = part.partition(":")
    optional = kind.rstrip().endswith("=")
    kind = kind.rstrip(" =").strip()
    nullable = kind.endswith("?") or kind == "any"
    names = frozenset(_SHORT.get(word, word) for word in kind.rstrip("?").split("|")) - {"any"}
    return Slot(name.strip(), names, optional, nullable)


def collect(modules: Iterable[ModuleType]) -> dict[str, Builtin]:
    """All built-ins declared in these modules."""
    found: dict[str, list[Signature]] = {}
    for module in modules:
        for function in vars(module).values():
            for name, signature in getattr(function, "feel_signatures", ()):
                found.setdefault(name, []).append(signature)
    return {name: Builtin(name, signatures) for name, signatures in found.items()}
