"""One set of packages, three tenants: Polres HSS, Polres Kupang (one-stop desk, WITA) and an invented one in WIT.

Nothing is hard-wired: what differs is data of fixtures/organization. Source: domain book, R-064 to R-066, 5.1, 5.5.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cases.engine.unit_of_work import unit_of_work
from cases.engine.variables import Parameters
from cases.jobs.paper import Composition, compose
from cases.models import Case, ClockStatus
from cases.selectors import reach_of, visible_cases
from organization.models import Unit
from tests.scenarios.stage import DRAFT, REVIEW, Stage, crime, package

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Tenant:
    unit: str
    zone: str
    letters: str
    suffix: str
    model: str
    banit: str
    pamapta: str
    reskrim: str
    head: str
    validity: str


TENANTS = [
    Tenant(
        "polda_kalsel/polres_hss", "Asia/Makassar", "WITA",
        "SPKT/POLRES HULU SUNGAI SELATAN/POLDA KALIMANTAN SELATAN", "B",
        "banit1", "pamapta1", "piketreskrim", "kapolres", "P14D",
    ),
    Tenant(
        "polda_ntt/polres_kupang", "Asia/Makassar", "WITA",
        "SPKT/POLRES KUPANG/POLDA NUSA TENGGARA TIMUR", "B",
        "banitkupang", "pamaptakupang", "siagareskrimkupang", "kapolreskupang", "P30D",
    ),
    Tenant(
        "polda_contoh_timur/polres_kasuari", "Asia/Jayapura", "WIT",
        "SPKT/POLRES KASUARI/POLDA CONTOH TIMUR", "A",
        "banitkasuari", "pamaptakasuari", "piketreskrimkasuari", "kapolreskasuari", "P60D",
    ),
]  # fmt: skip
every = pytest.mark.parametrize("tenant", TENANTS, ids=lambda tenant: tenant.unit.rpartition("/")[2])


def report(stage: Stage, tenant: Tenant, day: int = 22) -> Case:
    """A1, from the first question to the STTLP in seventeen minutes; each day another motorcycle."""
    matter = crime(waktu_kejadian=f"2026-11-{day}T20:00:00+08:00", nomor_polisi=f"DA {day} XYZ")
    case = stage.open("lp", by=tenant.banit, event="mulai", **matter)
    stage.later(minutes=5)
    stage.complete(case, "kajian_awal", by=tenant.reskrim, **REVIEW)
    stage.later(minutes=8)
    stage.complete(case, "buat_lp", by=tenant.banit, **DRAFT)
    stage.complete(case, "tanda_tangan", by=tenant.pamapta)
    stage.later(minutes=4)
    stage.complete(case, "serahkan_sttlp", by=tenant.banit, sttlp_diterima=True, gratis_disampaikan=True)
    return stage.fresh(case)


def morning_in(tenant: Tenant) -> datetime:
    """Nine o'clock there, on a Wednesday."""
    return datetime(2026, 11, 25, 9, 0, tzinfo=ZoneInfo(tenant.zone)).astimezone(UTC)


@every
def test_the_same_scenario_in_each(stage: Stage, tenant: Tenant) -> None:
    stage.clock.at = morning_in(tenant)
    case = report(stage, tenant)
    assert case.number == f"LP/{tenant.model}/1/XI/2026/{tenant.suffix}"
    assert case.documents.get(code="sttlp").number == f"STT{case.number}"
    assert case.clocks.get(code="pelayanan").status == ClockStatus.MET
    assert stage.waits_at(case) == ["terima_pelimpahan"]
    assert stage.task(case, "terima_pelimpahan").unit.path == tenant.unit
    stage.complete(case, "terima_pelimpahan", by=tenant.reskrim, penerima_limpah="Petugas Piket")
    assert case.documents.filter(fee=0).count() == 3


