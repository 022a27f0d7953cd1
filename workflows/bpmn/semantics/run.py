"""The state of one operation, and what every element does with it: rest, leave, be stuck."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .. import model as bpmn
from .effects import Effect, Outcome, Passed, Reason, Stuck
from .judge import Judge, Library, StepFailed
from .marking import Marking, Scope, Stage, Token
from .wiring import Wiring, wiring_of


class UnknownToken(LookupError):
    """The token isn't where the operation expects it: somebody else moved it."""

    code = "unknown_token"

    def __init__(self, number: int, node: str = "") -> None:
        super().__init__(f"Token {number} does not rest at '{node or 'any element'}'.")
        self.number, self.node = number, node


@dataclass(slots=True)
class Move:
    """A token on its way into `node`, by `flow`."""

    node: bpmn.Node
    token: int
    scope: Scope
    flow: str = ""


class Run:
    """The tokens of one case while one operation runs: those at rest in the marking, the others in `moves`."""

    def __init__(
        self,
        process: bpmn.Process,
        marking: Marking,
        judge: Judge,
        carry_out: Callable[[Effect], None] | None,
        library: Library | None,
    ) -> None:
        self.marking, self.judge, self.library = marking, judge, library
        self.effects: list[Effect] = []
        self.moves: deque[Move] = deque()
        #: How many tokens a scope has, resting or moving; those of scopes that ran out of them.
        self.alive = dict.fromkeys(marking.scopes, 0)
        self.emptied: set[int] = set()
        #: The scopes in which activities were completed, where somebody counts them.
        self.completed_in: list[int] = []
        self.outcome: dict[int, Outcome] = {}
        self.last: bpmn.Node | None = None
        self._carry_out = carry_out
        self._root = wiring_of(process)
        self._wirings: dict[int, Wiring] = {}
        for token in marking.tokens.values():
            self.alive[token.scope] += 1

    def record(self, effect: Effect) -> None:
        self.effects.append(effect)
        if self._carry_out is not None:
            self._carry_out(effect)

    # Where something stands --------------------------------------------------------------------------------

    def wiring(self, scope: Scope) -> Wiring:
        """That of the process that runs in `scope`. It's remembered when the scope is gone."""
        found = self._wirings.get(scope.number)
        if found is None:
            found = self._wirings[scope.number] = self._find_wiring(scope)
        return found

    def wiring_in(self, scope: int) -> Wiring:
        """By number; also of a scope that this operation has closed."""
        known = self._wirings.get(scope)
        return known if known is not None else self.wiring(self.marking.scopes[scope])

    def _find_wiring(self, scope: Scope) -> Wiring:
        if scope.process:
            return wiring_of(self.process_of(scope.process))
        return self._root if scope.parent is None else self.wiring(scope.parent)

    def process_of(self, reference: str) -> bpmn.Process:
        if self.library is None:
            raise StepFailed("process_unknown", process=reference)
        return self.library.process_of(reference)

    def container(self, scope: Scope) -> str:
        """The id of the process or sub-process whose elements run in `scope`; empty for a loop and its passes."""
        if scope.process:
            return self.wiring(scope).process.id
        return "" if scope.loop is not None or scope.is_instance else scope.element

    def node_at(self, token: Token) -> bpmn.Node:
        return self.wiring(self.marking.scopes[token.scope]).nodes[token.node]

    def resting(self, number: int, node: str) -> Token:
        """Raises UnknownToken."""
        token = self.marking.tokens.get(number)
        if token is None or token.node != node:
            raise UnknownToken(number, node)
        return token

    # Tokens ------------------------------------------------------------------------------------------------

    def new_token(self, scope: Scope) -> int:
        self.alive[scope.number] += 1
        return self.marking.next_number()

    def set_off(self, node: bpmn.Node, scope: Scope, flow: str = "") -> None:
        self.moves.append(Move(node, self.new_token(scope), scope, flow))

    def rest(self, move: Move, stage: Stage = Stage.WAITING) -> Token:
        token = Token(move.token, move.node.id, move.scope.number, move.flow, 0, stage)
        self.marking.tokens[move.token] = token
        return token

    def lift(self, token: Token) -> Move:
        """Take a resting token up again."""
        del self.marking.tokens[token.number]
        return Move(self.node_at(token), token.number, self.marking.scopes[token.scope], token.flow)

    def consume(self, scope: Scope) -> None:
        """A token of the scope, which doesn't rest, is no more."""
        self._count(scope, -1)

    def _count(self, scope: Scope, change: int) -> None:
        self.alive[scope.number] += change
        if not self.alive[scope.number]:
            self.emptied.add(scope.number)

    def stick(self, move: Move, failure: StepFailed, stage: Stage) -> None:
        """The token rests where it is, and a person is asked."""
        self.rest(move, stage)
        self.record(Stuck(move.node, move.token, move.scope.number, failure.code, failure.params))

    # Leaving -----------------------------------------------------------------------------------------------

    def depart(self, move: Move) -> None:
        """All is done here. One pass of a loop ends with it; any other token leaves, or is stuck before the flows."""
        if move.scope.is_instance:
            self.consume(move.scope)
            return
        try:
            self.leave(move)
        except StepFailed as failure:
            self.stick(move, failure, Stage.LEAVING)

    def leave(self, move: Move) -> None:
        """Take every outgoing flow whose condition holds (13.3.1, implicit split); without any the token ends."""
        flows = self.wiring(move.scope).outgoing[move.node.id]
        default: str | None = getattr(move.node, "default_flow", None)
        if not flows or (len(flows) == 1 and not flows[0].condition and default is None):
            self.take(move, flows)
            return
        reasons = [
            (flow, self.reason(flow, move.scope)) for flow in flows if flow.condition and flow.id != default
        ]
        held = {flow.id for flow, reason in reasons if reason.value}
        taken = [f for f in flows if f.id in held or (not f.condition and f.id != default)]
        by_default = default is not None and not held and (bool(reasons) or not taken)
        if isinstance(move.node, bpmn.Gateway):
            by_default = default is not None and not taken
        if by_default and default is not None:
            taken.append(self.wiring(move.scope).flows[default])
        if not taken:
            raise StepFailed("no_path", element=move.node.id, name=move.node.name)
        self.take(move, taken, tuple(reason for _, reason in reasons), by_default=by_default)

    def take(
        self,
        move: Move,
        flows: Sequence[bpmn.SequenceFlow],
        reasons: tuple[Reason, ...] = (),
        *,
        by_default: bool = False,
    ) -> None:
        """Go on by these flows: one token for each."""
        scope = move.scope
        taken = tuple([flow.id for flow in flows])
        self.record(Passed(move.node, move.token, scope.number, taken, reasons, by_default))
        nodes = self.wiring(scope).nodes
        for _ in range(getattr(move.node, "completion_quantity", 1)):
            for flow in flows:
                self.set_off(nodes[flow.target], scope, flow.id)
        self._count(scope, -1)

    def reason(self, flow: bpmn.SequenceFlow, scope: Scope) -> Reason:
        verdict = self.judge.condition(flow, scope.number)
        return Reason(flow.id, flow.condition, verdict.value, verdict.inputs)
