"""Small decision models as XML, for tests."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from workflows import dmn

NAMESPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def xml(body: str, *, name: str = "model", namespace: str = "http://example.test/model") -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><definitions xmlns="{NAMESPACE}" id="defs" name="{name}" '
        f'namespace="{namespace}">{body}</definitions>'
    ).encode()


def model(body: str, **options: str) -> dmn.Model:
    return dmn.load(xml(body, **options))


def literal(text: str, type_ref: str = "") -> str:
    return f"<literalExpression{_type(type_ref)}><text>{escape(text)}</text></literalExpression>"


def input_data(name: str, type_ref: str = "") -> str:
    return f'<inputData id="i_{name}" name="{name}"><variable name="{name}"{_type(type_ref)}/></inputData>'


def decision(
    name: str,
    logic: str,
    *,
    inputs: Sequence[str] = (),
    decisions: Sequence[str] = (),
    knowledge: Sequence[str] = (),
    type_ref: str = "",
) -> str:
    information = "".join(
        f'<informationRequirement><{tag} href="#{prefix}_{each}"/></informationRequirement>'
        for tag, prefix, names in (("requiredInput", "i", inputs), ("requiredDecision", "d", decisions))
        for each in names
    )
    known = "".join(
        f'<knowledgeRequirement><requiredKnowledge href="#{each}"/></knowledgeRequirement>'
        for each in knowledge
    )
    return (
        f'<decision id="d_{name}" name="{name}"><variable name="{name}"{_type(type_ref)}/>'
        f"{information}{known}{logic}</decision>"
    )


def table(
    inputs: Sequence[str],
    rules: Sequence[tuple[Sequence[str], Sequence[str]]],
    *,
    hit: str = "UNIQUE",
    aggregation: str = "",
    outputs: Sequence[str] = ("result",),
    output_values: Sequence[str] = (),
    input_values: Sequence[str] = (),
    default: Sequence[str] = (),
) -> str:
    """A decision table; `rules` are pairs of input cells and output cells."""
    columns = "".join(
        f"<input><inputExpression><text>{escape(text)}</text></inputExpression>"
        f"{_values('inputValues', input_values, number)}</input>"
        for number, text in enumerate(inputs)
    )
    results = "".join(
        f"<output name={quoteattr(name)}>{_values('outputValues', output_values, number)}"
        f"{_values('defaultOutputEntry', default, number)}</output>"
        for number, name in enumerate(outputs)
    )
    rows = "".join(
        f'<rule id="r{number}">{_cells("inputEntry", cells)}{_cells("outputEntry", values)}</rule>'
        for number, (cells, values) in enumerate(rules, 1)
    )
    extra = f' aggregation="{aggregation}"' if aggregation else ""
    return f'<decisionTable id="t" hitPolicy="{hit}"{extra}>{columns}{results}{rows}</decisionTable>'


def _values(tag: str, texts: Sequence[str], number: int) -> str:
    if number >= len(texts) or not texts[number]:
        return ""
    return f"<{tag}><text>{escape(texts[number])}</text></{tag}>"


def _cells(tag: str, texts: Sequence[str]) -> str:
    return "".join(f"<{tag}><text>{escape(text)}</text></{tag}>" for text in texts)


def _type(type_ref: str) -> str:
    return f' typeRef="{type_ref}"' if type_ref else ""
