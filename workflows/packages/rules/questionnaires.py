"""What people are asked afterwards: the fields are there, and none of them is a person."""

from __future__ import annotations

from collections.abc import Iterator

from forms_config.schema import Form, FormError, iter_fields, party_groups
from workflows.findings import Finding

from ..definition import QuestionnaireDefinition
from ..placeholders import expressions, unbalanced
from .scope import Scope, said, unknown
from .syntax import feel_fault

_FIELDS = ("scores", "groups", "remarks")


def questions_are_in_the_form(scope: Scope) -> Iterator[Finding]:
    record, asked = scope.package.definition_record, scope.definition.questionnaire
    if asked is None:
        return
    yield from unknown(record, "PKG-215", "questionnaire.form", asked.form, scope.package.form_index)
    form = _form(scope, asked)
    if form is None:
        return
    known = [component.key for component in iter_fields(form)]
    for name in _FIELDS:
        for n, code in enumerate(getattr(asked, name)):
            yield from unknown(record, "PKG-245", f"questionnaire.{name}[{n}]", code, known)
    for role in party_groups(form).values():
        yield said(record, "PKG-246", "questionnaire.form", value=role)


def texts_are_readable(scope: Scope) -> Iterator[Finding]:
    record, asked = scope.package.definition_record, scope.definition.questionnaire
    if asked is None:
        return
    for name in ("invitation", "reminder"):
        for lang in ("id", "en"):
            path, text = f"questionnaire.{name}.{lang}", getattr(asked, name).in_(lang)
            if unbalanced(text):
                yield said(record, "PKG-237", path)
            for expression in expressions(text):
                if fault := feel_fault(expression):
                    yield said(record, "PKG-204", path, text=expression, problem=fault)


def given_answers_fit(scope: Scope) -> Iterator[Finding]:
    """Answers that a scenario gives beforehand are answers to this procedure's own questions."""
    asked = scope.definition.questionnaire
    known = [code for name in _FIELDS for code in getattr(asked, name, ())]
    for record in scope.package.scenario_records:
        for n, answer in enumerate(record.value.given.answers):
            for code in answer.with_:
                yield from unknown(record, "PKG-245", f"given.answers[{n}].with.{code}", code, known)


def _form(scope: Scope, asked: QuestionnaireDefinition) -> Form | None:
    """The form, unless it can't be read: that is a finding of its own."""
    try:
        return scope.package.form(asked.form)
    except (KeyError, FormError):
        return None
