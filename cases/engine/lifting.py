"""What of a case's data stands in columns: search values, the subject line, the seal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cases.models import SearchEntry

from .variables import context_of, value_of

if TYPE_CHECKING:
    from .work import Work


def lift(work: Work) -> None:
    """Search values into indexed rows, the subject line and the seal onto the case."""
    definition = work.package.definition
    wanted = {
        (entry.as_, text) for entry in definition.search for text in _texts_at(work.case.data, entry.path)
    }
    known = set(work.case.search_entries.values_list("name", "value")) if wanted else set()
    SearchEntry.objects.bulk_create(
        SearchEntry(case=work.case, name=name, value=text) for name, text in sorted(wanted - known)
    )
    context = context_of(work.case, work.package)
    # Once sealed, a case stays so: opening a seal takes two people, not another answer in a form.
    work.case.sealed = work.case.sealed or value_of(definition.privacy.sealed, context) is True
    work.case.subject = _subject(wanted)


def _subject(wanted: set[tuple[str, str]]) -> str:
    kinds = sorted(text for name, text in wanted if name == "kind")
    return ", ".join(kinds)[:200]


def _texts_at(data: Any, path: str) -> list[str]:
    name, _, rest = path.partition(".")
    value = data.get(name) if isinstance(data, Mapping) else None
    if isinstance(value, list):
        return [text for item in value for text in (_texts_at(item, rest) if rest else [str(item)])]
    if rest:
        return _texts_at(value, rest)
    return [str(value)[:200]] if value not in (None, "") else []
