"""Links, conditions, compensation, transactions, ad-hoc sub-processes and what else BPMN has, as small scenarios."""

from __future__ import annotations

import pytest

from tests.integration.cases.elements import (
    ON_MESSAGE,
    ON_SIGNAL,
    drawn,
    on_timer,
    passes,
    script,
)
from tests.unit.bpmn.diagram import part

pytestmark = pytest.mark.django_db


def on_condition(text: str) -> str:
    return f"<conditionalEventDefinition><condition>{text}</condition></conditionalEventDefinition>"


def test_a_link_leads_on_at_its_other_end() -> None:
    link = '<linkEventDefinition name="lompat"/>'
    passes(
        drawn("s:start a:task t:throw c:catch b:task e:end", "s>a>t", "c>b>e", inside={"t": link, "c": link}),
        "{name: taut, expect: {status: completed, completed: [a, b]}}",
    )


def test_a_condition_is_looked_at_when_data_change() -> None:
    passes(
        drawn(
            "s:start p:and u:user w:catch a:task e:end e2:end",
            "s>p>u>e",
            "p>w>a>e2",
            inside={"w": on_condition("=n &gt; 1")},
        ),
        """
        name: syarat
        start: {with: {n: 0}}
        steps:
          - {expect: {open: [u, w]}}
          - {complete: u, with: {n: 2}}
        expect: {status: completed, completed: [u, a]}
        """,
    )


@pytest.mark.parametrize(("interrupting", "left"), [("true", "[c]"), ("false", "[c, u]")])
def test_a_conditional_boundary_event(interrupting: str, left: str) -> None:
    passes(
        drawn(
            "s:start p:and u:user v:user e:end b:boundary c:user e2:end e3:end",
            "s>p>u>e",
            "p>v>e3",
            "b>c>e2",
            extra={"b": f'attachedToRef="u" cancelActivity="{interrupting}"'},
            inside={"b": on_condition("=siap")},
        ),
        f"""
        name: batas bersyarat
        start: {{with: {{siap: false}}}}
        steps:
          - {{complete: v, with: {{siap: true}}}}
        expect: {{status: running, open: {left}}}
        """,
    )


def compensated(definition: str) -> bytes:
    return drawn(
        "s:start a:script b:task t:throw e:end bc:boundary undo:script",
        "s>a>b>t>e",
        extra={"bc": 'attachedToRef="a"', "undo": 'isForCompensation="true"'},
        inside={
            "a": script("=1", "x"),
            "t": definition,
            "bc": "<compensateEventDefinition/>",
            "undo": script("=0", "x"),
        },
    )


def with_association(content: bytes) -> bytes:
    """The compensation handler hangs on its boundary event by an association, not by a flow."""
    return content.replace(
        b"</process>",
        b'<association id="as" associationDirection="One" sourceRef="bc" targetRef="undo"/></process>',
        1,
    )


def test_compensation_undoes_what_was_completed() -> None:
    for definition in ("<compensateEventDefinition/>", '<compensateEventDefinition activityRef="a"/>'):
        passes(
            with_association(compensated(definition)),
            "{name: batal, expect: {status: completed, completed: [a, b, undo], variables: {x: 0}}}",
        )


def test_a_transaction_that_is_cancelled_undoes_and_leaves_by_its_boundary() -> None:
    inner = part(
        "si:start a:task u:user x:xor ok:end no:end bc:boundary undo:task",
        "si>a>u>x>ok",
        "x>no",
        extra={"bc": 'attachedToRef="a"', "undo": 'isForCompensation="true"', "x": 'default="x_ok"'},
        inside={"bc": "<compensateEventDefinition/>", "no": "<cancelEventDefinition/>"},
        conditions={"x_no": "=batal"},
    )
    association = '<association id="as" associationDirection="One" sourceRef="bc" targetRef="undo"/>'
    content = drawn(
        "s:start t:transaction k:task e:end cb:boundary c:task e2:end",
        "s>t>k>e",
        "cb>c>e2",
        extra={"cb": 'attachedToRef="t"'},
        inside={"t": inner + association, "cb": "<cancelEventDefinition/>"},
    )
    passes(
        content,
        """
        name: dibatalkan
        steps: [{complete: u, with: {batal: true}}]
        expect: {status: completed, completed: [a, u, undo, c]}
        """,
    )
    passes(
        content,
        """
        name: jadi
        steps: [{complete: u, with: {batal: false}}]
        expect: {status: completed, completed: [a, u, t, k]}
        """,
    )


def test_an_ad_hoc_sub_process_ends_when_its_condition_holds() -> None:
    inner = part("a:user b:user", inside={}) + "<completionCondition>=cukup</completionCondition>"
    passes(
        drawn("s:start h:adhoc k:task e:end", "s>h>k>e", inside={"h": inner}),
        """
        name: bebas
        start: {with: {cukup: false}}
        steps:
          - {expect: {open: [a, b]}}
          - {complete: b, with: {cukup: true}}
        expect: {status: completed, completed: [b, h, k], open: []}
        """,
    )


def test_several_definitions_of_one_event() -> None:
    passes(
        drawn("s:start w:catch e:end", "s>w>e", inside={"w": ON_MESSAGE + on_timer("PT5M")}),
        """
        name: salah satu
        steps:
          - {expect: {open: [w], timers: [{element: w}]}}
          - {message: {name: surat}}
        expect: {status: completed, timers: []}
        """,
    )
    passes(
        drawn(
            "s:start w:catch e:end",
            "s>w>e",
            extra={"w": 'parallelMultiple="true"'},
            inside={"w": ON_MESSAGE + ON_SIGNAL},
        ),
        """
        name: semuanya
        steps:
          - {message: {name: surat}}
          - {expect: {open: [w]}}
          - {signal: {name: sirene}}
        expect: {status: completed}
        """,
    )


def test_an_instantiating_gateway_starts_by_either_event() -> None:
    content = drawn(
        "g:event m:catch n:catch a:task b:task e:end",
        "g>m>a>e",
        "g>n>b>e",
        extra={"g": 'instantiate="true"'},
        inside={"m": ON_MESSAGE, "n": ON_SIGNAL},
    )
    passes(content, "{name: surat, start: {message: surat}, expect: {status: completed, completed: [a]}}")
    passes(content, "{name: sinyal, start: {signal: sirene}, expect: {status: completed, completed: [b]}}")


def test_a_complex_gateway_goes_on_with_two_of_three() -> None:
    passes(
        drawn(
            "s:start p:and a:user b:user c:user x:complex k:task e:end",
            "s>p>a>x>k>e",
            "p>b>x",
            "p>c>x",
            inside={"x": "<activationCondition>=tokens &gt;= 2</activationCondition>"},
        ),
        """
        name: dua dari tiga
        steps:
          - {complete: a}
          - {expect: {open: [b, c]}}
          - {complete: c}
          - {expect: {open: [b], path: [a, c, k]}}
          - {complete: b}
        expect: {status: completed, completed: [a, c, k, b]}
        """,
    )