@every
def test_papers_speak_in_the_zone_and_the_name_of_their_unit(stage: Stage, tenant: Tenant) -> None:
    stage.clock.at = morning_in(tenant)
    case = report(stage, tenant)
    issued = case.documents.get(code="lp")
    with unit_of_work(case_id=case.pk) as work:
        definition = work.package.definition.document("lp")
        made = Composition(definition, issued.number, issued.issued_at, None, issued.verify_code)
        data = compose(work, made).data
    local = datetime.fromisoformat("2026-11-22T20:00:00+08:00").astimezone(ZoneInfo(tenant.zone))
    assert data["unit"]["zone_letters"] == tenant.letters
    assert data["unit"]["document_name"] == tenant.suffix.split("/")[1]
    assert data["unit"]["city"] == Unit.objects.get(path=tenant.unit).city
    times = [line["value"] for line in data["letter"]["fields"] if line["label"] == "Waktu kejadian"]
    assert [f"{local:%H.%M}" in text and text.endswith(tenant.letters) for text in times] == [True]
    assert data["document"]["issued_text"].endswith(tenant.letters)
    assert data["document"]["fee_text"] == "Rp0 (gratis)"


@every
def test_parameters_are_the_units_own(stage: Stage, tenant: Tenant) -> None:
    """Set for the unit, or for one above it; else what the package says."""
    stage.in_force("sktlk")
    case = Case(unit=Unit.objects.get(path=tenant.unit), procedure_key="sktlk")
    value = Parameters(case, package("sktlk"))["masa_berlaku"]
    assert value == timedelta(days=int(tenant.validity[1:-1]))


def test_numbers_count_in_each_by_itself_and_nobody_sees_the_others(stage: Stage) -> None:
    cases = {tenant.unit: report(stage, tenant, day) for day, tenant in enumerate(TENANTS, start=15)}
    assert {case.number.split("/")[2] for case in cases.values()} == {"1"}
    assert report(stage, TENANTS[1], 20).number.split("/")[2] == "2"
    for tenant in TENANTS:
        seen = visible_cases(reach_of(stage.person(tenant.head), stage.clock.at))
        assert {case.unit.path for case in seen.select_related("unit")} == {tenant.unit}


def test_working_days_end_at_each_one_s_own_midnight(stage: Stage) -> None:
    """Received Wed 23 Dec 2026 plus three working days; the six-day counter of Kasuari is earlier by its Saturday."""
    received = "2026-12-23T09:00:00+08:00"
    stage.clock.at = datetime.fromisoformat(received)
    ends = {}
    for tenant, officer in zip(TENANTS, ("pengaduan1", "pengaduankupang", "pengaduankasuari"), strict=True):
        case = stage.open(
            "pengaduan_tidak_langsung",
            by=officer,
            channel="surat",
            waktu_terima=received,
            anonim=True,
            kontak="081200000000",
            jenis_kejadian="pelayanan",
            waktu_kejadian="2026-12-20T09:00:00+08:00",
            tempat_kejadian="Loket SPKT",
            dalam_kota=True,
            uraian="Pelayanan loket lambat dan antrean tidak jelas sepanjang pagi.",
            ada_korban=False,
            ada_senjata=False,
            bahaya_berlangsung=False,
        )
        ends[tenant.unit] = case.clocks.get(code="tanggapan").due_at
    assert ends["polda_kalsel/polres_hss"] == ends["polda_ntt/polres_kupang"]
    assert ends["polda_ntt/polres_kupang"] == datetime.fromisoformat("2026-12-30T23:59:59+08:00")
    assert ends["polda_contoh_timur/polres_kasuari"] == datetime.fromisoformat("2026-12-28T23:59:59+09:00")


def test_the_one_stop_desk_hands_over_in_the_same_room(stage: Stage) -> None:
    """R-066: the function stands by; the case is in its queue at once, nobody is told to come back."""
    case = report(stage, TENANTS[1])
    task = stage.task(case, "terima_pelimpahan")
    inbox = stage.client("siagareskrimkupang").get("/", {"tab": "antrean"}).content.decode()
    assert task.title in inbox
    assert task.title not in stage.client("siagalantaskupang").get("/", {"tab": "antrean"}).content.decode()
