"""Words of official letters. Spelling: KBBI."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from cases.documents import wording

WITA = ZoneInfo("Asia/Makassar")


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "nol"),
        (1, "satu"),
        (10, "sepuluh"),
        (11, "sebelas"),
        (14, "empat belas"),
        (20, "dua puluh"),
        (21, "dua puluh satu"),
        (100, "seratus"),
        (111, "seratus sebelas"),
        (1000, "seribu"),
        (1999, "seribu sembilan ratus sembilan puluh sembilan"),
        (11000, "sebelas ribu"),
        (100_000, "seratus ribu"),
        (101_001, "seratus satu ribu satu"),
        (1_000_000, "satu juta"),
        (2_000_000_000, "dua miliar"),
        (-3, "minus tiga"),
    ],
)
def test_numbers_are_spelled_out(number, words):
    assert wording.number_in_words(number) == words


def test_numbers_beyond_the_scale_are_refused():
    with pytest.raises(ValueError, match="too large"):
        wording.number_in_words(10**15)


def test_moments_are_written_with_weekday_and_zone():
    assert wording.moment_in_words(datetime(2026, 11, 23, 9, 18, tzinfo=WITA)) == (
        "Senin, 23 November 2026 pukul 09.18 WITA"
    )


def test_a_moment_without_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        wording.moment_in_words(datetime(2026, 11, 23, 9, 18))


@pytest.mark.parametrize(
    ("zone", "letters"),
    [
        ("Asia/Jakarta", "WIB"),
        ("Asia/Makassar", "WITA"),
        ("Asia/Jayapura", "WIT"),
        ("Asia/Kolkata", "UTC+05.30"),
    ],
)
def test_zones_have_their_letters(zone, letters):
    assert wording.zone_letters(zone) == letters


def test_offsets_west_of_greenwich_are_written_with_a_minus():
    assert wording.zone_letters(timezone(timedelta(hours=-3, minutes=-30))) == "UTC-03.30"


def test_validity_is_counted_and_spelled():
    assert wording.validity_in_words(date(2026, 11, 23), date(2026, 12, 7)) == "14 (empat belas) hari"


def test_moments_in_nested_data_are_found_by_path():
    data = {
        "pelapor": {"tanggal_lahir": "1994-05-17", "nama": "Siti Contoh"},
        "barang": [{"hilang": "2026-11-21T16:30:00+08:00"}, {"hilang": "2026-02-30"}],
        "saat": datetime(2026, 1, 1, tzinfo=UTC).isoformat(),
    }
    assert wording.spoken_moments(data, WITA) == {
        "pelapor.tanggal_lahir": "17 Mei 1994",
        "barang.0.hilang": "Sabtu, 21 November 2026 pukul 16.30 WITA",
        "barang.1.hilang": "2026-02-30",
        "saat": "Kamis, 1 Januari 2026 pukul 08.00 WITA",
    }
