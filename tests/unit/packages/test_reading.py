"""Folders and zips become packages within limits; attacks are refused, all of what is wrong at once."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflows.packages import Package, PackageError, read, to_zip, write
from workflows.packages.archive import content_hash, read_zip

from . import samples


def zipped(fill: Callable[[zipfile.ZipFile], None]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("procedure.yaml", samples.PROCEDURE)
        fill(archive)
    return buffer.getvalue()


def codes(source: bytes) -> list[str]:
    with pytest.raises(PackageError) as refusal:
        read(source)
    return [found.code for found in refusal.value.findings]


def link(archive: zipfile.ZipFile) -> None:
    entry = zipfile.ZipInfo("forms/passwd.form")
    entry.create_system = 3
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    archive.writestr(entry, "/etc/passwd")


def test_a_folder_brings_the_shared_parts_that_it_uses(tmp_path: Path) -> None:
    package = read(samples.put(tmp_path))
    assert set(package.files) == {*samples.FILES, "_umum/forms/orang.form"}
    assert package.form("terima").components[0].components[0].path == "tamu.nama"


def test_a_shared_part_may_use_another(tmp_path: Path) -> None:
    folder = samples.put(tmp_path)
    (tmp_path / "_umum/forms/orang.form").write_text(
        '{"components": [{"type": "group", "properties": {"include": "umum/alamat"}}]}'
    )
    (tmp_path / "_umum/forms/alamat.form").write_text(
        '{"components": [{"type": "textfield", "key": "jalan", "label": "Jalan"}]}'
    )
    package = read(folder)
    assert package.form("terima").components[0].components[0].components[0].path == "tamu.jalan"


def test_a_template_names_a_shared_file_by_its_path(tmp_path: Path) -> None:
    files = {**samples.FILES, "documents/kartu.typ": '#import "/_umum/documents/kop.typ": kop\n#kop()'}
    folder = samples.put(tmp_path, files)
    (tmp_path / "_umum/documents").mkdir()
    (tmp_path / "_umum/documents/kop.typ").write_text("#let kop() = []")
    package = read(folder)
    sources = package.document_sources("kartu")
    assert sources["main.typ"] == files["documents/kartu.typ"].encode()
    assert sources["_umum/documents/kop.typ"] == b"#let kop() = []"


def test_writing_and_reading_again_changes_nothing(tmp_path: Path) -> None:
    package = read(samples.put(tmp_path))
    write(package, tmp_path / "again")
    assert read(tmp_path / "again").files == package.files
    assert read(to_zip(package)).files == package.files
    assert to_zip(read(to_zip(package))) == to_zip(package)


def test_writing_never_overwrites(tmp_path: Path) -> None:
    package = read(samples.put(tmp_path))
    with pytest.raises(PackageError) as refusal:
        write(package, tmp_path / "kunjungan")
    assert refusal.value.code == "PKG-012"


def test_a_zip_may_have_one_folder_around_everything(tmp_path: Path) -> None:
    package = read(samples.put(tmp_path))
    wrapped = Package({f"kunjungan/{name}": data for name, data in package.files.items()})
    assert read(to_zip(wrapped)).content_hash == package.content_hash


def test_a_bare_diagram_is_a_package_of_one_file(tmp_path: Path) -> None:
    file = tmp_path / "C.1.0 roundtrip.bpmn"
    file.write_text(samples.DIAGRAM)
    package = read(file)
    assert package.bare
    assert package.key == "c_1_0_roundtrip"
    assert package.process.id == "kunjungan"
    assert read(to_zip(package)).bare


@pytest.mark.parametrize(
    "name",
    [
        "../procedure.yaml",
        "/etc/passwd",
        "forms/../../x.form",
        "C:/x.form",
        "forms//x.form",
        "./x.form",
        "a\x01b",
    ],
)
def test_a_path_that_leaves_the_package_is_refused(name: str) -> None:
    assert codes(zipped(lambda archive: archive.writestr(name, "x"))) == ["PKG-006"]


def test_a_backslash_is_no_way_out_either() -> None:
    source = zipped(lambda archive: archive.writestr("forms/x..y.form", "x"))
    assert codes(source.replace(b"forms/x..y.form", b"forms\\x..y.form")) == ["PKG-006"]


def test_a_link_is_refused() -> None:
    assert codes(zipped(link)) == ["PKG-007"]


def test_a_link_in_a_folder_is_refused(tmp_path: Path) -> None:
    folder = samples.put(tmp_path)
    (folder / "forms/geheim.form").symlink_to("/etc/hostname")
    with pytest.raises(PackageError) as refusal:
        read(folder)
    assert refusal.value.code == "PKG-007"


def test_two_hundred_files_are_enough() -> None:
    def fill(count: int) -> Callable[[zipfile.ZipFile], None]:
        def write_entries(archive: zipfile.ZipFile) -> None:
            for n in range(count):
                archive.writestr(f"forms/f{n}.form", "{}")

        return write_entries

    assert len(read(zipped(fill(199))).files) == 200
    assert codes(zipped(fill(200))) == ["PKG-003"]


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    def fill(archive: zipfile.ZipFile) -> None:
        archive.writestr("README.md", b"\0" * 60_000_000)

    assert codes(zipped(fill)) == ["PKG-004", "PKG-005"]


def test_a_size_that_lies_is_refused() -> None:
    """The declared size of the second entry is made smaller than what it unpacks to."""
    source = bytearray(zipped(lambda archive: archive.writestr("README.md", "x" * 5000)))
    real = (5000).to_bytes(4, "little")
    assert source.count(real) == 2
    lying = bytes(source).replace(real, (10).to_bytes(4, "little"))
    with pytest.raises(PackageError):
        read(lying)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_one_name_twice_is_refused_whatever_its_case() -> None:
    assert codes(zipped(lambda archive: archive.writestr("procedure.yaml", "x"))) == ["PKG-008"]
    assert codes(zipped(lambda archive: archive.writestr("Procedure.YAML", "x"))) == ["PKG-008"]


def test_all_that_is_wrong_with_a_zip_is_said_at_once() -> None:
    def fill(archive: zipfile.ZipFile) -> None:
        archive.writestr("../a", "x")
        link(archive)
        archive.writestr("../b", "x")

    assert codes(zipped(fill)) == ["PKG-006", "PKG-007", "PKG-006"]


def test_what_is_no_zip_is_refused() -> None:
    assert codes(b"PK\x03\x04 not really") == ["PKG-002"]
    assert codes(zipped(lambda archive: None)[:-30]) == ["PKG-002"]


def test_an_encrypted_entry_is_refused() -> None:
    source = bytearray(zipped(lambda archive: archive.writestr("README.md", "x")))
    for mark in (b"PK\x01\x02",):
        at = source.rfind(mark)
        source[at + 8] |= 1
    assert codes(bytes(source)) == ["PKG-010"]


def test_a_zip_without_procedure_yaml_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("README.md", "x")
    assert codes(buffer.getvalue()) == ["PKG-009"]


def test_nothing_at_a_path(tmp_path: Path) -> None:
    with pytest.raises(PackageError) as refusal:
        read(tmp_path / "nowhere")
    assert refusal.value.code == "PKG-001"


def test_line_ends_accents_and_the_writing_of_json_do_not_change_a_package() -> None:
    one = {
        "a.yaml": "x: é\r\ny: 1\r\n".encode(),
        "forms/f.form": b'{"b": 1,\n "a": [2]}',
        "p.bpmn": b"<a>\r\n</a>",
    }
    other = {
        "a.yaml": "x: e\u0301\ny: 1\n".encode(),
        "forms/f.form": b'{"a":[2],"b":1}',
        "p.bpmn": b"<a>\n</a>",
    }
    assert content_hash(one) == content_hash(other)


def test_a_changed_word_changes_the_hash() -> None:
    assert content_hash({"a.yaml": b"x: 1"}) != content_hash({"a.yaml": b"x: 2"})
    assert content_hash({"a.yaml": b"x: 1"}) != content_hash({"b.yaml": b"x: 1"})
    assert content_hash({"a.png": b"x\r\n"}) != content_hash({"a.png": b"x\n"})


names = st.from_regex(r"(forms|documents|messages)/[a-z]{1,8}\.(form|typ|yaml|png)", fullmatch=True)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(names, st.binary(max_size=200), max_size=6))
def test_whatever_is_written_reads_the_same(files: dict[str, bytes]) -> None:
    package = Package({"procedure.yaml": samples.PROCEDURE.encode(), **files})
    again = read(to_zip(package))
    assert again.files == package.files
    assert again.content_hash == package.content_hash


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_a_package_or_refused(source: bytes) -> None:
    with suppress(PackageError):
        assert isinstance(read_zip(source), dict)


def test_a_decision_may_import_another_of_the_package(tmp_path: Path) -> None:
    importing = """\
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="b_d" name="B" namespace="urn:b">
  <import name="asal" namespace="urn:syarat" importType="https://www.omg.org/spec/DMN/20191111/MODEL/"/>
  <inputData id="in1" name="tujuan"><variable name="tujuan" typeRef="string"/></inputData>
  <decision id="berapa" name="Berapa">
    <variable name="Berapa"/>
    <informationRequirement><requiredInput href="#in1"/></informationRequirement>
    <informationRequirement><requiredDecision href="urn:syarat#syarat"/></informationRequirement>
    <literalExpression><text>count(asal.Syarat)</text></literalExpression>
  </decision>
</definitions>
"""
    package = read(samples.put(tmp_path, {**samples.FILES, "decisions/berapa.dmn": importing}))
    assert package.decision_index["berapa"] == "decisions/berapa.dmn"
    assert package.decision_model("berapa").evaluate("berapa", {"tujuan": "dinas"}) == 1
    assert package.decision_model("syarat").evaluate("syarat", {"tujuan": "lain"}) == []
    with pytest.raises(KeyError):
        package.decision_model("tidak_ada")
