"""What of a case's data stands in columns: search values, the subject line, the seal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cases.models import DuplicateKey, SearchEntry

from .similar import fingerprints, texts_at
from .variables import context_of, value_of

if TYPE_CHECKING:
    from .work import Work


def lift(work: Work) -> None:
    """Search values into indexed rows, the subject line and the seal onto the case."""
    definition = work.package.definition
    wanted = {
        (entry.as_, text[:200])
        for entry in definition.search
        for text in texts_at(work.case.data, entry.path)
    }
    known = set(work.case.search_entries.values_list("name", "value")) if wanted else set()
    SearchEntry.objects.bulk_create(
        SearchEntry(case=work.case, name=name, value=text) for name, text in sorted(wanted - known)
    )
    context = context_of(work.case, work.package)
    # Once sealed, a case stays so: opening a seal takes two people, not another answer in a form.
    if not work.case.unsealed:
        work.case.sealed = work.case.sealed or value_of(definition.privacy.sealed, context) is True
    work.case.subject = _subject(wanted)
    if definition.duplicates:
        _keep_fingerprints(work, context)


def _keep_fingerprints(work: Work, context: Mapping[str, Any]) -> None:
    """What other cases are compared with: as the data are now, not as they were."""
    wanted = {each.index for each in fingerprints(work.package, context, at=work.at)}
    known = set(work.case.duplicate_keys.values_list("index", flat=True))
    if known - wanted:
        work.case.duplicate_keys.filter(index__in=known - wanted).delete()
    DuplicateKey.objects.bulk_create(
        DuplicateKey(case=work.case, index=index) for index in sorted(wanted - known)
    )


def _subject(wanted: set[tuple[str, str]]) -> str:
    kinds = sorted(text for name, text in wanted if name == "kind")
    return ", ".join(kinds)[:200]
