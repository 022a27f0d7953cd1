"""Sub-processes, called processes, errors and escalations, as scenarios of small diagrams."""

from __future__ import annotations

import pytest

from tests.integration.cases.elements import (
    ON_ANY_ERROR,
    ON_ERROR,
    ON_ESCALATION,
    ON_MESSAGE,
    ON_SIGNAL,
    TERMINATE,
    drawn,
    file,
    mapped,
    on_cycle,
    on_timer,
    passes,
    run,
    script,
)
from tests.unit.bpmn.diagram import extensions, part

pytestmark = pytest.mark.django_db

JOB = extensions('<zeebe:taskDefinition type="periksa"/>')


def caught(definition: str, *, interrupting: bool = True, host: str = "j") -> dict[str, dict[str, str]]:
    word = "true" if interrupting else "false"
    return {
        "extra": {"b": f'attachedToRef="{host}" cancelActivity="{word}"'},
        "inside": {"b": definition, "j": JOB},
    }


FAILING = ("s:start j:service a:task e:end b:boundary c:task e2:end", "s>j>a>e", "b>c>e2")


@pytest.mark.parametrize("definition", [ON_ERROR, ON_ANY_ERROR])
def test_an_error_of_a_job_goes_to_its_boundary(definition: str) -> None:
    passes(
        drawn(*FAILING, **caught(definition)),
        """
        name: kesalahan
        steps: [{fail: j, error: GAGAL}]
        expect: {status: completed, completed: [c], incidents: []}
        """,
    )


def test_an_error_that_nothing_catches_fails_the_case_and_asks_a_person() -> None:
    passes(
        drawn(*FAILING, **caught(ON_ERROR)),
        """
        name: tidak tertangkap
        steps: [{fail: {job: j, error: LAIN}}]
        expect: {status: failed, completed: [], open: [], incidents: [j]}
        """,
    )


def test_a_technical_failure_leaves_the_case_running() -> None:
    passes(
        drawn(*FAILING, **caught(ON_ERROR)),
        "{name: teknis, steps: [{fail: j}], expect: {status: running, incidents: [j], open: []}}",
    )


def test_a_job_that_is_not_failed_completes_by_itself() -> None:
    passes(
        drawn(*FAILING, **caught(ON_ERROR)),
        "{name: lancar, expect: {status: completed, completed: [j, a]}}",
    )


def test_an_error_end_event_leaves_the_sub_process_by_its_boundary() -> None:
    inner = part(
        "si:start p:and u:user x:task q:xor ee:end ok:end",
        "si>p>u",
        "p>x>q>ee",
        "q>ok",
        extra={"q": 'default="q_ee"'},
        inside={"ee": ON_ERROR},
        conditions={"q_ok": "=baik = true"},
    )
    passes(
        drawn(
            "s:start sub:sub e:end b:boundary c:task e2:end",
            "s>sub>e",
            "b>c>e2",
            extra={"b": 'attachedToRef="sub"'},
            inside={"sub": inner, "b": ON_ERROR},
        ),
        "{name: akhir galat, expect: {status: completed, completed: [x, c], open: []}}",
    )


def test_an_error_goes_to_the_innermost_that_catches_it() -> None:
    codes = {"ee": '<errorEventDefinition errorRef="err2"/>', "ef": ON_ERROR}
    inner = part(
        "s3:start q:xor ee:end ef:end ok:end",
        "s3>q>ee",
        "q>ef",
        "q>ok",
        extra={"q": 'default="q_ee"'},
        inside=codes,
        conditions={"q_ok": "=baik = true", "q_ef": "=gagal = true"},
    )
    middle = part(
        "s2:start in:sub e3:end bi:boundary dd:task e4:end",
        "s2>in>e3",
        "bi>dd>e4",
        extra={"bi": 'attachedToRef="in"'},
        inside={"in": inner, "bi": ON_ERROR},
    )
    passes(
        drawn(
            "s:start out:sub e:end b:boundary c:task e2:end",
            "s>out>e",
            "b>c>e2",
            extra={"b": 'attachedToRef="out"'},
            inside={"out": middle, "b": ON_ANY_ERROR},
        ),
        "{name: terdalam, expect: {status: completed, completed: [c]}}",
    )


def event_sub(start: str, *, interrupting: bool = True, task: str = "x:user") -> str:
    word = "true" if interrupting else "false"
    name = task.split(":", maxsplit=1)[0]
    inner = part(
        f"es:start {task} ee:end",
        f"es>{name}>ee",
        extra={"es": f'isInterrupting="{word}"'},
        inside={"es": start},
    )
    return f'<subProcess id="esp" triggeredByEvent="true">{inner}</subProcess>'


