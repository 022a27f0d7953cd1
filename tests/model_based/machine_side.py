"""The machine under test, seen as a `Situation`.

What waits is taken from the effects, as the engine takes it, and the marking makes a trip through JSON between
operations, as it does on the case's row.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from workflows.bpmn import model as bpmn
from workflows.bpmn import semantics
from workflows.bpmn.semantics import Machine, Marking

from .judge import DictionaryJudge, DictionaryLibrary
from .operations import Operation
from .picture import Waiting, picture
from .view import Situation

_WAITS = {semantics.TaskOpened: "person", semantics.JobRequested: "job", semantics.Stuck: "repair"}


class MachineSide:
    def __init__(
        self, process: bpmn.Process, variables: Mapping[str, Any], processes: Mapping[str, bpmn.Process]
    ) -> None:
        self.process = process
        self.library = DictionaryLibrary(processes)
        self.nodes = {id: node for each in processes.values() for id, node in each.nodes.items()}
        self.data: dict[str, Any] = dict(variables)
        self.row: str = json.dumps(Marking().to_json())
        self.outcome: str | None = None
        self.completed: list[str] = []
        self.thrown: list[tuple[str, ...]] = []
        #: token -> "person", "job" or "repair"
        self.open: dict[int, str] = {}
        #: (token, event id), for an event sub-process (scope, event id) in `listening`
        self.armed: set[tuple[int, str]] = set()
        self.listening: set[tuple[int, str]] = set()
        #: Tokens that host scopes, and the scopes of single passes of a loop.
        self.hosts: set[int] = set()
        self.passes: set[int] = set()

    @property
    def marking(self) -> Marking:
        return Marking.from_json(json.loads(self.row))

    # Operations ---------------------------------------------------------------------------------------------

    def do(self, operation: Operation) -> None:
        target = None
        if operation.kind not in ("start", "cancel"):
            target = self.situation().root.at(operation.path).handle
        marking = self.marking
        judge = DictionaryJudge(marking, self.data)
        machine = Machine(self.process, marking, judge, library=self.library)
        self._perform(machine, judge, operation, target)
        self.row = json.dumps(marking.to_json())
        for effect in machine.effects:
            self._note(effect)
        if operation.kind == "cancel":
            self._end("canceled")

    def _perform(self, machine: Machine, judge: DictionaryJudge, operation: Operation, target: Any) -> None:
        kind, event = operation.kind, operation.event
        if kind == "start":
            machine.start(event)
        elif kind == "cancel":
            machine.cancel()
        elif kind == "complete":
            for name, value in operation.changes.items():
                judge.assign(target.scope, name, value)
            machine.complete(target.number, target.node)
        elif kind == "retry":
            del self.open[target.number]
            machine.retry(target.number, target.node)
        elif kind == "error":
            machine.throw_error(target.number, target.node, event)
        else:
            self._trigger(machine, target, event)

    def _trigger(self, machine: Machine, target: Any, event: str) -> None:
        """A timer that fired is spent; a message or a signal that goes on being waited for comes again."""
        scope = target.number if isinstance(target, semantics.Scope) else 0
        token = target.host if scope else target.number
        node = self.nodes[event]
        if isinstance(node, bpmn.Event) and isinstance(node.definition, bpmn.TimerDefinition):
            self.armed.discard((token, event))
            self.listening.discard((scope, event))
        machine.trigger(token, event, scope=scope)

    # Effects ------------------------------------------------------------------------------------------------

    def _note(self, effect: semantics.Effect) -> None:
        if isinstance(effect, semantics.TaskOpened | semantics.JobRequested | semantics.Stuck):
            self._over(effect.token)
            self.open[effect.token] = _WAITS[type(effect)]
        elif isinstance(effect, semantics.TimerArmed | semantics.EventAwaited):
            self._arm(effect)
        elif isinstance(effect, semantics.AwaitEnded):
            self.armed.discard((effect.token, effect.node.id))
            self.listening.discard((effect.scope, effect.node.id))
        elif isinstance(effect, semantics.ScopeOpened | semantics.ScopeClosed):
            self._scope_changed(effect)
        elif isinstance(effect, semantics.Completed):
            self._completed(effect)
        elif isinstance(effect, semantics.Withdrawn | semantics.Passed):
            self._over(effect.token)
        elif isinstance(effect, semantics.Ended):
            self._end(str(effect.outcome))
        else:
            self.thrown += _thrown(effect)

    def _end(self, outcome: str) -> None:
        """The outermost scope is over: nothing is told of its event sub-processes any more."""
        self.outcome = outcome
        self.listening = set()

    def _scope_changed(self, effect: semantics.ScopeOpened | semantics.ScopeClosed) -> None:
        """A loop opens a scope for itself first, then one for each pass."""
        if isinstance(effect, semantics.ScopeClosed):
            self.listening = {each for each in self.listening if each[0] != effect.scope}
        elif effect.token in self.hosts:
            self.passes.add(effect.scope)
        else:
            self.hosts.add(effect.token)

    def _completed(self, effect: semantics.Completed) -> None:
        """A loop stands once per pass, not once more for itself."""
        if getattr(effect.node, "loop", None) is None or effect.scope in self.passes:
            self.completed.append(effect.node.id)
        self._over(effect.token)

    def _arm(self, effect: semantics.TimerArmed | semantics.EventAwaited) -> None:
        if isinstance(effect.node, bpmn.StartEvent):
            self.listening.add((effect.scope, effect.node.id))
        else:
            self.armed.add((effect.token, effect.node.id))

    def _over(self, token: int) -> None:
        self.open.pop(token, None)
        self.armed = {(number, event) for number, event in self.armed if number != token}

    def situation(self) -> Situation:
        waiting = Waiting(self.open, self.armed, self.listening)
        root = picture(self.marking, self.process.id, self.nodes, self.data, waiting)
        return Situation(self.outcome, root, sorted(self.completed), sorted(self.thrown))


def _thrown(effect: semantics.Effect) -> list[tuple[str, ...]]:
    match effect:
        case semantics.MessageThrown(definition=bpmn.MessageDefinition(name=name)):
            return [("message", name)]
        case semantics.SignalThrown(definition=bpmn.SignalDefinition(name=name)):
            return [("signal", name)]
        case semantics.ErrorThrown():
            return [("error", effect.code, effect.caught_by or "")]
        case semantics.EscalationThrown():
            return [("escalation", effect.code, effect.caught_by or "")]
    return []
