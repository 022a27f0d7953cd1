"""For each code one diagram that earns it, and the same diagram put right. Read by several tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from workflows.bpmn import Vocabulary

from .diagram import TIMER, bpmn, extensions, part, wrap


class Fault(NamedTuple):
    """`bad` earns the code at `element`; `good` doesn't earn it. `element` None: any."""

    code: str
    element: str | None
    bad: bytes
    good: bytes
    vocabulary: Vocabulary | None = None


LINE = ("s:start a:user e:end", "s>a>e")
GOOD = bpmn(*LINE)
MESSAGE = '<message id="m" name="berkas_diterima"/>'
CONDITION = "<conditionalEventDefinition><condition>=siap</condition></conditionalEventDefinition>"


@dataclass(frozen=True)
class Step:
    """One step between start and end, with its extensions and attributes."""

    kind: str = "user"

    def xml(self, zeebe: str = "", *, content: str = "", attributes: str = "", roots: str = "") -> bytes:
        inner = (extensions(zeebe) if zeebe else "") + content
        return bpmn(
            f"s:start a:{self.kind} e:end", "s>a>e", inside={"a": inner}, extra={"a": attributes}, roots=roots
        )


USER, SERVICE, RULE, SCRIPT, CALL = Step(), Step("service"), Step("rule"), Step("script"), Step("call")


def event(kind: str, content: str, roots: str = "", attributes: str = "") -> bytes:
    return bpmn(
        f"s:start a:{kind} e:end", "s>a>e", inside={"a": content}, extra={"a": attributes}, roots=roots
    )


def timer(content: str) -> bytes:
    return event("catch", f"<timerEventDefinition>{content}</timerEventDefinition>")


def boundary(*chains: str, host: str = "a", content: str = TIMER, attributes: str = "") -> bytes:
    nodes = "s:start a:user b:boundary e:end f:end"
    extra = {"b": f'attachedToRef="{host}" {attributes}'}
    return bpmn(nodes, "s>a>e", "b>f", *chains, extra=extra, inside={"b": content})


def choice(default: str = "x_a", conditions: dict[str, str] | None = None, kind: str = "xor") -> bytes:
    extra = {"x": f'default="{default}"'} if default else {}
    conditions = {"x_b": "=setuju"} if conditions is None else conditions
    return bpmn(
        f"s:start x:{kind} a:user b:user e:end", "s>x>a>e", "x>b>e", extra=extra, conditions=conditions
    )


def sub_process(content: str, attributes: str = "", flows: str = "s>u>e") -> bytes:
    inner = f'<subProcess id="u" name="Sub" {attributes}>{content}</subProcess>'
    return wrap(part("s:start a:user e:end", "s>a>e" if flows != "s>u>e" else flows) + inner)


INNER = part("s2:start a2:user e2:end", "s2>a2>e2")
ASSIGNED = '<zeebe:assignmentDefinition candidateGroups="{}"/>'
CALLS = '<zeebe:calledDecision decisionId="{}" resultVariable="syarat" bindingType="{}"/>'
ROLES = Vocabulary(
    roles=frozenset({"pamapta", "banit_spkt"}),
    functions=frozenset({"satreskrim"}),
    levels=frozenset({"polda", "polres"}),
)
INSTANCES = (
    "<multiInstanceLoopCharacteristics>"
    '<extensionElements><zeebe:loopCharacteristics inputCollection="{}"/></extensionElements>'
    "</multiInstanceLoopCharacteristics>"
)
ISSUE = '<zeebe:taskDefinition type="issue_document"/>'
THROWN = '<linkEventDefinition name="{}"/>'


def links(caught: str) -> bytes:
    inside = {"t": THROWN.format("lanjut"), "c": THROWN.format(caught)}
    return bpmn("s:start t:throw c:catch e:end", "s>t", "c>e", inside=inside)


def assigned(address: str) -> bytes:
    return USER.xml(ASSIGNED.format(address))


def _mappings(count: int) -> str:
    inputs = "".join(f'<zeebe:input source="=a{i}" target="b"/>' for i in range(count))
    return f"<zeebe:ioMapping>{inputs}</zeebe:ioMapping>"


