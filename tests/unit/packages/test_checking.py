"""Every fault of a package is found, with its place; all of them in one run."""

from __future__ import annotations

from pathlib import Path
from string import Formatter

import pytest

from workflows.findings import LANGUAGES, Finding, Severity, render, texts
from workflows.packages import PackageVocabulary, check, read

from . import samples

INSTALLATION = PackageVocabulary(
    roles=["banit_spkt", "pamapta"],
    functions=["spkt", "reskrim"],
    levels=["polda", "polres", "polsek"],
    catalogues=["agama"],
    calendars=["kantor"],
    job_types={"issue_document": ("document",), "notify": ("message",), "reserve_number": ("number",)},
)


def findings(
    tmp_path: Path, files: dict[str, str], vocabulary: PackageVocabulary = INSTALLATION
) -> list[Finding]:
    found = check([read(samples.put(tmp_path, files))], vocabulary)
    for one in (one for one in found if one.code.startswith(("PKG-", "FORM-"))):
        for lang in LANGUAGES:
            text = render(one, lang)
            assert text.message
            assert text.hint
    return found


def test_the_sample_is_sound(tmp_path: Path) -> None:
    assert findings(tmp_path, samples.FILES) == []


def test_a_package_alone_demands_no_installation(tmp_path: Path) -> None:
    assert check([read(samples.put(tmp_path))]) == []


def test_twelve_faults_in_six_files_yield_twelve_findings(tmp_path: Path) -> None:
    files = dict(samples.FILES)
    files["procedure.yaml"] = (
        samples.PROCEDURE.replace("retention: P1Y", "retension: P1Y")
        .replace("starts: [DITERIMA]", "starts: [DITRIMA]")
        .replace("role:pamapta", "role:pamapata")
        .replace("target: PT10M", "target: 10 minutes")
    )
    files["kunjungan.bpmn"] = samples.DIAGRAM.replace('formId="terima"', 'formId="trima"').replace(
        'value="SELESAI"', 'value="SLESAI"'
    )
    files["forms/terima.form"] = samples.FORM.replace('"decision": "syarat"', '"decision": "sarat"').replace(
        '"type": "textfield", "key": "tujuan"', '"type": "textfeld", "key": "tujuan"'
    )
    files["decisions/syarat.dmn"] = samples.DECISION.replace("if tujuan = ", "if tujuan == ")
    files["messages/selesai.yaml"] = samples.MESSAGE.replace("{{ nomor }}", "{{ nomor + }}", 1).replace(
        "sms", "smss"
    )
    files["scenarios/biasa.yaml"] = samples.SCENARIO.replace(
        "{complete: periksa, by", "{complete: priksa, by", 1
    )
    found = findings(tmp_path, files)
    wanted = {
        ("procedure.yaml", "PKG-103"),
        ("procedure.yaml", "PKG-209"),
        ("procedure.yaml", "PKG-205"),
        ("procedure.yaml", "PKG-106"),
        ("kunjungan.bpmn", "BPMN-102"),
        ("kunjungan.bpmn", "BPMN-110"),
        ("forms/terima.form", "FORM-121"),
        ("forms/terima.form", "FORM-102"),
        ("messages/selesai.yaml", "PKG-204"),
        ("messages/selesai.yaml", "PKG-107"),
        ("scenarios/biasa.yaml", "PKG-241"),
    }
    said = {(one.file, one.code) for one in found if one.severity is Severity.ERROR}
    decision = {one for one in said if one[0] == "decisions/syarat.dmn"}
    assert said - decision == wanted
    assert len(decision) == 1
    assert len([one for one in found if one.severity is Severity.ERROR]) == 12
    assert all(one.line for one in found if one.severity is Severity.ERROR)


