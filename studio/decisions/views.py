"""The list of decisions, and one decision with its tables, their findings and the form to try it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from cases.desk.pages import Desk, show
from studio.pages import studio_page
from workflows import dmn
from workflows.packages import Package
from workflows.selectors import package_of, version_by, versions_in_force

from .rows import outcome_view, table_view
from .trying import fields_of, filled


@require_GET
@studio_page
def decision_list(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The decisions of the procedures in force, with the number of findings of each."""
    procedures = []
    for version in versions_in_force():
        package = package_of(version)
        decisions = [
            {
                "id": each.id,
                "name": each.name,
                "inputs": [required.name for required in each.inputs],
                "tables": len(reports := dmn.table_reports(model, each.id)),
                "findings": sum(len(report.findings) for report in reports),
            }
            for model in _models(package)
            for each in model.decisions.values()
        ]
        title = package.definition.title.in_(desk.lang)
        procedures.append({"version": version, "title": title, "decisions": decisions})
    return show(request, desk, "studio/decisions/list.html", procedures=procedures)


@require_http_methods(["GET", "POST"])
@studio_page
def decision(request: HttpRequest, desk: Desk, key: str, serial: int, decision_id: str) -> HttpResponse:
    """A POST tries the decision; nothing is kept."""
    version = version_by(key, serial)
    package = package_of(version)
    model = _model_of(package, decision_id)
    described = model.decisions[decision_id]
    fields, outcome = fields_of(model, decision_id), None
    if request.method == "POST":
        fields, values = filled(fields, request.POST, desk.lang)
        if not any(field.error for field in fields):
            outcome = model.decide(decision_id, values)
    reports = dmn.table_reports(model, decision_id)
    return show(
        request,
        desk,
        "studio/decisions/decision.html",
        version=version,
        title=package.definition.title.in_(desk.lang),
        decision=described,
        tables=[table_view(report, outcome, desk.lang) for report in reports],
        fields=fields,
        outcome=outcome_view(outcome, desk.lang) if outcome else None,
    )


def _models(package: Package) -> list[dmn.Model]:
    return [package.model_in(file) for file in package.decision_files]


def _model_of(package: Package, decision_id: str) -> dmn.Model:
    for model in _models(package):
        if decision_id in model.decisions:
            return model
    raise Http404
