"""The data of a case in the words of its forms. People are left out: they are shown by `Pihak`, with a reason."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from cases.models import Case
from cases.services.answers import environment
from forms_config.schema import Component, Environment, iter_fields, offered
from workflows.packages import Package


@dataclass(frozen=True)
class Fact:
    """One line: the label of the field, and what was answered."""

    label: str
    value: str


def facts_of(case: Case, package: Package, lang: str, *, only: Collection[str] | None = None) -> list[Fact]:
    """What the case knows so far, in the order of the forms; empty answers say nothing. `only`: these paths."""
    env = environment(case, package)
    teller = _Teller(env, lang, ZoneInfo(case.unit.zone))
    found = []
    for component in _fields(package):
        if only is not None and component.path not in only:
            continue
        value = _at(case.data, component.path)
        text = teller.tell(component, value)
        if text:
            found.append(Fact(component.label_in(lang) or component.name, text))
    return found


class Subjects:
    """Subject lines in the words of the forms. One of these serves a whole list: each version is read once."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self._words: dict[int, dict[str, str]] = {}

    def of(self, case: Case, package: Package) -> str:
        if not case.subject:
            return ""
        version = case.procedure_version_id
        if version not in self._words:
            self._words[version] = self._read(case, package)
        return self._words[version].get(case.subject) or case.subject.replace("_", " ").capitalize()

    def _read(self, case: Case, package: Package) -> dict[str, str]:
        lifted = {search.path for search in package.definition.search}
        env = environment(case, package)
        return {
            option.code: option.in_(self.lang)
            for component in _fields(package)
            if component.path in lifted and component.choices
            for option in offered(component, env.context, env)
        }


def _fields(package: Package) -> Iterator[Component]:
    """Each field once: those of the forms that open a case first, then the others."""
    seen: set[str] = set()
    forms = dict.fromkeys(
        [start.form for start in package.definition.start if start.form] + [*package.form_index]
    )
    for form_id in forms:
        for component in iter_fields(package.form(form_id)):
            if component.path not in seen and "*" not in component.path:
                seen.add(component.path)
                yield component


def _at(data: Mapping[str, Any], path: str) -> Any:
    found: Any = data
    for step in path.split("."):
        if not isinstance(found, Mapping) or "party" in found:
            return None
        found = found.get(step)
    return found


class _Teller:
    """Says answers as text, in one language and zone."""

    def __init__(self, env: Environment, lang: str, zone: ZoneInfo) -> None:
        self.env, self.lang, self.zone = env, lang, zone

    def tell(self, component: Component, value: Any) -> str:
        if value in (None, "", [], {}, False) or (isinstance(value, Mapping) and "party" in value):
            return ""
        if component.widget == "checklist" and isinstance(value, Mapping):
            return self._checklist(value)
        if component.choices:
            return self._choice(component, value)
        if component.type == "datetime":
            return self._moment(str(value))
        return self._plain(value)

    def _checklist(self, value: Mapping[str, Any]) -> str:
        rows = value.get("rows", [])
        missing = [str(row.get("label", "")) for row in value.get("missing", [])]
        if missing:
            return _("kurang: %(what)s") % {"what": ", ".join(missing)}
        return _("lengkap, %(n)s jenis") % {"n": len(rows)}

    def _choice(self, component: Component, value: Any) -> str:
        chosen = value if isinstance(value, list) else [value]
        if component.widget == "roster":
            return ", ".join(str(item.get("nama", "")) for item in chosen if isinstance(item, Mapping))
        labels = {
            option.value: option.in_(self.lang) for option in offered(component, self.env.context, self.env)
        }
        return ", ".join(str(labels.get(item, item)) for item in chosen)

    def _moment(self, text: str) -> str:
        moment = parse_datetime(text) if "T" in text else None
        if isinstance(moment, datetime):
            local = moment.astimezone(self.zone) if moment.tzinfo else moment
            return formats.date_format(local, "j M Y H.i")
        day = parse_date(text) if "T" not in text and len(text) == 10 else None
        return formats.date_format(day, "j M Y") if day else text

    def _plain(self, value: Any) -> str:
        if value is True:
            return _("Ya")
        if isinstance(value, Mapping):
            return (
                str(value["text"])
                if "text" in value
                else ", ".join(filter(None, map(self._plain, value.values())))
            )
        if isinstance(value, list):
            return "; ".join(filter(None, map(self._plain, value)))
        return "" if value in (None, False) else str(value)
