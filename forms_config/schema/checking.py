"""What is wrong with a form: every rule looks at every component, and all findings come at once."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

import re2

from workflows.feel import FeelError
from workflows.findings import Finding, error, warning

from .conditions import compiled
from .judging import pattern
from .model import (
    CHOICE_TYPES,
    CONTAINER_TYPES,
    KNOWN_TYPES,
    PROPERTIES,
    REFUSED_TYPES,
    WIDGETS,
    Component,
    Form,
    walk,
)

#: The newest schema version whose components are known (form-js 1.23.0).
SCHEMA_VERSION = 19

_KEY = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*\Z")
_VALIDATION_TYPES = ("", "email", "phone", "custom")


@dataclass(frozen=True, kw_only=True)
class FormVocabulary:
    """What a form may refer to. None means "not demanded"."""

    decisions: Collection[str] | None = None
    catalogues: Collection[str] | None = None
    parties: Collection[str] | None = None
    roles: Collection[str] | None = None


#: Nothing is demanded: the form alone.
BARE = FormVocabulary()


def check(form: Form, vocabulary: FormVocabulary | None = None) -> list[Finding]:
    """All findings of a form (FORM-101 and up), in the order of the page.

    What came from a shared part is said of that part (`file` is `umum/...`): its line numbers aren't this file's.
    """
    known = vocabulary or BARE
    findings = list(_of_form(form))
    for component in walk(form.components):
        findings += [_located(found, component) for rule in RULES for found in rule(component, known)]
    return findings


def _located(found: Finding, component: Component) -> Finding:
    element = found.element or component.name
    params = {"name": component.label or component.name, **found.params}
    return Finding(found.code, found.severity, "", element, component.line, None, params)


def _of_form(form: Form) -> Iterator[Finding]:
    if form.version > SCHEMA_VERSION:
        yield warning("FORM-119", form.id, version=form.version, known=SCHEMA_VERSION)
    if not form.components:
        yield error("FORM-120", form.id)
    yield from _double_keys(form)


def _double_keys(form: Form) -> Iterator[Finding]:
    """Two components may share a path only where conditions keep them apart."""
    keyed = [part for part in walk(form.components) if part.path and part.type not in CONTAINER_TYPES]
    counts = Counter(part.path for part in keyed)
    told: set[str] = set()
    for part in keyed:
        shared = [other for other in keyed if other.path == part.path]
        if counts[part.path] > 1 and part.path not in told and any(not other.hide for other in shared):
            told.add(part.path)
            yield error("FORM-103", part.path, line=shared[1].line, key=part.path, count=len(shared))


def _type(part: Component, known: FormVocabulary) -> Iterator[Finding]:
    if part.type in REFUSED_TYPES:
        yield error("FORM-101", part.path or part.id, type=part.type)
    elif part.type not in KNOWN_TYPES:
        yield error(
            "FORM-102", part.path or part.id, type=part.type or "-", guess=_near(part.type, KNOWN_TYPES)
        )


def _key(part: Component, known: FormVocabulary) -> Iterator[Finding]:
    needs_key = part.type in KNOWN_TYPES and (part.is_input or part.type in ("dynamiclist", "expression"))
    if needs_key and not part.key:
        yield error("FORM-104", part.id, type=part.type)
    elif part.key and not _KEY.match(part.key):
        yield error("FORM-105", part.key, key=part.key)


def _label(part: Component, known: FormVocabulary) -> Iterator[Finding]:
    if part.is_input and not part.label.strip():
        yield error("FORM-106")


def _expressions(part: Component, known: FormVocabulary) -> Iterator[Finding]:
    readonly = part.readonly if isinstance(part.readonly, str) else ""
    written = {
        "conditional.hide": part.hide,
        "expression": part.expression,
        "valuesExpression": part.choices.expression,
        "readonly": readonly,
        "check": str(part.properties.get("check") or "").removeprefix("="),
    }
    for place, text in written.items():
        if not text:
            continue
        try:
            compiled(text)
        except FeelError as fault:
            problem = error(fault.code, **fault.params)
            yield error("FORM-107", place=place, text=text, problem=problem, at=fault.column)


def _options(part: Component, known: FormVocabulary) -> Iterator[Finding]:
    if part.type not in CHOICE_TYPES or part.widget:
        return
    if not part.choices:
        yield error("FORM-108")
    codes = Counter(option.code for option in part.choices.options)
    for code, count in codes.items():
        if count > 1:
            yield error("FORM-109", value=code)
    if part.choices.options and part.default not in (None, "", []):
        chosen = part.default if isinstance(part.default, list) else [part.default]
        for value in chosen:
            if value not in [option.value for option in part.choices.options]:
                yield error("FORM-110", value=value)


def _rules(part: Component, known: FormVocabulary) -> Iterator[Finding]:
    rules = part.rules
    if rules.pattern:
        try:
            pattern(rules.pattern)
        except re2.error as fault:
            yield error("FORM-111", pattern=rules.pattern, problem=str(fault))
    for low, high in ((rules.min, rules.max), (rules.min_length, rules.max_length)):
        if low is not None and high is not None and low > high:
            yield error("FORM-112", min=low, max=high)
    if rules.validation_type not in _VALIDATION_TYPES:
        yield error("FORM-113", value=rules.validation_type)


def _properties(part: Component, known: FormVocabulary) -> Iterator[Finding]:
    for name in part.properties:
        if name not in PROPERTIES:
            yield error("FORM-114", property=name, guess=_near(name, PROPERTIES), known=sorted(PROPERTIES))
    if part.widget and part.widget not in WIDGETS:
        yield error("FORM-115", widget=part.widget, guess=_near(part.widget, WIDGETS), known=sorted(WIDGETS))
    if part.properties.get("check") and not part.properties.get("message"):
        yield error("FORM-116")
    if part.properties.get("check_kind") not in (None, "error", "warning"):
        yield error("FORM-117", value=part.properties["check_kind"])


def _references(part: Component, known: FormVocabulary) -> Iterator[Finding]:
    decision = str(part.properties.get("decision") or "")
    if part.widget == "checklist" and not decision:
        yield error("FORM-118")
    role = str(part.properties.get("role") or "")
    if part.widget == "roster" and not role:
        yield error("FORM-124")
    yield from _unknown("FORM-125", role, known.roles)
    yield from _unknown("FORM-121", decision, known.decisions)
    yield from _unknown("FORM-122", part.choices.catalogue, known.catalogues)
    yield from _unknown("FORM-123", str(part.properties.get("party") or ""), known.parties)


def _unknown(code: str, word: str, known: Collection[str] | None) -> Iterator[Finding]:
    if word and known is not None and word not in known:
        yield error(code, value=word, guess=_near(word, known))


def _near(word: str, known: Collection[str]) -> str:
    """What the author may have meant; "-" when nothing is near."""
    return next(iter(difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)), "-")


Rule = Callable[[Component, FormVocabulary], Iterator[Finding]]

RULES: tuple[Rule, ...] = (_type, _key, _label, _expressions, _options, _rules, _properties, _references)
