"""The public page bears strangers: codes can't be tried out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client

from portal.throttle import LIMIT

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_counted() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def test_an_address_that_tries_codes_out_is_told_to_wait(client: Client) -> None:
    for number in range(LIMIT):
        assert client.get(f"/periksa/KODE-{number}/").status_code == 404
    refused = client.get("/periksa/KODE-X/")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "60")
    assert "Terlalu banyak" in refused.content.decode()
    assert client.get("/periksa/").status_code == 200
    assert client.get("/periksa/KODE-X/", REMOTE_ADDR="192.0.2.7").status_code == 404