READING = (
    Fault("BPMN-010", None, GOOD.replace(b'id="a"', b""), GOOD),
    Fault("BPMN-011", "a", bpmn("s:start a:user a:task e:end", "s>a>e"), GOOD),
    Fault("BPMN-012", "a", GOOD.replace(b"userTask", b"userTsk"), GOOD),
    Fault(
        "BPMN-013",
        "a",
        event("catch", '<messageEventDefinition messageRef="n"/>', MESSAGE),
        event("catch", '<messageEventDefinition messageRef="m"/>', MESSAGE),
    ),
    Fault("BPMN-014", "s_a", GOOD.replace(b'targetRef="a"', b'targetRef="b"'), GOOD),
    Fault(
        "BPMN-018",
        "l",
        bpmn(*LINE, lanes='<laneSet id="ls"><lane id="l"><flowNodeRef>z</flowNodeRef></lane></laneSet>'),
        bpmn(*LINE, lanes='<laneSet id="ls"><lane id="l"><flowNodeRef>a</flowNodeRef></lane></laneSet>'),
    ),
    Fault("BPMN-019", "a", USER.xml("<zeebe:executionListeners/>"), USER.xml("<zeebe:versionTag/>")),
    Fault(
        "BPMN-020",
        "a",
        SERVICE.xml("<zeebe:taskDefinition/>"),
        SERVICE.xml('<zeebe:taskDefinition type="seal"/>'),
    ),
    Fault(
        "BPMN-021",
        "b",
        boundary(attributes='cancelActivity="mungkin"'),
        boundary(attributes='cancelActivity="0"'),
    ),
)

EXECUTABILITY = (
    Fault(
        "BPMN-101",
        "s",
        bpmn("s:start e:end", "s>e", inside={"s": CONDITION}),
        bpmn("s:start c:catch e:end", "s>c>e", inside={"c": CONDITION}),
    ),
    Fault(
        "BPMN-102",
        "a",
        USER.xml('<zeebe:formDefinition formId="terma"/>'),
        USER.xml('<zeebe:formDefinition formId="terima"/>'),
        Vocabulary(forms=frozenset({"terima"})),
    ),
    Fault(
        "BPMN-103",
        "a",
        RULE.xml(CALLS.format("sarat", "deployment")),
        RULE.xml(CALLS.format("syarat", "deployment")),
        Vocabulary(decisions=frozenset({"syarat"})),
    ),
    Fault(
        "BPMN-104",
        "a",
        CALL.xml('<zeebe:calledElement processId="q"/>'),
        CALL.xml('<zeebe:calledElement processId="p"/>'),
        Vocabulary(processes=frozenset()),
    ),
    Fault(
        "BPMN-105",
        "a",
        SERVICE.xml('<zeebe:taskDefinition type="notfy"/>'),
        SERVICE.xml('<zeebe:taskDefinition type="notify"/>'),
        Vocabulary(job_types=frozenset({"notify"})),
    ),
    Fault("BPMN-106", "a", assigned("role:pamapt"), assigned("pamapta, role:banit_spkt@level:polres"), ROLES),
    Fault(
        "BPMN-107",
        "a",
        assigned("role:pamapta@function:reskrim"),
        assigned("role:pamapta@function:satreskrim"),
        ROLES,
    ),
    Fault("BPMN-108", "a", assigned("role:pamapta@level:mabes"), assigned("role:pamapta@level:polda"), ROLES),
    Fault("BPMN-109", "a", assigned("role:Pamapta Piket"), assigned("=petugas"), ROLES),
    Fault(
        "BPMN-110",
        "a",
        USER.xml('<zeebe:properties><zeebe:property name="state" value="TERBITT"/></zeebe:properties>'),
        USER.xml('<zeebe:properties><zeebe:property name="state" value="TERBIT"/></zeebe:properties>'),
        Vocabulary(states=frozenset({"TERBIT"})),
    ),
    Fault(
        "BPMN-111",
        "a",
        event(
            "catch",
            extensions('<zeebe:properties><zeebe:property name="calendar" value="kerja"/></zeebe:properties>')
            + TIMER,
        ),
        event(
            "catch",
            extensions(
                '<zeebe:properties><zeebe:property name="calendar" value="workday"/></zeebe:properties>'
            )
            + TIMER,
        ),
        Vocabulary(calendars=frozenset()),
    ),
    Fault("BPMN-112", "a", timer("<timeDuration/>"), timer("<timeDuration>P3D</timeDuration>")),
    Fault("BPMN-113", "a", timer("<timeCycle>PT1H</timeCycle>"), timer("<timeCycle>R3/PT1H</timeCycle>")),
    Fault(
        "BPMN-114",
        "x_b",
        choice(conditions={"x_b": "=jumlah > (1"}),
        choice(conditions={"x_b": "=jumlah > 1"}),
    ),
    Fault(
        "BPMN-115",
        "a",
        GOOD,
        USER.xml('<zeebe:formDefinition formId="terima"/>'),
        Vocabulary(forms=frozenset({"terima"})),
    ),
    Fault(
        "BPMN-116",
        "a",
        SERVICE.xml(),
        SERVICE.xml('<zeebe:taskDefinition type="seal"/>'),
        Vocabulary(job_types=frozenset({"seal"})),
    ),
    Fault(
        "BPMN-117", "a", SCRIPT.xml(), SCRIPT.xml('<zeebe:script expression="=1 + 1" resultVariable="n"/>')
    ),
    Fault("BPMN-118", "a", RULE.xml(), RULE.xml(CALLS.format("syarat", "deployment"))),
    Fault("BPMN-120", "x_b", choice(conditions={"x_b": "setuju"}), choice()),
    Fault(
        "BPMN-121",
        "a",
        SERVICE.xml(
            ISSUE + '<zeebe:taskHeaders><zeebe:header key="document" value="skt"/></zeebe:taskHeaders>'
        ),
        SERVICE.xml(
            ISSUE + "<zeebe:ioMapping><zeebe:input source='=\"sktlk\"' target='document'/></zeebe:ioMapping>"
        ),
        Vocabulary(documents=frozenset({"sktlk"})),
    ),
    Fault("BPMN-122", "a", CALL.xml(), CALL.xml(attributes='calledElement="p"')),
    Fault(
        "BPMN-123", "a", USER.xml(content=INSTANCES.format("")), USER.xml(content=INSTANCES.format("=saksi"))
    ),
    Fault("BPMN-124", "p", USER.xml(_mappings(5000)), USER.xml(_mappings(50))),
)

