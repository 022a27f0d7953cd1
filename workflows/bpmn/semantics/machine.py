"""The token machine: one operation on the tokens of one case.

Tokens move in the order in which they were set in motion (first in, first out), so that the same operation on the
same marking always has the same effects. A token rests at activities that wait for somebody, at catching events
and at joins; everything else it passes within the operation. When all have come to rest, scopes that ran out of tokens
end, the innermost first; then inclusive joins go on for which nothing more can come, and conditional events happen
whose condition became true.
"""

from __future__ import annotations

from collections.abc import Callable

from .. import model as bpmn
from . import activities, ad_hoc, awaiting, gateways, loops, repairs, scopes, throwing
from .compensating import go_on_compensating, is_compensating
from .conditional import fire_conditional
from .effects import Effect, Ended, Entered, Outcome
from .judge import Judge, Library, StepFailed
from .marking import Marking, Scope, Stage, Token
from .occurring import occur, trigger
from .run import Move, Run, UnknownToken

#: Elements that one operation may enter before it counts as a loop that never waits.
STEP_LIMIT = 10_000


class RunawayProcess(RuntimeError):
    """A loop without a waiting element; the diagram must be mended."""

    code = "runaway_process"

    def __init__(self, element: str) -> None:
        super().__init__(f"More than {STEP_LIMIT} elements in one operation, last '{element}'.")
        self.element = element


class Machine:
    """The tokens of one case while one operation runs."""

    def __init__(
        self,
        process: bpmn.Process,
        marking: Marking,
        judge: Judge,
        carry_out: Callable[[Effect], None] | None = None,
        library: Library | None = None,
    ) -> None:
        """`carry_out` is told of each effect the moment it happens; it may raise StepFailed."""
        self.process = process
        self.marking = marking
        self._run = Run(process, marking, judge, carry_out, library)
        self.effects = self._run.effects
        self._steps = 0

    def process_in(self, scope: int) -> bpmn.Process:
        """The process that runs in a scope: that of the case, or one that a call activity called."""
        return self._run.wiring_in(scope).process

    def may_skip(self, token: Token) -> bool:
        """Whether a resting token stands at a step that could count as done."""
        return repairs.may_skip(self._run, token)

    def destinations(self, token: Token) -> tuple[bpmn.Node, ...]:
        """Where a resting token may be set down by hand, in document order."""
        return repairs.destinations(self._run, token)

    # Operations ------------------------------------------------------------------------------------------

    def start(self, event: str) -> None:
        """Begin the process at a start event, or at a catching event behind an instantiating gateway (13.3.1).

        With an empty `event` it begins where nothing leads to.
        """
        run = self._run
        root = Scope(self.marking.next_number(), self.process.id)
        self.marking.scopes[root.number] = root
        run.alive[root.number] = 0
        awaiting.arm_starts(run, root, root.element)
        if event:
            occur(run, self.process.nodes[event], root, asked=0)
            self._expect_the_others(event, root)
        else:
            for node in run.wiring(root).beginnings[root.element]:
                run.set_off(node, root)
        self._settle()

    def complete(self, token: int, node: str) -> None:
        """The activity where the token rests, or the sending of an event, is done (13.3.2). Raises UnknownToken."""
        resting = self._run.resting(token, node)
        if resting.stage:
            self._go_on(resting)
        else:
            activities.finish(self._run, self._run.lift(resting))
        self._settle()

    def trigger(self, token: int, event: str, scope: int = 0, definition: int = 0) -> None:
        """A catching event happens. Raises UnknownToken when nobody waits for it.

        `token` and `scope` are those of the effect that said it is waited for: the waiting token, of a boundary event
        its host, of an event sub-process the host of the scope that it stands in, 0 for the root. `definition` is the
        place of the one that happened among several.
        """
        trigger(self._run, token, event, scope, definition)
        self._settle()

    def activate(self, token: int, node: str) -> None:
        """Begin one more activity of the ad-hoc sub-process that `token` hosts. Raises UnknownToken."""
        host = self.marking.tokens.get(token)
        if host is None:
            raise UnknownToken(token, node)
        ad_hoc.activate(self._run, host, node)
        self._settle()

    def throw_error(self, token: int, node: str, code: str) -> None:
        """Who does the activity reports an error of the business, not of technology (10.4.5.3). Raises UnknownToken."""
        resting = self._run.resting(token, node)
        scope = self.marking.scopes[resting.scope]
        move = Move(self._run.node_at(resting), token, scope, resting.flow)
        throwing.throw_error(self._run, move, code, resting)
        self._settle()

    def retry(self, token: int, node: str) -> None:
        """Try again what the token is stuck at; what is done stays done. Raises UnknownToken."""
        resting = self._run.resting(token, node)
        if resting.stage:
            self._go_on(resting)
        else:
            self._enter(self._run.lift(resting))
        self._settle()

    def skip(self, token: int, node: str) -> None:
        """Count the step where the token rests as done without a result. Raises UnknownToken, NotRepairable."""
        repairs.skip(self._run, self._run.resting(token, node))
        self._settle()

    def move(self, token: int, node: str, target: str) -> None:
        """Set the token down at another element of its scope. Raises UnknownToken, NotRepairable."""
        repairs.move(self._run, self._run.resting(token, node), target)
        self._settle()

    def cancel(self) -> None:
        """Take all tokens away. The process has no outcome of its own then."""
        for scope in [scope for scope in self.marking.scopes.values() if not scope.host]:
            scopes.withdraw_scope(self._run, scope)

    def reconsider(self) -> None:
        """The data have changed apart from the tokens: conditional events look at them again."""
        self._settle()

    def _go_on(self, token: Token) -> None:
        """From the stage at which it was stuck."""
        run = self._run
        if token.child and run.marking.scopes[token.child].loop is not None:
            loops.resume(run, token)
        elif token.child:
            token.stage = Stage.WAITING
            run.emptied.add(token.child)
            run.completed_in.append(token.child)
        elif token.stage == Stage.DONE:
            activities.bring_out(run, run.lift(token))
        else:
            run.depart(run.lift(token))

    def _expect_the_others(self, event: str, root: Scope) -> None:
        """Behind a parallel instantiating gateway the case waits for the other events as well (10.5.6)."""
        for flow in self.process.incoming(event):
            gateway = self.process.nodes[flow.source]
            if isinstance(gateway, bpmn.EventBasedGateway) and gateway.parallel:
                for other in self.process.outgoing(gateway.id):
                    if other.target != event:
                        self._run.set_off(self.process.nodes[other.target], root, other.id)

    # Movement --------------------------------------------------------------------------------------------

    def _settle(self) -> None:
        """Move until everything rests."""
        run = self._run
        while True:
            if run.emptied and self._end_passes():
                continue
            if run.moves:
                self._arrive(run.moves.popleft())
            elif run.emptied:
                self._close_innermost()
            elif not any(go_on(run) for go_on in WHEN_ALL_REST):
                return

    def _arrive(self, move: Move) -> None:
        """At an activity that several tokens begin together, it counts when all are there."""
        if getattr(move.node, "start_quantity", 1) > 1 and not move.scope.is_instance:
            together = activities.gather(self._run, move)
            if together is None:
                return
            move = together
        self._enter(move)

    def _enter(self, move: Move) -> None:
        self._steps += 1
        if self._steps > STEP_LIMIT:
            raise RunawayProcess(move.node.id)
        run, node = self._run, move.node
        run.last = node
        try:
            if move.scope.is_instance:
                ENTERING[type(node)](run, move)
                return
            run.record(Entered(node, move.token, move.scope.number))
            if isinstance(node, bpmn.Activity) and node.loop is not None:
                loops.begin(run, move)
            else:
                ENTERING[type(node)](run, move)
        except StepFailed as failure:
            scopes.stick(run, move, failure)

    def _end_passes(self) -> bool:
        """A pass of a loop ends at once: what it brought is collected before another one can overwrite it."""
        over = [
            scope
            for number in sorted(self._run.emptied)
            if (scope := self.marking.scopes.get(number)) is not None
            and scope.is_instance
            and not self._run.alive[number]
        ]
        for scope in over:
            self._run.emptied.discard(scope.number)
            if scope.number in self.marking.scopes:
                loops.end_pass(self._run, scope)
        return bool(over)

    def _close_innermost(self) -> None:
        number = max(self._run.emptied)
        self._run.emptied.discard(number)
        scope = self.marking.scopes.get(number)
        if scope is not None and not self._run.alive[number] and scope.loop is None:
            self._close(scope)

    def _close(self, scope: Scope) -> None:
        """A scope without tokens is over (13.3.4)."""
        run = self._run
        if scope.host and is_compensating(self.marking.tokens[scope.host]):
            return
        if scope.host:
            node = run.node_at(self.marking.tokens[scope.host])
            if isinstance(node, bpmn.AdHocSubProcess):
                ad_hoc.end_or_go_on(run, scope, node)
            else:
                scopes.close(run, scope)
        else:
            scopes.shut(run, scope)
            assert run.last is not None
            run.record(Ended(run.last, 0, scope.number, run.outcome.get(scope.number, Outcome.COMPLETED)))


