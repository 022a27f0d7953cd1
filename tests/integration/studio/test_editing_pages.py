"""The plain forms of a draft: sent back unchanged they change nothing; what is changed is changed alone."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.harness.processes import ROOT
from tests.integration.cases.desk_of_test import Desk, make_desk
from tests.integration.studio.studio_of_test import address, begun, client_of, fresh, give_parts, saying
from workflows.drafts import copy_version
from workflows.models import ProcedureVersion
from workflows.packages import read
from workflows.selectors import package_of
from workflows.services import import_package

pytestmark = pytest.mark.django_db

SECTIONS = ("stages", "general", "data", "letters")
KEYS = sorted(path.parent.name for path in (ROOT / "fixtures/procedures").glob("*/procedure.yaml"))


class Inputs(HTMLParser):
    """What a browser would send of a page's draft form."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[tuple[str, str]] = []
        self.inside = False
        self.select = self.area = ""
        self.text = ""
        self.first: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = said.get("id") == "draft"
        if not self.inside:
            return
        name = said.get("name", "")
        if tag == "input" and name:
            ticked = said.get("type") not in ("checkbox", "radio") or "checked" in said
            if ticked:
                self.sent.append((name, said.get("value", "on")))
        elif tag == "select":
            self.select, self.first = name, None
        elif tag == "option" and self.select:
            value = said.get("value", "")
            self.first = value if self.first is None else self.first
            if "selected" in said:
                self.sent.append((self.select, value))
                self.first, self.select = None, ""
        elif tag == "textarea":
            self.area, self.text = name, ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.area:
            self.sent.append((self.area, self.text.removeprefix("\n")))
            self.area = ""
        if tag == "select" and self.select:
            self.sent.append((self.select, self.first or ""))
            self.select = ""
        if tag == "form":
            self.inside = False


def form_of(client: Client, page: str) -> dict[str, Any]:
    parser = Inputs()
    parser.feed(client.get(page).content.decode())
    sent: dict[str, Any] = {}
    for name, value in parser.sent:
        sent.setdefault(name, []).append(value)
    return sent


@pytest.fixture
def desk(tmp_path: Path, settings: Any) -> Desk:
    settings.STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    made = make_desk(tmp_path)
    give_parts(made)
    return made


@pytest.fixture
def draft(desk: Desk) -> ProcedureVersion:
    return begun(desk)


@pytest.fixture
def author(desk: Desk) -> Client:
    return client_of(desk.banit2)


@pytest.mark.parametrize("key", KEYS)
def test_a_page_sent_back_as_it_is_changes_no_byte(desk: Desk, author: Client, key: str) -> None:
    """Every form of every package that is shipped."""
    stored = import_package(package=read(ROOT / "fixtures/procedures" / key), findings=()).version
    draft = copy_version(source=stored, actor=desk.banit2)
    before = package_of(draft).files
    names = [file.removeprefix("forms/").removesuffix(".form") for file in package_of(draft).form_files]
    pages = [address(tab, draft) for tab in SECTIONS]
    pages += [address("form", draft, name) for name in names if f"forms/{name}.form" in before]
    pages += [
        address("notice", draft, record.file.removeprefix("messages/").removesuffix(".yaml"))
        for record in package_of(draft).message_records
    ]
    for page in pages:
        sent = form_of(author, page)
        assert "_suntingan" in sent, page
        assert author.post(page, sent).status_code == 302, page
        after = package_of(fresh(draft)).files
        assert {name: after[name] for name in after if before.get(name) != after[name]} == {}, page


def test_a_limit_is_typed_in_words(draft: ProcedureVersion, author: Client) -> None:
    page = address("stages", draft)
    sent = form_of(author, page)
    assert sent["clocks.0.target"] == ["1 jam"]
    author.post(page, {**sent, "clocks.0.target": ["30 menit"]})
    clock = saying(draft).clocks[0]
    assert (clock.target, clock.stops) == ("PT30M", ("TERBIT", "DITOLAK"))


def test_rows_are_added_moved_and_taken_out(draft: ProcedureVersion, author: Client) -> None:
    page = address("stages", draft)
    author.post(page, {**form_of(author, page), "_lakukan": "tambah:clocks.0.escalate"})
    sent = form_of(author, page)
    sent |= {"clocks.0.escalate.1.at": ["75%"], "clocks.0.escalate.1.to": ["role:pamapta"]}
    author.post(page, {**sent, "_lakukan": "naik:clocks.0.escalate.1"})
    steps = saying(draft).clocks[0].escalate
    assert [(step.at, step.to) for step in steps] == [("75%", "role:pamapta"), ("100%", "role:ka_spkt")]
    author.post(page, {**form_of(author, page), "_lakukan": "hapus:clocks.0.escalate.0"})
    assert [step.at for step in saying(draft).clocks[0].escalate] == ["100%"]


def test_a_number_keeps_its_code(draft: ProcedureVersion, author: Client) -> None:
    page = address("data", draft)
    sent = form_of(author, page)
    author.post(page, {**sent, "numbers.0._key": ["izin"], "numbers.0.pattern": ["AULA/{n}/{year}"]})
    assert {code: each.pattern for code, each in saying(draft).numbers.items()} == {"izin": "AULA/{n}/{year}"}


