"""What the two sides once told differently, made small: each stays told the same."""

from __future__ import annotations

import pytest

from tests.model_based.comparison import compare
from tests.model_based.operations import Choice
from tests.unit.bpmn.diagram import bpmn, extensions, part, wrap

TERMINATE = "<terminateEventDefinition/>"


def script(expression: str, result: str) -> str:
    return extensions(f'<zeebe:script expression="{expression}" resultVariable="{result}"/>')


def several(items: str, inside: str = "", more: str = "") -> str:
    zeebe = extensions(f'<zeebe:loopCharacteristics inputCollection="{items}" inputElement="item" {more}/>')
    return f"<multiInstanceLoopCharacteristics>{zeebe}{inside}</multiInstanceLoopCharacteristics>"


def sub(id: str, content: str, more: str = "") -> str:
    return f'<subProcess id="{id}">{more}{content}</subProcess>'


STORIES = {
    "the default is taken beside a flow without a condition, when no condition holds": bpmn(
        "s:start a:user b:user c:user d:user m:or e:end",
        "s>a>b>m>e",
        "a>c>m",
        "a>d>m",
        extra={"a": 'default="a_b"'},
        conditions={"a_d": "=a"},
    ),
    "a gateway with one way in doesn't wait for a script beside it": bpmn(
        "s:start t:user o:or x:user y:user f:script e:end",
        "s>t>o>x>e",
        "o>y>e",
        "t>f>e",
        extra={"o": 'default="o_y"'},
        inside={"f": script("=true", "a")},
        conditions={"o_x": "=a"},
    ),
    "of two scopes that run empty the newest closes, and what follows goes on before the other": wrap(
        part("s:start g:and k:end t:task u2:user e:end", "s>g>u>k", "g>v>t>u2>e", inside={"k": TERMINATE})
        + sub("u", part("us:start ut:task ue:end", "us>ut>ue"))
        + sub("v", part("vs:start vt:task ve:end", "vs>vt>ve"))
    ),
    "of two inclusive joins that may fire, the one that has waited longest does": bpmn(
        "s:start o:or t:user f:script w:user j:or e:end",
        "s>o>t>j>e",
        "o>f>w>j",
        "w>o",
        extra={"o": 'default="o_f"'},
        inside={"f": script("=true", "a")},
        conditions={"o_t": "=a"},
    ),
    "the first pass that makes its condition true calls off the others before they write": bpmn(
        "s:start f:script u:user e:end",
        "s>f>u>e",
        inside={
            "f": script("=true", "a")
            + several("[1, 2, 3]", "<completionCondition>=a</completionCondition>")
        },
    ),
    "passes begin and end one after the other where nothing waits in them": wrap(
        part("s:start w:user e:end", "s>u>w>e")
        + sub(
            "u",
            part("us:start ut:script ue:end", "us>ut>ue", inside={"ut": script("=n + 1", "n")}),
            several("[1, 2]", more='outputCollection="all" outputElement="=n"'),
        )
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", STORIES)
def test_both_tell_the_same(name):
    for numbers in ([0] * 8, [1] * 8, [2, 1, 0, 1, 2, 0, 1, 0]):
        compare(STORIES[name], [Choice(number) for number in numbers], {"a": False, "n": 0})