#: What looks at the whole once no token is on its way; the first that changes something sets tokens in motion again.
WHEN_ALL_REST: tuple[Callable[[Run], bool], ...] = (
    go_on_compensating,
    ad_hoc.look_whether_enough,
    gateways.fire_joins,
    fire_conditional,
)

#: One table says what an arriving token does. An element that isn't here can't run; the check refuses it before.
ENTERING: dict[type[bpmn.Node], Callable[[Run, Move], None]] = {
    bpmn.StartEvent: Run.depart,
    bpmn.EndEvent: throwing.end,
    bpmn.IntermediateThrowEvent: throwing.throw,
    bpmn.IntermediateCatchEvent: awaiting.wait,
    bpmn.BoundaryEvent: Run.depart,
    bpmn.Task: activities.pass_by,
    bpmn.ManualTask: activities.pass_by,
    bpmn.UserTask: activities.wait_for_person,
    bpmn.ServiceTask: activities.wait_for_job,
    bpmn.SendTask: activities.send,
    bpmn.ReceiveTask: activities.receive,
    bpmn.ScriptTask: activities.perform,
    bpmn.BusinessRuleTask: activities.perform,
    bpmn.SubProcess: scopes.enter_sub_process,
    bpmn.Transaction: scopes.enter_sub_process,
    bpmn.AdHocSubProcess: ad_hoc.enter_ad_hoc,
    bpmn.CallActivity: scopes.call,
    bpmn.ExclusiveGateway: gateways.choose,
    bpmn.ParallelGateway: gateways.join_and_split,
    bpmn.InclusiveGateway: gateways.gather_and_split,
    bpmn.ComplexGateway: gateways.weigh_and_split,
    bpmn.EventBasedGateway: awaiting.wait_for_first,
}