#: file, text, its replacement, the finding, the key or element it points at.
FAULTS = [
    ("procedure.yaml", "format: 1", "format: 2", "PKG-201", "format"),
    ("procedure.yaml", "key: kunjungan", "key: Kunjungan", "PKG-106", "key"),
    ("procedure.yaml", "key: kunjungan\n", "", "PKG-104", "key"),
    ("procedure.yaml", "stage: done}", "stage: finished}", "PKG-107", "states[1].stage"),
    ("procedure.yaml", "stage: done}", "stage: done, colour: red}", "PKG-114", "states[1].colour"),
    ("procedure.yaml", "public: true", 'public: "yes"', "PKG-105", "states[0].public"),
    ("procedure.yaml", "code: SELESAI,", "code: DITERIMA,", "PKG-202", "DITERIMA"),
    ("procedure.yaml", "default: P14D", "default: 14", "PKG-203", "masa"),
    ("procedure.yaml", '"=param.masa"', '"=param."', "PKG-204", "documents[0].valid"),
    ("procedure.yaml", '"=param.masa"', '"=param.mas"', "PKG-261", "documents[0].valid"),
    ("procedure.yaml", '"=param.masa"', '"=unit.working_day(now(), now())"', "PKG-262", "documents[0].valid"),
    ("messages/selesai.yaml", "{{ nomor }}", "{{ unit.nama }}", "PKG-262", "text"),
    ("procedure.yaml", "function: spkt", "function: sptk", "PKG-206", "function"),
    (
        "procedure.yaml",
        '"role:pamapta"',
        "'=" + " + ".join(['"role:pamapta"'] * 12) + "'",
        "PKG-265",
        "clocks[0].escalate[0].to",
    ),
    (
        "procedure.yaml",
        "function: spkt",
        "function: spkt\nswitched_off: {text: {id: Tidak}, forward: [{title: {id: Sana}, procedure: nowhere}]}",
        "PKG-263",
        "switched_off.forward[0].procedure",
    ),
    ("procedure.yaml", "code: masa, type", "code: offered, type", "PKG-264", "parameters[0].code"),
    ("procedure.yaml", "role:pamapta", "role:pamapta@level:pores", "PKG-207", "clocks[0].escalate[0].to"),
    ("procedure.yaml", "role:pamapta", "Pak Kanit", "PKG-208", "clocks[0].escalate[0].to"),
    ("procedure.yaml", "process: kunjungan.bpmn", "process: kunjugan.bpmn", "PKG-210", "process"),
    ("procedure.yaml", "event: mulai", "event: mulia", "PKG-214", "start[0].event"),
    ("procedure.yaml", "form: terima", "form: trima", "PKG-215", "start[0].form"),
    ("procedure.yaml", "target: PT10M", "target: P3D\n    calendar: kntor", "PKG-219", "clocks[0].calendar"),
    (
        "procedure.yaml",
        "target: PT10M",
        "target: P3D\n    calendar: workday",
        "PKG-220",
        "clocks[0].escalate[0].at",
    ),
    ("procedure.yaml", "template: documents/kartu.typ, ", "", "PKG-222", "kartu"),
    ("procedure.yaml", "documents/kartu.typ", "documents/katu.typ", "PKG-224", "documents[0].template"),
    ("procedure.yaml", "number: tamu", "number: tamoe", "PKG-225", "documents[0].number"),
    ("procedure.yaml", "{roman_month}", "{roman_mont}", "PKG-226", "numbers.tamu.pattern"),
    ("procedure.yaml", "T/{n}/", "T/", "PKG-228", "numbers.tamu.pattern"),
    ("procedure.yaml", "T/{n}/", "T/{series}/{n}/", "PKG-229", "numbers.tamu.pattern"),
    ("procedure.yaml", "path: tujuan", "path: tamu.nama", "PKG-230", "search[0].path"),
    ("procedure.yaml", "title: {id: Buku tamu, en: Guest book}", "title: {id: [}", "PKG-101", ""),
    ("kunjungan.bpmn", 'key="document" value="kartu"', 'key="dokumen" value="kartu"', "PKG-231", "kartu"),
    ("kunjungan.bpmn", 'key="document" value="kartu"', 'key="document" value="katu"', "BPMN-121", "kartu"),
    ("kunjungan.bpmn", "<bpmn:definitions", "<!DOCTYPE x><bpmn:definitions", "BPMN", ""),
    ("messages/selesai.yaml", "state:SELESAI", "state:SELSAI", "PKG-209", "on"),
    ("messages/selesai.yaml", "state:SELESAI", "document:katu", "PKG-233", "on"),
    ("messages/selesai.yaml", "state:SELESAI", "clock:layanann", "PKG-235", "on"),
    ("messages/selesai.yaml", "party:tamu", "party:tammu", "PKG-218", "to"),
    ("messages/selesai.yaml", "{{ nomor }}", "{{ nomor }", "PKG-237", "text.id"),
    ("kunjungan.bpmn", '"role:banit_spkt"', '"party:tammu"', "PKG-271", "periksa"),
    (
        "procedure.yaml",
        "by: [role:banit_spkt]}",
        "by: [role:banit_spkt], catch_all: true}",
        "PKG-272",
        "start[0].catch_all",
    ),
    (
        "procedure.yaml",
        "function: spkt",
        "function: spkt\ninformation: {checklist: {decision: syrat, input: a, catalogue: agama}}",
        "PKG-273",
        "information.checklist.decision",
    ),
    (
        "procedure.yaml",
        "function: spkt",
        "function: spkt\ninformation: {checklist: {decision: syarat, input: a, catalogue: agma}}",
        "PKG-274",
        "information.checklist.catalogue",
    ),
    (
        "procedure.yaml",
        'valid: "=param.masa"}',
        'valid: "=param.masa", extend: {event: mula}}',
        "PKG-275",
        "documents[0].extend.event",
    ),
    (
        "scenarios/biasa.yaml",
        "by: banit1, with: {tujuan",
        "by: banit2, with: {tujuan",
        "PKG-240",
        "steps[0].by",
    ),
    ("scenarios/biasa.yaml", "state: SELESAI", "state: SELESSAI", "PKG-209", "expect.state"),
    ("scenarios/biasa.yaml", "code: layanan", "code: layann", "PKG-235", "expect.clocks[0].code"),
    ("scenarios/biasa.yaml", "path: [periksa]", "path: [perksa]", "PKG-241", "expect.path[0]"),
    ("scenarios/biasa.yaml", "advance: PT8M", "advnce: PT8M", "PKG-103", "steps[1]"),
    ("scenarios/biasa.yaml", "advance: PT8M", "advance: 8 minutes", "PKG-106", "steps[1].advance"),
    ("scenarios/biasa.yaml", "valid: P14D", "vald: P14D", "PKG-103", "expect.documents[0].vald"),
    ("forms/terima.form", "umum/orang", "umum/orng", "FORM-006", ""),
    ("forms/terima.form", '"party": "tamu"', '"party": "tammu"', "FORM-123", "tamu"),
]


