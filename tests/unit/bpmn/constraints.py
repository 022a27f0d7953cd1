"""For each constraint of the standard and its schema one diagram that breaks it, and the same one put right."""

from __future__ import annotations

from workflows.bpmn import Vocabulary

from .diagram import TIMER, bpmn, part, wrap
from .faults import (
    BASIC,
    GOOD,
    INNER,
    INSTANCES,
    LINE,
    MESSAGE,
    THROWN,
    USER,
    Fault,
    boundary,
    choice,
    event,
    links,
    sub_process,
)

SCHEMA = (
    Fault("BPMN-040", "a", USER.xml(attributes='kanselAktivitas="true"'), GOOD),
    Fault("BPMN-041", "a", USER.xml(content="<timeDate>2026-11-23</timeDate>"), GOOD),
    Fault("BPMN-041", "a", USER.xml(content="<zeebe:userTask/>"), USER.xml("<zeebe:userTask/>")),
    Fault("BPMN-042", "a", event("adhoc", "<task id='t'/>", attributes='ordering="Acak"'), GOOD),
    Fault("BPMN-042", "1a", GOOD.replace(b'"a"', b'"1a"'), GOOD),
    Fault(
        "BPMN-043",
        "a",
        USER.xml(content="<documentation/><incoming>s_a</incoming><documentation/>"),
        USER.xml(content="<documentation/><documentation/><incoming>s_a</incoming>"),
    ),
    Fault(
        "BPMN-044",
        "a",
        USER.xml(content=INSTANCES.format("=b") * 2),
        USER.xml(content=INSTANCES.format("=b")),
    ),
    Fault(
        "BPMN-045",
        "a",
        event("catch", "<conditionalEventDefinition/>"),
        event("catch", "<conditionalEventDefinition><condition>=b</condition></conditionalEventDefinition>"),
    ),
    Fault("BPMN-046", "d", GOOD.replace(b' targetNamespace="http://example.org/bpmn"', b""), GOOD),
    Fault("BPMN-047", "a", USER.xml(content="tulisan"), GOOD),
)

KEYED = (
    '<message id="{id}" name="{name}"><extensionElements>'
    '<zeebe:subscription correlationKey="=nomor"/></extensionElements></message>'
)
TWO_MESSAGES = KEYED.format(id="m", name="masuk") + KEYED.format(id="n", name="batal")
ROOTS = (
    TWO_MESSAGES
    + '<signal id="g" name="darurat"/><error id="r" errorCode="GAGAL"/><escalation id="c" escalationCode="NAIK"/>'
    + '<error id="kosong"/><escalation id="hampa"/><signal id="senyap"/>'
)
TAKES = {each: f'<messageEventDefinition messageRef="{each}"/>' for each in "mn"}
UNDO = "<compensateEventDefinition/>"


def gateway(
    *, first: str = "catch", second: str = "catch", one: str = "m", other: str = "n", more: str = ""
) -> bytes:
    """An event gateway with two ways on; `more` are its attributes."""
    inside = {
        each: TAKES[ref] for each, kind, ref in (("a", first, one), ("b", second, other)) if kind == "catch"
    }
    extra = {
        each: f'messageRef="{ref}"'
        for each, kind, ref in (("a", first, one), ("b", second, other))
        if kind == "receive"
    }
    return bpmn(
        f"s:start g:event a:{first} b:{second} e:end",
        "s>g>a>e",
        "g>b>e",
        inside=inside,
        extra=extra | {"g": more},
        roots=ROOTS,
    )


def compensated(*chains: str, tied: str = "h", mark: str = 'isForCompensation="true"') -> bytes:
    inside = {"b": UNDO}
    extra = {"b": 'attachedToRef="a"', "h": mark}
    line = f'<association id="l" sourceRef="b" targetRef="{tied}"/>'
    return wrap(
        part("s:start a:user b:boundary h:service e:end", "s>a>e", *chains, extra=extra, inside=inside) + line
    )


def transaction(host: str = "transaction") -> bytes:
    inner = {"u": part("s2:start e2:end", "s2>e2"), "b": "<cancelEventDefinition/>"}
    return bpmn(
        f"s:start u:{host} b:boundary e:end f:end",
        "s>u>e",
        "b>f",
        inside=inner,
        extra={"b": 'attachedToRef="u"'},
    )


