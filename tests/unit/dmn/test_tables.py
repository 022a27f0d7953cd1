"""Hit policies, defaults, allowed values and the reasons of a table (DMN 1.5, chapter 8)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.unit.dmn.build import decision, input_data, model, table
from workflows import dmn

SCORES = [([">= 10"], ['"low"', "1"]), ([">= 20"], ['"high"', "5"]), ([">= 30"], ['"high"', "7"])]


def asked(
    rules: Any, inputs: dict[str, Any], *, columns: tuple[str, ...] = ("x",), **options: Any
) -> dmn.DecisionOutcome:
    names = tuple(inputs)
    source = "".join(input_data(name) for name in names) + decision(
        "d", table(columns, rules, **options), inputs=names
    )
    return model(source).decide("d", inputs)


def one_output(rules: Any) -> Any:
    return [(cells, outputs[1:]) for cells, outputs in rules]


@pytest.mark.parametrize(
    ("hit", "aggregation", "expected"),
    [
        ("FIRST", "", 1),
        ("RULE ORDER", "", [1, 5, 7]),
        ("COLLECT", "", [1, 5, 7]),
        ("COLLECT", "SUM", 13),
        ("COLLECT", "MIN", 1),
        ("COLLECT", "MAX", 7),
        ("COLLECT", "COUNT", 3),
        ("UNIQUE", "", None),
        ("ANY", "", None),
    ],
)
def test_three_rules_match(hit: str, aggregation: str, expected: Any) -> None:
    found = asked(one_output(SCORES), {"x": 30}, hit=hit, aggregation=aggregation)
    assert found.value == expected


def test_unique_tells_which_rules_collide() -> None:
    found = asked(one_output(SCORES), {"x": 20})
    assert [(each.code, each.params["rules"]) for each in found.warnings] == [("DMN-311", [1, 2])]


def test_any_accepts_equal_results() -> None:
    assert asked([(["> 1"], ['"a"']), (["> 2"], ['"a"'])], {"x": 3}, hit="ANY").value == "a"


def test_priority_and_output_order_follow_the_listed_values() -> None:
    rules = [(["> 1"], ['"minor"']), (["> 2"], ['"grave"']), (["> 3"], ['"minor"'])]
    listed = ('"grave", "minor"',)
    assert asked(rules, {"x": 5}, hit="PRIORITY", output_values=listed).value == "grave"
    assert asked(rules, {"x": 5}, hit="OUTPUT ORDER", output_values=listed).value == [
        "grave",
        "minor",
        "minor",
    ]


def test_several_outputs_make_a_context() -> None:
    found = asked(SCORES, {"x": 10}, outputs=("class", "points"))
    assert found.value == {"class": "low", "points": Decimal(1)}


def test_priority_of_several_outputs_goes_from_left_to_right() -> None:
    rules = [(["-"], ['"b"', '"x"']), (["-"], ['"a"', '"y"']), (["-"], ['"a"', '"x"'])]
    found = asked(rules, {"x": 1}, hit="PRIORITY", outputs=("p", "q"), output_values=('"a","b"', '"x","y"'))
    assert found.value == {"p": "a", "q": "x"}


def test_no_match_is_null_with_a_reason_or_the_default() -> None:
    found = asked(one_output(SCORES), {"x": 1})
    assert (found.value, [each.code for each in found.warnings]) == (None, ["DMN-310"])
    assert asked(one_output(SCORES), {"x": 1}, default=("0",)).value == 0


def test_default_of_several_outputs() -> None:
    found = asked(SCORES, {"x": 1}, outputs=("class", "points"), default=('"none"', "0"))
    assert found.value == {"class": "none", "points": Decimal(0)}


def test_a_value_outside_the_allowed_ones_is_refused() -> None:
    found = asked([(["-"], ["1"])], {"x": "c"}, input_values=('"a", "b"',))
    assert (found.value, found.warnings[0].code, found.warnings[0].params["value"]) == (None, "DMN-303", "c")


def test_null_matches_dashes_and_what_asks_for_it() -> None:
    rules = [(["null"], ['"missing"']), (["> 1"], ['"number"'])]
    assert asked(rules, {"x": None}).value == "missing"
    assert asked([(['not("a")'], ['"other"'])], {"x": "b"}).value == "other"


def test_cells_may_use_the_input_and_other_names() -> None:
    rules = [(["? > limit and even(?)"], ['"over"']), (["<= limit"], ['"within"'])]
    assert asked(rules, {"x": 8, "limit": 5}).value == "over"
    assert asked(rules, {"x": 4, "limit": 5}).value == "within"


def test_a_cell_that_is_a_list_matches_its_members() -> None:
    assert asked([(["known"], ['"yes"'])], {"x": "b", "known": ["a", "b"]}).value == "yes"


def test_a_table_with_an_unreadable_cell_answers_null() -> None:
    """Leaving the rule out could pick a wrong one."""
    found = asked([(["> > 1"], ["1"]), (["-"], ["2"])], {"x": 5}, hit="FIRST")
    assert found.value is None
    assert found.warnings[0].code == "DMN-302"


def test_the_rules_that_matched_are_data() -> None:
    found = asked(SCORES, {"x": 20}, hit="COLLECT", outputs=("class", "points"))
    match = found.matches[1]
    assert (match.decision_id, match.decision_name, match.rule_id, match.rule_index) == ("d_d", "d", "r2", 2)
    assert (match.inputs, match.outputs) == ({"x": 20}, {"class": "high", "points": 5})
    assert found.to_data()["matches"][1]["outputs"] == {"class": "high", "points": 5}


def test_first_stops_at_the_first() -> None:
    assert [match.rule_index for match in asked(one_output(SCORES), {"x": 30}, hit="FIRST").matches] == [1]


def test_a_table_without_rules_or_inputs() -> None:
    assert asked([], {"x": 1}).value is None
    assert asked([([], ["1"])], {}, columns=()).value == 1