STRUCTURE = (
    Fault("BPMN-201", "x", choice("", {"x_a": "=tolak", "x_b": "=setuju"}), choice()),
    Fault("BPMN-204", "a", GOOD, assigned("pamapta"), ROLES),
    Fault(
        "BPMN-205",
        "a",
        RULE.xml(CALLS.format("syarat", "latest")),
        RULE.xml(CALLS.format("syarat", "deployment")),
    ),
    Fault("BPMN-206", "u", sub_process(""), sub_process(INNER)),
    Fault("BPMN-210", "s", bpmn("s:start a:user e:end", "s>a>e", "a>s"), GOOD),
    Fault("BPMN-211", "e", bpmn("s:start a:user e:end", "s>a>e", "e>a"), GOOD),
    Fault("BPMN-212", "a2_e", sub_process(part("s2:start a2:user", "s2>a2>e")), sub_process(INNER)),
    Fault("BPMN-213", "b", boundary(host="e"), boundary()),
    Fault("BPMN-214", "b", boundary("a>b"), boundary()),
    Fault("BPMN-215", "x", choice("a_e"), choice()),
    Fault("BPMN-216", "x_a", choice("x_a", {"x_a": "=tolak", "x_b": "=setuju"}), choice()),
    Fault("BPMN-217", "x_b", choice("x_a", {}), choice()),
    Fault("BPMN-218", "x_b", choice("", {"x_b": "=setuju"}, kind="and"), choice("", {}, kind="and")),
    Fault(
        "BPMN-219",
        "a",
        bpmn("s:start g:event a:user c:catch e:end", "s>g>a>e", "g>c>e", inside={"c": TIMER}),
        bpmn("s:start g:event a:catch c:catch e:end", "s>g>a>e", "g>c>e", inside={"a": TIMER, "c": TIMER}),
    ),
    Fault(
        "BPMN-220",
        "a",
        event("catch", "<messageEventDefinition/>"),
        event("catch", '<messageEventDefinition messageRef="m"/>', MESSAGE),
    ),
    Fault("BPMN-221", "p", bpmn("a:user e:end", "a>e"), GOOD),
    Fault(
        "BPMN-222",
        "e",
        bpmn(*LINE, inside={"e": TIMER}),
        bpmn(*LINE, inside={"e": "<terminateEventDefinition/>"}),
    ),
    Fault(
        "BPMN-223", "u", sub_process(part("s2:start s3:start e2:end", "s2>e2", "s3>e2")), sub_process(INNER)
    ),
    Fault(
        "BPMN-224",
        "u",
        sub_process(INNER, 'triggeredByEvent="true"'),
        sub_process(INNER, 'triggeredByEvent="true"', flows=""),
    ),
    Fault("BPMN-225", "t", links("lanjutan"), links("lanjut")),
)

SOUNDNESS = (
    Fault(
        "BPMN-202",
        "j",
        bpmn("s:start x:and a:user b:user j:xor c:user e:end", "s>x>a>j>c>e", "x>b>j"),
        choice(),
    ),
    Fault("BPMN-203", "x", bpmn("s:start x:complex e:end", "s>x>e"), GOOD),
    Fault("BPMN-301", "j", bpmn("s:start x:xor a:user b:user j:and e:end", "s>x>a>j>e", "x>b>j"), choice()),
    Fault("BPMN-302", None, bpmn("s:start m:xor x:and a:user e:end", "s>m>x>m", "x>a>e"), choice()),
    Fault("BPMN-303", "m", bpmn("s:start m:xor a:user", "s>m>a>m"), GOOD),
    Fault("BPMN-304", "b", bpmn("s:start a:user b:user c:user e:end", "s>a>e", "b>c>e"), GOOD),
)

BASIC = (*READING, *EXECUTABILITY, *STRUCTURE, *SOUNDNESS)
