"""The end of a shift: one gives, another takes; what is sealed is on no list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from cases import services
from cases.errors import CaseNotFound, Conflict, NotPermitted
from cases.models import Case, HandOver
from tests.integration.cases.desk_of_test import Desk


def give(desk: Desk, by: str = "banit1") -> HandOver:
    return services.hand_over_shift(unit_id=desk.unit.pk, actor=desk.people[by], note=" Mobil 2 di bengkel. ")


def test_the_list_says_how_it_stood(desk: Desk) -> None:
    held, free = desk.ternak(), desk.ternak()
    services.claim_task(task_id=desk.task(held, "periksa_ternak").pk, actor=desk.banit1)
    desk.clock.at += timedelta(seconds=1)
    given = give(desk)
    assert [(row["case"], row["clock"], row["tasks"]) for row in given.content] == [
        (held.pk, "running", [{"title": "Periksa ciri ternak", "holder": "Pak Banit1"}]),
        (free.pk, "running", [{"title": "Periksa ciri ternak", "holder": ""}]),
    ]
    assert given.note == "Mobil 2 di bengkel."


def test_two_people_sign_once_each(desk: Desk) -> None:
    given = give(desk)
    with pytest.raises(NotPermitted):
        services.receive_shift(handover_id=given.pk, actor=desk.banit1)
    with pytest.raises(CaseNotFound):
        services.receive_shift(handover_id=given.pk, actor=desk.banit9)
    assert services.receive_shift(handover_id=given.pk, actor=desk.banit2).received_by == desk.banit2
    with pytest.raises(Conflict):
        services.receive_shift(handover_id=given.pk, actor=desk.pamapta1)
    with pytest.raises(NotPermitted):
        services.hand_over_shift(unit_id=desk.unit.pk, actor=desk.banit9, note="")


def test_pages_and_what_is_sealed_later(desk: Desk, browse: Callable[[str], Client]) -> None:
    shown, sealed, secret = desk.ternak(), desk.ternak(), desk.ternak()
    Case.objects.filter(pk=secret.pk).update(sealed=True)
    signed = browse("banit1").post("/serah-terima/", {"catatan": "Mobil 2 di bengkel."})
    where = signed["Location"]
    assert len(HandOver.objects.get().content) == 2
    Case.objects.filter(pk=sealed.pk).update(sealed=True)
    page = browse("banit2").get(where).content.decode()
    assert "1 perkara terbuka, 1 batas waktu berjalan" in page
    assert shown.file_number in page
    assert sealed.file_number not in page
    assert "Mobil 2 di bengkel." in page
    assert browse("banit1").post(f"{where}terima/").status_code == 409
    assert browse("banit9").get(where).status_code == 404
    browse("banit2").post(f"{where}terima/")
    assert "Pak Banit2" in browse("ka1").get("/serah-terima/").content.decode()
