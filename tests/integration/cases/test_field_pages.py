"""The pages of a dispatch: the screen for calls, the links, the phone, the board (C1 and C2 through pages)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from cases.engine.time import clock
from cases.models import Attachment, Case, ClockStatus, Dispatch, DispatchStep, Notice
from cases.services.field_steps import recall
from tests.integration.cases.desk_of_test import sound
from tests.integration.cases.scene import RESKRIM, SAMAPTA, Scene, make_scene

CALL = {
    "jenis_kejadian": "perkelahian",
    "tempat_kejadian": "Simpang Pasar Contoh",
    "pelapor.kontak": "Siti Contoh 081200000000",
}
ADDRESS = "/telepon/pengaduan_tidak_langsung/mulai_110/"


@pytest.fixture(autouse=True)
def plain(settings: Any) -> None:
    settings.STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture
def scene(db: None) -> Iterator[Scene]:
    made = make_scene()
    with clock(made.clock):
        yield made
    sound()


def as_(scene: Scene, username: str) -> Client:
    client = Client()
    client.force_login(scene.who(username))
    return client


def phone(scene: Scene, case: Case, officer: str = SAMAPTA) -> str:
    return reverse("desk:phone", args=[scene.dispatch(case, officer).token])


def tap(address: str, step: str, **fields: Any) -> Any:
    return Client(enforce_csrf_checks=True).post(f"{address}{step}/", fields)


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.content.decode()))


def picture() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (30, 40), "white").save(out, "JPEG")
    return SimpleUploadedFile("tkp.jpg", out.getvalue(), "image/jpeg")


# The screen for calls ----------------------------------------------------------------------------------------------


def test_a_call_asks_three_things_and_sends_at_once(scene: Scene) -> None:
    operator = as_(scene, "operator1")
    page = operator.get("/telepon/").content.decode()
    asked = re.findall(r'<(?:input type="text"|select|textarea)[^>]* name="([^"]+)"', page)
    assert asked == list(CALL)
    answer = operator.post(ADDRESS, {**CALL, "_kunci": "satu"})
    case = Case.objects.get()
    assert answer.url == reverse("desk:field_links", args=[case.pk])
    scene.run_jobs()
    assert Case.objects.get().state == "PIKET_DIKUMPULKAN"
    assert operator.post(ADDRESS, {**CALL, "_kunci": "satu"}).status_code == 302
    assert Case.objects.count() == 1


def test_a_call_without_a_place_keeps_what_was_typed(scene: Scene) -> None:
    answer = as_(scene, "operator1").post(ADDRESS, {**CALL, "tempat_kejadian": ""})
    assert answer.status_code == 422
    assert "Siti Contoh 081200000000" in answer.content.decode()
    assert not Case.objects.exists()


def test_a_call_is_not_among_the_tiles_of_the_counter(scene: Scene) -> None:
    assert "mulai_110" not in as_(scene, "operator1").get("/loket/").content.decode()


def test_who_may_not_take_calls_finds_no_form(scene: Scene) -> None:
    assert "Kirim piket" not in as_(scene, RESKRIM).get("/telepon/").content.decode()
    assert as_(scene, RESKRIM).post(ADDRESS, CALL).status_code == 404


# Links and phone -----------------------------------------------------------------------------------------------------


def test_c1_on_the_phone(scene: Scene) -> None:
    """Called at 02:05, arrived at 02:18: thirteen minutes on record, the leader told before and after."""
    case = scene.sent()
    address = phone(scene, case)
    for step, moment in (("terima", "02:08"), ("berangkat", "02:09"), ("tiba", "02:18")):
        scene.time(moment)
        assert tap(address, step).status_code == 302
    scene.time("02:40")
    told = {"hasil": "Perkelahian dilerai dan dua orang diamankan.", "_lampiran.foto": picture()}
    assert tap(address, "hasil", **told).status_code == 302
    scene.complete(case, "lapor_hasil", laporan_pimpinan="Situasi aman dan tempat kejadian diamankan.")
    scene.run_jobs()
    arrival = scene.arrival(case)
    assert (arrival.status, arrival.ended_at - arrival.started_at) == ("met", timedelta(minutes=13))
    before, after = Notice.objects.filter(case=case, user=scene.who("kapolres")).order_by("pk")
    assert (before.created_at < arrival.ended_at < after.created_at) is True
    assert Attachment.objects.get().case_id == case.pk


def test_c2_on_the_phone(scene: Scene) -> None:
    case = scene.sent()
    for step, moment in (("terima", "02:08"), ("berangkat", "02:10"), ("tiba", "02:24")):
        scene.time(moment)
        tap(phone(scene, case), step)
    assert scene.arrival(case).status == ClockStatus.BREACHED
    assert "Lewat" in text(Client().get(phone(scene, case)))


def test_the_phone_shows_the_scene_and_nobody_who_reported(scene: Scene) -> None:
    case = scene.called()
    scene.complete(
        case,
        "lengkapi",
        "operator1",
        pelapor={"nama_lengkap": "Siti Rahasia", "kontak": "081200000000"},
        waktu_kejadian="2026-11-23T02:00:00+08:00",
        tempat_kejadian="Simpang Pasar Contoh",
        dalam_kota=True,
        uraian="Dua kelompok pemuda berkelahi di depan pasar dan masih berlangsung.",
    )
    scene.time("02:07")
    scene.complete(case, "kumpulkan_piket", petugas=[SAMAPTA], pimpinan_tahu=True)
    page = Client().get(phone(scene, case)).content.decode()
    assert "Simpang Pasar Contoh" in page
    assert "Perkelahian" in page
    for secret in ("Siti", "Rahasia", "081200000000", "S•••"):
        assert secret not in page


def test_sent_again_changes_nothing(scene: Scene) -> None:
    case = scene.sent()
    address = phone(scene, case)
    for _ in range(3):
        assert tap(address, "terima", _kunci="sama", _terjadi="2026-11-23T02:08:00+08:00").status_code == 302
    assert DispatchStep.objects.count() == 1


def test_a_time_from_the_phone_counts_and_a_typed_one_is_judged(scene: Scene) -> None:
    case = scene.sent()
    address = phone(scene, case)
    scene.time("02:30")
    tap(address, "terima", _terjadi="2026-11-22T18:09:00.000Z")
    tap(address, "berangkat", _jam="02:11")
    refused = tap(address, "tiba", _jam="03:00")
    assert refused.status_code == 409
    assert "Jam harus di antara 02.11 dan 02.30" in text(refused)
    steps = {step.code: step.occurred_at.strftime("%H:%M") for step in DispatchStep.objects.all()}
    assert steps == {"terima": "18:09", "berangkat": "18:11"}


def test_a_step_out_of_order_is_refused_with_a_sentence(scene: Scene) -> None:
    case = scene.sent()
    refused = tap(phone(scene, case), "tiba")
    assert refused.status_code == 409
    assert "Tekan tombol sebelumnya dulu" in text(refused)


def test_a_result_that_says_nothing_keeps_what_was_typed(scene: Scene) -> None:
    case = scene.sent()
    address = phone(scene, case)
    for step in ("terima", "berangkat", "tiba"):
        tap(address, step)
    answer = tap(address, "hasil", hasil="aman")
    assert answer.status_code == 422
    assert ">aman</textarea>" in answer.content.decode()


def test_what_is_no_link_opens_nothing(scene: Scene) -> None:
    case = scene.sent(SAMAPTA, RESKRIM)
    good = scene.dispatch(case)
    recalled = scene.dispatch(case, RESKRIM)
    forged = f"{good.handle}:{recalled.token.partition(':')[2]}"
    unsigned = good.handle
    assert Client().get(reverse("desk:phone", args=[good.token])).status_code == 200
    recall(dispatch_id=recalled.pk, actor=scene.who("pamapta1"))
    for token in (forged, unsigned, recalled.token, good.token[:-1], "x"):
        address = reverse("desk:phone", args=[token])
        assert Client().get(address).status_code == 404
        assert tap(address, "terima").status_code == 404
    assert tap(reverse("desk:phone", args=[good.token]), "terbang").status_code == 404
    scene.clock.at = good.expires_at
    assert Client().get(reverse("desk:phone", args=[good.token])).status_code == 404
    assert tap(reverse("desk:phone", args=[good.token]), "terima").status_code == 404
    assert not DispatchStep.objects.exists()


def test_a_link_is_shown_to_those_who_sent_and_not_to_others(scene: Scene) -> None:
    case = scene.sent()
    dispatch = Dispatch.objects.get()
    page, code = reverse("desk:field_links", args=[case.pk]), reverse("desk:field_qr", args=[dispatch.pk])
    for username, seen in (("pamapta1", True), ("kapolres", True), (SAMAPTA, True), ("banit1", False)):
        client = as_(scene, username)
        assert (dispatch.token in client.get(page).content.decode()) is seen, username
        assert client.get(code).status_code == (200 if seen else 404), username
    other = as_(scene, "kapolsekkandangan")
    assert (other.get(page).status_code, other.get(code).status_code) == (404, 404)


def test_the_leader_says_that_he_took_note(scene: Scene) -> None:
    case = scene.sent()
    page = reverse("desk:field_links", args=[case.pk])
    desk = as_(scene, "pamapta1")
    assert "belum ditanggapi" in text(desk.get(page))
    scene.time("02:12")
    notice = Notice.objects.get(case=case, user=scene.who("kapolres"), escalation=None)
    as_(scene, "kapolres").post(reverse("desk:acknowledge", args=[notice.pk]))
    assert "ditanggapi 02.12" in text(desk.get(page))


# The board ------------------------------------------------------------------------------------------------------------


def test_the_board_tells_who_stands_by_and_who_is_where(scene: Scene) -> None:
    scene.on_duty(SAMAPTA, "satsamapta")
    scene.on_duty(RESKRIM, "satreskrim")
    case = scene.sent()
    tap(phone(scene, case), "terima")
    scene.time("02:12")
    tap(phone(scene, case), "berangkat")
    page = text(as_(scene, "banit1").get("/papan/"))
    assert "Simpang Pasar Contoh" in page
    assert "Berangkat 02.12" in page
    assert "7 menit" in page.replace("\xa0", " ")
    assert f"{scene.who(RESKRIM).display_name}" in page
    assert "Siti" not in page


def test_an_emergency_waits_on_the_board_until_officers_are_sent(scene: Scene) -> None:
    case = scene.called()
    board = as_(scene, "banit1")
    assert "data-alarm=" in board.get("/papan/").content.decode()
    assert "data-alarm=" in as_(scene, "pamapta1").get("/?tab=antrean").content.decode()
    scene.complete(case, "kumpulkan_piket", petugas=[SAMAPTA], pimpinan_tahu=True)
    assert "data-alarm=" not in board.get("/papan/").content.decode()


def test_the_wall_needs_no_sign_in_and_keeps_sealed_cases_to_itself(scene: Scene) -> None:
    case = scene.sent()
    found = re.search(r'href="(/papan/[^"]+)"', as_(scene, "pamapta1").get("/papan/").content.decode())
    assert found is not None
    assert "Layar dinding" not in text(as_(scene, "banit1").get("/papan/"))
    wall = found[1]
    assert "Simpang Pasar Contoh" in text(Client().get(wall))
    Case.objects.filter(pk=case.pk).update(sealed=True)
    assert "Simpang Pasar Contoh" not in text(Client().get(wall))
    Case.objects.filter(pk=case.pk).update(sealed=False)
    assert Client().get(wall[:-2] + "x/").status_code == 404


def test_the_board_takes_as_many_queries_for_two_scenes_as_for_one(scene: Scene) -> None:
    counts = []
    for _ in range(2):
        scene.sent(SAMAPTA, RESKRIM)
        found = re.search(r'href="(/papan/[^"]+)"', as_(scene, "pamapta1").get("/papan/").content.decode())
        assert found is not None
        wall = found[1]
        Client().get(wall)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            Client().get(wall)
        counts.append(len(seen))
    assert counts[0] == counts[1], counts
