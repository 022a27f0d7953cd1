"""Where the hrefs of a requirement graph lead, through imports too, and in which order to evaluate (DMN 1.5, 6.2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workflows.dmn.elements import DecisionElement, InputData

if TYPE_CHECKING:
    from workflows.dmn.model import Model

Path = tuple[int, ...]
Key = tuple[Path, str]


@dataclass(frozen=True, slots=True)
class Node:
    """An input or a decision of the graph. `path` numbers the imports on the way from the model that was asked.

    A model that is imported twice on different ways has its own inputs on each: they are different nodes.
    """

    path: Path
    model: Model
    element: DecisionElement | InputData

    @property
    def key(self) -> Key:
        return self.path, self.element.id


class Cycle(Exception):
    """Decisions that need each other."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(names)
        self.names = names


def resolve(model: Model, path: Path, href: str) -> Node | None:
    """The element behind an href of `model`, or None. `#id`, `namespace#id` and a bare id are understood."""
    namespace, mark, id_ = href.rpartition("#")
    id_ = id_ if mark else href
    if not namespace or namespace == model.definitions.namespace:
        element = model.graph_element(id_)
        return None if element is None else Node(path, model, element)
    for number, imported in enumerate(model.imports):
        if imported.model.definitions.namespace == namespace:
            return resolve(imported.model, (*path, number), f"#{id_}")
    return None


def required(node: Node) -> Iterator[Node]:
    """The nodes that a decision needs directly; hrefs that lead nowhere are left out (`checks` reports them)."""
    if isinstance(node.element, InputData):
        return
    for href in (*node.element.required_inputs, *node.element.required_decisions):
        found = resolve(node.model, node.path, href)
        if found is not None:
            yield found


def evaluation_order(targets: Iterable[Node], given: frozenset[Key] = frozenset()) -> list[Node]:
    """Everything the targets need, each after what it needs itself; what is `given` needs nothing.

    Raises Cycle. Iterative: a chain of a thousand decisions is no deeper than one.
    """
    order: list[Node] = []
    done: set[Key] = set()
    for target in targets:
        _visit(target, given, order, done)
    return order


def _visit(target: Node, given: frozenset[Key], order: list[Node], done: set[Key]) -> None:
    trail: dict[Key, Node] = {}
    stack: list[tuple[Node, bool]] = [(target, False)]
    while stack:
        node, expanded = stack.pop()
        if expanded:
            del trail[node.key]
            done.add(node.key)
            order.append(node)
        elif node.key in trail:
            raise Cycle(tuple(each.element.name for each in trail.values()))
        elif node.key not in done:
            trail[node.key] = node
            stack.append((node, True))
            needs = () if node.key in given else reversed(tuple(required(node)))
            stack.extend((need, False) for need in needs if need.key not in done)
