"""The decisions of a version, a table as a grid of cells, one more decision."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from studio.decisions.rows import finding_rows
from studio.pages import Room, version_page
from studio.saving import Mark, kept
from workflows import dmn
from workflows.dmn.editing import Column, Grid, grid_of, new_model, with_grid

_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}\Z")
HIT_POLICIES = ("UNIQUE", "FIRST", "ANY", "COLLECT", "RULE ORDER", "PRIORITY", "OUTPUT ORDER")
TYPES = ("string", "number", "boolean", "date", "time", "date and time", "days and time duration")


@require_http_methods(["GET", "POST"])
@version_page
def tables(request: HttpRequest, room: Room) -> HttpResponse:
    """The decisions; a POST adds one."""
    if request.method == "POST":
        name, title = request.POST.get("nama", "").strip(), request.POST.get("judul", "").strip()
        if not _NAME.match(name) or name in room.package.decision_index:
            messages.error(
                request, _("Kode keputusan: huruf kecil, angka, dan garis bawah, yang belum dipakai.")
            )
            return redirect(request.path)
        changes = {f"decisions/{name}.dmn": new_model(name, title or name)}
        return kept(request, room, changes, back=room.address("table", name))
    rows = [row for file in room.package.decision_files for row in _decisions(room, file)]
    return room.show(request, "studio/tables/list.html", tab="tables", rows=rows, mark=Mark.of(room, request))


def _decisions(room: Room, file: str) -> list[dict[str, Any]]:
    """The decisions of a file; a file that can't be read is a row by itself."""
    try:
        model = room.package.model_in(file)
    except dmn.DmnError:
        return [{"file": file, "name": file, "broken": True}]
    return [
        {
            "id": each.id,
            "name": each.name,
            "file": file,
            "findings": sum(len(report.findings) for report in dmn.table_reports(model, each.id)),
            "grid": _grid(room, each.id) is not None,
        }
        for each in model.decisions.values()
    ]


def _grid(room: Room, decision_id: str) -> Grid | None:
    try:
        return grid_of(room.package.files[room.package.decision_index[decision_id]], decision_id)
    except (KeyError, dmn.DmnError):
        return None


@require_http_methods(["GET", "POST"])
@version_page
def table(request: HttpRequest, room: Room, decision_id: str) -> HttpResponse:
    """One table."""
    grid = _grid(room, decision_id)
    if grid is None:
        raise Http404
    file = room.package.decision_index[decision_id]
    if request.method == "POST":
        wanted = _pressed(_sent(grid, request.POST), request.POST.get("_lakukan", ""))
        source = room.package.files[file]
        changes = {} if wanted == grid else {file: with_grid(source, decision_id, wanted)}
        return kept(request, room, changes, back=request.path)
    found = [finding for finding in room.findings if finding.file == file]
    return room.show(
        request,
        "studio/tables/table.html",
        tab="tables",
        decision_id=decision_id,
        file=file,
        grid=grid,
        rules=list(enumerate(grid.rules)),
        width=len(grid.inputs) + len(grid.outputs),
        policies=HIT_POLICIES,
        types=TYPES,
        findings=list(finding_rows(found, room.desk.lang)),
        mark=Mark.of(room, request),
    )


def _sent(grid: Grid, sent: Mapping[str, str]) -> Grid:
    """The grid as the page sent it; what the page didn't have stays."""

    def column(kind: str, n: int, before: Column) -> Column:
        label, text, kind_of = (
            sent.get(f"{kind}.{n}.{name}", getattr(before, name)).strip()
            for name in ("label", "text", "type")
        )
        return Column(label, text, kind_of)

    rules = tuple(
        tuple(sent.get(f"r.{n}.{m}", cell).strip() for m, cell in enumerate(rule))
        for n, rule in enumerate(grid.rules)
    )
    return Grid(
        sent.get("hit_policy", grid.hit_policy),
        tuple(column("i", n, each) for n, each in enumerate(grid.inputs)),
        tuple(column("o", n, each) for n, each in enumerate(grid.outputs)),
        rules,
    )


def _pressed(grid: Grid, button: str) -> Grid:
    """What the button asks: a rule more (`aturan`), a column more, a rule moved or taken out."""
    verb, _colon, place = button.partition(":")
    rules = list(grid.rules)
    if verb == "aturan":
        blank = ("-",) * len(grid.inputs) + ('""',) * len(grid.outputs) + ("",)
        return Grid(grid.hit_policy, grid.inputs, grid.outputs, (*rules, blank))
    if verb == "masukan":
        cut = len(grid.inputs)
        wider = tuple((*rule[:cut], "-", *rule[cut:]) for rule in rules)
        new = Column(_("Masukan %s") % (cut + 1), f"masukan_{cut + 1}", "string")
        return Grid(grid.hit_policy, (*grid.inputs, new), grid.outputs, wider)
    at = int(place) if place.isdigit() else -1
    if verb == "hapus_masukan" and 0 <= at < len(grid.inputs) and len(grid.inputs) > 1:
        narrower = tuple((*rule[:at], *rule[at + 1 :]) for rule in rules)
        return Grid(grid.hit_policy, grid.inputs[:at] + grid.inputs[at + 1 :], grid.outputs, narrower)
    if not 0 <= at < len(rules):
        return grid
    other = {"naik": at - 1, "turun": at + 1}.get(verb, at)
    if verb == "hapus":
        del rules[at]
    elif 0 <= other < len(rules):
        rules[at], rules[other] = rules[other], rules[at]
    return Grid(grid.hit_policy, grid.inputs, grid.outputs, tuple(rules))
