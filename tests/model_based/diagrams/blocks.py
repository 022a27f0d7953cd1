"""Structured diagrams: blocks inside blocks, each with one way in and at most one way out."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hypothesis import strategies as st

from .draft import Draft, event, extensions, several

CONDITIONS = ("=a", "=b", "=not(a)", "=n > 1", "=n = 2", "=not(b)")
SCRIPTS = (("a", "=true"), ("b", "=a"), ("n", "=n + 1"), ("n", "=0"))
DURATIONS = ("PT1H", "PT2H", "PT3H")


@dataclass(frozen=True)
class Kinds:
    """What random diagrams are made of: the names of `Blocks` methods, and of elements and events inside them.

    The first of each is what a failure shrinks to; a name that stands twice comes twice as often.
    """

    starts: tuple[str, ...] = ("none",)
    tasks: tuple[str, ...] = ("user", "service", "user", "service", "script", "manual", "task")
    blocks: tuple[str, ...] = (
        "task",
        "sequence",
        "sequence",
        "exclusive",
        "parallel",
        "loop",
        "sub",
        "boundary",
        "catch",
    )
    boundaries: tuple[str, ...] = ("timer",)
    catches: tuple[str, ...] = ("timer",)
    throws: tuple[str, ...] = ("none",)
    ends: tuple[str, ...] = ("none", "none", "none", "none", "terminate")
    #: Triggers of event sub-processes; empty for none.
    handlers: tuple[str, ...] = ()
    #: Of a hundred activities, how many are multi-instance.
    several: int = 0


OUTSIDE = ("timer", "message", "signal")
ALL = Kinds(
    starts=("none", "none", "none", "message", "signal", "timer"),
    tasks=("user", "service", "user", "service", "script", "manual", "task", "send", "receive", "rule"),
    blocks=(
        "task", "sequence", "sequence", "exclusive", "parallel", "loop", "sub", "boundary", "catch",
        "inclusive", "race", "implicit", "throw", "call", "sub",
    ),
    boundaries=(*OUTSIDE, "error", "escalation"),
    catches=OUTSIDE,
    throws=("none", "message", "signal", "escalation"),
    ends=(*["none"] * 12, "terminate", "error", "error", "escalation", "message", "signal"),
    handlers=(*OUTSIDE, "error", "escalation"),
    several=12,
)  # fmt: skip

#: What a bare diagram can do in a running installation: no decisions beside it, begun by a person.
IN_SERVICE = replace(ALL, starts=("none",), tasks=tuple(kind for kind in ALL.tasks if kind != "rule"))


class Blocks:
    """Draws blocks into one draft until the budget of nodes is used up."""

    def __init__(self, draw: st.DrawFn, kinds: Kinds, budget: int) -> None:
        self.draw = draw
        self.kinds = kinds
        self.budget = budget
        self.draft = Draft()

    def pick(self, *options: str) -> str:
        return self.draw(st.sampled_from(options))

    def chance(self, hundredths: int) -> bool:
        return self.draw(st.integers(0, 99)) >= 100 - hundredths

    def count(self, least: int, most: int) -> int:
        return self.draw(st.integers(least, most))

    def process(self, process: str = "p") -> None:
        kind = self.pick(*self.kinds.starts)
        self.body(process, depth=0, start=event(kind, self.name(kind)))

    def body(self, scope: str, depth: int, start: str = "") -> None:
        """What stands in a process or sub-process, from a start event with that definition."""
        self.handlers(scope, depth)
        last: str | None = self.draft.node("startEvent", scope, start)
        last = self.append(last, scope, depth)
        if last is not None:
            self.end(last, scope)

    def append(self, before: str, scope: str, depth: int) -> str | None:
        """A block behind `before`. Its last node, or None when nothing leads on."""
        options = self.kinds.blocks if depth < 4 and self.budget > 0 else ("task",)
        return getattr(self, self.pick(*options))(before, scope, depth)

    def put(self, before: str, tag: str, scope: str, content: str = "", **attributes: str) -> str:
        """One node behind another."""
        self.budget -= 1
        node = self.draft.node(tag, scope, content, **attributes)
        self.draft.flow(before, node)
        return node

    # Nodes --------------------------------------------------------------------------------------------------

    def task(self, before: str, scope: str, depth: int) -> str:
        return self.activity(before, scope, self.pick(*self.kinds.tasks))

    def activity(self, before: str, scope: str, kind: str) -> str:
        content, attributes = "", {}
        if kind == "service":
            content = extensions('<zeebe:taskDefinition type="work"/>')
        if kind == "script":
            name, text = self.draw(st.sampled_from(SCRIPTS))
            content = extensions(f'<zeebe:script expression="{text}" resultVariable="{name}"/>')
        if kind == "rule":
            content = extensions('<zeebe:calledDecision decisionId="d1" resultVariable="b"/>')
        if kind in ("send", "receive"):
            attributes["messageRef"] = f"message_{self.name('message')}"
        return self.put(before, _TAGS[kind], scope, content + self.repeated(), **attributes)

    def repeated(self) -> str:
        """The characteristics of a multi-instance activity, now and then."""
        if not self.chance(self.kinds.several):
            return ""
        completion = self.pick("", "", "=numberOfCompletedInstances = 1", *CONDITIONS)
        sequential = self.pick("yes", "no") == "yes"
        if self.pick("collection", "cardinality") == "cardinality":
            return several(
                sequential=sequential, cardinality=self.pick("=2", "=3", "=0"), completion=completion
            )
        collection = self.pick("[1, 2]", "[1, 2, 3]", "[]", "[true]")
        output = f"all{len(self.draft.nodes)}" if self.pick("yes", "no") == "yes" else ""
        return several(sequential=sequential, collection=collection, completion=completion, output=output)

    def catch(self, before: str, scope: str, depth: int) -> str:
        kind = self.pick(*self.kinds.catches)
        return self.put(before, "intermediateCatchEvent", scope, event(kind, self.name(kind)))

    def throw(self, before: str, scope: str, depth: int) -> str:
        kind = self.pick(*self.kinds.throws)
        return self.put(before, "intermediateThrowEvent", scope, event(kind, self.name(kind, thrown=True)))

    def end(self, before: str, scope: str) -> None:
        kind = self.pick(*self.kinds.ends)
        self.put(before, "endEvent", scope, event(kind, self.name(kind, thrown=True)))

    def name(self, kind: str, *, thrown: bool = False) -> str:
        """A timer's duration, or what is thrown or caught; catching errors and escalations may name none."""
        if kind == "timer":
            return self.pick(*DURATIONS)
        if kind in ("none", "terminate"):
            return ""
        first = {"message": "M", "signal": "S", "error": "E", "escalation": "C"}[kind]
        names = (f"{first}1", f"{first}2")
        return self.pick(*names) if thrown or kind in ("message", "signal") else self.pick(*names, "")

    # Blocks -------------------------------------------------------------------------------------------------

    def sequence(self, before: str, scope: str, depth: int) -> str | None:
        last: str | None = before
        for _ in range(self.count(2, 3)):
            last = self.append(last, scope, depth + 1)
            if last is None:
                return None
        return last

    def exclusive(self, before: str, scope: str, depth: int) -> str | None:
        return self.split("exclusiveGateway", before, scope, depth, conditions=True)

    def parallel(self, before: str, scope: str, depth: int) -> str | None:
        return self.split("parallelGateway", before, scope, depth, conditions=False)

    def split(self, tag: str, before: str, scope: str, depth: int, *, conditions: bool) -> str | None:
        """Branches between two gateways. Where only one comes back, there is nothing to join."""
        gateway = self.put(before, tag, scope)
        ends = [self.append(gateway, scope, depth + 1) for _ in range(self.count(2, 3))]
        if conditions:
            self.conditions(gateway)
        back = [node for node in ends if node is not None]
        return self.join(tag, back, scope) if back else None

    def conditions(self, node: str) -> None:
        """On every way out but the default, which is the last and sometimes missing."""
        flows = self.draft.outgoing(node)
        default = not self.chance(15)
        for flow in flows[: -1 if default else None]:
            flow.condition = self.pick(*CONDITIONS)
        if default:
            self.draft.nodes[node].attributes["default"] = flows[-1].id

    def join(self, tag: str, nodes: list[str], scope: str) -> str:
        if len(nodes) == 1:
            return nodes[0]
        joined = self.put(nodes[0], tag, scope)
        for node in nodes[1:]:
            self.draft.flow(node, joined)
        return joined

    def loop(self, before: str, scope: str, depth: int) -> str | None:
        """Until a condition holds; somebody works in each round, so it can't go round by itself."""
        merge = self.put(before, "exclusiveGateway", scope)
        task = self.activity(merge, scope, "user")
        last = self.append(task, scope, depth + 1)
        if last is None:
            return None
        split = self.put(last, "exclusiveGateway", scope)
        back = self.draft.flow(split, merge, self.pick(*CONDITIONS))
        after = self.append(split, scope, depth + 1)
        forward = [flow for flow in self.draft.outgoing(split) if flow.id != back]
        self.draft.nodes[split].attributes["default"] = forward[0].id
        return after

    def sub(self, before: str, scope: str, depth: int) -> str | None:
        node = self.put(before, "subProcess", scope, self.repeated())
        self.body(node, depth + 1)
        return self.with_boundaries(node, scope, depth, atleast=0)

    def call(self, before: str, scope: str, depth: int) -> str | None:
        """A process of its own, drawn once for each call."""
        process = f"q{len(self.draft.processes)}"
        self.draft.processes.append(process)
        self.body(process, depth + 1)
        content = extensions(f'<zeebe:calledElement processId="{process}"{self.propagated()}/>')
        node = self.put(before, "callActivity", scope, content + self.repeated())
        return self.with_boundaries(node, scope, depth, atleast=0)

    def propagated(self) -> str:
        parent, child = self.pick("true", "false"), self.pick("true", "false")
        return f' propagateAllParentVariables="{parent}" propagateAllChildVariables="{child}"'

    def inclusive(self, before: str, scope: str, depth: int) -> str | None:
        return self.split("inclusiveGateway", before, scope, depth, conditions=True)

    def race(self, before: str, scope: str, depth: int) -> str | None:
        """An event-based gateway: whichever comes first."""
        gateway = self.put(before, "eventBasedGateway", scope)
        ends = []
        kinds = self.draw(st.permutations((*self.kinds.catches, "receive")))
        for kind in kinds[: self.count(2, 3)]:
            if kind == "receive":
                waiting = self.put(gateway, "receiveTask", scope, messageRef="message_M1")
            else:
                name = "M2" if kind == "message" else self.name(kind)
                waiting = self.put(gateway, "intermediateCatchEvent", scope, event(kind, name))
            ends.append(self.append(waiting, scope, depth + 1))
        back = [node for node in ends if node is not None]
        return self.join("exclusiveGateway", back, scope) if back else None

    def implicit(self, before: str, scope: str, depth: int) -> str | None:
        """An activity with several ways out, with conditions or not, that meet without a gateway or at one."""
        host = self.activity(before, scope, "user")
        ends = [self.append(host, scope, depth + 1) for _ in range(self.count(2, 3))]
        style = self.pick("all", "conditions", "default")
        flows = self.draft.outgoing(host)
        if style != "all":
            for flow in flows[1:]:
                flow.condition = self.pick(*CONDITIONS)
        if style == "default":
            self.draft.nodes[host].attributes["default"] = flows[0].id
        back = [node for node in ends if node is not None]
        if not back:
            return None
        meeting = self.pick("inclusiveGateway", "exclusiveGateway", "userTask")
        return self.join(meeting, back, scope)

    def handlers(self, scope: str, depth: int) -> None:
        """Event sub-processes of a scope, seldom, and not inside each other without end."""
        if not self.kinds.handlers or depth > 2 or not self.chance(20):
            return
        for _ in range(self.count(1, 2)):
            kind = self.pick(*self.kinds.handlers)
            interrupting = "true" if kind == "error" or self.pick("yes", "no") == "yes" else "false"
            self.budget -= 1
            node = self.draft.node("subProcess", scope, triggeredByEvent="true")
            start = self.draft.node(
                "startEvent", node, event(kind, self.name(kind)), isInterrupting=interrupting
            )
            last = self.append(start, node, depth + 2)
            if last is not None:
                self.end(last, node)

    def boundary(self, before: str, scope: str, depth: int) -> str | None:
        node = self.activity(before, scope, self.pick("user", "service"))
        return self.with_boundaries(node, scope, depth, atleast=1)

    def with_boundaries(self, host: str, scope: str, depth: int, *, atleast: int) -> str | None:
        """Interrupting events go on beside the host and meet its path; others end by themselves."""
        ways = [host]
        for _ in range(self.count(atleast, 2)):
            kind = self.pick(*self.kinds.boundaries)
            interrupting = kind == "error" or self.pick("yes", "no") == "yes"
            content = event(kind, self.name(kind))
            cancel = "true" if interrupting else "false"
            node = self.draft.node("boundaryEvent", scope, content, attachedToRef=host, cancelActivity=cancel)
            self.budget -= 1
            last = self.append(node, scope, depth + 1)
            if last is None:
                continue
            if interrupting and self.pick("join", "end") == "join":
                ways.append(last)
            else:
                self.end(last, scope)
        return self.join("exclusiveGateway", ways, scope)


_TAGS = {
    "user": "userTask",
    "service": "serviceTask",
    "script": "scriptTask",
    "manual": "manualTask",
    "task": "task",
    "send": "sendTask",
    "receive": "receiveTask",
    "rule": "businessRuleTask",
}