@pytest.mark.parametrize(("file", "old", "new", "code", "element"), FAULTS)
def test_one_fault_is_found_at_its_place(
    tmp_path: Path, file: str, old: str, new: str, code: str, element: str
) -> None:
    assert old in samples.FILES[file]
    files = {**samples.FILES, file: samples.FILES[file].replace(old, new, 1)}
    found = findings(tmp_path, files)
    hits = [one for one in found if one.code.startswith(code)]
    assert hits, found
    assert hits[0].file == file
    assert hits[0].element == element
    if code not in ("FORM-006", "BPMN"):
        assert hits[0].line


def test_an_unknown_key_comes_with_what_was_meant(tmp_path: Path) -> None:
    files = {**samples.FILES, "procedure.yaml": samples.PROCEDURE.replace("retention", "retensi")}
    (found,) = findings(tmp_path, files)
    assert render(found, "en").hint == "Did you mean 'retention'?"
    assert render(found, "id").hint == "Apakah maksudnya 'retention'?"
    assert found.line == samples.PROCEDURE.splitlines().index("retention: P1Y") + 1


def test_aliases_are_refused_and_the_rest_is_still_checked(tmp_path: Path) -> None:
    bomb = "a: &a [x]\nb: [*a, *a]\n"
    files = {**samples.FILES, "messages/selesai.yaml": bomb}
    assert [one.code for one in findings(tmp_path, files)] == ["PKG-109"]


