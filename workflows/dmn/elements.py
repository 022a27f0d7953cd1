"""What a DMN file says, as data: elements with their ids and lines, nothing resolved and nothing compiled.

Terms are those of DMN 1.5, chapters 6 (requirements), 7 (expressions) and 8 (decision tables). Older versions are
read into the same shapes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """`id` may be empty, as the schema allows; `line` counts from 1."""

    id: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedElement(Element):
    """An element that FEEL text may refer to."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable(Element):
    """A name with its type: an information item, a formal parameter, a column of a relation."""

    name: str
    type_ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Boxed(Element):
    """What all boxed expressions have in common (DMN 1.5, 7.3.1)."""

    type_ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Literal(Boxed):
    text: str
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextEntry:
    """`variable` is None for the entry that gives the result of the whole context."""

    variable: Variable | None
    value: Expression | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Context(Boxed):
    entries: tuple[ContextEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOf(Boxed):
    items: tuple[Expression, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation(Boxed):
    columns: tuple[Variable, ...]
    rows: tuple[tuple[Expression, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    parameter: str
    value: Expression | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Invocation(Boxed):
    function: Expression | None
    bindings: tuple[Binding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionDefinition(Boxed):
    """`kind` is FEEL, Java or PMML; only FEEL has a body that can be run."""

    parameters: tuple[Variable, ...]
    body: Expression | None
    kind: str = "FEEL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditional(Boxed):
    condition: Expression | None
    then: Expression | None
    otherwise: Expression | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Iterator(Boxed):
    """`kind` is `for`, `some` or `every`."""

    kind: str
    variable: str
    source: Expression | None
    body: Expression | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter(Boxed):
    source: Expression | None
    match: Expression | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell(Element):
    """The text of an input entry, an output entry, a default or a list of allowed values."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InputClause(Element):
    expression: Literal | None
    label: str = ""
    allowed: Cell | None = None

    @property
    def title(self) -> str:
        """The label a person reads, or else the expression."""
        return self.label or (self.expression.text if self.expression else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputClause(Element):
    name: str
    label: str = ""
    type_ref: str | None = None
    allowed: Cell | None = None
    default: Cell | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Element):
    inputs: tuple[Cell, ...]
    outputs: tuple[Cell, ...]
    annotations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionTable(Boxed):
    """`hit_policy` is one of the letters U A P F R O C, `aggregator` one of `+ < > #` or empty (DMN 1.5, 8.2.10)."""

    inputs: tuple[InputClause, ...]
    outputs: tuple[OutputClause, ...]
    rules: tuple[Rule, ...]
    hit_policy: str = "U"
    aggregator: str = ""
    output_label: str = ""
    annotation_names: tuple[str, ...] = ()


Expression: TypeAlias = (
    Literal
    | Context
    | ListOf
    | Relation
    | Invocation
    | FunctionDefinition
    | Conditional
    | Iterator
    | Filter
    | DecisionTable
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDefinition(Element):
    """A named type. `parameters` is not None for a function type; its `type_ref` is then the result's type."""

    name: str
    type_ref: str | None = None
    is_collection: bool = False
    allowed: Cell | None = None
    constraint: Cell | None = None
    components: tuple[ItemDefinition, ...] = ()
    parameters: tuple[Variable, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InputData(NamedElement):
    variable: Variable


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionElement(NamedElement):
    """`required_*` are hrefs in the order of the file."""

    variable: Variable
    expression: Expression | None
    required_inputs: tuple[str, ...] = ()
    required_decisions: tuple[str, ...] = ()
    required_knowledge: tuple[str, ...] = ()
    question: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeModel(NamedElement):
    variable: Variable
    logic: FunctionDefinition | None
    required_knowledge: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionService(NamedElement):
    variable: Variable
    output_decisions: tuple[str, ...] = ()
    encapsulated_decisions: tuple[str, ...] = ()
    input_decisions: tuple[str, ...] = ()
    input_data: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Import(Element):
    """`name` prefixes what is imported; an empty one puts it into the model's own namespace (DMN 1.5, 6.3.3)."""

    name: str
    namespace: str
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Definitions(Element):
    name: str
    namespace: str
    version: str
    language: str | None = None
    imports: tuple[Import, ...] = ()
    types: tuple[ItemDefinition, ...] = ()
    inputs: tuple[InputData, ...] = ()
    decisions: tuple[DecisionElement, ...] = ()
    knowledge: tuple[KnowledgeModel, ...] = ()
    services: tuple[DecisionService, ...] = ()
