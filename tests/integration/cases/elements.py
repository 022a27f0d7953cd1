"""Runs one small diagram with one scenario, exactly as `simulate` does, and looks at the invariants before it is gone."""

from __future__ import annotations

import tempfile
from pathlib import Path
from textwrap import dedent
from typing import Any

from django.db import transaction

from cases.invariants import violations
from cases.simulation import ScenarioResult
from cases.simulation.runner import run_scenario, temporary_version
from tests.unit.bpmn.diagram import HEAD, extensions, part
from workflows.findings import has_errors
from workflows.packages import Package, check, read, read_scenario

MESSAGE = (
    '<message id="mm" name="surat"/><message id="mk" name="kabar">'
    '<extensionElements><zeebe:subscription correlationKey="=nomor"/></extensionElements></message>'
)
SIGNAL = '<signal id="sig" name="sirene"/>'
ERROR = '<error id="err" errorCode="GAGAL"/><error id="err2" errorCode="LAIN"/>'
ESCALATION = '<escalation id="esc" escalationCode="NAIK"/><escalation id="esc2" escalationCode="LAIN"/>'
ROOTS = MESSAGE + SIGNAL + ERROR + ESCALATION

ON_MESSAGE = '<messageEventDefinition messageRef="mm"/>'
ON_KEY = '<messageEventDefinition messageRef="mk"/>'
ON_SIGNAL = '<signalEventDefinition signalRef="sig"/>'
ON_ERROR = '<errorEventDefinition errorRef="err"/>'
ON_ANY_ERROR = "<errorEventDefinition/>"
ON_ESCALATION = '<escalationEventDefinition escalationRef="esc"/>'
TERMINATE = "<terminateEventDefinition/>"


def on_timer(duration: str) -> str:
    return f"<timerEventDefinition><timeDuration>{duration}</timeDuration></timerEventDefinition>"


def on_cycle(cycle: str) -> str:
    return f"<timerEventDefinition><timeCycle>{cycle}</timeCycle></timerEventDefinition>"


def several(items: str, *, one: str = "", sequential: bool = False, more: str = "", inside: str = "") -> str:
    """Multi-instance characteristics over a FEEL list."""
    element = f'inputElement="{one}"' if one else ""
    mode = "true" if sequential else "false"
    zeebe = extensions(f'<zeebe:loopCharacteristics inputCollection="{items}" {element} {more}/>')
    return (
        f'<multiInstanceLoopCharacteristics isSequential="{mode}">{zeebe}{inside}'
        "</multiInstanceLoopCharacteristics>"
    )


def script(expression: str, result: str) -> str:
    return extensions(f'<zeebe:script expression="{expression}" resultVariable="{result}"/>')


def mapped(*pairs: str) -> str:
    """`zeebe:ioMapping`: "in =a>b" or "out =a>b"."""
    rows = []
    for pair in pairs:
        way, _, rest = pair.partition(" ")
        source, _, target = rest.rpartition(">")
        rows.append(f'<zeebe:{way}put source="{source}" target="{target}"/>')
    return f"<zeebe:ioMapping>{''.join(rows)}</zeebe:ioMapping>"


def file(*processes: str) -> bytes:
    """Processes "pr", "pr2" and so on, each given by its content; all executable."""
    drawn = [
        f'<process id="pr{number if number > 1 else ""}" isExecutable="true">{content}</process>'
        for number, content in enumerate(processes, start=1)
    ]
    return f"{HEAD}{''.join(drawn)}{ROOTS}</definitions>".encode()


def drawn(nodes: str, *chains: str, **options: Any) -> bytes:
    return file(part(nodes, *chains, **options))


def run(content: bytes, scenario: str = "name: tanpa langkah") -> ScenarioResult:
    """The scenario's result; an error of the check or a broken invariant fails the test."""
    package = _package(content)
    findings = [found for found in check([package]) if has_errors([found])]
    assert not findings, [(found.code, found.element, found.params) for found in findings]
    record = read_scenario(dedent(scenario).encode(), "scenario.yaml")
    assert not has_errors(record.findings), record.findings
    with transaction.atomic():
        result = run_scenario(package, temporary_version(package), record.value)
        broken = list(violations())
        transaction.set_rollback(True)
    assert not broken, broken
    return result


def passes(content: bytes, scenario: str) -> None:
    result = run(content, scenario)
    assert result.passed, (result.failures, result.report.get("incidents"))


def _package(content: bytes) -> Package:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "unsur.bpmn"
        path.write_bytes(content)
        return read(path)
