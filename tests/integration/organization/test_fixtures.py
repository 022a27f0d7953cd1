"""The shipped organization loads, loads again, and holds what the desk needs; faults come all at once."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from organization.errors import FixtureInvalid, UnknownCode
from organization.loading import load, read
from organization.models import Calendar, CatalogueEntry, Function, Holiday, Post, Role, Unit, User
from organization.selectors import calendar_of, catalogue, holds, resolve, vocabulary
from organization.worktime import add

FIXTURES = Path(__file__).parents[3] / "fixtures"
FOLDERS = (FIXTURES / "organization", FIXTURES / "catalogues")
NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
HSS = "polda_kalsel/polres_hss"


@pytest.fixture(scope="module")
def shipped(django_db_setup, django_db_blocker):
    """Loaded once for all tests here, in a transaction around theirs."""
    with django_db_blocker.unblock(), transaction.atomic():
        load(read(FOLDERS))
        yield
        transaction.set_rollback(True)


@pytest.fixture
def loaded(shipped, db):
    """The shipped organization; what a test changes is undone."""


def everything():
    models = (Unit, User, Role, Function, Post, Calendar, CatalogueEntry)
    return {model: list(model.objects.order_by("pk").values()) for model in models}


def test_loading_again_changes_nothing(loaded):
    before = everything()
    load(read(FOLDERS))
    assert everything() == before


@pytest.mark.parametrize(
    ("path", "zone"),
    [
        (HSS, "Asia/Makassar"),
        (f"{HSS}/polsek_kandangan", "Asia/Makassar"),
        (f"{HSS}/polsek_angkinang", "Asia/Makassar"),
        ("polda_contoh_barat/polres_cempaka/polsek_melati", "Asia/Jakarta"),
        ("polda_contoh_timur/polres_kasuari/polsek_nuri", "Asia/Jayapura"),
    ],
)
def test_units_stand_in_their_zones_with_a_desk_and_a_head(loaded, path, zone):
    unit = Unit.objects.get(path=path)
    assert unit.zone == zone
    assert unit.functions.filter(code="spkt").exists()
    assert resolve("role:banit_spkt", unit=unit, at=NOW).unit == unit
    head = {"polres": "kapolres", "polsek": "kapolsek"}[unit.level]
    assert resolve(head, unit=unit, at=NOW).how == "holder"


@pytest.mark.parametrize(
    ("username", "role", "function"),
    [
        ("banit1", "banit_spkt", "spkt"),
        ("pamapta1", "pamapta", "spkt"),
        ("kaspkt", "ka_spkt", ""),
        ("wakapolres", "wakapolres", ""),
        ("kapolres", "kapolres", ""),
        ("operator1", "operator_110", ""),
        ("piketreskrim", "piket_fungsi", "satreskrim"),
        ("pengaduan1", "petugas_pengaduan", ""),
        ("kasipropam", "kasi_propam", ""),
        ("kasiwas", "kasiwas", ""),
        ("perancang", "perancang_proses", ""),
    ],
)
def test_people_hold_their_posts(loaded, username, role, function):
    unit = Unit.objects.get(path=HSS)
    assert holds(User.objects.get(username=username), role, unit, NOW, function)


def test_the_desk_s_ladder_is_the_sop_s(loaded):
    """Shift leader, head of the desk, deputy, head of the resort (domain book, section 3)."""
    unit = Unit.objects.get(path=HSS)
    climbed, passed = [], set()
    for _ in range(4):
        found = resolve("pamapta", unit=unit, at=NOW, excluding=passed)
        climbed.append(found.role)
        passed |= {user.pk for user in found.users}
    assert climbed == ["pamapta", "ka_spkt", "wakapolres", "kapolres"]


def test_nobody_in_the_fixture_can_sign_in_before_getting_a_password(loaded):
    assert not any(user.has_usable_password() for user in User.objects.all())


def test_no_number_in_the_fixture_can_belong_to_a_person(loaded):
    """The third and fourth digit of an NRP are a month; ours is the thirteenth."""
    assert {user.nrp[2:4] for user in User.objects.exclude(nrp=None)} == {"13"}


def test_a_demonstration_can_give_passwords_once(db):
    call_command("load_organization", str(FOLDERS[0]), password="kata sandi peragaan")
    user = User.objects.get(username="banit1")
    assert user.check_password("kata sandi peragaan")
    call_command("load_organization", str(FOLDERS[0]), password="yang lain")
    user.refresh_from_db()
    assert user.check_password("kata sandi peragaan")


def test_the_vocabulary_names_every_kind_of_code(loaded):
    words = vocabulary()
    assert {"pamapta", "itwasda"} <= words["role"]
    assert "satreskrim" in words["function"]
    assert words["level"] == {"mabes", "polda", "polres", "polsek"}
    assert {"agama", "pekerjaan", "kanal", "jenis_identitas"} <= words["catalogue"]
    assert {"clock", "workday", "loket_layanan"} <= words["calendar"]


def test_catalogues_speak_both_languages_in_order(loaded):
    values = catalogue("jenis_identitas", date(2026, 11, 25))
    assert [value.code for value in values] == ["ktp", "sim", "paspor", "kk", "lainnya", "tidak_ada"]
    assert (values[0].in_("id"), values[0].in_("en")) == ("KTP", "Identity card")
    assert catalogue("jenis_identitas", date(1999, 12, 31)) == ()
    with pytest.raises(UnknownCode):
        catalogue("agamaa", date(2026, 11, 25))


def test_a_value_is_offered_from_its_first_day_to_before_its_end(loaded):
    entry = CatalogueEntry.objects.get(catalogue__code="kanal", code="faks")
    entry.until = date(2026, 12, 1)
    entry.save()
    offered = [
        {value.code for value in catalogue("kanal", day)} for day in (date(2026, 11, 30), date(2026, 12, 1))
    ]
    assert ["faks" in codes for codes in offered] == [True, False]


def test_the_holidays_of_2026_are_those_of_the_joint_decree(loaded):
    """Domain book, 5.5 (SKB of three ministers for 2026)."""
    call_command("load_holidays", year=[2026, 2027])
    public = "01-01 01-16 02-17 03-19 03-21 03-22 04-03 04-05 05-01 05-14 05-27 05-31 06-01 06-16 08-17 08-25 12-25"
    joint = "02-16 03-18 03-20 03-23 03-24 05-15 05-28 12-24"
    for expected, joint_leave in ((public, False), (joint, True)):
        days = Holiday.objects.filter(date__year=2026, joint_leave=joint_leave).order_by("date")
        assert " ".join(f"{day.date:%m-%d}" for day in days) == expected
    assert Holiday.objects.filter(date__year=2027).exists()


def test_an_edited_holiday_survives_loading_the_year_again(loaded):
    call_command("load_holidays", year=[2026])
    Holiday.objects.filter(date="2026-12-24").update(active=False, title="Cuti bersama dicabut")
    count = Holiday.objects.count()
    call_command("load_holidays", year=[2026])
    assert Holiday.objects.count() == count
    assert not Holiday.objects.get(date="2026-12-24").active


@pytest.mark.parametrize(
    ("path", "received", "due"),
    [
        (HSS, "2026-12-23T09:00+08:00", "2026-12-30T23:59:59+08:00"),
        (HSS, "2026-11-13T16:00+08:00", "2026-11-18T23:59:59+08:00"),
        ("polda_contoh_timur/polres_kasuari", "2026-12-23T09:00+09:00", "2026-12-28T23:59:59+09:00"),
    ],
    ids=["cuti bersama", "weekend", "six days, cuti bersama worked"],
)
def test_three_working_days_on_the_unit_s_calendar(loaded, path, received, due):
    call_command("load_holidays", year=[2026])
    calendar = calendar_of(Unit.objects.get(path=path), "workday")
    assert add(datetime.fromisoformat(received), "P3D", calendar) == datetime.fromisoformat(due)


def test_a_local_holiday_holds_for_its_unit_and_below(loaded):
    hss = Unit.objects.get(path=HSS)
    Holiday.objects.create(date=date(2026, 12, 2), title="Hari jadi kabupaten", scope="unit", unit=hss)
    off = {
        unit.path: not calendar_of(unit).is_working_day(date(2026, 12, 2))
        for unit in (
            hss,
            Unit.objects.get(path=f"{HSS}/polsek_kandangan"),
            Unit.objects.get(path="polda_kalsel"),
        )
    }
    assert off == {HSS: True, f"{HSS}/polsek_kandangan": True, "polda_kalsel": False}


def test_calendars_are_found_by_code(loaded):
    unit = Unit.objects.get(path=HSS)
    assert calendar_of(unit, "clock").clock
    assert calendar_of(unit, "loket_layanan").is_working_day(date(2026, 11, 28))
    with pytest.raises(UnknownCode):
        calendar_of(unit, "kalender_lain")


def test_all_faults_of_a_fixture_are_told_at_once(tmp_path, db):
    (tmp_path / "a.yaml").write_text(
        "functions:\n"
        "  - {code: spkt, titel: SPKT}\n"
        "  - {code: 7, title: Tujuh}\n"
        "unit: []\n"
        "people:\n"
        "  - {username: ani, full_name: Ani, unit: x, posts: [{role: pamapta}]}\n"
    )
    (tmp_path / "b.yaml").write_text("functions: [")
    with pytest.raises(FixtureInvalid) as refused:
        read([tmp_path, tmp_path / "nowhere"])
    text = "\n".join(refused.value.faults)
    for part in ("did you mean 'title'", "'title' is missing", "'code' can't be 7", "did you mean 'units'",
                 "posts 1: 'since' is missing", "b.yaml: not YAML", "nowhere: no *.yaml"):  # fmt: skip
        assert part in text
    assert len(refused.value.faults) == 7


def test_a_wrong_reference_leaves_nothing_behind(tmp_path, db):
    (tmp_path / "a.yaml").write_text(
        "functions: [{code: spkt, title: SPKT}, {code: S P, title: Spasi}]\n"
        "roles: [{code: pamapta, title: Pamapta, function: sptk}]\n"
        "units: [{code: polres_x, level: polrez, name: X, short_name: X, document_name: X, zone: Asia/Jakarta, "
        "calendar: kalender_lain}]\n"
    )
    with pytest.raises(CommandError) as refused:
        call_command("load_organization", str(tmp_path))
    assert refused.value.returncode == 2
    assert "there is no function 'sptk'" in str(refused.value)
    assert "there is no calendar 'kalender_lain'" in str(refused.value)
    assert "functions 2" in str(refused.value)
    assert not Function.objects.filter(title="SPKT").exists()
