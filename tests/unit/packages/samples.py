"""A small sound package, as strings: two user tasks, a gateway, a clock, a document. Tests break it on purpose."""

from __future__ import annotations

from pathlib import Path

PROCEDURE = """\
format: 1
key: kunjungan
version: "1.0"
title: {id: Buku tamu, en: Guest book}
process: kunjungan.bpmn
function: spkt
start:
  - {channels: [langsung], event: mulai, form: terima, by: [role:banit_spkt]}
parameters:
  - {code: masa, type: duration, default: P14D, title: {id: Masa, en: Validity}}
states:
  - {code: DITERIMA, title: {id: Diterima, en: Received}, stage: open, public: true}
  - {code: SELESAI, title: {id: Selesai, en: Done}, stage: done}
clocks:
  - code: layanan
    title: {id: Layanan, en: Service}
    starts: [DITERIMA]
    stops: [SELESAI]
    target: PT10M
    escalate:
      - {at: 75%, to: "role:pamapta", by: [inbox]}
numbers:
  tamu: {pattern: "T/{n}/{roman_month}/{year}/{unit_path}"}
documents:
  - {code: kartu, title: {id: Kartu, en: Card}, template: documents/kartu.typ, number: tamu, valid: "=param.masa"}
parties:
  - {role: tamu, path: tamu, identity: true}
search: [{path: tujuan, as: purpose}]
retention: P1Y
"""

DIAGRAM = """\
<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    id="d" targetNamespace="urn:contoh">
  <bpmn:process id="kunjungan" isExecutable="true">
    <bpmn:startEvent id="mulai" name="Datang"/>
    <bpmn:sequenceFlow id="f1" sourceRef="mulai" targetRef="periksa"/>
    <bpmn:userTask id="periksa" name="Periksa">
      <bpmn:extensionElements>
        <zeebe:userTask/>
        <zeebe:formDefinition formId="terima"/>
        <zeebe:assignmentDefinition candidateGroups="role:banit_spkt"/>
        <zeebe:properties><zeebe:property name="state" value="DITERIMA"/></zeebe:properties>
      </bpmn:extensionElements>
    </bpmn:userTask>
    <bpmn:sequenceFlow id="f2" sourceRef="periksa" targetRef="kartu"/>
    <bpmn:serviceTask id="kartu" name="Terbitkan kartu">
      <bpmn:extensionElements>
        <zeebe:taskDefinition type="issue_document"/>
        <zeebe:taskHeaders><zeebe:header key="document" value="kartu"/></zeebe:taskHeaders>
        <zeebe:properties><zeebe:property name="state" value="SELESAI"/></zeebe:properties>
      </bpmn:extensionElements>
    </bpmn:serviceTask>
    <bpmn:sequenceFlow id="f3" sourceRef="kartu" targetRef="selesai"/>
    <bpmn:endEvent id="selesai" name="Pulang"/>
  </bpmn:process>
</bpmn:definitions>
"""

FORM = """\
{
  "type": "default",
  "id": "terima",
  "schemaVersion": 18,
  "components": [
    {"type": "group", "path": "tamu", "label": "Tamu", "properties": {"include": "umum/orang", "party": "tamu"}},
    {"type": "textfield", "key": "tujuan", "label": "Tujuan", "validate": {"required": true}},
    {
      "type": "textfield", "key": "syarat", "label": "Syarat",
      "properties": {"widget": "checklist", "decision": "syarat"}
    }
  ]
}
"""

PART = (
    '{"components": [{"type": "textfield", "key": "nama", "label": "Nama", "validate": {"required": true}}]}'
)

DECISION = """\
<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="syarat_d" name="Syarat" namespace="urn:syarat">
  <inputData id="in1" name="tujuan"><variable name="tujuan" typeRef="string"/></inputData>
  <decision id="syarat" name="Syarat">
    <variable name="Syarat"/>
    <informationRequirement><requiredInput href="#in1"/></informationRequirement>
    <literalExpression>
      <text>if tujuan = "dinas" then [{code: "surat", label: "Surat tugas", min: 1}] else []</text>
    </literalExpression>
  </decision>
</definitions>
"""

MESSAGE = """\
on: state:SELESAI
to: party:tamu
channels: [sms, page]
text: {id: "Nomor {{ nomor }}", en: "Number {{ nomor }}"}
"""

SCENARIO = """\
name: A guest comes and goes
given:
  at: "2026-11-23T09:00:00+08:00"
  unit: {level: polres, zone: Asia/Makassar}
  people: {banit1: "role:banit_spkt"}
start: {by: banit1, channel: langsung, with: {tujuan: dinas, tamu: {nama: Siti Contoh}}}
steps:
  - {complete: periksa, by: banit1, with: {tujuan: dinas}}
  - {advance: PT8M}
  - {refused: {complete: periksa, by: banit1, code: task_already_done}}
expect:
  {status: completed, state: SELESAI, path: [periksa], documents: [{code: kartu, valid: P14D}],
   clocks: [{code: layanan, status: met}]}
"""

FILES = {
    "procedure.yaml": PROCEDURE,
    "kunjungan.bpmn": DIAGRAM,
    "forms/terima.form": FORM,
    "decisions/syarat.dmn": DECISION,
    "documents/kartu.typ": "= Kartu\n",
    "messages/selesai.yaml": MESSAGE,
    "scenarios/biasa.yaml": SCENARIO,
    "README.md": "Contoh.\n",
}


def put(folder: Path, files: dict[str, str] | None = None) -> Path:
    """The sample on disk, with `_umum` beside it. Gives the package's folder."""
    package = folder / "kunjungan"
    for name, text in (FILES if files is None else files).items():
        target = package / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    part = folder / "_umum" / "forms" / "orang.form"
    part.parent.mkdir(parents=True, exist_ok=True)
    part.write_text(PART, encoding="utf-8")
    (folder / "_umum" / "unused.typ").write_text("= Nobody\n", encoding="utf-8")
    return package


def changed(**files: tuple[str, str]) -> dict[str, str]:
    """The sample with one text replaced in each named file (`__` for `/`, `_dot_` for `.`)."""
    result = dict(FILES)
    for name, (old, new) in files.items():
        path = name.replace("__", "/").replace("_dot_", ".")
        if old not in result[path]:
            raise ValueError(f"{old!r} is not in {path}")
        result[path] = result[path].replace(old, new)
    return result
