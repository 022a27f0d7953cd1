"""One answer of each kind, from what a page or a program sends to a JSON-ready value.

A converter gets the component and what was sent, never None or empty, and returns the value or raises `Unfit`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, tzinfo
from decimal import Decimal, InvalidOperation
from typing import Any

from .model import Component

#: Nobody types more than this; without `maxLength` it is the limit.
DEFAULT_LENGTH = {"textfield": 1_000, "textarea": 20_000}
#: A JSON number keeps this many digits on its way through binary floating point (IEEE 754 double).
EXACT_DIGITS = 15

_FILE_ID = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")
_TRUE = frozenset({"true", "on", "1", "ya", "yes"})
_FALSE = frozenset({"false", "off", "0", "tidak", "no", ""})


class Unfit(ValueError):
    """An answer that can't be read as what the component asks. `code` names the sentence."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params


def text(component: Component, sent: Any, zone: tzinfo | None) -> str:
    """Plain text in NFC without control characters; one line for a text field."""
    if not isinstance(sent, str):
        if isinstance(sent, bool | Mapping | list | tuple):
            raise Unfit("not_text")
        sent = str(sent)
    clean = unicodedata.normalize("NFC", sent).replace("\r\n", "\n").replace("\r", "\n").strip()
    if any(unicodedata.category(char) == "Cc" and char not in "\n\t" for char in clean):
        raise Unfit("control_character")
    return clean if component.type == "textarea" else re.sub(r"\s*\n\s*", " ", clean)


def number(component: Component, sent: Any, zone: tzinfo | None) -> int | float | str:
    """A number; one comma stands for the decimal point, as it is written in Indonesian."""
    if isinstance(sent, bool | Mapping | list | tuple):
        raise Unfit("not_a_number")
    written = str(sent).strip()
    if written.count(",") == 1 and "." not in written:
        written = written.replace(",", ".")
    try:
        exact = Decimal(written)
    except InvalidOperation:
        raise Unfit("not_a_number") from None
    if not exact.is_finite() or abs(exact.adjusted()) > EXACT_DIGITS:
        raise Unfit("not_a_number")
    return str(exact) if component.settings.get("serializeToString") else _json_number(component, exact)


def _json_number(component: Component, exact: Decimal) -> int | float:
    digits = component.settings.get("decimalDigits")
    exponent = exact.normalize().as_tuple().exponent
    if isinstance(digits, int) and isinstance(exponent, int) and -exponent > digits:
        raise Unfit("too_many_decimals", digits=digits)
    if exact == exact.to_integral_value():
        return int(exact)
    if len(exact.normalize().as_tuple().digits) > EXACT_DIGITS:
        raise Unfit("too_precise", digits=EXACT_DIGITS)
    return float(exact)


def moment(component: Component, sent: Any, zone: tzinfo | None) -> str:
    """ISO 8601 by the component's subtype; a moment without offset is in the unit's zone."""
    readers: Mapping[str, Callable[[str, tzinfo | None], str]] = {"date": _date, "time": _time}
    if isinstance(sent, Mapping):
        sent = f"{sent.get('date', '')}T{sent.get('time', '')}"
    if not isinstance(sent, str):
        raise Unfit(f"not_a_{component.subtype}")
    try:
        return readers.get(component.subtype, _datetime)(sent.strip(), zone)
    except ValueError:
        raise Unfit(f"not_a_{component.subtype}") from None


def _date(sent: str, zone: tzinfo | None) -> str:
    return date.fromisoformat(sent).isoformat()


def _time(sent: str, zone: tzinfo | None) -> str:
    return time.fromisoformat(sent).isoformat()


def _datetime(sent: str, zone: tzinfo | None) -> str:
    if len(sent) <= 10:
        raise ValueError(sent)
    found = datetime.fromisoformat(sent)
    return (found if found.tzinfo else found.replace(tzinfo=zone)).isoformat()


def truth(component: Component, sent: Any, zone: tzinfo | None) -> bool:
    """A tick. An unticked box sends nothing, and cleaning takes that for false."""
    if isinstance(sent, bool):
        return sent
    word = str(sent).strip().lower()
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    raise Unfit("not_a_truth_value")


def single(component: Component, sent: Any, zone: tzinfo | None) -> Any:
    """One choice as sent; whether it is among the options is judged when they are known."""
    if isinstance(sent, Mapping | list | tuple):
        raise Unfit("not_an_option", value="…")
    return sent


def several(component: Component, sent: Any, zone: tzinfo | None) -> list[Any]:
    """Choices without repetition, in the order sent."""
    items = list(sent) if isinstance(sent, list | tuple) else [sent]
    if any(isinstance(item, Mapping | list | tuple) for item in items):
        raise Unfit("not_an_option", value="…")
    return list(dict.fromkeys(item for item in items if item not in ("", None)))


def files(component: Component, sent: Any, zone: tzinfo | None) -> list[str]:
    """Ids of attachments that were stored before."""
    items = [item for item in (sent if isinstance(sent, list | tuple) else [sent]) if item not in ("", None)]
    if not all(isinstance(item, str) and _FILE_ID.match(item) for item in items):
        raise Unfit("not_a_file")
    if len(items) > 1 and not component.multiple:
        raise Unfit("one_file_only")
    return list(dict.fromkeys(items))


Converter = Callable[[Component, Any, "tzinfo | None"], Any]

CONVERTERS: Mapping[str, Converter] = {
    "textfield": text,
    "textarea": text,
    "number": number,
    "datetime": moment,
    "checkbox": truth,
    "radio": single,
    "select": single,
    "checklist": several,
    "taglist": several,
    "filepicker": files,
}
