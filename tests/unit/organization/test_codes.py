"""Codes that people read aloud and type."""

from __future__ import annotations

import pytest

from organization.codes import LETTERS, as_typed, code_of, random_code


def test_a_code_says_all_of_its_bits() -> None:
    assert code_of(bytes(16)) == "0000-0000-0000-0000-0000-0000-00"
    assert code_of(bytes([255] * 16)) == "7ZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZ"
    assert code_of(bytes(15) + b"\x01") != code_of(bytes(16))


@pytest.mark.parametrize("typed", ["7zzz 1000-00", " 7ZZZ-IOoo-00 ", "7zzzLooo00", "7ZZZ_1000_00"])
def test_one_spelling_for_whatever_is_typed(typed: str) -> None:
    assert as_typed(typed) == "7ZZZ-1000-00"


def test_random_codes_use_letters_that_are_not_mistaken() -> None:
    code = random_code(16)
    assert len(code) == 19
    assert set(code) <= {*LETTERS, "-"}
