"""What is thrown, who catches it, and what that takes away (BPMN 2.0.2, 10.4.6, 13.5.4 to 13.5.6)."""

from __future__ import annotations

from collections.abc import Callable

from workflows.bpmn import model as bpmn

from .state import Scope, Token

Catches = Callable[[bpmn.Event], bool]


class Thrower:
    """The part of the interpreter that deals with events from inside the case."""

    root: Scope
    outcome: str | None
    thrown: list[tuple[str, ...]]
    moving: list[Token]

    def _listen(self, scope: Scope) -> None:
        """The event sub-processes of a scope that begins."""
        for node in scope.process.children(scope.element):
            if isinstance(node, bpmn.SubProcess) and node.triggered_by_event:
                scope.listening += scope.process.start_events(node.id)

    def _end(self, outcome: str) -> None:
        self.outcome = outcome
        self.root.listening = []

    def _throw(self, token: Token) -> None:
        definition = token.node.definition
        if isinstance(definition, bpmn.MessageDefinition):
            self.thrown.append(("message", definition.name))
        elif isinstance(definition, bpmn.SignalDefinition):
            self.thrown.append(("signal", definition.name))
        elif isinstance(definition, bpmn.EscalationDefinition):
            self._throw_escalation(token, definition.code)
        elif isinstance(definition, bpmn.ErrorDefinition):
            self._throw_error(token, definition.code)

    def _throw_error(self, token: Token, code: str) -> None:
        found = self._find_catcher(token, bpmn.ErrorDefinition, code)
        self.thrown.append(("error", code, found[1].id if found else ""))
        if found is None:
            self._withdraw_all(self.root)
            self._end("failed")
        else:
            self._catch(*found)

    def _throw_escalation(self, token: Token, code: str) -> None:
        found = self._find_catcher(token, bpmn.EscalationDefinition, code)
        self.thrown.append(("escalation", code, found[1].id if found else ""))
        if found is not None:
            self._catch(*found)

    def _find_catcher(
        self, token: Token | None, kind: type, code: str
    ) -> tuple[Token | Scope, bpmn.Event] | None:
        """Innermost first; of one place, the event that names the code before the one that catches all."""
        while token is not None:
            for place, events in ((token, token.boundaries), (token.scope, token.scope.listening)):
                same = [event for event in events if isinstance(event.definition, kind)]
                exact = [event for event in same if event.definition.code == code]
                every = [event for event in same if not event.definition.code]
                if exact or every:
                    return place, (exact or every)[0]
            token = token.scope.host
        return None

    def _catch(self, place: Token | Scope, event: bpmn.Event) -> None:
        if isinstance(place, Scope):
            self._event_sub_process(place, event)
        else:
            self._boundary(place, event)

    def _boundary(self, host: Token, event: bpmn.BoundaryEvent) -> None:
        scope = host.scope
        if event.interrupting:
            self._withdraw(host)
        elif isinstance(event.definition, bpmn.TimerDefinition):
            host.boundaries.remove(event)  # a duration or a date comes once
        token = Token(event, scope)
        scope.tokens.append(token)
        self._leave(token)

    def _event_sub_process(self, scope: Scope, event: bpmn.StartEvent) -> None:
        if event.interrupting:
            self._withdraw_all(scope)
            scope.listening = []
        elif isinstance(event.definition, bpmn.TimerDefinition):
            scope.listening.remove(event)
        token = Token(scope.process.nodes[event.scope], scope)
        scope.tokens.append(token)
        token.waits = "scope"
        inner = Scope(event.scope, scope.process, token)
        token.inner.append(inner)
        self._listen(inner)
        self._send(event, inner)

    def _withdraw(self, token: Token) -> None:
        for inner in token.inner:
            self._withdraw_all(inner)
        token.inner = []
        token.boundaries = []
        token.scope.tokens.remove(token)

    def _withdraw_all(self, scope: Scope) -> None:
        for token in list(scope.tokens):
            self._withdraw(token)

    def _leave(self, token: Token) -> None:
        raise NotImplementedError

    def _send(self, node: bpmn.Node, scope: Scope, flow: str = "") -> None:
        raise NotImplementedError
