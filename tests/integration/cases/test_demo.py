"""The demo: every scenario that it may play, cut off at the present, and nothing broken afterwards."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command

from cases.models import Case
from cases.simulation.demo import play_all
from tests.harness.processes import ROOT
from tests.integration.cases.desk_of_test import sound

SETTINGS = {
    "units": ["polda_kalsel/polres_hss"],
    "days": 14,
    "people": [{"nama_lengkap": "Aminah Warga", "jenis_kelamin": "perempuan"}],
}


@pytest.mark.django_db
def test_what_a_scenario_waits_for_has_not_happened_in_a_case_of_today() -> None:
    """A minute ago somebody called: whoever arrives thirteen minutes later has not arrived."""
    call_command("load_organization", ROOT / "fixtures/organization", stdout=io.StringIO())
    call_command("load_holidays", stdout=io.StringIO())
    call_command("procedure", "load", str(ROOT / "fixtures/procedures"), "--publish", stdout=io.StringIO())
    played = list(play_all({**SETTINGS, "cases": 60, "open_today": 60}))
    # Each scenario that a demo may play, to its end, some days ago: its dates came along.
    played += play_all({**SETTINGS, "cases": 150, "open_today": 0})
    assert {plan.package.key for plan in played} >= {"pengaduan_tidak_langsung", "sktlk", "temuan_wasrik"}
    assert Case.objects.count() >= 60
    sound()
