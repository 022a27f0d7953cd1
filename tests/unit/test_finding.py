"""Words that people use lead to the service that fits."""

from __future__ import annotations

import pytest

from portal.finding import Text, ranked

SERVICES = {
    "loss": Text(
        ("hilang", "kehilangan", "dompet", "lost"), ("Laporan kehilangan",), "Surat atau barang hilang."
    ),
    "crowd": Text(("keramaian", "pesta", "konser"), ("Izin keramaian",), "Acara dengan banyak orang."),
    "complaint": Text(("keluhan", "pungli"), ("Pengaduan masyarakat",), "Keluhan tentang pelayanan."),
}


@pytest.mark.parametrize(
    ("matter", "first"),
    [
        ("dompet saya hilang di pasar", "loss"),
        ("KEHILANGAN KTP", "loss"),
        ("I lost my passport", "loss"),
        ("mau mengadakan pesta pernikahan", "crowd"),
        ("mengadukan pelayanan", "complaint"),
        ("ada pungli", "complaint"),
    ],
)
def test_the_best_fit_comes_first(matter: str, first: str) -> None:
    assert ranked(matter, SERVICES, SERVICES.__getitem__)[0] == first


@pytest.mark.parametrize("matter", ["", "saya mau", "zzz qqq"])
def test_nothing_fits_nothing(matter: str) -> None:
    assert ranked(matter, SERVICES, SERVICES.__getitem__) == []
