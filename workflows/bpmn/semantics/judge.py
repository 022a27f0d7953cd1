"""What the machine asks: of the data of a case, and of the processes that others may call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from .. import model as bpmn


class StepFailed(Exception):
    """A script, decision or expression can't be carried out. The token rests there, and a person is asked."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params


@dataclass(frozen=True, slots=True)
class Verdict:
    """The value of a condition and the values it read."""

    value: bool | None
    inputs: Mapping[str, Any] = field(default_factory=dict)


class Judge(Protocol):
    """What the machine asks of the data.

    A scope is named by its number in the marking; it stands there while the question is asked. All methods may raise
    StepFailed. Whoever inherits from this class need not know scopes and loops: a scope has no variables then, and
    what repeats is stuck.
    """

    def condition(self, flow: bpmn.SequenceFlow, scope: int) -> Verdict:
        """The value of the flow's condition."""

    def perform(self, node: bpmn.Activity, scope: int) -> None:
        """Carry out a script or a decision on the data."""

    def leaving(self, node: bpmn.Node, token: int, scope: int) -> None:
        """Apply the output mappings of an activity that completes, or of an event that happened.

        `token` is the number by which the operation named the one that waited (0 for a start); `scope` the one that
        the token goes on in.
        """

    def holds(self, event: bpmn.Event, definition: bpmn.ConditionalDefinition, scope: int) -> bool:
        """Whether the condition of a conditional event is true; what can't be evaluated isn't."""
        return False

    def enter_scope(self, node: bpmn.Activity, scope: int, parent: int) -> None:
        """Compute the input mappings of a sub-process, called process or event sub-process into its locals."""
        return

    def leave_scope(self, node: bpmn.Activity, scope: int, parent: int) -> None:
        """Apply the output mappings, or what a called process hands back, to the parent."""
        self.leaving(node, 0, parent)

    def collection(self, node: bpmn.Activity, scope: int) -> Sequence[Any] | None:
        """The items of a multi-instance activity, JSON-ready; None when it names only a cardinality."""
        raise StepFailed("no_loop", element=node.id)

    def cardinality(self, node: bpmn.Activity, scope: int) -> int:
        """How many instances there are when no collection says so."""
        raise StepFailed("no_loop", element=node.id)

    def enter_loop(self, node: bpmn.Activity, loop: int) -> None:
        """A loop begins; its numbers are known. Prepare the output collection."""
        return

    def collect(self, node: bpmn.Activity, instance: int, loop: int) -> None:
        """Put the output element of one pass in its place (its local `loopCounter`, from 1). May be repeated."""
        return

    def completed_enough(self, node: bpmn.Activity, loop: int) -> bool:
        """The completion condition of a multi-instance activity, or of an ad-hoc sub-process by its own scope."""
        raise StepFailed("no_loop", element=node.id)

    def chosen(self, node: bpmn.AdHocSubProcess, scope: int) -> Sequence[str] | None:
        """The ids of the activities with which an ad-hoc sub-process begins; None for all that nothing leads to."""
        return None

    def activates(self, gateway: bpmn.ComplexGateway, counts: Mapping[str, int], scope: int) -> bool:
        """The activation condition of a complex gateway; `counts` says how many tokens wait on each incoming flow."""
        raise StepFailed("no_path", element=gateway.id)

    def repeats(self, node: bpmn.Activity, loop: int) -> bool:
        """The condition of a standard loop: whether another pass begins."""
        raise StepFailed("no_loop", element=node.id)

    def leave_loop(self, node: bpmn.Activity, loop: int, parent: int) -> None:
        """A loop is over: hand the output collection to the parent."""
        return


class Library(Protocol):
    """The processes that call activities run."""

    def called(self, call: bpmn.CallActivity, scope: int) -> tuple[str, bpmn.Process]:
        """The process and a reference that finds the same one again. Raises StepFailed("process_unknown")."""

    def process_of(self, reference: str) -> bpmn.Process:
        """The process of a reference. Raises StepFailed("process_unknown")."""
