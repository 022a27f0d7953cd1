"""docs/machine-steps.md says what the code says, and names every kind of machine step."""

from __future__ import annotations

from cases.job_types import JOB_TYPES
from cases.jobs.reference import reference
from tests.harness.processes import ROOT


def test_the_page_is_current() -> None:
    assert (ROOT / "docs/machine-steps.md").read_text(encoding="utf-8") == reference()


def test_the_page_names_every_kind() -> None:
    assert {kind for kind in JOB_TYPES if f"`{kind}`" not in reference()} == set()
