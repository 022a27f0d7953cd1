"""Compensation: what was completed is undone, the last first; transactions that are cancelled (BPMN 2.0.2, 10.7, 13.5.5).

The token that asks for it rests while the handlers run one after the other: at the throwing event, or, for a
sub-process that is undone, at the sub-process itself, whose scope is opened again for it.
"""

from __future__ import annotations

from .. import model as bpmn
from .completions import Record, records_in, take_records
from .effects import CompensationThrown
from .judge import StepFailed
from .marking import Scope, Stage, Token
from .occurring import fire_boundary, start_event_sub_process
from .run import Move, Run
from .scopes import disarm_starts, empty, open_scope, shut

#: Keys of a token's memory: what is still to be undone (the last record first), where, and the token that is at it.
_PENDING, _WHERE, _AT_IT = ":undo", ":where", ":at it"


def compensate(run: Run, move: Move, definition: bpmn.CompensateDefinition) -> None:
    """Undo one activity, or all of the scope. Without waiting, all handlers begin at once and the thrower goes on."""
    scope = _compensated_scope(run, move.scope)
    records = take_records(scope, definition.activity)
    _announce(run, move, records)
    token = run.rest(move)
    if definition.wait:
        _ask(token, scope, records)
        return
    for record in reversed(records):
        _undo(run, scope, record)
    run.depart(run.lift(token))


def cancel(run: Run, move: Move) -> None:
    """A cancel end event: the transaction's other tokens are called off, and all that it completed is undone (13.3.4)."""
    scope = move.scope
    empty(run, scope)
    disarm_starts(run, scope)
    again = Move(move.node, run.new_token(scope), scope, move.flow)
    records = take_records(scope)
    _announce(run, again, records)
    _ask(run.rest(again), scope, records)


def is_compensating(token: Token) -> bool:
    return _PENDING in token.memory


def go_on_compensating(run: Run) -> bool:
    """Begin the next handler whose turn has come, or let the one go on who asked for it."""
    for token in list(run.marking.tokens.values()):
        if not is_compensating(token) or token.stage or token.memory.get(_AT_IT) in run.marking.tokens:
            continue
        if token.memory[_PENDING]:
            record = token.memory[_PENDING].pop()
            token.memory[_AT_IT] = _undo(run, run.marking.scopes[token.memory[_WHERE]], record)
        else:
            _end(run, token)
        return True
    return False


def _announce(run: Run, move: Move, records: list[Record]) -> None:
    activities = tuple(record[0] for record in reversed(records))
    run.record(CompensationThrown(move.node, move.token, move.scope.number, activities))


def _ask(token: Token, scope: Scope, records: list[Record]) -> None:
    token.memory = {_PENDING: records, _WHERE: scope.number}


def _compensated_scope(run: Run, scope: Scope) -> Scope:
    """From within an event sub-process what lies around it is undone (10.7.3)."""
    if scope.parent is not None and not scope.process and scope.loop is None:
        node = run.wiring(scope).nodes[scope.element]
        if isinstance(node, bpmn.SubProcess) and node.triggered_by_event:
            return scope.parent
    return scope


def _undo(run: Run, scope: Scope, record: Record) -> int:
    """Begin to undo one completed activity. Returns the number of the token that is at it."""
    wiring = run.wiring(scope)
    handler = wiring.handlers.get(record[0])
    if handler is not None:
        number = run.new_token(scope)
        run.moves.append(Move(handler, number, scope))
        return number
    _, variables, inside = record
    host = run.rest(Move(wiring.nodes[record[0]], run.new_token(scope), scope))
    again = open_scope(run, wiring.nodes[record[0]], host)
    again.locals = variables
    _ask(host, again, inside)
    start = wiring.undoing_starts.get(record[0])
    if start is not None:
        _ask(host, again, [])
        records_in(again).extend(inside)
        host.memory[_AT_IT] = start_event_sub_process(run, start, again, host.number)
    return host.number


def _end(run: Run, token: Token) -> None:
    """Everything is undone."""
    token.memory = {}
    node = run.node_at(token)
    if token.child:
        shut(run, run.marking.scopes[token.child])
        run.consume(run.lift(token).scope)
    elif isinstance(node, bpmn.EndEvent) and any(
        isinstance(d, bpmn.CancelDefinition) for d in node.definitions
    ):
        _leave_transaction(run, token)
    else:
        run.depart(run.lift(token))


def _leave_transaction(run: Run, token: Token) -> None:
    scope = run.marking.scopes[token.scope]
    host = run.marking.tokens[scope.host]
    for event in run.wiring(run.marking.scopes[host.scope]).boundaries.get(host.node, ()):
        if any(isinstance(definition, bpmn.CancelDefinition) for definition in event.definitions):
            fire_boundary(run, event, host, asked=token.number)
            return
    move = run.lift(token)
    run.stick(move, StepFailed("no_path", element=move.node.id, name=move.node.name), Stage.LEAVING)
