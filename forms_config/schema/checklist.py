"""The checklist of documents: rows come from a decision while the form is being filled; each is shown, waived, or
sent back (a blurred scan, say) with the reason.

Value of such a field:

    {"rows": [{"code", "label", "label_en", "min", "form", "done", "count", "files", "waived", "rejected", "reason",
               "note"}],
     "complete": true or false, "missing": [{"code", "label", "missing", and "reason" where it was sent back}]}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .converters import Unfit, files, truth
from .environment import Environment, FieldError
from .model import Component

MAX_COUNT = 999


def rows_of(
    component: Component, context: Mapping[str, Any], environment: Environment
) -> list[dict[str, Any]]:
    """What the decision asks for, given the values so far: `{code, label, label_en, min, form}` each, codes once."""
    answer = environment.decide(str(component.properties.get("decision", "")), context)
    found = answer if isinstance(answer, list) else [answer]
    rows: dict[str, dict[str, Any]] = {}
    for item in found:
        if isinstance(item, Mapping) and item.get("code"):
            row = _row(item)
            rows.setdefault(row["code"], row)
    return list(rows.values())


def _row(item: Mapping[str, Any]) -> dict[str, Any]:
    label = item.get("label", item["code"])
    texts = label if isinstance(label, Mapping) else {"id": label, "en": item.get("label_en")}
    return {
        "code": str(item["code"]),
        "label": str(texts.get("id") or item["code"]),
        "label_en": str(texts.get("en") or ""),
        "min": int(item["min"]) if item.get("min") is not None else 1,
        "form": str(item.get("form") or ""),
    }


def clean_rows(
    component: Component, path: str, asked: list[dict[str, Any]], sent: Any
) -> tuple[dict[str, Any], list[FieldError]]:
    """The field's value and what is wrong in its rows. Rows that the decision no longer asks for are dropped."""
    answers = _by_code(sent)
    rows: list[dict[str, Any]] = []
    errors: list[FieldError] = []
    for row in asked:
        said = answers.get(row["code"], {})
        where = f"{path}.{row['code']}"
        try:
            filled = {**row, **_filled(component, row, said)}
        except Unfit as fault:
            errors.append(FieldError(where, fault.code, fault.params))
            filled = {**row, **_empty()}
        for mark, code in (("waived", "waiver_needs_reason"), ("rejected", "rejection_needs_reason")):
            if filled[mark] and not filled["reason"]:
                errors.append(FieldError(f"{where}.reason", code, {"label": row["label"]}))
        rows.append(filled)
    missing = list(_missing(rows))
    return {"rows": rows, "complete": not missing, "missing": missing}, errors


def _by_code(sent: Any) -> dict[str, Mapping[str, Any]]:
    """Answers by code, from a list of rows, from the value itself, or from a page's form (a mapping by code)."""
    inside = sent.get("rows", sent) if isinstance(sent, Mapping) else sent
    if isinstance(inside, Mapping):
        return {str(code): said for code, said in inside.items() if isinstance(said, Mapping)}
    if isinstance(inside, list | tuple):
        return {str(said["code"]): said for said in inside if isinstance(said, Mapping) and "code" in said}
    return {}


def _filled(component: Component, row: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    attached = _files(component, said.get("files", []))
    ticked = truth(component, said.get("done", False), None)
    count = _count(said.get("count"))
    if count is None:
        # A tick without a number means "all that was asked for"; files speak for themselves.
        count = len(attached) or (row["min"] if ticked else 0)
    waived = truth(component, said.get("waived", False), None)
    rejected = not waived and truth(component, said.get("rejected", False), None)
    return {
        "done": not rejected and (ticked or (count > 0 and count >= row["min"])),
        "count": 0 if rejected else count,
        "files": attached,
        "waived": waived,
        "rejected": rejected,
        "reason": str(said.get("reason") or "").strip()[:1000],
        "note": str(said.get("note") or "").strip()[:1000],
    }


def _empty() -> dict[str, Any]:
    nothing = {"done": False, "count": 0, "files": [], "waived": False, "rejected": False}
    return {**nothing, "reason": "", "note": ""}


def _files(component: Component, sent: Any) -> list[str]:
    items = list(sent) if isinstance(sent, list | tuple) else [sent]
    return list(dict.fromkeys(found for item in items for found in files(component, item, None)))


def _count(sent: Any) -> int | None:
    if sent in (None, ""):
        return None
    try:
        count = int(str(sent))
    except ValueError:
        raise Unfit("not_a_count") from None
    if not 0 <= count <= MAX_COUNT:
        raise Unfit("not_a_count")
    return count


def _missing(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for row in rows:
        short = row["min"] - row["count"]
        # A requirement of zero is an optional one; ticking a row is not enough when the number says otherwise.
        if not row["waived"] and short > 0:
            sent_back = {"reason": row["reason"]} if row["rejected"] else {}
            yield {"code": row["code"], "label": row["label"], "missing": short, **sent_back}
