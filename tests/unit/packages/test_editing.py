"""Writing one part of procedure.yaml anew, and telling two packages apart."""

from __future__ import annotations

import pytest

from tests.harness.processes import ROOT
from workflows.packages import Package, read
from workflows.packages.changes import Change, Verb, changed_elements, changes_between
from workflows.packages.editing import in_utf8, next_label, renamed, with_files, with_section
from workflows.packages.markup import parse, plain

FOLDERS = sorted(path.parent for path in (ROOT / "fixtures/procedures").glob("*/procedure.yaml"))
SOURCE = b"""# heading
format: 1
key: coba   # the key
title: {id: Coba}
# about the states
states:
  - {code: A, title: {id: A}, stage: open}

# about the rest
survey: true
"""


def package(name: str) -> Package:
    return read(ROOT / "fixtures/procedures" / name)


def tree(source: bytes) -> object:
    return plain(parse(source)[0])


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_part_of_every_package_can_be_written_anew(folder) -> None:
    source = read(folder).files["procedure.yaml"]
    said = tree(source)
    for key, value in said.items():
        assert tree(with_section(source, key, value)) == said


def test_nothing_but_the_part_changes() -> None:
    written = with_section(SOURCE, "states", [{"code": "B", "title": {"id": "B"}, "stage": "done"}])
    expected = SOURCE.replace(
        b"  - {code: A, title: {id: A}, stage: open}", b"- code: B\n  title: {id: B}\n  stage: done"
    )
    assert written == expected


def test_a_new_part_stands_where_the_format_has_it_and_an_empty_one_goes() -> None:
    written = with_section(SOURCE, "parties", [{"role": "pelapor", "path": "pelapor"}])
    assert list(tree(written)) == ["format", "key", "title", "states", "parties", "survey"]
    assert list(tree(with_section(SOURCE, "states", []))) == ["format", "key", "title", "survey"]


@pytest.mark.parametrize("source", [b"[1, 2]\n", b"{format: 1}\n"])
def test_what_is_no_mapping_in_blocks_is_refused(source: bytes) -> None:
    with pytest.raises(ValueError, match="mapping"):
        with_section(source, "survey", True)


@pytest.mark.parametrize(
    ("label", "expected"), [("1.3", "1.4"), ("9", "10"), ("percobaan", "percobaan.1"), ("", "1.0")]
)
def test_the_label_of_a_copy(label: str, expected: str) -> None:
    assert next_label(label) == expected


def test_a_changed_limit_is_one_change() -> None:
    before = package("sktlk")
    said = tree(before.files["procedure.yaml"])
    said["clocks"][0]["target"] = "PT15M"
    source = with_section(before.files["procedure.yaml"], "clocks", said["clocks"])
    after = with_files(before, {"procedure.yaml": source})
    assert changes_between(before, after) == [
        Change(
            Verb.CHANGED, "ClockDefinition", "Pelayanan SKTLK", "target", "PT10M", "PT15M", "procedure.yaml"
        )
    ]


def test_an_element_of_the_diagram_is_named() -> None:
    before = package("sktlk")
    drawn = before.files["sktlk.bpmn"].replace(b"role:banit_spkt", b"role:pamapta", 1)
    changes = changes_between(before, with_files(before, {"sktlk.bpmn": drawn}))
    assert [(change.what, change.field) for change in changes] == [("node", "role")]
    assert changed_elements(changes) == {changes[0].element}


def test_moving_a_shape_is_told_as_that() -> None:
    before = package("sktlk")
    drawn = before.files["sktlk.bpmn"].replace(b'<dc:Bounds x="', b'<dc:Bounds x="1', 1)
    changes = changes_between(before, with_files(before, {"sktlk.bpmn": drawn}))
    assert [(change.what, change.verb) for change in changes] == [("drawing", Verb.CHANGED)]


def test_added_and_removed_things_are_told_once() -> None:
    before = package("lp")
    without = with_files(before, {"messages/sttlp.yaml": None, "scenarios/a6_terlambat.yaml": None})
    assert {(change.verb, change.what) for change in changes_between(before, without)} == {
        (Verb.REMOVED, "MessageDefinition"),
        (Verb.REMOVED, "scenario"),
    }
    assert {change.verb for change in changes_between(without, before)} == {Verb.ADDED}
    assert changes_between(before, before) == []


def test_a_package_gets_a_key_of_its_own() -> None:
    made = renamed(package("penerusan"), key="izin_baru", title="Izin baru")
    assert (made.key, made.definition.title.id, made.process.id) == ("izin_baru", "Izin baru", "izin_baru")


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        ('<?xml version="1.0" encoding="ISO-8859-1"?><a n="é"/>'.encode("latin-1"), "é"),
        ('<?xml version="1.0" encoding="UTF-8"?><a n="é"/>'.encode(), "é"),
        (b'<?xml version="1.0" encoding="unknown"?><a n="e"/>', "e"),
        ('<a n="é"/>'.encode(), "é"),
    ],
)
def test_a_page_gets_xml_in_utf8(xml: bytes, expected: str) -> None:
    text = in_utf8(xml).decode()
    assert f'n="{expected}"' in text
    assert "ISO" not in text
