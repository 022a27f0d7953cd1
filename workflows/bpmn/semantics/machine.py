"""The token machine: one operation on the tokens of one case.

Tokens move in the order in which they were set in motion (first in, first out), so that the same operation on the
same marking always has the same effects. A token rests at activities that wait for somebody, at catching events
and at joins; everything else it passes within the operation.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from .. import model as bpmn
from .effects import (
    Completed,
    Effect,
    Ended,
    Entered,
    JobRequested,
    Outcome,
    Passed,
    Reason,
    Stuck,
    TaskOpened,
    TimerArmed,
    Withdrawn,
)
from .judge import Judge, StepFailed
from .marking import Marking, Scope, Token

#: Elements that one operation may enter before it counts as a loop that never waits.
STEP_LIMIT = 10_000


class UnknownToken(LookupError):
    """The token isn't where the operation expects it: somebody else moved it."""

    code = "unknown_token"

    def __init__(self, number: int, node: str = "") -> None:
        super().__init__(f"Token {number} does not rest at '{node or 'any element'}'.")
        self.number, self.node = number, node


class RunawayProcess(RuntimeError):
    """A loop without a waiting element; the diagram must be mended."""

    code = "runaway_process"

    def __init__(self, element: str) -> None:
        super().__init__(f"More than {STEP_LIMIT} elements in one operation, last '{element}'.")
        self.element = element


@dataclass(frozen=True, slots=True)
class _Move:
    node: bpmn.Node
    token: int
    scope: int
    flow: str


