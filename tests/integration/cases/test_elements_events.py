"""Messages, signals and the time, caught and thrown, as scenarios of small diagrams."""

from __future__ import annotations

import pytest

from tests.integration.cases.elements import (
    ON_KEY,
    ON_MESSAGE,
    ON_SIGNAL,
    drawn,
    file,
    mapped,
    on_cycle,
    on_timer,
    passes,
)
from tests.unit.bpmn.diagram import extensions, part

pytestmark = pytest.mark.django_db

CATCH = drawn("s:start w:catch t:user e:end", "s>w>t>e", inside={"w": ON_KEY})


def test_a_message_is_caught_by_its_key() -> None:
    passes(
        CATCH,
        """
        name: kunci yang sama
        start: {with: {nomor: 7}}
        steps:
          - {expect: {open: [w], status: running}}
          - {message: {name: kabar, key: 8, with: {isi: salah}}}
          - {expect: {open: [w]}}
          - {message: {name: kabar, key: "7", with: {isi: benar}}}
          - {expect: {open: [t], variables: {isi: benar}}}
          - {complete: t}
        expect: {status: completed, completed: [t], path: [t], open: []}
        """,
    )


def test_a_message_that_comes_early_waits_an_hour() -> None:
    diagram = drawn("s:start a:user w:catch e:end", "s>a>w>e", inside={"w": ON_KEY})
    passes(
        diagram,
        """
        name: pesan lebih dulu
        start: {with: {nomor: 7}}
        steps:
          - {message: {name: kabar, key: 7, with: {isi: 1}}}
          - {advance: PT59M}
          - {complete: a}
        expect: {status: completed, variables: {isi: 1}}
        """,
    )
    passes(
        diagram,
        """
        name: pesan terlalu lama
        start: {with: {nomor: 7}}
        steps:
          - {message: {name: kabar, key: 7}}
          - {advance: PT61M}
          - {complete: a}
        expect: {status: running, open: [w]}
        """,
    )


def test_a_receive_task_is_an_activity() -> None:
    passes(
        drawn("s:start r:receive e:end", "s>r>e", extra={"r": 'messageRef="mm"'}),
        """
        name: terima
        steps:
          - {expect: {open: [r]}}
          - {message: {name: surat, with: {x: 1}}}
        expect: {status: completed, completed: [r], variables: {x: 1}}
        """,
    )


def test_an_output_mapping_takes_from_the_message_what_it_names() -> None:
    passes(
        drawn(
            "s:start w:catch e:end",
            "s>w>e",
            inside={"w": extensions(mapped("out =isi + 1>hasil")) + ON_MESSAGE},
        ),
        """
        name: pemetaan
        steps:
          - {message: {name: surat, with: {isi: 1}}}
        expect: {status: completed, variables: {hasil: 2, isi: null}}
        """,
    )


def test_a_signal_reaches_all_that_wait_and_nobody_later() -> None:
    passes(
        drawn(
            "s:start p:and w:catch v:catch a:user z:catch j:and e:end",
            "s>p>w>j>e",
            "p>v>j",
            "p>a>z>j",
            inside={"w": ON_SIGNAL, "v": ON_SIGNAL, "z": ON_SIGNAL},
        ),
        """
        name: sinyal
        steps:
          - {expect: {open: [a, v, w]}}
          - {signal: {name: sirene, with: {x: 1}}}
          - {expect: {open: [a], variables: {x: 1}}}
          - {complete: a}
          - {expect: {open: [z]}}
          - {signal: {name: sirene}}
        expect: {status: completed}
        """,
    )


BOUNDARY = {"b": 'attachedToRef="a" cancelActivity="{}"'}


@pytest.mark.parametrize(
    ("definition", "step"), [(ON_MESSAGE, "message: {name: surat}"), (ON_SIGNAL, "signal: {name: sirene}")]
)
def test_an_interrupting_boundary_event_takes_the_task_away(definition: str, step: str) -> None:
    passes(
        drawn(
            "s:start a:user e:end b:boundary c:user e2:end",
            "s>a>e",
            "b>c>e2",
            extra={"b": BOUNDARY["b"].format("true")},
            inside={"b": definition},
        ),
        f"""
        name: memotong
        steps:
          - {{{step}}}
          - {{expect: {{open: [c]}}}}
          - {{refused: {{complete: a, code: task_already_done}}}}
          - {{complete: c}}
        expect: {{status: completed, completed: [c]}}
        """,
    )


@pytest.mark.parametrize(
    ("definition", "step"), [(ON_MESSAGE, "message: {name: surat}"), (ON_SIGNAL, "signal: {name: sirene}")]
)
def test_a_boundary_event_that_interrupts_nothing_happens_again(definition: str, step: str) -> None:
    passes(
        drawn(
            "s:start a:user e:end b:boundary c:user e2:end",
            "s>a>e",
            "b>c>e2",
            extra={"b": BOUNDARY["b"].format("false")},
            inside={"b": definition},
        ),
        f"""
        name: berulang
        steps:
          - {{{step}}}
          - {{{step}}}
          - {{expect: {{open: [a, c, c]}}}}
          - {{complete: a}}
          - {{{step}}}
          - {{expect: {{open: [c, c]}}}}
          - {{complete: c}}
          - {{complete: c}}
        expect: {{status: completed, completed: [a, c, c]}}
        """,
    )


