"""Answers of our own widgets (procedure package, "Forms"); the checklist of documents has a module of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, tzinfo
from typing import Any

from .converters import Converter, Unfit, text
from .model import ACCOUNT, Component

#: A pen stroke or a thumb print as an image inside the page; bigger ones are files.
MAX_IMAGE_CHARACTERS = 400_000

_NIK = re.compile(r"\d{6}(?P<day>\d\d)(?P<month>\d\d)(?P<year>\d\d)\d{4}\Z")
_DRAWING = re.compile(r"data:image/(?:png|jpeg);base64,[A-Za-z0-9+/]+={0,2}\Z")
_REFERENCE = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")
#: Women's day of birth is written with 40 added (domain book, F-ORANG).
_WOMAN = 40


def nik(component: Component, sent: Any, zone: tzinfo | None) -> str:
    """A population number: 16 digits, day 01-31 or 41-71, month 01-12. Blanks and dots between digits are dropped."""
    digits = re.sub(r"[\s.\-]", "", str(sent))
    match = _NIK.match(digits) if digits.isascii() else None
    if match is None:
        raise Unfit("nik_length")
    day, month = int(match["day"]), int(match["month"])
    if not (1 <= day <= 31 or 41 <= day <= 71) or not 1 <= month <= 12:
        raise Unfit("nik_birth_date")
    return digits


def nik_agrees(number: str, born: str) -> bool:
    """Whether a NIK's day, month and year are those of an ISO date. Unreadable dates agree with everything."""
    match = _NIK.match(number)
    try:
        birth = date.fromisoformat(born)
    except ValueError:
        return True
    if match is None:
        return True
    day = int(match["day"])
    own_day = day - _WOMAN if day > _WOMAN else day
    return (own_day, int(match["month"]), int(match["year"])) == (birth.day, birth.month, birth.year % 100)


def drawing(component: Component, sent: Any, zone: tzinfo | None) -> str:
    """A signature or thumb print: an image as a data address, or the id of a stored file."""
    short = isinstance(sent, str) and len(sent) <= MAX_IMAGE_CHARACTERS
    if short and (_DRAWING.match(sent) or _REFERENCE.match(sent)):
        return str(sent)
    raise Unfit("not_a_drawing")


def place(component: Component, sent: Any, zone: tzinfo | None) -> dict[str, Any] | None:
    """A place: `{text, desa, kecamatan, latitude, longitude}`, any of them; plain text is its `text`."""
    said = sent if isinstance(sent, Mapping) else {"text": sent}
    words = {
        name: text(component, said[name], zone) for name in ("text", "desa", "kecamatan") if said.get(name)
    }
    degrees = {
        name: _degrees(said[name], limit)
        for name, limit in (("latitude", 90), ("longitude", 180))
        if said.get(name) not in (None, "")
    }
    if len(degrees) == 1:
        raise Unfit("half_a_coordinate")
    return {**words, **degrees} or None


def _degrees(sent: Any, limit: int) -> float:
    try:
        found = float(str(sent).replace(",", "."))
    except ValueError:
        raise Unfit("not_a_coordinate") from None
    if not -limit <= found <= limit:
        raise Unfit("not_a_coordinate")
    return round(found, 7)


def officers(component: Component, sent: Any, zone: tzinfo | None) -> list[str]:
    """People of the roster by their account; a record that was stored before is one, too."""
    items = sent if isinstance(sent, list | tuple) else [sent]
    accounts = [item.get(ACCOUNT) if isinstance(item, Mapping) else item for item in items]
    if not all(isinstance(account, str) for account in accounts):
        raise Unfit("not_an_option", value="…")
    return list(dict.fromkeys(account for account in accounts if account))


def reference(component: Component, sent: Any, zone: tzinfo | None) -> str:
    """The similar case that the officer picked."""
    if isinstance(sent, str) and _REFERENCE.match(sent):
        return sent
    raise Unfit("not_a_reference")


WIDGET_CONVERTERS: Mapping[str, Converter] = {
    "nik": nik,
    "signature": drawing,
    "thumbprint": drawing,
    "place": place,
    "duplicates": reference,
    "roster": officers,
}
