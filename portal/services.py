"""The services as people outside see them: what may be opened from here, what is told of each, which fits a matter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from organization.selectors import catalogue
from workflows import feel
from workflows.packages import Package
from workflows.packages.texts import LocalText
from workflows.selectors import Startable, package_of, startable, versions_in_force

from .finding import Text, ranked
from .language import start_title

#: The channel that these pages are.
CHANNEL = "website"


@dataclass(frozen=True, slots=True)
class Offer:
    """A way in on a page."""

    key: str
    event: str
    title: str
    service: str
    description: str


def public_starts() -> list[Startable]:
    """What somebody who isn't signed in may open here."""
    return startable(channel=CHANNEL, roles=())


def offers(lang: str) -> list[Offer]:
    return [_offer(found, lang) for found in public_starts()]


def fitting(matter: str, lang: str) -> list[Offer]:
    """The ways in that fit a matter described in people's own words, best first."""
    return [_offer(found, lang) for found in ranked(matter, public_starts(), _text_of)]


def for_any_matter(lang: str) -> list[Offer]:
    """Where people are led whose matter fits nothing: no wrong door (R-013)."""
    return [_offer(found, lang) for found in public_starts() if found.start.catch_all]


def published_packages() -> list[Package]:
    return [package_of(version) for version in versions_in_force()]


def requirements(package: Package, lang: str) -> list[tuple[str, list[str]]]:
    """What has to be brought: a heading ("" for all) with its papers, by kind of matter where the package says so."""
    told = package.definition.information
    listed = [("", [text.in_(lang) for text in told.requirements])] if told.requirements else []
    if told.checklist is None:
        return listed
    asked = told.checklist
    model = package.decision_model(asked.decision)
    defaults = {"param": {p.code: p.default for p in package.definition.parameters}}
    for entry in catalogue(asked.catalogue, timezone.localdate()):
        rows = feel.to_json(model.evaluate(asked.decision, {**defaults, asked.input: entry.code}))
        papers = (
            [_paper(row, lang) for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
        )
        if papers:
            listed.append((entry.in_(lang), papers))
    return listed


def _paper(row: Mapping[str, Any], lang: str) -> str:
    label = row.get("label", row.get("code", ""))
    if isinstance(label, Mapping):
        text = str((label.get("en") if lang == "en" else "") or label.get("id", ""))
    else:
        text = str((row.get("label_en") if lang == "en" else "") or label)
    count = int(row.get("min") or 1)
    return f"{text} ({count}×)" if count > 1 else text


def _offer(found: Startable, lang: str) -> Offer:
    definition = found.package.definition
    return Offer(
        found.package.key,
        found.start.event,
        start_title(found.start, found.package, lang),
        definition.title.in_(lang),
        definition.description.in_(lang) if definition.description else "",
    )


def _text_of(found: Startable) -> Text:
    definition = found.package.definition
    titles = [definition.title, *([found.start.title] if found.start.title else [])]
    return Text(
        keywords=definition.information.keywords,
        titles=tuple(_both(titles)),
        description=" ".join(_both([definition.description] if definition.description else [])),
    )


def _both(texts: Sequence[LocalText]) -> Iterator[str]:
    for text in texts:
        yield from (part for part in (text.id, text.en) if part)
