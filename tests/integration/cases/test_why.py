"""The case file tells the rule that a table applied, and what it read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.integration.cases.desk_of_test import MARKS, make_desk

pytestmark = pytest.mark.django_db


def test_the_rule_that_matched_stands_in_the_case_file(tmp_path: Path, settings: Any) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    desk = make_desk(tmp_path)
    case = desk.ternak()
    desk.complete(case, "periksa_ternak", by="banit1", **MARKS)
    client = Client()
    client.force_login(desk.banit1)
    page = client.get(reverse("desk:case", args=(case.pk,)))
    (decision,) = [each for each in page.context["why"] if each["kind"] == "decision.made"]
    (rule,) = decision["rules"]
    shown = page.content.decode()
    assert f"Aturan {rule['rule']} dari tabel {rule['table']} cocok." in shown
    assert rule["inputs"]
    assert all(str(value) in shown for value in rule["inputs"].values())
