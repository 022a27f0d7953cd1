"""Activities that repeat and inclusive gateways, as scenarios of small diagrams."""

from __future__ import annotations

import pytest

from tests.integration.cases.elements import (
    ON_ERROR,
    ON_MESSAGE,
    drawn,
    file,
    mapped,
    on_timer,
    passes,
    script,
    several,
)
from tests.unit.bpmn.diagram import extensions, part

pytestmark = pytest.mark.django_db

COLLECT = 'outputCollection="hasil" outputElement="=jawab"'


@pytest.mark.parametrize("sequential", [True, False])
def test_a_person_answers_once_for_each_item(sequential: bool) -> None:
    loop = several("=orang", one="siapa", sequential=sequential, more=COLLECT)
    one_by_one = [(0, 1), (0, 2), (0, 3)]
    answers = one_by_one if sequential else [(2, 3), (0, 1), (0, 2)]
    steps = ", ".join(f"{{complete: t, index: {index}, with: {{jawab: {said}}}}}" for index, said in answers)
    answer = extensions(mapped("out =jawab>jawab", "in =siapa>nama"))
    passes(
        drawn("s:start t:user a:task e:end", "s>t>a>e", inside={"t": answer + loop}),
        f"""
        name: tiap orang
        start: {{with: {{orang: [x, y, z]}}}}
        steps: [{steps}]
        expect: {{status: completed, completed: [t, t, t, a], variables: {{hasil: [1, 2, 3]}}}}
        """,
    )


@pytest.mark.parametrize("sequential", [True, False])
def test_a_script_runs_for_each_item(sequential: bool) -> None:
    loop = several(
        "=angka", one="n", sequential=sequential, more='outputCollection="hasil" outputElement="=k"'
    )
    passes(
        drawn("s:start t:script e:end", "s>t>e", inside={"t": script("=n * loopCounter", "k") + loop}),
        """
        name: tiap angka
        start: {with: {angka: [5, 6, 7]}}
        expect: {status: completed, completed: [t, t, t], variables: {hasil: [5, 12, 21]}}
        """,
    )


@pytest.mark.parametrize("sequential", [True, False])
def test_an_empty_list_passes_at_once(sequential: bool) -> None:
    passes(
        drawn(
            "s:start t:user a:task e:end",
            "s>t>a>e",
            inside={"t": several("=[]", one="n", sequential=sequential, more=COLLECT)},
        ),
        "{name: kosong, expect: {status: completed, completed: [a], variables: {hasil: []}}}",
    )


@pytest.mark.parametrize("sequential", [True, False])
def test_enough_answers_end_the_loop(sequential: bool) -> None:
    enough = "<completionCondition>=numberOfCompletedInstances &gt;= 2</completionCondition>"
    passes(
        drawn(
            "s:start t:user a:task e:end",
            "s>t>a>e",
            inside={"t": several("=[1, 2, 3, 4]", one="n", sequential=sequential, inside=enough)},
        ),
        """
        name: cukup
        steps: [{complete: t}, {complete: t}]
        expect: {status: completed, completed: [t, t, a], open: []}
        """,
    )


def test_a_boundary_event_is_of_the_whole_loop() -> None:
    passes(
        drawn(
            "s:start t:user a:task e:end b:boundary c:task e2:end",
            "s>t>a>e",
            "b>c>e2",
            extra={"b": 'attachedToRef="t"'},
            inside={"t": several("=[1, 2, 3]", one="n"), "b": on_timer("PT10M")},
        ),
        """
        name: batas
        steps:
          - {expect: {open: [t, t, t], timers: [{element: b}]}}
          - {complete: t}
          - {expect: {open: [t, t]}}
          - {advance: PT10M}
        expect: {status: completed, completed: [t, c], timers: []}
        """,
    )


@pytest.mark.parametrize("sequential", [True, False])
def test_a_sub_process_runs_for_each_item(sequential: bool) -> None:
    inner = part(
        "si:start f:script u:user w:catch ei:end",
        "si>f>u>w>ei",
        inside={"f": extensions('<zeebe:script expression="=n * 2" resultVariable="k"/>'), "w": ON_MESSAGE},
    )
    loop = several(
        "=[1, 2]", one="n", sequential=sequential, more='outputCollection="hasil" outputElement="=k"'
    )
    head = extensions(mapped("in =0>k"))
    done = "[f, u, sub, f, u, sub, a]" if sequential else "[f, f, u, sub, u, sub, a]"
    both = "{expect: {open: [u]}}" if sequential else "{expect: {open: [u, u]}}"
    passes(
        drawn("s:start sub:sub a:task e:end", "s>sub>a>e", inside={"sub": head + loop + inner}),
        f"""
        name: tiap putaran
        steps:
          - {both}
          - {{complete: u}}
          - {{message: {{name: surat}}}}
          - {{expect: {{open: [u]}}}}
          - {{complete: u}}
          - {{message: {{name: surat}}}}
        expect: {{status: completed, completed: {done}, variables: {{hasil: [2, 4]}}}}
        """,
    )


def test_an_error_in_one_pass_ends_the_whole_loop() -> None:
    inner = part(
        "si:start x:xor ok:user bad:end ei:end",
        "si>x>ok>ei",
        "x>bad",
        extra={"x": 'default="x_ok"'},
        inside={"bad": ON_ERROR},
        conditions={"x_bad": "=n = 2"},
    )
    passes(
        drawn(
            "s:start sub:sub e:end b:boundary c:task e2:end",
            "s>sub>e",
            "b>c>e2",
            extra={"b": 'attachedToRef="sub"'},
            inside={"sub": several("=[1, 2, 3]", one="n") + inner, "b": ON_ERROR},
        ),
        "{name: satu galat, expect: {status: completed, completed: [c], open: []}}",
    )


