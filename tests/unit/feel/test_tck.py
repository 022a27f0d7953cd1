"""Conformance: the literal expressions of the DMN TCK, one test per folder.

`tck_known_failures.txt` names the checks that fail. It can only shrink: a listed check that passes fails the test.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.feel import tck

HERE = Path(__file__).parent
KNOWN = frozenset(
    line.strip()
    for line in (HERE / "tck_known_failures.txt").read_text(encoding="utf-8").splitlines()
    if line.strip() and not line.startswith("#")
)
FOLDERS = sorted(tck.KIT.glob("compliance-level-*/*")) if tck.KIT.is_dir() else []
pytestmark = pytest.mark.skipif(not FOLDERS, reason="the conformance kit is not here")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_folder(folder: Path) -> None:
    failed = {check.id for check in tck.checks(folder) if not tck.agrees(tck.answer(check), check.expected)}
    known = {name for name in KNOWN if name.startswith(f"{folder.name}/")}
    assert sorted(failed - known) == [], "these checks fail"
    assert sorted(known - failed) == [], "these pass now: take them off the list"


def test_share_that_passes() -> None:
    """At least 97 % of all checks and 95 % of those that expect a value."""
    total, valued, failed_valued = 0, 0, 0
    for folder in FOLDERS:
        for check in tck.checks(folder):
            total += 1
            valued += check.expected is not None
            failed_valued += check.expected is not None and check.id in KNOWN
    assert total > 2_000
    assert 1 - len(KNOWN) / total >= 0.97
    assert 1 - failed_valued / valued >= 0.95