GATEWAY = drawn(
    "s:start g:event m:catch t:catch r:receive a:task b:task c:task e:end",
    "s>g>m>a>e",
    "g>t>b>e",
    "g>r>c>e",
    extra={"r": 'messageRef="mm"'},
    inside={"m": ON_SIGNAL, "t": on_timer("PT10M")},
)


@pytest.mark.parametrize(
    ("step", "done"),
    [("signal: {name: sirene}", "[a]"), ("advance: PT10M", "[b]"), ("message: {name: surat}", "[r, c]")],
)
def test_behind_an_event_based_gateway_the_first_event_wins(step: str, done: str) -> None:
    passes(
        GATEWAY,
        f"""
        name: yang pertama
        steps:
          - {{expect: {{open: [g], timers: [{{element: t}}]}}}}
          - {{{step}}}
        expect: {{status: completed, completed: {done}, timers: []}}
        """,
    )


def test_a_thrown_message_reaches_another_process_of_the_file() -> None:
    passes(
        file(
            part(
                "s:start a:script t:throw w:catch e:end",
                "s>a>t>w>e",
                inside={
                    "a": extensions('<zeebe:script expression="=42" resultVariable="nomor"/>'),
                    "t": extensions(mapped("in =nomor>dari")) + ON_MESSAGE,
                    "w": ON_KEY,
                },
            ),
            part(
                "s2:start u2:user e2:end",
                "s2>u2>e2",
                inside={
                    "s2": ON_MESSAGE,
                    "e2": extensions(mapped("in =dari>nomor")) + ON_KEY,
                },
            ),
        ),
        """
        name: dua kolam
        steps:
          - {expect: {open: [w]}}
          - {expect: {case: 0, open: [w]}}
          - {complete: u2, case: 1}
          - {expect: {status: completed}, case: 1}
        expect: {status: completed}
        """.replace("{case: 0, ", "{"),
    )


def test_a_signal_thrown_at_the_end_starts_a_case_and_wakes_a_branch() -> None:
    passes(
        file(
            part(
                "s:start p:and w:catch u:user e:end e1:end",
                "s>p>w>u>e",
                "p>e1",
                inside={"w": ON_SIGNAL, "e1": extensions(mapped("in =1>x")) + ON_SIGNAL},
            ),
            part("s2:start u2:user e2:end", "s2>u2>e2", inside={"s2": ON_SIGNAL}),
        ),
        """
        name: sinyal ke semua
        steps:
          - {expect: {open: [u], variables: {x: 1}}}
          - {expect: {open: [u2], variables: {x: 1}}, case: 1}
        """,
    )


def test_a_message_starts_a_case_once_for_a_key_that_runs() -> None:
    passes(
        file(part("s:start u:user e:end", "s>u>e", inside={"s": ON_MESSAGE})),
        """
        name: mulai dengan pesan
        start: {message: surat, key: A, with: {x: 1}}
        steps:
          - {expect: {open: [u], variables: {x: 1}}}
          - {message: {name: surat, key: A, with: {x: 2}}}
          - {message: {name: surat, key: B, with: {x: 3}}}
          - {expect: {open: [u], variables: {x: 3}}, case: 1}
          - {complete: u}
          - {expect: {open: [u], variables: {x: 2}}, case: 2}
        expect: {status: completed}
        """,
    )


def test_a_signal_starts_a_case() -> None:
    passes(
        file(part("s:start u:user e:end", "s>u>e", inside={"s": ON_SIGNAL})),
        """
        name: mulai dengan sinyal
        start: {signal: sirene, with: {x: 1}}
        steps: [{complete: u}]
        expect: {status: completed, variables: {x: 1}}
        """,
    )


def test_a_start_timer_opens_a_case_each_round() -> None:
    content = file(part("s:start u:user e:end", "s>u>e", inside={"s": on_cycle("R2/PT1H")}))
    passes(
        content,
        """
        name: tiap jam
        steps:
          - {advance: PT1H}
          - {expect: {open: [u]}}
          - {advance: PT5H}
          - {expect: {open: [u]}, case: 1}
          - {complete: u}
        expect: {status: completed}
        """,
    )
    passes(content, "{name: langsung, steps: [{complete: u}], expect: {status: completed}}")


def test_a_send_task_sends_and_completes() -> None:
    passes(
        drawn(
            "s:start p:and w:catch n:send e:end",
            "s>p>w>e",
            "p>n>e",
            extra={"n": 'messageRef="mm"'},
            inside={"w": ON_MESSAGE, "n": extensions(mapped("in =5>x"))},
        ),
        "{name: kirim, expect: {status: completed, completed: [n], variables: {x: 5}}}",
    )
    passes(
        drawn("s:start n:send e:end", "s>n>e"),
        "{name: kirim apa saja, expect: {status: completed, completed: [n]}}",
    )
