"""A template is data: whatever it tries, it fails with its code, within its limits, and the next one works."""

import time
from datetime import UTC, datetime

import pytest
from PIL import Image

from cases.documents import DocumentFailed, render

NOW = datetime(2026, 11, 23, 1, 18, tzinfo=UTC)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><image width="64" height="64" href="FILE"/></svg>'
MANY_PAGES = b"#for i in range(1000000) { pagebreak() }"


def failure(template: bytes, **more) -> DocumentFailed:
    with pytest.raises(DocumentFailed) as caught:
        render(template, {}, timestamp=NOW, **more)
    return caught.value


@pytest.mark.parametrize(
    "template",
    [
        b'#read("/etc/passwd")',
        b'#read("../x")',
        b'#read("child.py")',
        b'#image("/proc/self/environ", format: "png")',
        b'#import "@preview/cetz:0.3.4": *',
        b'#import "@local/thing:1.0.0": *',
    ],
)
def test_files_and_packages_are_out_of_reach(template):
    assert failure(template).code == "forbidden"


def test_a_picture_that_names_a_file_is_refused(tmp_path):
    Image.new("RGB", (64, 64), "red").save(tmp_path / "secret.png")
    picture = SVG.replace("FILE", str(tmp_path / "secret.png")).encode()
    assert failure(b'#image("/a.svg")', assets={"a.svg": picture}).code == "forbidden"


def test_an_endless_loop_ends():
    assert failure(b"#while true {}").code == "template_error"


def test_processor_time_is_bounded():
    started = time.monotonic()
    assert failure(MANY_PAGES).code == "timeout"
    assert time.monotonic() - started < 12


@pytest.mark.parametrize(
    "template",
    [
        b'#let a = "x" * 100000000\n#(a * 50).len()',
        b"#let a = (1,)\n#for i in range(40) { a = a + a }\n#a.len()",
    ],
)
def test_memory_is_bounded(template):
    assert failure(template).code == "memory"


def test_a_mistake_is_said_in_the_compilers_words():
    found = failure(b"#unknown_thing")
    assert found.code == "template_error"
    assert "unknown" in found.detail


def test_the_next_document_works_after_every_failure():
    for template in (b'#read("/etc/passwd")', b'#let a = "x" * 100000000\n#(a * 50).len()', b"#let"):
        failure(template)
        assert render(b"Baik", {}, timestamp=NOW).startswith(b"%PDF-")


def test_same_input_same_bytes():
    first, second = (render(b"#sys.inputs.data", {"a": "é"}, timestamp=NOW) for _ in range(2))
    assert first == second


def test_it_is_archival():
    """PDF/A-2b says of itself: part 2, conformance B (ISO 19005-2, 6.6.4)."""
    pdf = render(b"Baik", {}, timestamp=NOW)
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in pdf


def test_environment_is_not_inherited(monkeypatch):
    """The child would fail to start with this, and a template can't read it either."""
    monkeypatch.setenv("PYTHONHOME", "/nowhere")
    assert render(b"Baik", {}, timestamp=NOW).startswith(b"%PDF-")


def test_a_moment_without_zone_and_an_unknown_paper_are_refused():
    with pytest.raises(ValueError, match="time zone"):
        render(b"x", {}, timestamp=datetime(2026, 1, 1))
    with pytest.raises(ValueError, match="a4, f4"):
        render(b"x", {}, timestamp=NOW, paper="a5")


def test_packages_can_not_bring_fonts_of_the_machine():
    """An unknown family falls back to what Typst carries; the same everywhere."""
    assert b"DejaVuSans-Bold" not in render(b'#set text(font: "DejaVu Sans")\nBaik', {}, timestamp=NOW)
