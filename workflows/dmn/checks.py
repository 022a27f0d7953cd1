"""What an author should know about a decision model before it is published: all faults, never only the first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from workflows import feel
from workflows.dmn import elements as e
from workflows.dmn.model import Model
from workflows.dmn.requirements import Cycle, Node, evaluation_order, resolve
from workflows.dmn.table_checks import table_findings
from workflows.dmn.walk import texts_of, type_refs_of, walk
from workflows.findings import Finding, Severity, error, warning

Rule = Callable[[Model], Iterator[Finding]]


def check(model: Model) -> list[Finding]:
    """Every finding of every rule. Errors: the model can't answer as it is; warnings: it may not say what was meant."""
    return [finding for rule in RULES for finding in rule(model)]


def requirements_lead_somewhere(model: Model) -> Iterator[Finding]:
    """DMN 1.5, 6.2.2: a requirement points at an element of this model or of an imported one."""
    for owner in (*model.definitions.decisions, *model.definitions.knowledge, *model.definitions.services):
        for href in _graph_hrefs(owner):
            if resolve(model, (), href) is None:
                yield error("DMN-101", owner.id, line=owner.line, name=owner.name, href=href)
        for href in getattr(owner, "required_knowledge", ()):
            if not model.functions.scope_of([href]):
                yield error("DMN-101", owner.id, line=owner.line, name=owner.name, href=href)


def _graph_hrefs(owner: Any) -> Iterable[str]:
    if isinstance(owner, e.DecisionElement):
        return (*owner.required_inputs, *owner.required_decisions)
    if isinstance(owner, e.DecisionService):
        return (
            *owner.output_decisions,
            *owner.encapsulated_decisions,
            *owner.input_decisions,
            *owner.input_data,
        )
    return ()


def no_decision_needs_itself(model: Model) -> Iterator[Finding]:
    """DMN 1.5, 6.2.2: the requirement graph has no cycles."""
    reported: set[frozenset[str]] = set()
    for decision in model.definitions.decisions:
        try:
            evaluation_order([Node((), model, decision)])
        except Cycle as cycle:
            names = frozenset(cycle.names)
            if names not in reported:
                reported.add(names)
                yield error("DMN-102", decision.id, line=decision.line, names=sorted(names))


def texts_are_sound(model: Model) -> Iterator[Finding]:
    """Every expression and every cell is FEEL and uses names that are there. The findings are those of FEEL."""
    for owner, root, names in _logic(model):
        free = {id(text) for text in _filter_texts(root)}
        for text, kind in texts_of(root):
            known = None if id(text) in free else names | model.members
            for problem in _problems(text.text, kind, known, names | model.members):
                finding = Finding(
                    problem.code,
                    Severity(problem.severity),
                    element=text.id or owner.id,
                    line=text.line + problem.line - 1,
                    column=problem.column,
                    params={**problem.params, "suggestion": problem.suggestion or ""},
                )
                yield finding


def _filter_texts(root: e.Expression) -> Iterator[e.Literal | e.Cell]:
    """Inside a filter any name may be an entry of the item: nothing can be said about names there."""
    for part in walk(root):
        if isinstance(part, e.Filter):
            yield from (text for text, _ in texts_of(part.match))


def _problems(
    text: str, kind: str, known: frozenset[str] | None, names: frozenset[str]
) -> Iterable[feel.Problem]:
    if kind == "tests":
        return feel.check(text or "-", names, unary=True)
    if not text:
        return ()
    source = f"[{text}]" if kind == "list" else text
    found = feel.check(source, names)
    return found if known is not None else [each for each in found if each.code != "FEEL-201"]


def _logic(model: Model) -> Iterator[tuple[Any, e.Expression, frozenset[str]]]:
    """The expression of each decision and knowledge model with the names that stand in its scope, inner ones too."""
    for decision in model.definitions.decisions:
        if decision.expression is not None:
            yield (
                decision,
                decision.expression,
                model.scope_names(decision) | _inner_names(decision.expression),
            )
    for knowledge in model.definitions.knowledge:
        if knowledge.logic is not None:
            names = frozenset(model.functions.scope_of(knowledge.required_knowledge))
            yield knowledge, knowledge.logic, names | {knowledge.name} | _inner_names(knowledge.logic)


def _inner_names(root: e.Expression) -> frozenset[str]:
    found: set[str] = set()
    for part in walk(root):
        if isinstance(part, e.Variable):
            found.add(part.name)
        elif isinstance(part, e.Iterator):
            found.update((part.variable, "partial"))
        elif isinstance(part, e.Filter):
            found.add("item")
    return frozenset(found)


def types_are_known(model: Model) -> Iterator[Finding]:
    """A `typeRef` names a type of FEEL, of this model or of an imported one."""
    for ref, part in type_refs_of(model.definitions):
        if not model.types.knows(ref):
            yield error("DMN-104", part.id, line=part.line, type=ref.rpartition("}")[2])
    for name in model.types.circular():
        item = next(each for each in model.definitions.types if each.name == name)
        yield error("DMN-111", item.id, line=item.line, name=name)


def decisions_have_logic(model: Model) -> Iterator[Finding]:
    """A decision without logic is only of use where a service is given its value."""
    given = {
        href.rpartition("#")[2] for service in model.definitions.services for href in service.input_decisions
    }
    for decision in model.definitions.decisions:
        if decision.expression is None and decision.id not in given:
            yield warning("DMN-105", decision.id, line=decision.line, name=decision.name)


def functions_are_feel(model: Model) -> Iterator[Finding]:
    """Java and PMML functions run nothing here: a definition holds no code of another language."""
    for owner, root, _ in _logic(model):
        for part in walk(root):
            if isinstance(part, e.FunctionDefinition) and part.kind != "FEEL":
                yield error("DMN-106", part.id or owner.id, line=part.line, name=owner.name, kind=part.kind)


def names_are_unique(model: Model) -> Iterator[Finding]:
    """DMN 1.5, 6.3.1: FEEL text refers to elements by name."""
    definitions = model.definitions
    named = (*definitions.inputs, *definitions.decisions, *definitions.knowledge, *definitions.services)
    count = Counter(each.name for each in named)
    for each in named:
        if count[each.name] > 1:
            yield error("DMN-107", each.id, line=each.line, name=each.name)


def expressions_are_in_feel(model: Model) -> Iterator[Finding]:
    for owner, root, _ in _logic(model):
        for part in walk(root):
            if isinstance(part, e.Literal) and part.language and "FEEL" not in part.language.upper():
                yield error(
                    "DMN-108", part.id or owner.id, line=part.line, name=owner.name, language=part.language
                )


def tables_say_what_they_mean(model: Model) -> Iterator[Finding]:
    for owner, root, _ in _logic(model):
        for part in walk(root):
            if isinstance(part, e.DecisionTable):
                yield from table_findings(part, owner.id, owner.name, model.types)


RULES: tuple[Rule, ...] = (
    requirements_lead_somewhere,
    no_decision_needs_itself,
    types_are_known,
    names_are_unique,
    decisions_have_logic,
    functions_are_feel,
    expressions_are_in_feel,
    texts_are_sound,
    tables_say_what_they_mean,
)