def with_event_sub(start: str, *, interrupting: bool = True, **options: str) -> bytes:
    return file(
        part("s:start u:user e:end", "s>u>e") + event_sub(start, interrupting=interrupting, **options)
    )


@pytest.mark.parametrize(
    ("start", "step"),
    [
        (ON_MESSAGE, "message: {name: surat, with: {k: 1}}"),
        (ON_SIGNAL, "signal: {name: sirene, with: {k: 1}}"),
        (on_timer("PT5M"), "advance: PT5M"),
    ],
)
def test_an_interrupting_event_sub_process_takes_over(start: str, step: str) -> None:
    passes(
        with_event_sub(start),
        f"""
        name: mengambil alih
        steps:
          - {{expect: {{open: [u]}}}}
          - {{{step}}}
          - {{expect: {{open: [x]}}}}
          - {{complete: x}}
        expect: {{status: completed, completed: [x, esp], timers: []}}
        """,
    )
    passes(
        with_event_sub(start),
        "{name: tidak terjadi, steps: [{complete: u}], expect: {status: completed, timers: []}}",
    )


@pytest.mark.parametrize(
    ("start", "step"),
    [
        (ON_MESSAGE, "message: {name: surat}"),
        (ON_SIGNAL, "signal: {name: sirene}"),
        (on_cycle("R/PT5M"), "advance: PT5M"),
    ],
)
def test_an_event_sub_process_beside_the_rest_starts_several_times(start: str, step: str) -> None:
    passes(
        with_event_sub(start, interrupting=False),
        f"""
        name: di samping
        steps:
          - {{{step}}}
          - {{{step}}}
          - {{expect: {{open: [u, x, x]}}}}
          - {{complete: x, index: 1}}
          - {{complete: u}}
          - {{expect: {{status: running, open: [x]}}}}
          - {{complete: x}}
        expect: {{status: completed, completed: [x, esp, u, x, esp], timers: []}}
        """,
    )


def test_an_error_event_sub_process_catches_inside() -> None:
    content = file(
        part("s:start j:service e:end", "s>j>e", inside={"j": JOB}) + event_sub(ON_ERROR, task="x:task")
    )
    passes(
        content,
        "{name: di dalam, steps: [{fail: j, error: GAGAL}], expect: {status: completed, completed: [x, esp]}}",
    )


def test_an_escalation_goes_on_beside_what_it_tells() -> None:
    inner = part(
        "si:start q:xor t:throw y:user ei:end",
        "si>q>t>y>ei",
        "q>y",
        extra={"q": 'default="q_t"'},
        inside={"t": ON_ESCALATION},
        conditions={"q_y": "=tenang = true"},
    )
    options = {"inside": {"sub": inner, "b": ON_ESCALATION}}
    nodes = ("s:start sub:sub a:task e:end b:boundary c:user e2:end", "s>sub>a>e", "b>c>e2")
    passes(
        drawn(*nodes, extra={"b": 'attachedToRef="sub" cancelActivity="false"'}, **options),
        """
        name: eskalasi di samping
        steps:
          - {expect: {open: [c, y]}}
          - {complete: y}
          - {complete: c}
        expect: {status: completed, completed: [y, sub, a, c]}
        """,
    )
    passes(
        drawn(*nodes, extra={"b": 'attachedToRef="sub"'}, **options),
        """
        name: eskalasi memotong
        steps:
          - {expect: {open: [c]}}
          - {complete: c}
        expect: {status: completed, completed: [c]}
        """,
    )


def test_an_escalation_that_nobody_catches_changes_nothing() -> None:
    passes(
        drawn("s:start t:throw a:task e:end", "s>t>a>e", inside={"t": ON_ESCALATION, "e": ON_ESCALATION}),
        "{name: tak didengar, expect: {status: completed, completed: [a], incidents: []}}",
    )


def test_a_terminate_end_inside_ends_the_sub_process_alone() -> None:
    inner = part("si:start p:and u:user x:task ei:end", "si>p>u", "p>x>ei", inside={"ei": TERMINATE})
    passes(
        drawn("s:start sub:sub a:task e:end", "s>sub>a>e", inside={"sub": inner}),
        "{name: di dalam saja, expect: {status: completed, completed: [x, sub, a]}}",
    )
    passes(
        drawn("s:start p:and u:user x:task e:end", "s>p>u", "p>x>e", inside={"e": TERMINATE}),
        "{name: semuanya, expect: {status: terminated, completed: [x], open: []}}",
    )


