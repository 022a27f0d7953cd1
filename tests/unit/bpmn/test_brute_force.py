"""The verdicts on random small diagrams, beside those of playing every game to its end."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from workflows.bpmn import model, read
from workflows.bpmn.soundness import Budget, soundness
from workflows.findings import Severity

from .brute_force import Game, TooMuch
from .diagram import HEAD, TIMER, part

ERROR = '<errorEventDefinition errorRef="r"/>'
ROOTS = '<error id="r" errorCode="GAGAL"/>'
KINDS = ("task", "user", "xor", "and", "or", "event")


class _Drawing:
    """A random process, with a random sub-process and a random event sub-process in it."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def xml(self) -> bytes:
        inner = self._scope("u", self.chance.randrange(1, 4), host=None)
        nested = f'<subProcess id="u">{inner}{self._listener("u")}</subProcess>' if self._often(0.7) else ""
        outer = self._scope("p", self.chance.randrange(1, 5), host="u" if nested else None)
        content = outer + nested + self._listener("p")
        return f'{HEAD}<process id="p" isExecutable="true">{content}</process>{ROOTS}</definitions>'.encode()

    def _often(self, share: float) -> bool:
        return self.chance.random() < share

    def _listener(self, scope: str) -> str:
        if self._often(0.75):
            return ""
        trigger = self.chance.choice([TIMER, ERROR])
        inner = part(
            f"{scope}v:start {scope}w:task {scope}x:end",
            f"{scope}v>{scope}w>{scope}x",
            inside={f"{scope}v": trigger},
        )
        return f'<subProcess id="{scope}y" triggeredByEvent="true">{inner}</subProcess>'

    def _scope(self, name: str, count: int, host: str | None) -> str:
        ids = [f"{name}{position}" for position in range(count)]
        kinds = {id: self.chance.choice(KINDS) for id in ids}
        if not host:
            kinds[ids[0]] = "task"  # so that an error may come from inside
        start, end = f"{name}s", f"{name}e"
        nodes = [f"{start}:start", f"{end}:end", *(f"{id}:{kind}" for id, kind in kinds.items())]
        extra: dict[str, str] = {}
        inside: dict[str, str] = {}
        hosts = [id for id, kind in kinds.items() if kind in ("task", "user")]
        steps = list(ids)
        if host:
            steps.insert(self.chance.randrange(len(steps) + 1), host)
            hosts.append(host)
        flows = {(start, steps[0]), (self.chance.choice(steps), end)}
        for position, id in enumerate(steps):
            for _ in range(self.chance.choice([1, 1, 2])):
                ahead = [*steps, end][min(len(steps), position + self.chance.randrange(1, 3))]
                flows.add((id, ahead if self._often(0.75) else self.chance.choice([*steps, end])))
        for id in hosts:
            if self._often(0.35):
                nodes.append(f"{id}b:boundary")
                kind = self.chance.choice(["", 'cancelActivity="false"'])
                error = id == host and self._often(0.5)
                extra[f"{id}b"] = f'attachedToRef="{id}" {"" if error else kind}'
                inside[f"{id}b"] = ERROR if error else TIMER
                flows.add((f"{id}b", self.chance.choice([*steps, end])))
        for trigger in ("<terminateEventDefinition/>", ERROR):
            if self._often(0.2):
                id = f"{name}{'k' if 'term' in trigger else 'f'}"
                nodes.append(f"{id}:end")
                inside[id] = trigger
                flows.add((self.chance.choice(steps), id))
        conditions = {f"{a}_{b}": "=ya" for a, b in sorted(flows) if a in steps and self._often(0.25)}
        chains = [f"{a}>{b}" for a, b in sorted(flows)]
        return part(" ".join(nodes), *chains, extra=extra, inside=inside, conditions=conditions)


def _can_matter(process: model.Process, game: Game, element: str) -> bool:
    """What stands in a sub-process that is never entered is judged as if it were; the game knows nothing of it."""
    node = process.nodes.get(element)
    return (
        node is None
        or node.scope == process.id
        or node.scope in game.entered
        or _of_event(process, node.scope)
    )


def _of_event(process: model.Process, scope: str) -> bool:
    host = process.nodes[scope]
    return isinstance(host, model.SubProcess) and host.triggered_by_event


def _compare(seed: int) -> str:
    """The kind of agreement; fails where the two verdicts can't both be right."""
    process = read(_Drawing(seed).xml()).main()
    try:
        game = Game(process).play()
    except TooMuch:
        return "too much"
    found = [each for each in soundness(process, Budget()) if _can_matter(process, game, each.element)]
    errors = {each.code for each in found if each.severity is Severity.ERROR}
    codes = {each.code for each in found}
    if "BPMN-203" in codes:
        return "not decided"
    if game.sound():
        assert not errors & {"BPMN-301", "BPMN-302", "BPMN-303"}, seed
        assert {each.element for each in found if each.code == "BPMN-304"} <= game.dead(), seed
        return "sound"
    assert errors & {"BPMN-301", "BPMN-302", "BPMN-303"} or "BPMN-305" in codes, seed
    return "unsound"


@pytest.mark.parametrize("first", range(0, 1200, 400))
def test_no_verdict_contradicts_the_game(first):
    """A sound diagram is never refused, and what can get stuck is never passed without a word."""
    kinds = Counter(_compare(seed) for seed in range(first, first + 400))
    assert kinds["sound"] > 150, kinds
    assert kinds["unsound"] > 25, kinds
