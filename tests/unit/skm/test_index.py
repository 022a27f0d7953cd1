"""decisions/ikm.dmn against the formula, its bands and its trap (domain book 5.6)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.harness.processes import ROOT
from workflows.packages import read

PACKAGE = read(ROOT / "fixtures/procedures/skm")
CODES = [
    "persyaratan",
    "prosedur",
    "waktu",
    "biaya",
    "produk",
    "kompetensi",
    "perilaku",
    "pengaduan",
    "sarana",
]
SUMS = [105, 101, 100, 116, 102, 105, 106, 105, 115]


def result(sums: list[int], n: int, weight: str = "exact") -> dict[str, Any]:
    gathered = {"n": n, "jumlah": dict(zip(CODES, sums, strict=True)), "bobot": weight}
    return PACKAGE.decision_model("hasil").evaluate("hasil", {"himpunan": gathered, "kelompok": []})


def spread(total: int) -> list[int]:
    """A total over nine elements, as even as can be."""
    return [total // 9 + (n < total % 9) for n in range(9)]


@pytest.mark.parametrize(("weight", "index"), [("exact", "91.48"), ("0.11", "90.56")])
def test_the_test_data_of_the_domain_book(weight: str, index: str) -> None:
    found = result(SUMS, 29, weight)
    assert (found["ikm"], found["mutu"], found["kinerja"]) == (Decimal(index), "A", "sangat baik")
    assert [row["unsur"] for row in found["terendah"]] == ["U3", "U2", "U5"]


@pytest.mark.parametrize(
    ("total", "n", "index", "grade"),
    [
        (9, 1, "25", "D"),
        (36, 1, "100", "A"),
        # 64.995 exactly: half up, then the band
        (116_991, 5_000, "65.00", "C"),
        (116_990, 5_000, "64.99", "D"),
        (13_789, 500, "76.61", "B"),
        (13_788, 500, "76.6", "C"),
        (158_949, 5_000, "88.31", "A"),
        (158_939, 5_000, "88.3", "B"),
    ],
)
def test_only_the_end_is_rounded_and_the_band_is_read_from_it(
    total: int, n: int, index: str, grade: str
) -> None:
    found = result(spread(total), n)
    assert (found["ikm"], found["mutu"]) == (Decimal(index), grade)
