"""Escalations: who was told, who has answered; and nothing of cases that may not be known of."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from cases.models import Case, Notice
from cases.selectors import reach_of
from cases.supervision.escalation_views import escalations
from tests.integration.cases.desk_of_test import Desk


def test_told_and_answered(desk: Desk, browse: Callable[[str], Client]) -> None:
    shown, sealed = desk.ternak(), desk.ternak()
    desk.later(minutes=15)
    assert Notice.objects.count() == 2
    Case.objects.filter(pk=sealed.pk).update(sealed=True)
    (notice,) = escalations(reach_of(desk.ka1, desk.clock.at))
    assert (notice.case_id, notice.user) == (shown.pk, desk.pamapta1)
    page = browse("ka1").get("/eskalasi/").content.decode()
    assert "belum ditanggapi" in page
    assert sealed.file_number not in page
    browse("ka1").post(f"/eskalasi/{notice.pk}/tanggapi/")
    assert Notice.objects.get(pk=notice.pk).acknowledged_at is None
    Notice.objects.filter(pk=notice.pk).update(user=desk.ka1)
    assert "1 menunggu tanggapan Anda" in browse("ka1").get("/eskalasi/").content.decode()
    browse("ka1").post(f"/eskalasi/{notice.pk}/tanggapi/")
    assert Notice.objects.get(pk=notice.pk).acknowledged_at == desk.clock.at
    assert "Ditanggapi" in browse("ka1").get("/eskalasi/").content.decode()
    assert browse("pamapta1").get("/eskalasi/").status_code == 403
