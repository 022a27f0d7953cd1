"""Reports of benchmarks: tables for people, JSON for gates, and a place in the documentation."""

import pytest

from benchmarks import report
from benchmarks.report import Report, Table, percentile, write_into

FIGURES = Report(
    "python -m benchmarks sample", [Table("Two", ["what", "a second"], [["ours", 412.4], ["theirs", None]])]
)


def test_a_table_is_markdown():
    assert FIGURES.to_markdown().endswith(
        "Two\n\n| what | a second |\n| --- | --- |\n| ours | 412 |\n| theirs | - |"
    )


def test_rows_are_named_in_json():
    assert FIGURES.to_json()["tables"][0]["rows"][0] == {"what": "ours", "a second": 412.4}


def test_only_what_stands_between_the_marks_is_replaced(tmp_path, monkeypatch):
    monkeypatch.setattr(report, "ROOT", tmp_path)
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- sample -->\nold\n<!-- /sample -->\nafter\n")
    write_into("page.md", "sample", FIGURES)
    text = page.read_text()
    assert text.startswith("before\n<!-- sample -->\n")
    assert text.endswith("<!-- /sample -->\nafter\n")
    assert "| ours | 412 |" in text
    assert "old" not in text


def test_a_page_without_a_place_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(report, "ROOT", tmp_path)
    (tmp_path / "page.md").write_text("nothing here\n")
    with pytest.raises(LookupError):
        write_into("page.md", "sample", FIGURES)


def test_percentiles():
    values = [float(n) for n in range(1, 101)]
    assert percentile(values, 0.95) == 95
    assert percentile(values, 0.5) == 50
    assert percentile([3.0], 0.95) == 3
    with pytest.raises(ValueError, match="no values"):
        percentile([], 0.5)