def test_a_state_that_nobody_enters_and_a_file_that_nobody_reads_are_warnings(tmp_path: Path) -> None:
    files = {
        **samples.FILES,
        "form/lain.form": "{}",
        "procedure.yaml": samples.PROCEDURE.replace(
            "clocks:", "  - {code: BATAL, title: {id: Batal}, stage: stopped}\nclocks:"
        ),
    }
    found = findings(tmp_path, files)
    assert {(one.code, one.severity) for one in found} == {
        ("PKG-211", Severity.WARNING),
        ("PKG-221", Severity.WARNING),
    }


def test_a_confirmed_warning_disappears_with_its_reason_only(tmp_path: Path) -> None:
    extra = "  - {code: BATAL, title: {id: Batal}, stage: stopped}\nclocks:"
    confirmed = samples.PROCEDURE.replace("clocks:", extra)
    reason = 'confirmed: [{code: PKG-221, element: BATAL, reason: "Untuk nanti"}]\n'
    files = {**samples.FILES, "procedure.yaml": confirmed + reason}
    assert findings(tmp_path / "one", files) == []
    empty = {**samples.FILES, "procedure.yaml": confirmed + reason.replace("Untuk nanti", "")}
    assert {one.code for one in findings(tmp_path / "two", empty)} == {"PKG-221", "PKG-227"}


def test_a_confirmation_never_hides_an_error(tmp_path: Path) -> None:
    wrong = samples.PROCEDURE.replace("function: spkt", "function: sptk")
    files = {
        **samples.FILES,
        "procedure.yaml": wrong
        + 'confirmed: [{code: PKG-206, element: function, reason: "Memang begitu"}]\n',
    }
    assert {one.code for one in findings(tmp_path, files)} == {"PKG-206", "PKG-227"}


CALL = """<bpmn:callActivity id="lanjut" name="Lanjut">
      <bpmn:extensionElements>
        <zeebe:calledElement processId="lanjutan"/>
        <zeebe:properties><zeebe:property name="state" value="SELESAI"/></zeebe:properties>
      </bpmn:extensionElements>
    </bpmn:callActivity>
    <bpmn:sequenceFlow id="f3" sourceRef="lanjut" targetRef="selesai"/>"""


def _calling(tmp_path: Path) -> Path:
    before, after = samples.DIAGRAM.split('<bpmn:serviceTask id="kartu"')
    rest = after.split('<bpmn:sequenceFlow id="f3" sourceRef="kartu" targetRef="selesai"/>')[1]
    diagram = (before + CALL + rest).replace('targetRef="kartu"', 'targetRef="lanjut"')
    return samples.put(tmp_path, {**samples.FILES, "kunjungan.bpmn": diagram})


def _of_packages(found: list[Finding]) -> list[Finding]:
    """What the diagram's own rules say of call activities is not the matter here."""
    return [one for one in found if one.code.startswith("PKG-")]


def test_another_procedure_that_is_nowhere_is_a_warning_and_an_error_when_published(tmp_path: Path) -> None:
    package = read(_calling(tmp_path))
    (found,) = _of_packages(check([package], INSTALLATION))
    assert (found.code, found.severity, found.element) == ("PKG-234", Severity.WARNING, "lanjut")
    (found,) = _of_packages(check([package], INSTALLATION, publishing=True))
    assert found.severity is Severity.ERROR