def test_a_field_is_added_to_a_form(draft: ProcedureVersion, author: Client) -> None:
    page = address("form", draft, "terima")
    author.post(page, {**form_of(author, page), "_lakukan": "tambah:", "_jenis": "filepicker"})
    sent = form_of(author, page)
    sent |= {"c.2.label": ["Surat permohonan"], "c.2.key": ["surat_permohonan"], "c.2.required": ["true"]}
    author.post(page, sent)
    form = package_of(fresh(draft)).form("terima")
    added = form.components[-1]
    assert (added.type, added.path, added.label, added.required) == (
        "filepicker",
        "surat_permohonan",
        "Surat permohonan",
        True,
    )
    shown = author.get(page).content.decode()
    assert shown.index("Yang dilihat petugas") < shown.rindex("Surat permohonan")


def test_a_decision_table_is_edited_in_a_grid(draft: ProcedureVersion, author: Client) -> None:
    page = address("table", draft, "kelayakan")
    before = package_of(draft).files["decisions/kelayakan.dmn"]
    author.post(page, form_of(author, page))
    assert package_of(fresh(draft)).files["decisions/kelayakan.dmn"] == before
    author.post(page, {**form_of(author, page), "_lakukan": "masukan"})
    sent = form_of(author, page)
    sent |= {"i.1.label": ["Jumlah tamu"], "i.1.text": ["jumlah_tamu"], "i.1.type": ["number"]}
    sent |= {"r.0.1": ["<= 200"]}
    author.post(page, {**sent, "_lakukan": "aturan"})
    sent = form_of(author, page)
    author.post(page, {**sent, "r.2.0": ["true"], "r.2.1": ["> 200"], "r.2.2": ['"tidak_layak"']})
    model = package_of(fresh(draft)).decision_model("kelayakan")
    for guests, answer in ((150, "layak"), (201, "tidak_layak")):
        inputs = {"syarat_lengkap": True, "jumlah_tamu": guests}
        assert model.evaluate("kelayakan", inputs) == answer
    author.post(page, {**form_of(author, page), "_lakukan": "hapus:2"})
    assert package_of(fresh(draft)).decision_model("kelayakan").evaluate("kelayakan", inputs) is None


def test_new_things_are_complete_enough_to_be_edited(draft: ProcedureVersion, author: Client) -> None:
    for tab, name, more in (
        ("forms", "baru", {}),
        ("tables", "biaya", {"judul": "Biaya"}),
        ("notices", "ditolak", {}),
    ):
        version = fresh(draft)
        sent = {"nama": name, "_suntingan": version.revision, "_halaman": "x", **more}
        answer = author.post(address(tab, draft), sent)
        assert author.get(answer.url).status_code == 200
    package = package_of(fresh(draft))
    assert {"forms/baru.form", "decisions/biaya.dmn", "messages/ditolak.yaml"} <= set(package.files)
    assert package.decision_model("biaya").evaluate("biaya", {"masukan": "x"}) == "ya"


def test_the_diagram_is_saved_and_judged(draft: ProcedureVersion, author: Client) -> None:
    source = package_of(draft).files["izin_aula.bpmn"].decode()
    drawn = source.replace('formId="setujui"', 'formId="tidak_ada"')
    answer = author.post(address("save_diagram", draft), {"xml": drawn, "_suntingan": 0, "_halaman": "x"})
    told = json.loads(answer.content)
    assert told["revision"] == 1
    assert [(found["element"], found["here"]) for found in told["findings"]] == [("setujui", True)]
    other = author.post(address("save_diagram", draft), {"xml": source, "_suntingan": 0, "_halaman": "y"})
    assert (other.status_code, json.loads(other.content)["code"]) == (409, "draft_changed")


def test_shapes_are_laid_out_anew(draft: ProcedureVersion, author: Client) -> None:
    source = package_of(draft).files["izin_aula.bpmn"].decode()
    answer = json.loads(author.post(address("layout", draft), {"xml": source}).content)
    assert answer["xml"].count("BPMNShape ") == source.count("BPMNShape ")
    refused = author.post(address("layout", draft), {"xml": "<broken"})
    assert refused.status_code == 422
    assert json.loads(refused.content)["text"]


def test_scenarios_run_and_show_their_path(draft: ProcedureVersion, author: Client) -> None:
    page = author.post(address("scenarios", draft), {"jalankan": "scenarios/syarat_kurang.yaml"})
    shown = page.context["shown"]
    assert shown["result"].passed
    assert [step["element"] for step in shown["steps"]] == ["periksa", "tentukan"]
    assert 'data-path="alur_01' in page.content.decode()
    everything = author.post(address("scenarios", draft))
    assert [row["outcome"]["result"].passed for row in everything.context["rows"]] == [True, True]


def test_a_letter_is_previewed_on_sample_data(draft: ProcedureVersion, author: Client) -> None:
    answer = author.get(address("preview", draft, "surat"))
    assert answer.content.startswith(b"%PDF")


def test_a_broken_file_can_still_be_mended(draft: ProcedureVersion, author: Client) -> None:
    page = address("file", draft, "procedure.yaml")
    before = package_of(draft).files["procedure.yaml"].decode()
    author.post(page, {"isi": "key: [", "_suntingan": 0, "_halaman": "x"})
    for tab in (*SECTIONS, "version", "flow", "forms", "scenarios", "files", "review", "tables", "notices"):
        assert author.get(address(tab, draft)).status_code in (200, 404), tab
    author.post(page, {"isi": before, "_suntingan": 1, "_halaman": "x"})
    assert saying(draft).key == "izin_aula"
