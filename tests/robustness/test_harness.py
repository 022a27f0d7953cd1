"""The harness itself: what races and deployments promise to the tests that stand on them."""

import urllib.error
import urllib.request

import pytest

from tests.harness import postgresql
from tests.harness.races import race

STEPS = "tests.robustness.harness_steps"


def test_racing_processes_share_a_database_and_one_wins(installation):
    outcomes = race(3, f"{STEPS}:take_the_same_name", installation=installation, arguments={"name": "first"})
    assert sum(outcome.ok for outcome in outcomes) == 1
    assert {outcome.error for outcome in outcomes if not outcome.ok} == {"IntegrityError"}


def test_racing_processes_start_together(installation):
    moments = [outcome.value for outcome in race(3, f"{STEPS}:say_when", installation=installation)]
    assert max(moments) - min(moments) < 1


def test_a_process_that_dies_in_a_race_is_an_outcome(installation):
    (outcome,) = race(1, f"{STEPS}:die", installation=installation)
    assert (outcome.error, outcome.code) == ("ProcessEnded", "7")


def test_a_fresh_installation_has_a_user_model_and_no_cases(installation):
    printed = installation.manage(
        "shell",
        "--verbosity",
        "0",
        "-c",
        "from cases.models import Case; print('cases', Case.objects.count())",
    )
    assert "cases 0" in printed


def test_web_processes_and_worker_run_and_stop(deploy):
    deployment = deploy(web=2, workers=1)
    assert len(set(deployment.urls)) == 2
    for url in deployment.urls:
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(f"{url}/tidak-ada/", timeout=10)
    assert all(child.poll() is None for child in deployment.children), deployment.logs()
    deployment.kill(deployment.children[-1])
    assert deployment.children[-1].returncode == -9
    deployment.stop_all()
    assert all(child.poll() is not None for child in deployment.children)


@pytest.mark.parametrize("name", ["postgres", "alur", "template1", "mytest_"])
def test_other_peoples_databases_are_never_touched(name):
    with pytest.raises(ValueError, match=r"test_\* only"):
        postgresql.drop_database("postgres://nobody@127.0.0.1:1/none", name)
