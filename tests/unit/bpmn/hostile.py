"""Files that nobody means well with, and the code each must be refused with."""

from __future__ import annotations

from .diagram import HEAD, wrap

_BODY = f'{HEAD}<process id="p"><startEvent id="s"/></process></definitions>'


def _bomb() -> str:
    rows = ['<!ENTITY a0 "ha">', *(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 12))]
    return f"<!DOCTYPE bomb [{''.join(rows)}]>{_BODY}".replace("startEvent id", 'startEvent name="&a11;" id')


def _nested(depth: int) -> bytes:
    opened = "".join(f'<subProcess id="u{i}">' for i in range(depth))
    return wrap(opened + "</subProcess>" * depth)


REFUSED_AS = {
    "empty": ("BPMN-001", b""),
    "zero bytes": ("BPMN-001", b"\0" * 100),
    "no xml": ("BPMN-001", b"halo"),
    "a zip": ("BPMN-001", b"PK\x03\x04" + bytes(range(256))),
    "cut off": ("BPMN-001", _BODY[:-20].encode()),
    "two roots": ("BPMN-001", _BODY.encode() * 2),
    "undefined entity": ("BPMN-001", _BODY.replace("<startEvent", "&hilang;<startEvent").encode()),
    "bad utf-8": ("BPMN-001", _BODY.replace('"s"', '"s\udcff\udcfe"').encode("utf-8", "surrogateescape")),
    "unknown encoding": ("BPMN-001", f'<?xml version="1.0" encoding="klingon"?>{_BODY}'.encode()),
    "prefix without namespace": ("BPMN-001", _BODY.replace("<startEvent", "<x:startEvent").encode()),
    "doctype": ("BPMN-002", f"<!DOCTYPE definitions>{_BODY}".encode()),
    "doctype in utf-16": (
        "BPMN-002",
        f'<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x>{_BODY}'.encode("utf-16"),
    ),
    "external entity": (
        "BPMN-002",
        b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        + _BODY.replace("<start", "&x;<start").encode(),
    ),
    "external dtd": ("BPMN-002", f'<!DOCTYPE d SYSTEM "http://127.0.0.1:9/x.dtd">{_BODY}'.encode()),
    "parameter entity": (
        "BPMN-002",
        f'<!DOCTYPE d [<!ENTITY % x SYSTEM "http://127.0.0.1:9/">%x;]>{_BODY}'.encode(),
    ),
    "billion laughs": ("BPMN-002", _bomb().encode()),
    "too many bytes": ("BPMN-003", _BODY.encode() + b" " * (2 * 1024 * 1024)),
    "nested 101 deep": ("BPMN-004", _nested(101)),
    "nested 40,000 deep": ("BPMN-004", _nested(40_000)),
    "100,001 elements": ("BPMN-005", wrap("<documentation/>" * 100_001)),
    "20,000 tasks": ("BPMN-005", wrap("".join(f'<task id="t{i}"/>' for i in range(20_000)))),
    "another root": ("BPMN-006", b"<svg/>"),
    "another namespace": (
        "BPMN-006",
        b'<definitions xmlns="http://example.org/"><process id="p"/></definitions>',
    ),
    "no process": ("BPMN-007", f"{HEAD}</definitions>".encode()),
}
REFUSED = {name: xml for name, (_, xml) in REFUSED_AS.items()}
