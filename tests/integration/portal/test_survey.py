"""A secret address opens the questions once, without login and without a script."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client

from cases.models import SurveyAnswer
from tests.integration.cases.test_surveys import ANSWERS, Ended, ended

__all__ = ["ended"]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_counted() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def test_the_questions_are_answered_once_by_whoever_has_the_address(ended: Ended, client: Client) -> None:
    address = f"/survei/{ended.code}/"
    page = client.get(address)
    assert page.status_code == 200
    html = page.content.decode()
    assert "Bagaimana kecepatan waktu pelayanan?" in html
    assert "Penerusan di luar wewenang" in html
    assert "Siti" not in html
    sent = client.post(address, {name: str(value) for name, value in ANSWERS.items()}, follow=True)
    assert sent.status_code == 200
    assert "Jawaban Anda sudah kami terima" in sent.content.decode()
    assert SurveyAnswer.objects.get().scores["waktu"] == 3
    for again in (client.get(address), client.post(address, {})):
        assert again.status_code == 404
        assert "Alamat ini tidak membuka survei" in again.content.decode()


def test_what_was_typed_is_still_there_where_something_is_missing(ended: Ended, client: Client) -> None:
    said = {name: str(value) for name, value in ANSWERS.items() if name != "waktu"}
    page = client.post(f"/survei/{ended.code}/", said)
    assert page.status_code == 422
    html = page.content.decode()
    assert "1 isian perlu diperbaiki" in html
    assert "Lebih cepat lagi." in html
    assert SurveyAnswer.objects.count() == 0


def test_codes_can_not_be_tried_out(ended: Ended, client: Client) -> None:
    assert client.get("/survei/000000000000000000000000/").status_code == 404
    for _ in range(40):
        last = client.get("/survei/000000000000000000000000/")
    assert last.status_code == 429
