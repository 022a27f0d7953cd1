"""Sample data for a document: each field of the package's forms answered with its own label."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from cases.desk.pages import Desk
from cases.documents import qr_svg, render
from cases.documents.letter import letter_data, letter_template, unit_data
from cases.documents.wording import date_in_words, moment_in_words, spoken_moments
from forms_config.schema import Component, FormError
from workflows import feel
from workflows.packages import Package
from workflows.packages.definition import DocumentDefinition

_CODE = "CONTOH-0000"


def sample_answers(package: Package) -> dict[str, Any]:
    """Nested answers to all forms of a package."""
    answers: dict[str, Any] = {}
    for file in package.form_files:
        try:
            components = package.form_in(file).components
        except (FormError, KeyError):
            continue
        for component in components:
            _answer(component, answers)
    return answers


def _answer(component: Component, answers: dict[str, Any]) -> None:
    for inner in component.components:
        _answer(inner, answers)
    if component.is_input and component.path and "*" not in component.path:
        *parents, last = component.path.split(".")
        branch = answers
        for step in parents:
            held = branch.setdefault(step, {})
            branch = held if isinstance(held, dict) else {}
        branch.setdefault(last, _value(component))


def _value(component: Component) -> Any:
    if component.type == "number":
        return 1
    if component.type == "checkbox":
        return True
    if component.type == "datetime":
        now = timezone.localtime()
        return now.date().isoformat() if component.subtype == "date" else now.isoformat(timespec="minutes")
    options = component.choices.options
    first = options[0].value if options else component.label or component.key
    return [first] if component.multiple else first


def preview(package: Package, code: str, desk: Desk) -> bytes:
    """The PDF of a document on sample data. Raises KeyError, ValueError, DocumentFailed."""
    definition = package.definition.document(code)
    answers = sample_answers(package)
    template = letter_template(definition) if definition.letter else package.document_template(code)
    zone = ZoneInfo(desk.unit.zone)
    now = timezone.localtime(timezone=zone)
    identities = {party.path for party in package.definition.parties if party.identity}
    people = {path: answers[path] for path in identities if path in answers}
    return render(
        template,
        {
            "document": _document(definition, now),
            "unit": unit_data(desk.unit),
            "case": {name: value for name, value in answers.items() if name not in identities},
            "parties": people,
            "texts": spoken_moments(answers, zone),
            "signers": [_signer(desk)],
            "officer": _signer(desk),
            "file_number": "000000",
            "letter": _letter(definition, answers, desk.lang),
        },
        paper=str(definition.paper),
        timestamp=now,
        assets={**package.document_sources(code), "qr.svg": qr_svg(_CODE)},
    )


def _letter(definition: DocumentDefinition, answers: Mapping[str, Any], lang: str) -> dict[str, Any] | None:
    if definition.letter is None:
        return None
    return letter_data(definition.letter, value_of=lambda text: _evaluated(text, answers), lang=lang)


def _evaluated(text: str, answers: Mapping[str, Any]) -> Any:
    """What an expression gives on the sample; where it gives nothing or can't be read, the expression itself."""
    try:
        value = feel.evaluate(text.removeprefix("="), answers)
    except feel.FeelError:
        return text
    return text if value is None else value


def _document(definition: DocumentDefinition, now: Any) -> dict[str, Any]:
    return {
        "code": definition.code,
        "title": definition.title.id,
        "number": _("CONTOH/1/2026"),
        "issued_at": now.isoformat(),
        "issued_text": moment_in_words(now),
        "issued_date_text": date_in_words(now.date()),
        "valid_until": None,
        "valid_until_text": "",
        "validity_text": "",
        "verify_code": _CODE,
        "verify_url": _CODE,
    }


def _signer(desk: Desk) -> dict[str, Any]:
    return {"name": _("Nama Penanda Tangan"), "rank": _("PANGKAT"), "nrp": "00000000", "title": desk.title}
