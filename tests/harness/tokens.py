"""Small diagrams drawn in Python, and a case that runs on them: for the tests of the token machine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from workflows.bpmn import model as bpmn
from workflows.bpmn.semantics import (
    AwaitEnded,
    Completed,
    Effect,
    Ended,
    EventAwaited,
    Judge,
    Machine,
    Marking,
    Passed,
    ScopeClosed,
    StepFailed,
    Stuck,
    TimerArmed,
    Verdict,
    Withdrawn,
)

TIMER = bpmn.TimerDefinition(kind=bpmn.TimerKind.DURATION, expression="PT1H")
MESSAGE = bpmn.MessageDefinition(ref="m", name="m")
SIGNAL = bpmn.SignalDefinition(ref="s", name="s")
UNDO = bpmn.CompensateDefinition()
CANCEL = bpmn.CancelDefinition()
TERMINATE = bpmn.TerminateDefinition()


def error(code: str = "") -> bpmn.ErrorDefinition:
    return bpmn.ErrorDefinition(code=code)


def escalation(code: str = "") -> bpmn.EscalationDefinition:
    return bpmn.EscalationDefinition(code=code)


def start(id_="s", scope="p", *definitions, interrupting=True):
    return bpmn.StartEvent(id=id_, scope=scope, definitions=definitions, interrupting=interrupting)


def end(id_="e", scope="p", *definitions):
    return bpmn.EndEvent(id=id_, scope=scope, definitions=definitions)


def catch(id_, definition, scope="p", **more):
    return bpmn.IntermediateCatchEvent(id=id_, scope=scope, definitions=(definition,), **more)


def throw(id_, *definitions, scope="p", **more):
    return bpmn.IntermediateThrowEvent(id=id_, scope=scope, definitions=definitions, **more)


def boundary(id_, host, *definitions, scope="p", interrupting=True):
    return bpmn.BoundaryEvent(
        id=id_, scope=scope, attached_to=host, definitions=definitions, interrupting=interrupting
    )


def undoable(id_, scope="p", **more):
    """A user task, its compensation event and the task that undoes it; their tie is `id_ undo~undo id_`."""
    event = boundary(f"{id_} undo", id_, UNDO, scope=scope)
    return [user(id_, scope, **more), event, user(f"undo {id_}", scope, for_compensation=True)]


def user(id_, scope="p", **more):
    return bpmn.UserTask(id=id_, scope=scope, **more)


def service(id_, scope="p", **more):
    return bpmn.ServiceTask(id=id_, scope=scope, **more)


def sub(id_, scope="p", **more):
    return bpmn.SubProcess(id=id_, scope=scope, **more)


def event_sub(id_, scope="p"):
    return bpmn.SubProcess(id=id_, scope=scope, triggered_by_event=True)


def call(id_, called, scope="p", **more):
    return bpmn.CallActivity(id=id_, scope=scope, called=called, **more)


def exclusive(id_, scope="p", **more):
    return bpmn.ExclusiveGateway(id=id_, scope=scope, **more)


def parallel(id_, scope="p"):
    return bpmn.ParallelGateway(id=id_, scope=scope)


def inclusive(id_, scope="p", **more):
    return bpmn.InclusiveGateway(id=id_, scope=scope, **more)


def event_based(id_, scope="p", **more):
    return bpmn.EventBasedGateway(id=id_, scope=scope, **more)


def each_of(collection="=list", variable="item", **more):
    """A multi-instance loop, parallel unless `sequential` is said."""
    more.setdefault("sequential", False)
    return bpmn.MultiInstance(collection=collection, element_variable=variable, **more)


def process(nodes: Sequence[bpmn.Node], *arrows: str, id_: str = "p") -> bpmn.Process:
    """Arrows read "a>b", "a>b>c" or "a>b ?condition" (of the last step); the flows' ids are "a>b".

    "event~activity" ties a compensation event to what undoes.
    """
    flows = {}
    ties = []
    for arrow in arrows:
        if "~" in arrow:
            event, handler = arrow.split("~")
            ties.append(bpmn.Association(id=arrow, scope=id_, source=event, target=handler))
            continue
        path, _, condition = arrow.partition(" ?")
        steps = path.split(">")
        for source, target in pairwise(steps):
            last = target == steps[-1]
            flow = bpmn.SequenceFlow(
                id=f"{source}>{target}", source=source, target=target, condition=condition if last else ""
            )
            flows[flow.id] = flow
    wired = {}
    for node in nodes:
        incoming = tuple(f.id for f in flows.values() if f.target == node.id)
        outgoing = tuple(f.id for f in flows.values() if f.source == node.id)
        wired[node.id] = type(node)(**{**node.__dict__, "incoming": incoming, "outgoing": outgoing})
    return bpmn.Process(id=id_, executable=True, nodes=wired, flows=flows, associations=tuple(ties))


class Answers(Judge):
    """A judge that is told the answers; `asked` keeps what it was told to do, in order."""

    def __init__(self, *true: str, collections: Mapping[str, Any] | None = None, enough: int = 0) -> None:
        self.true, self.collections, self.enough = true, collections or {}, enough
        self.asked: list[tuple[Any, ...]] = []
        self.failing: set[str] = set()
        self.marking = Marking()

    def condition(self, flow, scope):
        return Verdict(flow.condition in self.true)

    def holds(self, event, definition, scope):
        return definition.condition in self.true

    def perform(self, node, scope):
        self._asked("perform", node)

    def leaving(self, node, token, scope):
        self._asked("leaving", node, token)

    def enter_scope(self, node, scope, parent):
        self._asked("enter_scope", node)

    def leave_scope(self, node, scope, parent):
        self._asked("leave_scope", node)

    def collection(self, node, scope):
        self._asked("collection", node)
        items = self.collections[node.id]
        return None if isinstance(items, int) else items

    def cardinality(self, node, scope):
        return self.collections[node.id]

    def collect(self, node, instance, loop):
        self._asked("collect", node, self.marking.scopes[instance].locals["loopCounter"])

    def completed_enough(self, node, loop):
        self._asked("completed_enough", node)
        if isinstance(node, bpmn.AdHocSubProcess):
            return node.completion_condition in self.true
        return self.marking.scopes[loop].loop_numbers()["numberOfCompletedInstances"] >= self.enough

    def chosen(self, node, scope):
        return self.collections.get(node.id)

    def activates(self, gateway, counts, scope):
        return sum(counts.values()) >= self.enough

    def repeats(self, node, loop):
        return node.loop.condition in self.true

    def leave_loop(self, node, loop, parent):
        self._asked("leave_loop", node)

    def _asked(self, question, node, *more):
        if question in self.failing:
            raise StepFailed("failing", element=node.id)
        self.asked.append((question, node.id, *more))


class Shelf:
    """The processes that may be called, by their id."""

    def __init__(self, *processes: bpmn.Process) -> None:
        self.processes = {each.id: each for each in processes}

    def called(self, call, scope):
        if call.called not in self.processes:
            raise StepFailed("process_unknown", element=call.id)
        return call.called, self.processes[call.called]

    def process_of(self, reference):
        return self.processes[reference]


def deserted(marking: Marking) -> Iterator[str]:
    """Scopes that nothing keeps alive, and tokens or hosts that hang in the air. There may be none at rest."""
    occupied = {token.scope for token in marking.tokens.values()}
    for scope in marking.scopes.values():
        host = marking.tokens.get(scope.host)
        if scope.host and host is None:
            yield f"scope {scope.number} has no host"
        waits = host is not None and (host.stage or host.memory or host.node == "any")
        if scope.loop is None and scope.number not in occupied and not waits:
            yield f"scope {scope.number} has no tokens"
    for token in marking.tokens.values():
        if token.scope not in marking.scopes or (token.child and token.child not in marking.scopes):
            yield f"token {token.number} stands nowhere"


class Run:
    """A case. Its marking takes a trip through JSON between operations, as it does on the case row.

    `armed` is kept as an engine would keep its rows: by nothing but the effects.
    """

    def __init__(
        self, drawn: bpmn.Process, *true: str, shelf: Shelf | None = None, judge: Answers | None = None
    ) -> None:
        self.drawn, self.shelf = drawn, shelf
        self.judge = judge or Answers(*true)
        self.marking = Marking()
        self.armed: list[tuple[str, int, int]] = []
        self.outcome: str | None = None

    def do(self, operation: str, *arguments: Any, **more: Any) -> list[Effect]:
        marking = Marking.from_json(self.marking.to_json())
        self.judge.marking = marking
        machine = Machine(self.drawn, marking, self.judge, library=self.shelf)
        getattr(machine, operation)(*arguments, **more)
        self.marking = machine.marking
        for effect in machine.effects:
            self._keep(effect)
        assert self.marking == Marking.from_json(self.marking.to_json())
        assert list(deserted(self.marking)) == []
        return machine.effects

    def start(self, event: str = "s") -> list[Effect]:
        return self.do("start", event)

    def complete(self, node: str) -> list[Effect]:
        """The oldest token at `node` that hosts nothing."""
        return self.do("complete", self.token(node), node)

    def fails(self, node: str, code: str = "") -> list[Effect]:
        return self.do("throw_error", self.token(node), node, code)

    def happens(self, event: str, definition: int = 0) -> list[Effect]:
        """The event that was armed first among those that still are."""
        _, token, scope = next(each for each in self.armed if each[0] == event)
        return self.do("trigger", token, event, scope=scope, definition=definition)

    def token(self, node: str) -> int:
        return min(t.number for t in self.marking.tokens.values() if t.node == node and not t.child)

    def waiting(self) -> list[str]:
        """Where tokens rest that host nothing."""
        return sorted(token.node for token in self.marking.tokens.values() if not token.child)

    def waits_for(self) -> list[str]:
        return sorted(node for node, _, _ in self.armed)

    @property
    def over(self) -> bool:
        return not self.marking.tokens and not self.marking.scopes and not self.armed

    def _keep(self, effect: Effect) -> None:
        if isinstance(effect, TimerArmed | EventAwaited):
            self.armed.append((effect.node.id, effect.token, effect.scope))
        elif isinstance(effect, AwaitEnded):
            gone = (effect.node.id, effect.token, effect.scope)
            self.armed = [each for each in self.armed if each != gone]
        elif isinstance(effect, ScopeClosed):
            self.armed = [each for each in self.armed if each[2] != effect.scope]
        elif isinstance(effect, Completed | Withdrawn | Passed | Stuck):
            self.armed = [each for each in self.armed if each[1] != effect.token]
        elif isinstance(effect, Ended):
            self.armed = []
            self.outcome = effect.outcome.value


def kinds(effects: Sequence[Effect], kind: type[Effect]) -> list[str]:
    return [effect.node.id for effect in effects if type(effect) is kind]