def test_variables_of_a_sub_process_stay_in_it() -> None:
    inner = part(
        "si:start f:script g:script ei:end",
        "si>f>g>ei",
        inside={"f": script("=n + 1", "n"), "g": script("=n * 10", "luar")},
    )
    passes(
        drawn(
            "s:start sub:sub e:end",
            "s>sub>e",
            inside={"sub": extensions(mapped("in =5>n", "out =n>hasil")) + inner},
        ),
        """
        name: lingkup
        start: {with: {n: 1}}
        expect: {status: completed, variables: {n: 1, hasil: 6, luar: 60}}
        """,
    )


def test_without_mappings_a_sub_process_writes_to_the_case() -> None:
    inner = part("si:start f:script ei:end", "si>f>ei", inside={"f": script("=n + 1", "n")})
    passes(
        drawn("s:start sub:sub e:end", "s>sub>e", inside={"sub": inner}),
        "{name: tanpa pemetaan, start: {with: {n: 1}}, expect: {status: completed, variables: {n: 2}}}",
    )


CALLED = part("s2:start f:script v:user e2:end", "s2>f>v>e2", inside={"f": script("=n * 2", "m")})


def call(element: str, attributes: str = "", mapping: str = "") -> bytes:
    zeebe = extensions(f'<zeebe:calledElement processId="{element}" {attributes}/>{mapping}')
    return file(part("s:start k:call u:user e:end", "s>k>u>e", inside={"k": zeebe}), CALLED)


def test_a_called_process_runs_in_the_same_case() -> None:
    passes(
        call("pr2"),
        """
        name: dipanggil
        start: {with: {n: 4}}
        steps:
          - {expect: {open: [v]}}
          - {complete: v, with: {q: 1}}
          - {expect: {open: [u], variables: {m: 8, n: 4, q: 1}}}
          - {complete: u}
        expect: {status: completed, completed: [f, v, k, u]}
        """,
    )


def test_a_call_says_what_goes_in_and_out() -> None:
    passes(
        call(
            "pr2",
            'propagateAllParentVariables="false" propagateAllChildVariables="false"',
            mapped("in =n + 1>n", "out =m>hasil"),
        ),
        """
        name: dipetakan
        start: {with: {n: 4, rahasia: 1}}
        steps:
          - {complete: v, with: {q: 1}}
        expect: {open: [u], variables: {hasil: 10, n: 4, m: null, q: null}}
        """,
    )


def test_a_called_process_writes_into_a_copy() -> None:
    """Also deep inside a value, and before anything has been written to the database."""
    passes(
        file(
            part(
                "s:start f:script k:call u:user e:end",
                "s>f>k>u>e",
                inside={
                    "f": script("={ekor: 1}", "ternak"),
                    "k": extensions(
                        '<zeebe:calledElement processId="pr2" propagateAllChildVariables="false"/>'
                    ),
                },
            ),
            part("s2:start g:script e2:end", "s2>g>e2", inside={"g": script("=2", "ternak.ekor")}),
        ),
        "{name: salinan, expect: {open: [u], variables: {ternak: {ekor: 1}}}}",
    )


def test_an_error_leaves_a_called_process() -> None:
    passes(
        file(
            part(
                "s:start k:call e:end b:boundary c:task e3:end",
                "s>k>e",
                "b>c>e3",
                extra={"b": 'attachedToRef="k"'},
                inside={"k": extensions('<zeebe:calledElement processId="pr2"/>'), "b": ON_ERROR},
            ),
            part("s2:start x:task e2:end", "s2>x>e2", inside={"e2": ON_ERROR}),
        ),
        "{name: galat dari dalam, expect: {status: completed, completed: [x, c]}}",
    )


def test_events_wait_inside_a_called_process() -> None:
    passes(
        file(
            part(
                "s:start k:call e:end",
                "s>k>e",
                inside={"k": extensions('<zeebe:calledElement processId="pr2"/>')},
            ),
            part(
                "s2:start u2:user e2:end b2:boundary c2:task e3:end w2:catch",
                "s2>u2>w2>e2",
                "b2>c2>e3",
                extra={"b2": 'attachedToRef="u2" cancelActivity="false"'},
                inside={"b2": on_timer("PT5M"), "w2": ON_MESSAGE},
            ),
        ),
        """
        name: menunggu di dalam
        steps:
          - {expect: {open: [u2], timers: [{element: b2}]}}
          - {advance: PT5M}
          - {complete: u2}
          - {expect: {open: [w2]}}
          - {message: {name: surat}}
        expect: {status: completed, completed: [c2, u2, k]}
        """,
    )


def test_a_called_process_that_is_nowhere_is_an_incident() -> None:
    result = run(
        drawn(
            "s:start k:call e:end",
            "s>k>e",
            inside={"k": extensions('<zeebe:calledElement processId="=nama"/>')},
        ),
        "{name: tak ada, start: {with: {nama: entah}}}",
    )
    assert [found["code"] for found in result.report["incidents"]] == ["process_unknown"]
