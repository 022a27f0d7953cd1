"""Tokens that walk through a diagram, one step at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from workflows.bpmn import model as bpmn

from .conditions import holds, value_of
from .joins import inclusive_may_fire, one_of_each
from .state import Scope, Token, Turns
from .throwing import Thrower

#: So many steps in one operation mean that it would go on for ever.
MANY_STEPS = 400


class Runaway(Exception):
    """A loop without anything that waits."""


class Interpreter(Thrower):
    """One case. Each public method is one operation and runs until every token rests."""

    def __init__(
        self,
        process: bpmn.Process,
        variables: Mapping[str, Any] | None = None,
        processes: Mapping[str, bpmn.Process] | None = None,
    ) -> None:
        self.root = Scope(process.id, process, None)
        self.root.variables.update(variables or {})
        self.processes = dict(processes or {})
        self.moving: list[Token] = []
        #: None while it runs; then "completed", "terminated", "failed" or "canceled".
        self.outcome: str | None = None
        self.begun = False
        #: Ids of the activities completed so far, in order.
        self.completed: list[str] = []
        #: What left the case: (kind, name) of messages and signals; (kind, code, id of the catching event or "").
        self.thrown: list[tuple[str, ...]] = []

    # Operations ---------------------------------------------------------------------------------------------

    def start(self, event: str) -> None:
        self.begun = True
        self._listen(self.root)
        self._send(self.root.process.nodes[event], self.root)
        self._run()

    def complete(self, token: Token, changes: Mapping[str, Any] | None = None) -> None:
        """A person or a job is done with the activity, with these values."""
        assert token.waits in ("person", "job")
        for name, value in (changes or {}).items():
            token.scope.assign(name, value)
        self._activity_done(token)
        self._run()

    def happen(self, token: Token, event: str) -> None:
        """An event that the token waits for: its own, one behind its gateway, or on its boundary."""
        node = token.scope.process.nodes[event]
        if isinstance(node, bpmn.BoundaryEvent):
            self._boundary(token, node)
        elif isinstance(token.node, bpmn.ReceiveTask):
            self._activity_done(token)
        else:
            token.scope.tokens.remove(token)
            self._leave_from(node, token.scope, completed=isinstance(node, bpmn.ReceiveTask))
        self._run()

    def begin_event_sub_process(self, scope: Scope, event: str) -> None:
        self._event_sub_process(scope, scope.process.nodes[event])
        self._run()

    def report_error(self, token: Token, code: str) -> None:
        """A person or a job says that the activity ended in a BPMN error (10.4.6, 13.3.2)."""
        assert token.waits in ("person", "job")
        self._throw_error(token, code)
        self._run()

    def retry(self, token: Token) -> None:
        assert token.waits == "repair"
        token.waits = ""
        if token.done:
            self._leave(token)
        else:
            self.moving.append(token)
        self._run()

    def cancel(self) -> None:
        self._withdraw_all(self.root)
        self._end("canceled")

    # The walk -----------------------------------------------------------------------------------------------

    def _run(self) -> None:
        for _ in range(MANY_STEPS):
            if self.outcome is not None or not self._step():
                return
        raise Runaway

    def _step(self) -> bool:
        """One thing that can happen now; False when every token rests."""
        empty = [scope for scope in self._scopes(self.root) if not scope.tokens]
        ended_turns = [scope for scope in empty if scope.body is not None]
        if ended_turns:
            self._close(ended_turns[0])
            return True
        if self.moving:
            token = self.moving.pop(0)
            if token.alive():
                self._arrive(token)
            return True
        if empty:
            self._close(max(empty, key=lambda scope: scope.born))
            return True
        for scope in self._scopes(self.root):
            for token in scope.tokens:
                if isinstance(token.node, bpmn.InclusiveGateway) and inclusive_may_fire(token.node, scope):
                    self._join(token.node, scope)
                    return True
        return False

    def _scopes(self, scope: Scope) -> list[Scope]:
        found = [scope]
        for token in scope.tokens:
            for inner in token.inner:
                found += self._scopes(inner)
        return found

    def _send(self, node: bpmn.Node, scope: Scope, flow: str = "") -> None:
        token = Token(node, scope, flow)
        scope.tokens.append(token)
        self.moving.append(token)

    def _arrive(self, token: Token) -> None:
        node = token.node
        for kinds, act in self._table():
            if isinstance(node, kinds):
                act(token)
                return
        raise NotImplementedError(node.type)

    def _table(self) -> list[tuple[Any, Callable[[Token], None]]]:
        return [
            (bpmn.ExclusiveGateway, self._choose),
            (bpmn.ParallelGateway, self._at_parallel),
            (bpmn.InclusiveGateway, self._at_inclusive),
            (bpmn.EventBasedGateway, self._wait_for_event),
            (bpmn.Activity, self._at_activity),
            (bpmn.IntermediateCatchEvent, self._wait_for_event),
            (bpmn.IntermediateThrowEvent, self._at_throw),
            (bpmn.EndEvent, self._at_end),
            (bpmn.StartEvent, self._leave),
        ]

    def _repair(self, token: Token) -> None:
        """Nothing says how to go on: the token rests until a person mends the case."""
        token.waits = "repair"
        token.boundaries = []

    # Gateways (13.4) ----------------------------------------------------------------------------------------

    def _choose(self, token: Token) -> None:
        """13.4.2: the first flow whose condition holds, else the default."""
        node = token.node
        flows = token.scope.process.outgoing(node.id)
        default = getattr(node, "default_flow", None)
        for flow in flows:
            if flow.id != default and (not flow.condition or holds(flow.condition, token.scope.lookup)):
                return self._go(token, [flow])
        chosen = [flow for flow in flows if flow.id == default]
        if chosen or not flows:
            return self._go(token, chosen)
        return self._repair(token)

    def _at_parallel(self, token: Token) -> None:
        """13.4.1: one token from every incoming flow."""
        token.waits = "join"
        together = one_of_each(token.node, token.scope)
        if len(together) == len(token.node.incoming) or len(token.node.incoming) < 2:
            self._merge(together)
            self._go(token, list(token.scope.process.outgoing(token.node.id)))

    def _at_inclusive(self, token: Token) -> None:
        """With one way in there is nobody to wait for."""
        if len(token.node.incoming) > 1:
            token.waits = "join"
        else:
            self._branch(token)

    def _join(self, gateway: bpmn.Node, scope: Scope) -> None:
        together = one_of_each(gateway, scope)
        self._merge(together)
        self._branch(together[-1])

    def _merge(self, together: list[Token]) -> None:
        for token in together[:-1]:
            token.scope.tokens.remove(token)

    def _branch(self, token: Token) -> None:
        """Every flow without a condition or whose condition holds (13.4.3; implicit split of 13.3.1).

        The default when no condition holds (table 10.3): flows without one don't count for that.
        """
        flows = list(token.scope.process.outgoing(token.node.id))
        default = getattr(token.node, "default_flow", None)
        free = [flow for flow in flows if flow.id != default and not flow.condition]
        held = [
            flow
            for flow in flows
            if flow.id != default and flow.condition and holds(flow.condition, token.scope.lookup)
        ]
        fallback = [] if held else [flow for flow in flows if flow.id == default]
        taken = [flow for flow in flows if flow in free or flow in held or flow in fallback]
        if flows and not taken:
            return self._repair(token)
        return self._go(token, taken)

    def _go(self, token: Token, flows: list[bpmn.SequenceFlow]) -> None:
        if token in token.scope.tokens:
            token.scope.tokens.remove(token)
        for flow in flows:
            self._send(token.scope.process.nodes[flow.target], token.scope, flow.id)

    def _leave(self, token: Token) -> None:
        if isinstance(token.node, bpmn.Activity | bpmn.InclusiveGateway):
            self._branch(token)
        else:
            self._go(token, list(token.scope.process.outgoing(token.node.id)))

    # Activities (13.3) --------------------------------------------------------------------------------------

    def _at_activity(self, token: Token) -> None:
        node = token.node
        if token.scope.body is not None:  # one turn: the events on its border listen once for all
            return self._perform(token)
        token.boundaries = list(token.scope.process.boundary_events(node.id))
        if isinstance(node.loop, bpmn.MultiInstance):
            return self._begin_turns(token, node.loop)
        return self._perform(token)

    def _perform(self, token: Token) -> None:
        node = token.node
        if isinstance(node, bpmn.SubProcess):
            self._open(token, Scope(node.id, token.scope.process, token))
        elif isinstance(node, bpmn.CallActivity):
            self._call(token, node)
        elif isinstance(node, bpmn.UserTask):
            token.waits = "person"
        elif isinstance(node, bpmn.ReceiveTask):
            token.waits = "event"
        elif isinstance(node, bpmn.ServiceTask | bpmn.SendTask) and node.extensions.job is not None:
            token.waits = "job"
        else:
            self._at_once(token, node)

    def _at_once(self, token: Token, node: bpmn.Activity) -> None:
        script = node.extensions.script
        if script is not None:
            value = value_of(script.expression, token.scope.lookup)
            token.scope.assign(script.result_variable, value)
        if isinstance(node, bpmn.SendTask) and node.message is not None:
            self.thrown.append(("message", node.message.name))
        self._activity_done(token)

    def _call(self, token: Token, node: bpmn.CallActivity) -> None:
        called = node.extensions.called_element
        process = self.processes[called.process_id if called is not None else node.called]
        inner = Scope(process.id, process, token)
        inner.isolated = True
        if called is None or called.propagate_all_parent:
            inner.variables.update(token.scope.visible())
        self._open(token, inner)

    def _open(self, token: Token, inner: Scope) -> None:
        token.waits = "scope"
        token.inner.append(inner)
        self._listen(inner)
        for node in beginnings(inner):
            self._send(node, inner)

    def _close(self, scope: Scope) -> None:
        """Nothing moves or rests in the scope any more (13.3.4, 10.5.6)."""
        host = scope.host
        if host is None:
            self._end("completed")
            return
        host.inner.remove(scope)
        if host.turns is not None:
            self._turn_done(host, scope)
            return
        if isinstance(host.node, bpmn.CallActivity):
            called = host.node.extensions.called_element
            if called is None or called.propagate_all_child:
                for name, value in scope.variables.items():
                    host.scope.assign(name, value)
        self._activity_done(host)

    def _activity_done(self, token: Token) -> None:
        if token.turns is None:
            self.completed.append(token.node.id)
        token.boundaries = []
        token.waits = ""
        token.done = True
        if token.scope.body is not None:
            token.scope.tokens.remove(token)
        else:
            self._leave(token)

    def _leave_from(self, node: bpmn.Node, scope: Scope, *, completed: bool) -> None:
        """An event behind a gateway happened: its own way out is taken."""
        token = Token(node, scope)
        scope.tokens.append(token)
        if completed:
            self._activity_done(token)
        else:
            self._leave(token)

    # Multi-instance (13.3.7) --------------------------------------------------------------------------------

    def _begin_turns(self, token: Token, loop: bpmn.MultiInstance) -> None:
        given = value_of(loop.collection or loop.cardinality, token.scope.lookup)
        token.waits = "turns"
        body = Scope(token.node.id, token.scope.process, token)
        token.turns = Turns(given if isinstance(given, list) else [None] * given, body)
        if loop.output_collection:
            body.variables[loop.output_collection] = [None] * len(token.turns.items)
        if not token.turns.items:
            self._turns_done(token, loop)
        for _ in token.turns.items[: 1 if loop.sequential else None]:
            self._next_turn(token, loop)

    def _next_turn(self, token: Token, loop: bpmn.MultiInstance) -> None:
        turns = token.turns
        inner = Scope(token.node.id, token.scope.process, token)
        inner.body = turns.body
        inner.variables["loopCounter"] = turns.begun + 1
        if loop.element_variable:
            inner.variables[loop.element_variable] = turns.items[turns.begun]
        turns.begun += 1
        token.inner.append(inner)
        self._send(token.node, inner)

    def _turn_done(self, token: Token, scope: Scope) -> None:
        loop, turns = token.node.loop, token.turns
        turns.completed += 1
        if loop.output_collection:
            value = value_of(loop.output_element, scope.lookup)
            turns.body.variables[loop.output_collection][scope.variables["loopCounter"] - 1] = value
        if self._enough(token, loop) or turns.completed == len(turns.items):
            for other in list(token.inner):
                self._withdraw_all(other)
            token.inner = []
            self._turns_done(token, loop)
        elif loop.sequential:
            self._next_turn(token, loop)

    def _enough(self, token: Token, loop: bpmn.MultiInstance) -> bool:
        """The completion condition, which may ask for the numbers of table 10.30."""
        numbers = {
            "numberOfInstances": len(token.turns.items),
            "numberOfActiveInstances": len(token.inner),
            "numberOfCompletedInstances": token.turns.completed,
        }
        condition = loop.completion_condition
        return bool(condition) and holds(
            condition, lambda name: numbers[name] if name in numbers else token.turns.body.lookup(name)
        )

    def _turns_done(self, token: Token, loop: bpmn.MultiInstance) -> None:
        if loop.output_collection:
            token.scope.assign(loop.output_collection, token.turns.body.variables[loop.output_collection])
        self._activity_done(token)

    # Events (10.4, 13.5) ------------------------------------------------------------------------------------

    def _wait_for_event(self, token: Token) -> None:
        token.waits = "event"

    def _at_throw(self, token: Token) -> None:
        self._throw(token)
        if token.alive():
            self._leave(token)

    def _at_end(self, token: Token) -> None:
        definition = token.node.definition
        if isinstance(definition, bpmn.TerminateDefinition):
            self._withdraw_all(token.scope)
            if token.scope.host is None:
                self._end("terminated")
            return
        self._throw(token)
        if token.alive():
            token.scope.tokens.remove(token)


def beginnings(scope: Scope) -> list[bpmn.Node]:
    """Its none start event, or, where it has no start event, all that nothing leads to (10.3.5)."""
    process = scope.process
    children = process.children(scope.element)
    starts = [node for node in children if isinstance(node, bpmn.StartEvent)]
    if starts:
        return [node for node in starts if not node.definitions][:1]
    return [
        node
        for node in children
        if not node.incoming
        and not isinstance(node, bpmn.BoundaryEvent)
        and not is_event_sub_process(node)
        and not getattr(node, "for_compensation", False)
    ]


def is_event_sub_process(node: bpmn.Node) -> bool:
    return isinstance(node, bpmn.SubProcess) and node.triggered_by_event
