"""The list of scenarios, running them, one more of them."""

from __future__ import annotations

import re
from typing import Any

from csp.decorators import csp_update
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases.simulation import ScenarioResult, run_scenarios
from studio.pages import Room, version_page
from studio.saving import Mark, kept
from workflows.bpmn import BpmnError
from workflows.findings import has_errors

_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}\Z")


@csp_update({"style-src": "'unsafe-inline'"})  # the viewer of diagrams styles its own elements
@require_http_methods(["GET", "POST"])
@version_page
def scenarios(request: HttpRequest, room: Room) -> HttpResponse:
    """The scenarios; a POST runs one (`jalankan`, its file) or all, and shows the path on the diagram."""
    wanted = request.POST.get("jalankan", "")
    records = room.package.scenario_records
    faulty = has_errors(room.findings)
    outcomes: dict[str, Any] = {}
    if request.method == "POST" and not faulty:
        chosen = [record for record in records if wanted in ("", record.file)]
        results = run_scenarios(room.package, [record.value for record in chosen])
        outcomes = {
            record.file: _outcome(room, result) for record, result in zip(chosen, results, strict=True)
        }
    rows = [
        {"file": record.file, "scenario": record.value, "outcome": outcomes.get(record.file)}
        for record in records
    ]
    return room.show(
        request,
        "studio/trials/list.html",
        tab="scenarios",
        rows=rows,
        shown=next(iter(outcomes.values())) if len(outcomes) == 1 else None,
        faulty=faulty,
        mark=Mark.of(room, request),
    )


def _outcome(room: Room, result: ScenarioResult) -> dict[str, Any]:
    """A result with its path: the steps that were completed, where it rests, and the arrows between them."""
    report = result.report
    done = [step["element"] for step in report.get("completed", [])]
    here = [step["element"] for step in report.get("open", [])]
    return {
        "result": result,
        "steps": report.get("completed", []),
        "open": report.get("open", []),
        "report": report,
        "here": " ".join(here),
        "path": " ".join(_arrows(room, set(done), set(here))),
    }


def _arrows(room: Room, done: set[str], here: set[str]) -> list[str]:
    """Arrows whose two ends were both touched; gateways and events between two touched steps count as passed."""
    try:
        process = room.package.process
    except (BpmnError, KeyError):
        return []
    touched = done | here
    passed = touched | {node.id for node in process.nodes.values() if node.type == "startEvent"}
    for node in process.nodes.values():
        ends = [process.flows[flow] for flow in (*node.incoming, *node.outgoing) if flow in process.flows]
        before = any(flow.source in touched for flow in ends if flow.target == node.id)
        after = any(flow.target in touched for flow in ends if flow.source == node.id)
        if "Gateway" in node.type and before and (after or not node.outgoing):
            passed.add(node.id)
    # an end that its one step leads to without a choice
    for flow in process.flows.values():
        source, target = process.nodes[flow.source], process.nodes[flow.target]
        if target.type == "endEvent" and source.id in done and len(source.outgoing) == 1:
            passed.add(target.id)
    return [flow.id for flow in process.flows.values() if flow.source in passed and flow.target in passed]


@require_POST
@version_page
def add(request: HttpRequest, room: Room) -> HttpResponse:
    """A scenario more, as a copy of the first one."""
    name = request.POST.get("nama", "").strip()
    if not _NAME.match(name):
        messages.error(request, _("Nama skenario: huruf kecil, angka, dan garis bawah."))
        return redirect(room.address("scenarios"))
    file = f"scenarios/{name}.yaml"
    if file in room.package.files:
        return redirect(room.address("file", file))
    records = room.package.scenario_records
    source = room.package.files[records[0].file] if records else _BLANK
    return kept(request, room, {file: source}, back=room.address("file", file))


_BLANK = b"""name: Sebutkan apa yang ditunjukkan
given:
  at: "2026-11-23T09:00:00+08:00"
  unit: {level: polres, zone: Asia/Makassar}
  people: {}
start: {}
steps: []
expect: {status: completed}
"""