def waits_twice(second: str) -> bytes:
    extra = {"b": 'attachedToRef="a"', "c": 'attachedToRef="a"'}
    inside = {"b": TAKES["m"], "c": TAKES[second]}
    return bpmn(
        "s:start a:user b:boundary c:boundary e:end",
        "s>a>e",
        "b>e",
        "c>e",
        extra=extra,
        inside=inside,
        roots=ROOTS,
    )


def lanes(inner: str, outer: str = "") -> bytes:
    member = "<flowNodeRef>a</flowNodeRef>"
    child = f'<childLaneSet id="k"><lane id="l2">{inner}</lane></childLaneSet>'
    return bpmn(
        *LINE,
        lanes=f'<laneSet id="ls"><lane id="l1">{member}{child}</lane><lane id="l3">{outer}</lane></laneSet>',
    )


def begun_by(name: str) -> bytes:
    root = f'<message id="m" name="{name}"/>'
    return bpmn(*LINE, inside={"s": TAKES["m"]}, roots=root)


def open_links(chain: str) -> bytes:
    inside = {"t": THROWN.format("l"), "c": THROWN.format("l")}
    return bpmn("s:start t:throw c:catch e:end", "s>t", "c>e", chain, inside=inside)


def calls(second: str, *chains: str, nodes: str = "") -> bytes:
    """Process p calls q, and q calls what `second` says."""
    q = part(f"qs:start qc:call qe:end {nodes}", *chains, extra={"qc": f'calledElement="{second}"'})
    return bpmn(
        "s:start a:call e:end",
        "s>a>e",
        extra={"a": 'calledElement="q"'},
        roots=f'<process id="q" isExecutable="true">{q}</process>',
    )


PASSING = ("qs>qx>qc>qe", "qx>qe")
ASKING = ("qs>qx>qu>qc>qe", "qx>qe")

