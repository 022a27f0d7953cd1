"""The name an author most likely meant, among names that were handed in and may be no text."""

from __future__ import annotations

import pytest

from workflows import feel


@pytest.mark.parametrize("handed_in", [{1: 2}, {None: 1, ("a", "b"): 2}, {True: 1}])
def test_a_context_with_keys_that_are_no_text_has_no_such_member(handed_in: dict[object, int]) -> None:
    outcome = feel.compile_expression("data.jumlah", ("data",)).run({"data": handed_in})
    assert outcome.value is None
    assert [warning.code for warning in outcome.warnings] == ["FEEL-202"]
    assert outcome.warnings[0].suggestion is None


def test_the_near_name_is_still_found_beside_a_key_that_is_no_text() -> None:
    outcome = feel.compile_expression("data.jumlh", ("data",)).run({"data": {1: 2, "jumlah": 3}})
    assert outcome.warnings[0].suggestion == "jumlah"
