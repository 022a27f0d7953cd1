"""What an entry of each section may say. One table; the reader checks every entry against it.

functions:  [{code: fungsi_contoh, title: {id: ..., en: ...}}]
people:     [{username: ani, full_name: ..., unit: polda/polres, posts: [{role: ..., since: 2026-01-01}]}]
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Shape:
    """Keys with their types: `needs` must be there, `may` can be, `lists` hold entries of a shape of their own."""

    needs: Mapping[str, type | tuple[type, ...]]
    may: Mapping[str, type | tuple[type, ...]] = field(default_factory=dict)
    lists: Mapping[str, Shape] = field(default_factory=dict)

    @property
    def keys(self) -> frozenset[str]:
        return frozenset({*self.needs, *self.may, *self.lists})


_SPAN: dict[str, type | tuple[type, ...]] = {"until": date}
_POST = Shape({"role": str, "since": date}, {"unit": str, "function": str, **_SPAN})
_ENTRY = Shape({"code": (str, int), "title": (str, dict), "since": date}, _SPAN)

SHAPES: Mapping[str, Shape] = {
    "functions": Shape({"code": str, "title": (str, dict)}),
    "roles": Shape(
        {"code": str, "title": (str, dict)},
        {"rank": int, "function": str, "leads": str, "mfa": bool, "keeps_roster": bool, "guards": bool},
    ),
    "calendars": Shape(
        {"code": str, "title": (str, dict), "hours": dict}, {"weekend": list, "joint_leave_is_free": bool}
    ),
    "units": Shape(
        dict.fromkeys(("code", "level", "name", "short_name", "document_name", "zone", "calendar"), str),
        {"parent": str, "address": str, "city": str, "functions": list},
    ),
    "holidays": Shape(
        {"date": date, "title": (str, dict)},
        {"scope": str, "unit": str, "joint_leave": bool, "active": bool, "source": str},
    ),
    "people": Shape(
        {"username": str, "full_name": str, "unit": str},
        {"rank": str, "nrp": str, "email": str, "language": str, "staff": bool, "superuser": bool},
        {"posts": _POST},
    ),
    "settings": Shape({"unit": str, "procedure": str, "code": str, "value": object}),
    "catalogues": Shape({"code": str, "title": (str, dict)}, {"source": str}, {"entries": _ENTRY}),
}
