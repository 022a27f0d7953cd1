"""Access out of the ordinary: break-glass, unsealing by two, recusal (security.md, "Visibility"; domain book, C6)."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from cases import services
from cases.engine.chain import broken_at
from cases.errors import CaseNotFound, Conflict, NotPermitted, ReasonRequired, TaskNotFound
from cases.models import Case, EmergencyAccess, Notice, Unsealing
from cases.selectors import reach_of, visible_cases
from tests.scenarios.stage import Stage, crime, misconduct

pytestmark = pytest.mark.django_db

REASON = "Keluarga pelapor terancam malam ini."


@pytest.fixture
def sealed(stage: Stage) -> Case:
    """About the complaints officer: nobody of the desk may know, the head of Propam handles it."""
    return stage.open("propam", by="banit1", **misconduct("pengaduan1", stage))


def sees(stage: Stage, username: str, case: Case) -> bool:
    return visible_cases(reach_of(stage.person(username), stage.clock.at)).filter(pk=case.pk).exists()


def opened(stage: Stage, username: str, case: Case, reason: str = REASON) -> EmergencyAccess:
    return services.open_in_emergency(number=case.number, actor=stage.person(username), reason=reason)


def test_half_an_hour_one_case_and_the_guardians_are_told(stage: Stage, sealed: Case) -> None:
    case = stage.fresh(sealed)
    other = stage.open("propam", by="banit1", **misconduct("pengaduan1", stage))
    assert not sees(stage, "wakapolres", case)
    access = opened(stage, "wakapolres", case)
    assert sees(stage, "wakapolres", case)
    assert not sees(stage, "wakapolres", other)
    assert not sees(stage, "kabagops", case)
    told = set(Notice.objects.filter(kind="emergency", case=case).values_list("user__username", flat=True))
    assert told == {"kapolres", "kasipropam", "kasiwas"}
    event = case.events.get(kind="emergency.opened")
    assert (event.actor, event.data["reason"]) == (stage.person("wakapolres"), REASON)
    assert opened(stage, "wakapolres", case) == access
    assert Notice.objects.filter(kind="emergency", case=case).count() == 3
    stage.later(minutes=30)
    assert not sees(stage, "wakapolres", case)
    assert broken_at(case.events.order_by("seq")) is None


@pytest.mark.parametrize(
    "username", ["pengaduan1", "banit1", "kaspkt", "operator1", "kapolrescempaka", "banitkandangan"]
)
def test_refused_for_oneself_and_one_s_office_and_elsewhere(
    stage: Stage, sealed: Case, username: str
) -> None:
    """The refusal is that of a number that nobody has."""
    with pytest.raises(CaseNotFound):
        opened(stage, username, stage.fresh(sealed))
    assert not EmergencyAccess.objects.exists()
    assert not sees(stage, username, sealed)
    assert not Notice.objects.filter(kind="emergency").exists()
    page = stage.client(username)
    mine = page.post(reverse("desk:emergency"), {"nomor": stage.fresh(sealed).number, "alasan": REASON})
    nobodys = page.post(reverse("desk:emergency"), {"nomor": "DUMAS/999/XI/2026", "alasan": REASON})
    assert (mine.status_code, nobodys.status_code) == (422, 422)
    assert "Tidak ada perkara dengan nomor itu" in mine.content.decode()


def test_the_refusal_of_somebody_concerned_stands_in_the_story(stage: Stage, sealed: Case) -> None:
    with pytest.raises(CaseNotFound):
        opened(stage, "kaspkt", stage.fresh(sealed))
    assert sealed.events.filter(kind="emergency.refused", actor=stage.person("kaspkt")).count() == 1


def test_it_asks_for_a_reason_and_shows_a_banner(stage: Stage, sealed: Case) -> None:
    case = stage.fresh(sealed)
    with pytest.raises(ReasonRequired):
        opened(stage, "wakapolres", case, reason="perlu")
    page = stage.client("wakapolres")
    answer = page.post(reverse("desk:emergency"), {"nomor": case.number, "alasan": REASON}, follow=True)
    assert "Akses darurat" in answer.content.decode()
    assert "sampai" in answer.content.decode()
    stage.later(minutes=31)
    assert page.get(reverse("desk:case", args=[case.pk])).status_code == 404
    told = stage.client("kapolres").get(reverse("desk:notices")).content.decode()
    assert REASON in told


def test_a_head_about_whom_it_is_is_not_told_but_the_one_above(stage: Stage) -> None:
    """A5: the case of a head goes up, and so does the word of who opened it."""
    case = stage.fresh(stage.open("propam", by="banit1", **misconduct("kapolres", stage)))
    assert case.unit.path == "polda_kalsel"
    services.open_in_emergency(
        number=case.number or case.file_number, actor=stage.person("irwasda"), reason=REASON
    )
    told = set(Notice.objects.filter(kind="emergency").values_list("user__username", flat=True))
    assert told == {"kapolda", "kabidpropam"}


def test_a_seal_is_opened_by_two(stage: Stage, sealed: Case) -> None:
    propam, kasiwas = stage.person("kasipropam"), stage.person("kasiwas")
    with pytest.raises(CaseNotFound):
        services.ask_unsealing(
            case_id=sealed.pk, actor=kasiwas, reason="Perkara sudah terbuka di pengadilan."
        )
    asked = services.ask_unsealing(
        case_id=sealed.pk, actor=propam, reason="Perkara sudah terbuka di pengadilan."
    )
    assert Notice.objects.filter(kind="unsealing", user=kasiwas).count() == 1
    with pytest.raises(NotPermitted):
        services.approve_unsealing(unsealing_id=asked.pk, actor=propam)
    with pytest.raises(NotPermitted):
        services.approve_unsealing(unsealing_id=asked.pk, actor=stage.person("kabagops"))
    with pytest.raises(TaskNotFound):
        services.approve_unsealing(unsealing_id=asked.pk, actor=stage.person("kaspkt"))
    with pytest.raises(Conflict):
        services.ask_unsealing(case_id=sealed.pk, actor=propam, reason="Sekali lagi.")
    assert stage.fresh(sealed).sealed
    services.approve_unsealing(unsealing_id=asked.pk, actor=kasiwas)
    assert not stage.fresh(sealed).sealed
    assert sealed.events.get(kind="seal.opened").data["asked_by"] == propam.pk
    with pytest.raises(CaseNotFound):
        services.approve_unsealing(unsealing_id=asked.pk, actor=stage.person("kapolres"))


def test_data_alone_do_not_close_an_opened_seal_again_and_recusal_stays(stage: Stage, sealed: Case) -> None:
    asked = services.ask_unsealing(
        case_id=sealed.pk, actor=stage.person("kasipropam"), reason="Sudah diputus."
    )
    services.approve_unsealing(unsealing_id=asked.pk, actor=stage.person("kapolres"))
    stage.complete(
        sealed,
        "terima_propam",
        by="kasipropam",
        nomor_agenda="R/1/XI/2026",
        tanggapan_awal="Kami terima.",
    )
    assert not stage.fresh(sealed).sealed
    assert sees(stage, "kabagops", sealed)
    assert not sees(stage, "kaspkt", sealed)
    assert not sees(stage, "pengaduan1", sealed)


def test_the_database_knows_that_it_takes_two(stage: Stage, sealed: Case) -> None:
    asked = services.ask_unsealing(
        case_id=sealed.pk, actor=stage.person("kasipropam"), reason="Sudah diputus."
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Unsealing.objects.filter(pk=asked.pk).update(approved_by=asked.asked_by, approved_at=asked.asked_at)


def test_the_second_person_finds_the_request_on_the_page(stage: Stage, sealed: Case) -> None:
    propam = stage.client("kasipropam")
    assert (
        propam.post(reverse("desk:ask_unsealing", args=[sealed.pk]), {"alasan": "Sudah diputus."}).status_code
        == 302
    )
    address = reverse("desk:approve_unsealing", args=[Unsealing.objects.get().pk])
    assert address in stage.client("kasiwas").get(reverse("desk:notices")).content.decode()
    assert "Setujui pembukaan segel" not in propam.get(address).content.decode()
    assert stage.client("kabagops").get(address).status_code == 404
    assert stage.client("kasiwas").post(address).status_code == 302
    assert not stage.fresh(sealed).sealed


def test_an_officer_keeps_himself_out(stage: Stage) -> None:
    case = stage.open("lp", by="banit1", event="mulai", **crime())
    task = stage.task(case, "kajian_awal")
    services.claim_task(task_id=task.pk, actor=stage.person("piketreskrim"))
    with pytest.raises(ReasonRequired):
        services.recuse_oneself(case_id=case.pk, actor=stage.person("piketreskrim"), reason=" ")
    page = stage.client("piketreskrim")
    assert (
        page.post(reverse("desk:recuse", args=[case.pk]), {"alasan": "Pelapor adik saya."}).status_code == 302
    )
    assert not sees(stage, "piketreskrim", case)
    assert stage.task(case, "kajian_awal").owner is None
    with pytest.raises(TaskNotFound):
        services.claim_task(task_id=task.pk, actor=stage.person("piketreskrim"))
    assert sees(stage, "kasatreskrim", case)


def test_what_he_was_told_before_is_gone_from_his_notices(stage: Stage) -> None:
    case = stage.open("lp", by="banit1", event="mulai", **crime())
    stage.later(minutes=21)
    numbers = Notice.objects.filter(case=case).values_list("user__username", flat=True)
    assert "pamapta1" in set(numbers)
    page = stage.client("pamapta1")
    assert stage.fresh(case).file_number in page.get(reverse("desk:notices")).content.decode()
    services.recuse_oneself(case_id=case.pk, actor=stage.person("pamapta1"), reason="Pelapor istri saya.")
    assert stage.fresh(case).file_number not in page.get(reverse("desk:notices")).content.decode()