def test_a_called_process_runs_for_each_item() -> None:
    zeebe = extensions('<zeebe:calledElement processId="pr2"/>')
    loop = several("=[3, 4]", one="n", more='outputCollection="hasil" outputElement="=m"')
    passes(
        file(
            part("s:start k:call e:end", "s>k>e", inside={"k": zeebe + loop}),
            part("s2:start f:script v:user e2:end", "s2>f>v>e2", inside={"f": script("=n * 2", "m")}),
        ),
        """
        name: dipanggil berulang
        steps: [{complete: v, index: 1}, {complete: v}]
        expect: {status: completed, completed: [f, f, v, v, k, k], variables: {hasil: [6, 8]}}
        """,
    )


def test_fixed_number_of_passes() -> None:
    loop = (
        '<multiInstanceLoopCharacteristics isSequential="false"><loopCardinality>3</loopCardinality>'
        "</multiInstanceLoopCharacteristics>"
    )
    passes(
        drawn("s:start t:task u:user e:end", "s>t>u>e", inside={"t": loop, "u": loop}),
        """
        name: tiga kali
        steps: [{complete: u}, {complete: u}, {complete: u}]
        expect: {status: completed, completed: [t, t, t, u, u, u]}
        """,
    )


def test_a_standard_loop_repeats_while_its_condition_holds() -> None:
    def loop(before: str) -> str:
        return (
            f'<standardLoopCharacteristics testBefore="{before}">'
            "<loopCondition>=n &lt; 3</loopCondition></standardLoopCharacteristics>"
        )

    for before in ("true", "false"):
        passes(
            drawn("s:start t:script e:end", "s>t>e", inside={"t": script("=n + 1", "n") + loop(before)}),
            "{name: ulang, start: {with: {n: 0}}, expect: {status: completed, completed: [t, t, t], variables: {n: 3}}}",
        )
    passes(
        drawn("s:start t:script e:end", "s>t>e", inside={"t": script("=n + 1", "n") + loop("true")}),
        "{name: tidak sama sekali, start: {with: {n: 9}}, expect: {status: completed, completed: []}}",
    )
    passes(
        drawn("s:start t:script e:end", "s>t>e", inside={"t": script("=n + 1", "n") + loop("false")}),
        "{name: sekali, start: {with: {n: 9}}, expect: {status: completed, completed: [t]}}",
    )


def test_a_job_fails_in_one_of_several_passes() -> None:
    job = extensions('<zeebe:taskDefinition type="periksa"/>')
    passes(
        drawn(
            "s:start t:service e:end b:boundary c:task e2:end",
            "s>t>e",
            "b>c>e2",
            extra={"b": 'attachedToRef="t"'},
            inside={
                "t": job + several("=[1, 2, 3]", one="n"),
                "b": ON_ERROR,
            },
        ),
        """
        name: satu gagal
        steps: [{fail: t, error: GAGAL, index: 1}]
        expect: {status: completed, completed: [c]}
        """,
    )


INCLUSIVE = drawn(
    "s:start o:or a:user b:user c:task j:or dd:task e:end",
    "s>o>a>j>dd>e",
    "o>b>j",
    "o>c>j",
    extra={"o": 'default="o_c"'},
    conditions={"o_a": "=x > 1", "o_b": "=x > 2"},
)


@pytest.mark.parametrize(
    ("x", "steps", "done"),
    [
        (3, "[{complete: b}, {expect: {open: [a]}}, {complete: a}]", "[b, a, dd]"),
        (2, "[{complete: a}]", "[a, dd]"),
        (1, "[]", "[c, dd]"),
    ],
)
def test_an_inclusive_gateway_waits_for_what_it_set_off(x: int, steps: str, done: str) -> None:
    passes(
        INCLUSIVE,
        f"""
        name: inklusif
        start: {{with: {{x: {x}}}}}
        steps: {steps}
        expect: {{status: completed, completed: {done}}}
        """,
    )


def test_conditions_on_flows_of_an_activity_split() -> None:
    passes(
        drawn(
            "s:start a:task b:task c:task dd:task e:end",
            "s>a>b>e",
            "a>c>e",
            "a>dd>e",
            extra={"a": 'default="a_dd"'},
            conditions={"a_b": "=x > 1", "a_c": "=x > 2"},
        ),
        "{name: pecah, start: {with: {x: 3}}, expect: {status: completed, completed: [a, b, c]}}",
    )


def test_a_loop_inside_that_collects_under_the_same_name_is_an_incident() -> None:
    """It writes into the collection of the loop around it; that must reach a person, not break the request."""
    collecting = 'outputCollection="hasil" outputElement="=x"'
    inner = part("s3:start t:script e3:end", "s3>t>e3", inside={"t": script("=1", "y")})
    middle = part(
        "s2:start v:sub e2:end", "s2>v>e2", inside={"v": several("=[1]", one="x", more=collecting) + inner}
    )
    outer = several("=[1, 2]", one="x", more=collecting, sequential=True) + middle
    passes(
        drawn("s:start u:sub e:end", "s>u>e", inside={"u": outer}),
        "{name: nama yang sama, expect: {status: running, incidents: [u]}}",
    )


def test_today_is_the_day_at_the_unit() -> None:
    """At half past one in the morning in WITA it is still yesterday where servers count in UTC."""
    passes(
        drawn("s:start t:script e:end", "s>t>e", inside={"t": script("=string(today())", "hari")}),
        """
        name: dini hari
        given: {at: "2026-11-22T17:30:00+00:00", unit: {level: polres, zone: Asia/Makassar}}
        expect: {status: completed, variables: {hari: "2026-11-23"}}
        """,
    )
