"""Announcements: declared, about nobody, and their refusal leads somewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from workflows.findings import Severity
from workflows.packages import check, read

from . import samples
from .test_checking import INSTALLATION, findings

ANNOUNCEMENT = """\
announcements:
  - code: kabar
    kind: improvement
    title: {id: "Tentang {{ tujuan }}"}
    fields: [{label: {id: Tujuan, en: Purpose}, value: "=tujuan"}]
"""
PUBLISHING = """<bpmn:serviceTask id="umumkan" name="Umumkan">
      <bpmn:extensionElements>
        <zeebe:taskDefinition type="publish"/>
        <zeebe:taskHeaders><zeebe:header key="announcement" value="kabar"/></zeebe:taskHeaders>
      </bpmn:extensionElements>
    </bpmn:serviceTask>
    <bpmn:sequenceFlow id="f4" sourceRef="umumkan" targetRef="selesai"/>
"""
CATCHING = """<bpmn:boundaryEvent id="ditolak" attachedToRef="umumkan">
      <bpmn:errorEventDefinition id="galat" errorRef="menyebut"/>
    </bpmn:boundaryEvent>
    <bpmn:sequenceFlow id="f5" sourceRef="ditolak" targetRef="periksa"/>
"""
ERROR = '<bpmn:error id="menyebut" errorCode="{code}"/>'
VOCABULARY = INSTALLATION.__class__(
    **{
        **{
            name: getattr(INSTALLATION, name)
            for name in ("roles", "functions", "levels", "catalogues", "calendars")
        },
        "job_types": {**(INSTALLATION.job_types or {}), "publish": ("announcement",)},
    }
)


def files(*, code: str = "identity_named", announcement: str = ANNOUNCEMENT) -> dict[str, str]:
    """The sample, with its card's step followed by one that publishes; without a code nothing catches its refusal."""
    inside = PUBLISHING + (CATCHING if code else "")
    diagram = samples.DIAGRAM.replace(
        '<bpmn:sequenceFlow id="f3" sourceRef="kartu" targetRef="selesai"/>',
        f'<bpmn:sequenceFlow id="f3" sourceRef="kartu" targetRef="umumkan"/>{inside}',
    )
    if code:
        diagram = diagram.replace("<bpmn:process ", ERROR.format(code=code) + "<bpmn:process ")
    return {
        **samples.FILES,
        "kunjungan.bpmn": diagram,
        "procedure.yaml": samples.PROCEDURE + announcement,
    }


def test_an_announcement_about_nobody_is_sound(tmp_path: Path) -> None:
    assert findings(tmp_path, files(), VOCABULARY) == []


@pytest.mark.parametrize(
    ("before", "after", "code", "place"),
    [
        ("code: kabar", "code: kabr", "PKG-242", "umumkan"),
        ('"=tujuan"', '"=tamu.nama"', "PKG-243", "announcements[0].fields[0].value"),
        ("{{ tujuan }}", "{{ tamu.nama }}", "PKG-243", "announcements[0].title.id"),
        ("{{ tujuan }}", "{{ tujuan + }}", "PKG-204", "announcements[0].title.id"),
        ("{{ tujuan }}", "{{ tujuan", "PKG-237", "announcements[0].title.id"),
        ("kind: improvement", "kind: rumor", "PKG-107", "announcements[0].kind"),
    ],
)
def test_a_fault_is_named_with_its_place(
    before: str, after: str, code: str, place: str, tmp_path: Path
) -> None:
    changed = ANNOUNCEMENT.replace(before, after)
    assert changed != ANNOUNCEMENT
    found = findings(tmp_path, files(announcement=changed), VOCABULARY)
    assert (code, place) in {(one.code, one.element) for one in found}


@pytest.mark.parametrize("code", ["", "sesuatu_lain"])
def test_a_refusal_that_nothing_catches_is_a_warning(code: str, tmp_path: Path) -> None:
    (found,) = check([read(samples.put(tmp_path, files(code=code)))], VOCABULARY)
    assert (found.code, found.severity, found.element) == ("PKG-244", Severity.WARNING, "umumkan")
