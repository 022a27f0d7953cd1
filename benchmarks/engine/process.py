"""The reference process, once as our package and once as Python dialect for SpiffWorkflow.

User task a, exclusive gateway on the data, user task b, parallel split, user tasks c and d, join, script step, end;
a non-interrupting timer of ten minutes on each user task.
"""

from __future__ import annotations

import json
from pathlib import Path

from tests.unit.bpmn.diagram import bpmn, extensions
from workflows.packages import Package, read

#: User tasks in the order in which they are done; c and d wait at the same time.
ELEMENTS = ("user_a", "user_b", "user_c", "user_d")
ANSWERS = {"ok": True}
ROLE = "petugas"

_NODES = " ".join(
    [
        "s:start x:xor f:and j:and t:script e:end no:end",
        *(f"{element}:user late_{element}:boundary told_{element}:end" for element in ELEMENTS),
    ]
)
_CHAINS = (
    "s>user_a>x>user_b>f>user_c>j>t>e",
    "f>user_d>j",
    "x>no",
    *(f"late_{element}>told_{element}" for element in ELEMENTS),
)
_TIMER = "<timerEventDefinition><timeDuration>{}</timeDuration></timerEventDefinition>"
_PROCEDURE = """\
format: 1
key: acuan
version: "1.0"
title: {id: Proses acuan, en: Reference process}
process: acuan.bpmn
start:
  - {channels: [langsung], event: s, by: ["role:petugas"]}
"""
_SCENARIO = """\
name: Dari awal sampai akhir
given:
  people: {siti: "role:petugas"}
start: {by: siti, channel: langsung}
steps:
  - {complete: user_a, by: siti, with: {ok: true}}
  - {complete: user_b, by: siti, with: {ok: true}}
  - {complete: user_c, by: siti, with: {ok: true}}
  - {complete: user_d, by: siti, with: {ok: true}}
expect: {status: completed, variables: {ok: true, checked: true}, incidents: []}
"""
_FORM = {
    "type": "default",
    "id": "isian",
    "components": [{"id": "Field_ok", "type": "checkbox", "key": "ok", "label": "Setuju"}],
}


def package(folder: Path) -> Package:
    """Ours: read from the files that are written into `folder`."""
    task = extensions(
        f'<zeebe:formDefinition formId="isian"/><zeebe:assignmentDefinition candidateGroups="role:{ROLE}"/>'
    )
    script = extensions('<zeebe:script expression="=true" resultVariable="checked"/>')
    (folder / "procedure.yaml").write_text(_PROCEDURE)
    (folder / "acuan.bpmn").write_bytes(_drawn("=ok", "PT10M", script, dict.fromkeys(ELEMENTS, task)))
    for name in ("forms", "scenarios"):
        (folder / name).mkdir()
    (folder / "scenarios" / "lurus.yaml").write_text(_SCENARIO)
    (folder / "forms" / "isian.form").write_text(json.dumps(_FORM))
    return read(folder)


def for_spiff() -> bytes:
    """The same for SpiffWorkflow, whose expressions are Python."""
    return _drawn("ok", '"PT10M"', "<script>checked = True</script>", {})


def _drawn(condition: str, duration: str, script: str, tasks: dict[str, str]) -> bytes:
    return bpmn(
        _NODES,
        *_CHAINS,
        extra={
            "x": 'default="x_no"',
            **{
                f"late_{element}": f'attachedToRef="{element}" cancelActivity="false"' for element in ELEMENTS
            },
        },
        inside={
            **tasks,
            "t": script,
            **{f"late_{element}": _TIMER.format(duration) for element in ELEMENTS},
        },
        conditions={"x_user_b": condition},
    )
