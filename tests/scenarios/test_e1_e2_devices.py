"""E1 and E2, the server's half: a village without a signal, and a tablet that is stolen (R-086)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command
from rest_framework.test import APIClient

from cases.engine.time import clock
from cases.errors import DeviceRefused, NotPermitted, ReasonRequired
from cases.models import Case, Device, DeviceRecord
from cases.services.devices import block_device, hand_in, register_device
from organization.models import ApiToken
from tests.harness.processes import ROOT
from tests.scenarios.station import Station, make_station

KEY = "sktlk"
MADE = 12
SCENARIO = ROOT / "fixtures/procedures/sktlk/scenarios/b1_buku_tabungan_kurang_dari_sepuluh_menit.yaml"
B1 = yaml.safe_load(SCENARIO.read_text())


@pytest.fixture
def station(db: None) -> Iterator[Station]:
    made = make_station(KEY, at="2026-11-25T17:00:00+08:00")
    made.person("keliling", "banit_spkt")
    made.person("banit", "banit_spkt")
    made.person("pamapta", "pamapta")
    made.person("kapolres", "kapolres")
    with clock(made.clock):
        yield made


@pytest.fixture
def tablet(station: Station) -> tuple[Device, str]:
    return register_device(
        unit=station.unit,
        officer=station.people["keliling"],
        name="Tablet Desa 1",
        actor=station.people["kapolres"],
    )


def reports(station: Station, count: int = MADE) -> list[dict[str, Any]]:
    made_at = station.clock.at - timedelta(hours=6)
    return [
        {
            "local_id": f"desa-contoh-{n:03d}",
            "procedure": KEY,
            "channel": "keliling",
            "event": "mulai",
            "made_at": (made_at + timedelta(minutes=10 * n)).isoformat(),
            "answers": {**B1["start"]["with"], "nomor_dokumen": f"0000-01-{n:06d}-53-0"},
        }
        for n in range(count)
    ]


def sync(device: Device, secret: str, sent: list[dict[str, Any]]) -> Any:
    client = APIClient(HTTP_AUTHORIZATION=f"Bearer {secret}")
    return client.post(f"/api/v1/devices/{device.pk}/sync", {"reports": sent}, format="json")


def test_e1_each_report_becomes_one_case_and_gets_its_number_from_the_server(
    station: Station, tablet: tuple[Device, str]
) -> None:
    sent = reports(station)
    answer = sync(*tablet, sent)
    assert answer.status_code == 200, answer.content
    rows = answer.json()["reports"]
    assert [(row["local_id"], row["outcome"]) for row in rows] == [
        (report["local_id"], "opened") for report in sent
    ]
    cases = list(Case.objects.order_by("pk"))
    assert [row["case"] for row in rows] == [case.pk for case in cases]
    assert {(case.channel, case.opened_by) for case in cases} == {("keliling", station.people["keliling"])}
    assert cases[0].events.get(kind="case.handed_in").data["local_id"] == "desa-contoh-000"
    for case in cases:
        station.complete(case, "periksa_syarat", by="keliling", **B1["steps"][2]["with"])
        station.complete(case, "tanda_tangan", by="pamapta", **_signing())
    station.run_jobs()
    numbers = [case.number for case in Case.objects.order_by("pk")]
    assert [number.split("/")[1] for number in numbers] == [str(n) for n in range(1, MADE + 1)]


def test_e1_sync_twice_changes_nothing(station: Station, tablet: tuple[Device, str]) -> None:
    sent = reports(station, 3)
    sync(*tablet, sent[:2])  # the line breaks here
    first = sync(*tablet, sent).json()["reports"]
    again = sync(*tablet, sent).json()["reports"]
    assert [row["outcome"] for row in first] == ["known", "known", "opened"]
    assert [row["outcome"] for row in again] == ["known"] * 3
    assert [row["case"] for row in again] == [row["case"] for row in first]
    assert (Case.objects.count(), DeviceRecord.objects.count()) == (3, 3)
    assert len({case.file_number for case in Case.objects.all()}) == 3


def test_e1_a_report_that_is_refused_stands_in_nobodys_way(
    station: Station, tablet: tuple[Device, str]
) -> None:
    sent = reports(station, 3)
    sent[1]["answers"] = {**sent[1]["answers"], "jenis_barang": "piring_terbang"}
    sent[2]["procedure"] = "tidak_ada"
    rows = sync(*tablet, sent).json()["reports"]
    assert [(row["outcome"], row["code"]) for row in rows] == [
        ("opened", ""),
        ("refused", "invalid_answers"),
        ("refused", "procedure_not_found"),
    ]
    assert "jenis_barang" in [error["path"] for error in rows[1]["errors"]]
    assert Case.objects.count() == 1


def test_e2_blocked_device_is_refused_and_the_officer_enters_it_again_at_the_desk(
    station: Station, tablet: tuple[Device, str]
) -> None:
    device, secret = tablet
    block_device(device_id=device.pk, actor=station.people["kapolres"], reason="Tablet dicuri di desa")
    assert sync(device, secret, reports(station)).status_code in (401, 403)
    assert not Case.objects.exists()
    # whoever got in before the block is looked at again, under the lock
    with pytest.raises(DeviceRefused, match="blocked"):
        hand_in(device_id=device.pk, token=device.token, reports=[])
    for report in reports(station, 2):  # from the paper list
        station.open(KEY, by="banit", channel="keliling", event="mulai", **report["answers"])
    assert Case.objects.count() == 2


def test_e2_token_of_a_device_opens_nothing_else_and_no_other_device(
    station: Station, tablet: tuple[Device, str]
) -> None:
    device, secret = tablet
    other, other_secret = register_device(
        unit=station.unit,
        officer=station.people["banit"],
        name="Tablet Desa 2",
        actor=station.people["kapolres"],
    )
    assert APIClient(HTTP_AUTHORIZATION=f"Bearer {secret}").get("/api/v1/cases").status_code == 403
    assert sync(device, other_secret, reports(station)).status_code == 403
    assert sync(other, secret, reports(station)).status_code == 403
    assert not Case.objects.exists()
    assert secret not in repr(list(ApiToken.objects.values_list()))


def test_registering_and_blocking_are_the_heads(station: Station, tablet: tuple[Device, str]) -> None:
    device, _secret = tablet
    given: dict[str, Any] = {"unit": station.unit, "officer": station.people["banit"], "name": "Tablet"}
    with pytest.raises(NotPermitted):
        register_device(**given, actor=station.people["banit"])
    with pytest.raises(NotPermitted):
        block_device(device_id=device.pk, actor=station.people["banit"], reason="Hilang")
    with pytest.raises(ReasonRequired):
        block_device(device_id=device.pk, actor=station.people["kapolres"], reason=" ")


def test_the_command_registers_lists_and_blocks(station: Station) -> None:
    out = io.StringIO()
    call_command("device", "register", station.unit.path, "banit", "Tablet 3", "--by", "kapolres", stdout=out)
    device = Device.objects.get()
    assert sync(device, out.getvalue().strip(), reports(station, 1)).status_code == 200
    call_command("device", "block", str(device.pk), "Hilang", "--by", "kapolres", stdout=out)
    call_command("device", "list", stdout=out)
    assert "Tablet 3 (blocked)" in out.getvalue()
    with pytest.raises(CommandError):
        call_command("device", "block", "999", "Hilang", "--by", "kapolres", stdout=out)


def _signing() -> dict[str, Any]:
    """What the head of the shift fills in when he signs, as the scenario has it."""
    steps = (step for step in B1["steps"] if step.get("complete") == "tanda_tangan")
    return dict(next(steps).get("with", {}))