class Machine:
    """The tokens of one case while one operation runs."""

    def __init__(
        self,
        process: bpmn.Process,
        marking: Marking,
        judge: Judge,
        carry_out: Callable[[Effect], None] | None = None,
    ) -> None:
        """`carry_out` is told of each effect the moment it happens; it may raise StepFailed."""
        self.process = process
        self.marking = marking
        self.effects: list[Effect] = []
        self._judge = judge
        self._carry_out = carry_out
        self._moves: deque[_Move] = deque()
        self._outcome: dict[int, Outcome] = {}
        self._last: bpmn.Node | None = None
        self._steps = 0

    # Operations ------------------------------------------------------------------------------------------

    def start(self, event: str) -> None:
        """Begin the process at one of its start events (13.3.1)."""
        scope = self._open_scope(self.process.id, host=0)
        self._set_off(self.process.nodes[event], scope.number)
        self._run()

    def complete(self, token: int, node: str) -> None:
        """The activity where the token rests is done (13.3.2). Raises UnknownToken."""
        resting = self._resting(token, node)
        activity = self.process.nodes[node]
        assert isinstance(activity, bpmn.Activity)
        self._finish(activity, resting)
        self._run()

    def trigger(self, token: int, event: str) -> None:
        """A catching event happens: the one where the token rests, or a boundary event of it. Raises UnknownToken."""
        node = self.process.nodes[event]
        if isinstance(node, bpmn.BoundaryEvent):
            self._trigger_boundary(node, self._resting(token, node.attached_to))
        else:
            resting = self._resting(token, event)
            del self.marking.tokens[token]
            self._leave(node, token, resting.scope)
        self._run()

    def retry(self, token: int, node: str) -> None:
        """Try again what the token is stuck at. Raises UnknownToken."""
        resting = self._resting(token, node)
        del self.marking.tokens[token]
        self._moves.append(_Move(self.process.nodes[node], token, resting.scope, resting.flow))
        self._run()

    def cancel(self) -> None:
        """Take all tokens away. The process has no outcome of its own then."""
        for scope in [scope for scope in self.marking.scopes.values() if not scope.host]:
            self._withdraw_scope(scope.number)

    def _record(self, effect: Effect) -> None:
        self.effects.append(effect)
        if self._carry_out is not None:
            self._carry_out(effect)

    # Movement --------------------------------------------------------------------------------------------

    def _run(self) -> None:
        while self._moves or self._close_empty_scope():
            if not self._moves:
                continue
            move = self._moves.popleft()
            self._steps += 1
            if self._steps > STEP_LIMIT:
                raise RunawayProcess(move.node.id)
            self._enter(move)

    def _set_off(self, node: bpmn.Node, scope: int, flow: str = "") -> None:
        self._moves.append(_Move(node, self.marking.next_number(), scope, flow))

    def _enter(self, move: _Move) -> None:
        self._last = move.node
        try:
            self._record(Entered(move.node, move.token, move.scope))
            ENTERING[type(move.node)](self, move)
        except StepFailed as failure:
            self._rest(move)
            self._record(Stuck(move.node, move.token, move.scope, failure.code, failure.params))

    def _rest(self, move: _Move) -> Token:
        token = Token(move.token, move.node.id, move.scope, move.flow)
        self.marking.tokens[move.token] = token
        return token

    def _leave(self, node: bpmn.Node, token: int, scope: int) -> None:
        """Take every outgoing flow whose condition holds (13.3.1, implicit split); a node without one ends the token."""
        flows = self.process.outgoing(node.id)
        default = getattr(node, "default_flow", None)
        reasons = [
            (flow, self._reason(flow, scope)) for flow in flows if flow.condition and flow.id != default
        ]
        held = {flow.id for flow, reason in reasons if reason.value}
        taken = [f for f in flows if f.id in held or (not f.condition and f.id != default)]
        by_default = bool(default) and not held and bool(reasons or not taken)
        if by_default:
            taken.append(self.process.flows[default])  # type: ignore[index]
        if flows and not taken:
            raise StepFailed("no_path", element=node.id, name=node.name)
        self._take(node, token, scope, taken, tuple(reason for _, reason in reasons), by_default=by_default)

    def _take(
        self,
        node: bpmn.Node,
        token: int,
        scope: int,
        flows: list[bpmn.SequenceFlow],
        reasons: tuple[Reason, ...] = (),
        *,
        by_default: bool = False,
    ) -> None:
        self._record(Passed(node, token, scope, tuple(flow.id for flow in flows), reasons, by_default))
        for flow in flows:
            self._set_off(self.process.nodes[flow.target], scope, flow.id)

    def _reason(self, flow: bpmn.SequenceFlow, scope: int) -> Reason:
        verdict = self._judge.condition(flow, scope)
        return Reason(flow.id, flow.condition, verdict.value, verdict.inputs)

    # What each kind of element does with an arriving token ------------------------------------------------

    def _pass(self, move: _Move) -> None:
        self._leave(move.node, move.token, move.scope)

    def _pass_activity(self, move: _Move) -> None:
        self._record(Completed(move.node, move.token, move.scope))
        self._leave(move.node, move.token, move.scope)

    def _perform(self, move: _Move) -> None:
        assert isinstance(move.node, bpmn.Activity)
        self._judge.perform(move.node, move.scope)
        self._pass_activity(move)

    def _wait_for_person(self, move: _Move) -> None:
        self._rest(move)
        self._record(TaskOpened(move.node, move.token, move.scope))
        self._arm_boundaries(move)

    def _wait_for_job(self, move: _Move) -> None:
        self._rest(move)
        self._record(JobRequested(move.node, move.token, move.scope))
        self._arm_boundaries(move)

    def _wait_for_event(self, move: _Move) -> None:
        self._rest(move)
        assert isinstance(move.node, bpmn.Event)
        assert move.node.definition is not None
        self._record(TimerArmed(move.node, move.token, move.scope, move.node.definition))

    def _wait_for_scope(self, move: _Move) -> None:
        token = self._rest(move)
        self._arm_boundaries(move)
        child = self._open_scope(move.node.id, host=move.token)
        token.child = child.number
        for node in self._beginnings(move.node.id):
            self._set_off(node, child.number)

    def _choose(self, move: _Move) -> None:
        """Exclusive: the first flow in document order whose condition holds, else the default (13.4.2)."""
        assert isinstance(move.node, bpmn.ExclusiveGateway)
        flows = self.process.outgoing(move.node.id)
        reasons: list[Reason] = []
        for flow in flows:
            if flow.id == move.node.default_flow:
                continue
            if not flow.condition and len(flows) == 1:
                return self._take(move.node, move.token, move.scope, [flow])
            reasons.append(self._reason(flow, move.scope))
            if reasons[-1].value:
                return self._take(move.node, move.token, move.scope, [flow], tuple(reasons))
        if move.node.default_flow is None:
            raise StepFailed("no_path", element=move.node.id, name=move.node.name)
        default = self.process.flows[move.node.default_flow]
        return self._take(move.node, move.token, move.scope, [default], tuple(reasons), by_default=True)

    def _join_and_split(self, move: _Move) -> None:
        """Parallel: one token from every incoming flow, then one to every outgoing flow (13.4.1)."""
        incoming = move.node.incoming
        if len(incoming) <= 1:
            return self._take(move.node, move.token, move.scope, list(self.process.outgoing(move.node.id)))
        self._rest(move)
        arrived: dict[str, Token] = {}
        for token in self.marking.at(move.node.id, move.scope):
            arrived.setdefault(token.flow, token)
        if len(arrived) < len(incoming):
            return None
        for token in arrived.values():
            del self.marking.tokens[token.number]
        return self._take(move.node, move.token, move.scope, list(self.process.outgoing(move.node.id)))

    def _end(self, move: _Move) -> None:
        assert isinstance(move.node, bpmn.EndEvent)
        self._record(Passed(move.node, move.token, move.scope, ()))
        if isinstance(move.node.definition, bpmn.TerminateDefinition):
            self._empty(move.scope)
            self._outcome[move.scope] = Outcome.TERMINATED

    # Activities, scopes, boundary events -------------------------------------------------------------------

    def _resting(self, number: int, node: str) -> Token:
        token = self.marking.tokens.get(number)
        if token is None or token.node != node:
            raise UnknownToken(number, node)
        return token

    def _finish(self, node: bpmn.Activity, token: Token) -> None:
        move = _Move(node, token.number, token.scope, token.flow)
        del self.marking.tokens[token.number]
        self._record(Completed(node, token.number, token.scope))
        self._last = node
        try:
            self._judge.leaving(node, token.number, token.scope)
            self._leave(node, token.number, token.scope)
        except StepFailed as failure:
            self._rest(move)
            self._record(Stuck(node, token.number, token.scope, failure.code, failure.params))

    def _arm_boundaries(self, move: _Move) -> None:
        for event in self.process.boundary_events(move.node.id):
            if isinstance(event.definition, bpmn.TimerDefinition):
                self._record(TimerArmed(event, move.token, move.scope, event.definition))

    def _trigger_boundary(self, event: bpmn.BoundaryEvent, host: Token) -> None:
        number = self.marking.next_number()
        if event.interrupting:
            self._withdraw(host)
        self._record(Entered(event, number, host.scope))
        self._leave(event, number, host.scope)

    def _open_scope(self, element: str, *, host: int) -> Scope:
        scope = Scope(self.marking.next_number(), element, host)
        self.marking.scopes[scope.number] = scope
        return scope

    def _beginnings(self, scope: str) -> list[bpmn.Node]:
        """Its start event, or, without one, all that nothing leads to (10.3.5)."""
        starts = [event for event in self.process.start_events(scope) if not event.definitions]
        if starts:
            return list(starts)
        return [
            node
            for node in self.process.children(scope)
            if not node.incoming
            and not isinstance(node, bpmn.BoundaryEvent)
            and not _is_event_sub_process(node)
        ]

    def _withdraw(self, token: Token) -> None:
        if token.child:
            self._withdraw_scope(token.child)
        del self.marking.tokens[token.number]
        self._record(Withdrawn(self.process.nodes[token.node], token.number, token.scope))

    def _withdraw_scope(self, scope: int) -> None:
        self._empty(scope)
        del self.marking.scopes[scope]

    def _empty(self, scope: int) -> None:
        for token in list(self.marking.in_scope(scope)):
            self._withdraw(token)
        self._moves = deque(move for move in self._moves if move.scope != scope)

    def _close_empty_scope(self) -> bool:
        """End the innermost scope without tokens, if there is one."""
        occupied = {token.scope for token in self.marking.tokens.values()}
        for scope in reversed(list(self.marking.scopes.values())):
            if scope.number not in occupied:
                self._close(scope)
                return True
        return False

    def _close(self, scope: Scope) -> None:
        del self.marking.scopes[scope.number]
        outcome = self._outcome.pop(scope.number, Outcome.COMPLETED)
        if scope.host:
            host = self.marking.tokens[scope.host]
            activity = self.process.nodes[host.node]
            assert isinstance(activity, bpmn.Activity)
            self._finish(activity, host)
        else:
            assert self._last is not None
            self._record(Ended(self._last, 0, scope.number, outcome))


def _is_event_sub_process(node: bpmn.Node) -> bool:
    return isinstance(node, bpmn.SubProcess) and node.triggered_by_event


#: One table says what an arriving token does. An element that isn't here can't run; the check refuses it before.
ENTERING: dict[type[bpmn.Node], Callable[[Machine, _Move], None]] = {
    bpmn.StartEvent: Machine._pass,
    bpmn.EndEvent: Machine._end,
    bpmn.IntermediateThrowEvent: Machine._pass,
    bpmn.IntermediateCatchEvent: Machine._wait_for_event,
    bpmn.Task: Machine._pass_activity,
    bpmn.ManualTask: Machine._pass_activity,
    bpmn.UserTask: Machine._wait_for_person,
    bpmn.ServiceTask: Machine._wait_for_job,
    bpmn.SendTask: Machine._wait_for_job,
    bpmn.ScriptTask: Machine._perform,
    bpmn.BusinessRuleTask: Machine._perform,
    bpmn.SubProcess: Machine._wait_for_scope,
    bpmn.ExclusiveGateway: Machine._choose,
    bpmn.ParallelGateway: Machine._join_and_split,
}
