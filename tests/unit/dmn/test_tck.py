"""The conformance kit. `tck_known_failures.txt` can only shrink: a listed check that passes fails here."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.dmn import tck

KNOWN_FAILURES = frozenset(
    line.split("#", 1)[0].strip()
    for line in (Path(__file__).parent / "tck_known_failures.txt").read_text(encoding="utf-8").splitlines()
    if line.split("#", 1)[0].strip()
)
CHECKS = tuple(tck.checks()) if tck.KIT.is_dir() else ()

pytestmark = pytest.mark.skipif(
    not tck.KIT.is_dir(), reason="the conformance kit is not beside the repository"
)


@pytest.mark.parametrize("check", CHECKS, ids=[check.id for check in CHECKS])
def test_kit(check: tck.Check) -> None:
    actual = tck.answer(check)
    passed = tck.agrees(actual, check.expected)
    if check.id in KNOWN_FAILURES:
        assert not passed, "passes now: take it off tck_known_failures.txt"
    else:
        assert passed, f"expected {check.expected!r}, got {actual!r}"


def test_known_failures_exist() -> None:
    assert {check.id for check in CHECKS} >= KNOWN_FAILURES


def test_the_share_that_passes() -> None:
    """97 % of all checks and 95 % of those that expect a value."""
    valued = [check for check in CHECKS if check.expected is not None]
    failing = [check for check in CHECKS if check.id in KNOWN_FAILURES]
    failing_valued = [check for check in failing if check.expected is not None]
    assert len(failing) <= 0.03 * len(CHECKS)
    assert len(failing_valued) <= 0.05 * len(valued)