def test_packages_checked_together_know_each_other(tmp_path: Path) -> None:
    caller = read(_calling(tmp_path / "one"))
    other = read(
        samples.put(
            tmp_path / "two",
            {
                **samples.FILES,
                "procedure.yaml": samples.PROCEDURE.replace("key: kunjungan", "key: lanjutan"),
            },
        )
    )
    assert _of_packages(check([caller, other], INSTALLATION, publishing=True)) == []


def test_a_bare_diagram_demands_neither_roles_nor_forms_nor_states(tmp_path: Path) -> None:
    file = tmp_path / "x.bpmn"
    file.write_text(samples.DIAGRAM.replace("role:banit_spkt", "role:siapa_saja"))
    assert [one for one in check([read(file)], INSTALLATION) if one.severity is Severity.ERROR] == []


def test_every_code_has_its_sentence_in_both_languages_with_the_same_facts() -> None:
    for code, entry in texts("id").items():
        if not code.startswith(("PKG-", "FORM-", "field.")):
            continue
        other = texts("en")[code]
        for part in ("message", "hint"):
            fields = {name for _, name, _, _ in Formatter().parse(entry.get(part, "")) if name}
            assert fields == {name for _, name, _, _ in Formatter().parse(other.get(part, "")) if name}, code


def test_every_code_of_the_rules_has_a_text() -> None:
    root = Path(__file__).parents[3]
    known = set(texts("id")) & set(texts("en"))
    for folder, prefix in (("workflows/packages", "PKG-"), ("forms_config/schema", "FORM-")):
        for file in (root / folder).rglob("*.py"):
            for piece in file.read_text(encoding="utf-8").split('"')[1::2]:
                if piece.startswith(prefix):
                    assert piece in known, (file, piece)


DISPATCH = """\
dispatch:
  officers: petugas
  starts: [DITERIMA]
  steps: [{code: tiba, title: {id: Tiba}, completes: periksa, form: terima}]
"""


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("", "", ""),
        ("[DITERIMA]", "[DITRIMA]", "PKG-209"),
        ("completes: periksa", "completes: priksa", "PKG-280"),
        ("completes: periksa", "completes: kartu", "PKG-280"),
        ("form: terima", "form: trima", "PKG-215"),
        ("form: terima", "stops: tba", "PKG-235"),
        ("officers: petugas", "officers: petugas\n  clock: tba", "PKG-235"),
        ("officers: petugas", "officers: petugas\n  place: tamu.alamat", "PKG-282"),
        ("officers: petugas", "officers: petugas\n  shows: [tamu]", "PKG-282"),
        ("steps: [{code: tiba", "steps: [{code: tiba, title: {id: Tiba}}, {code: tiba", "PKG-202"),
        (
            "steps: [{code: tiba, title: {id: Tiba}, completes: periksa, form: terima}]",
            "steps: []",
            "PKG-281",
        ),
    ],
)
def test_officers_are_sent_by_names_that_exist_and_see_no_identity(
    tmp_path: Path, before: str, after: str, code: str
) -> None:
    files = dict(samples.FILES)
    files["procedure.yaml"] = samples.PROCEDURE.rstrip("\n") + "\n" + DISPATCH.replace(before, after, 1)
    assert [one.code for one in findings(tmp_path, files)] == ([code] if code else [])


def test_a_screen_for_calls_asks_three_things(tmp_path: Path) -> None:
    files = dict(samples.FILES)
    assert "form: terima," in files["procedure.yaml"]
    files["procedure.yaml"] = samples.PROCEDURE.replace("form: terima,", "form: terima, screen: call,", 1)
    assert findings(tmp_path, files) == []
    more = '{"type": "textfield", "key": "lagi", "label": "Lagi"}'
    files["forms/terima.form"] = samples.FORM.replace('"components": [', f'"components": [{more}, ', 1)
    (found,) = findings(tmp_path, files)
    assert (found.code, found.severity, found.params["count"]) == ("PKG-283", Severity.WARNING, 4)