CONSTRAINTS = (
    Fault("BPMN-125", "s", begun_by("=nama"), begun_by("=&quot;a&quot;")),
    Fault(
        "BPMN-126",
        "a",
        USER.xml(content=INSTANCES.format('=b" outputElement="=c')),
        USER.xml(content=INSTANCES.format('=b" outputElement="=c" outputCollection="d')),
    ),
    Fault("BPMN-127", "a", calls("p", "qs>qc>qe"), calls("p", *PASSING, nodes="qx:xor")),
    Fault(
        "BPMN-207",
        "x",
        choice().replace(b'id="x"', b'id="x" gatewayDirection="Converging"'),
        choice().replace(b'id="x"', b'id="x" gatewayDirection="Diverging"'),
    ),
    Fault("BPMN-208", "a", bpmn("s:start x:and a:user b:user e:end", "s>x>a", "x>b>e"), GOOD),
    Fault("BPMN-209", "a", event("catch", TAKES["m"], MESSAGE), event("catch", TAKES["m"], ROOTS)),
    Fault(
        "BPMN-220",
        "e",
        bpmn(*LINE, inside={"e": '<errorEventDefinition errorRef="kosong"/>'}, roots=ROOTS),
        bpmn(*LINE, inside={"e": '<errorEventDefinition errorRef="r"/>'}, roots=ROOTS),
    ),
    Fault(
        "BPMN-220",
        "e",
        bpmn(*LINE, inside={"e": '<escalationEventDefinition escalationRef="hampa"/>'}, roots=ROOTS),
        bpmn(*LINE, inside={"e": '<escalationEventDefinition escalationRef="c"/>'}, roots=ROOTS),
    ),
    Fault(
        "BPMN-220",
        "a",
        event("throw", '<signalEventDefinition signalRef="senyap"/>', ROOTS),
        event("throw", '<signalEventDefinition signalRef="g"/>', ROOTS),
    ),
    Fault(
        "BPMN-222",
        "b",
        boundary(content="<errorEventDefinition/>", attributes='cancelActivity="false"'),
        boundary(content="<errorEventDefinition/>"),
    ),
    Fault(
        "BPMN-222",
        "s2",
        sub_process(INNER, 'triggeredByEvent="true"', flows=""),
        sub_process(
            INNER.replace("</startEvent>", TIMER + "</startEvent>"), 'triggeredByEvent="true"', flows=""
        ),
    ),
    Fault("BPMN-226", "b", transaction("sub"), transaction()),
    Fault("BPMN-227", "b", compensated(tied="a"), compensated()),
    Fault("BPMN-227", "b", compensated(mark=""), compensated()),
    Fault("BPMN-228", "h", compensated("h>e"), compensated()),
    Fault(
        "BPMN-229",
        "e",
        bpmn(*LINE, inside={"e": '<compensateEventDefinition activityRef="s"/>'}),
        bpmn(*LINE, inside={"e": '<compensateEventDefinition activityRef="a"/>'}),
    ),
    Fault("BPMN-230", "g", bpmn("s:start g:event a:catch e:end", "s>g>a>e", inside={"a": TIMER}), gateway()),
    Fault("BPMN-231", "g", gateway(second="receive"), gateway(first="receive", second="receive")),
    Fault("BPMN-232", "b", gateway(other="m"), gateway()),
    Fault("BPMN-232", "c", waits_twice("m"), waits_twice("n")),
    Fault("BPMN-233", "g", gateway(more='instantiate="true"'), gateway()),
    Fault("BPMN-233", "g", gateway(more='eventGatewayType="Parallel"'), gateway()),
    Fault("BPMN-234", "c", open_links("s>c"), links("lanjut")),
    Fault(
        "BPMN-236",
        "u",
        bpmn("s:start u:adhoc e:end", "s>u>e", inside={"u": part("t:task k:end", "t>k")}),
        bpmn("s:start u:adhoc e:end", "s>u>e", inside={"u": part("t:task")}),
    ),
    Fault(
        "BPMN-237", "a", USER.xml(attributes='startQuantity="0"'), USER.xml(attributes='startQuantity="1"')
    ),
    Fault("BPMN-238", "a", lanes("", "<flowNodeRef>a</flowNodeRef>"), lanes("<flowNodeRef>a</flowNodeRef>")),
    Fault(
        "BPMN-239", "qc", calls("p", *PASSING, nodes="qx:xor"), calls("p", *ASKING, nodes="qx:xor qu:user")
    ),
)

INNER_JOIN = part("s2:start x:xor i:task k:task j:and e2:end", "s2>x>i>j>e2", "x>k>j")


def limited(attributes: str, inner: str) -> bytes:
    """A sub-process with a time limit or a reminder."""
    extra = {"b": f'attachedToRef="u" {attributes}'}
    return wrap(
        part("s:start b:boundary e:end", "s>u>e", "b>e", extra=extra, inside={"b": TIMER})
        + f'<subProcess id="u">{inner}</subProcess>'
    )


def always_failing(end: str) -> bytes:
    """A sub-process whose normal way out is drawn as well."""
    extra = {"b": 'attachedToRef="u"'}
    inside = {"b": "<errorEventDefinition/>"}
    return wrap(
        part("s:start b:boundary n:task e:end e3:end", "s>u>n>e", "b>e3", extra=extra, inside=inside)
        + f'<subProcess id="u">{part("s2:start t:task e2:end", "s2>t>e2", inside={"e2": end})}</subProcess>'
    )


FREED = (
    Fault("BPMN-306", "n", always_failing("<errorEventDefinition/>"), always_failing("")),
    Fault("BPMN-305", "j", limited("", INNER_JOIN), limited("", INNER)),
    Fault("BPMN-301", "j", limited('cancelActivity="false"', INNER_JOIN), limited("", INNER_JOIN)),
)

NAMES = Vocabulary(variables=frozenset({"setuju"}))
DOUBTFUL = (
    Fault(
        "BPMN-240", "x_b", choice(conditions={"x_b": "=setju"}), choice(conditions={"x_b": "=setuju"}), NAMES
    ),
    Fault(
        "BPMN-240",
        "x_b",
        choice(conditions={"x_b": "=1 + true = 2"}),
        choice(conditions={"x_b": "=lain"}),
        NAMES,
    ),
)

ALL = (*DOUBTFUL, *FREED, *SCHEMA, *CONSTRAINTS, *BASIC)
