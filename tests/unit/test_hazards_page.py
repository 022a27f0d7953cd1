"""docs/hazards.md tells what the tests do, and misses no experiment that concerns what is built."""

from __future__ import annotations

from tests.harness.hazards import PAGE, hazards, page

#: Those that broke stock viewflow, by section and number: 27.
EXPERIMENTS = {
    ("1a", 1): ["url_pk_bypasses_lock"],
    ("1a", 2): ["boundary_survives_host_cancel", "sibling_boundary_survives_interrupt"],
    ("1a", 3): ["error_boundary_keeps_process_open"],
    ("1a", 4): ["error_branch_then_end"],
    ("1a", 5): ["splitfirst_resurrected_timer", "splitfirst_two_automatic_branches", "terminate_same_pass"],
    ("1a", 6): ["poison_timer"],
    ("1a", 7): ["head_of_line"],
    ("1a", 8): ["lock_retry_inside_atomic"],
    ("1a", 9): ["cancel_overwrites_finished_process"],
    ("1a", 10): ["crash_after_commit_loses_signal", "locked_catcher_loses_signal"],
    ("1a", 11): ["service_failure_in_user_tx"],
    ("1a", 12): ["revive_drops_permission_and_timer"],
    ("1a", 13): ["exception_locals_leak"],
    ("1a", 14): ["user_delete_cascades_tasks"],
    ("1a", 15): ["child_model_locks_other_row"],
    ("1a", 16): ["lost_update_outside_lock"],
    ("1a", 17): ["multi_instance_boundary"],
    ("1b", 0): [
        "claim",
        "complete against timer",
        "double submit",
        "four dispatchers, 60 timers",
        "join",
        "two parallel ends",
    ],
}
#: What the list doesn't have, and is raced here as well.
BESIDES = {("1b", 0, "numbers")}


def test_the_page_shows_the_tests_as_they_are() -> None:
    assert PAGE.read_text() == page(PAGE.read_text()), "run `python -m tests.harness.hazards`"


def test_every_experiment_has_its_test() -> None:
    wanted = {(*place, name) for place, names in EXPERIMENTS.items() for name in names}
    assert len(wanted) == 27
    assert {(*hazard.place, hazard.experiment) for hazard in hazards()} == wanted | BESIDES


def test_each_is_repeated_in_more_than_one_process() -> None:
    assert all(hazard.rounds >= 5 and hazard.processes >= 2 for hazard in hazards())
