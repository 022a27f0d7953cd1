"""Asking how it went: once a case, with one reminder, and no way from an answer back to the case."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.core import serializers

from cases import services
from cases.engine.inviting import code_of
from cases.engine.time import clock
from cases.engine.unit_of_work import jobs_in_place
from cases.errors import InvalidAnswers, SurveyClosed
from cases.messages.sending import read as read_message
from cases.models import Case, CaseEvent, InvitationStatus, SurveyAnswer, SurveyInvitation
from cases.public_figures import OTHERS, survey_totals
from cases.simulation.steps import Run, perform
from cases.simulation.surroundings import Surroundings, put_in_place, surroundings_of, temporary_version
from cases.simulation.world import make_world
from tests.harness.processes import ROOT
from tests.integration.cases.desk_of_test import sound
from workflows.packages import read

FOLDER = ROOT / "fixtures/procedures/penerusan"
PACKAGE = read(FOLDER)
SURVEY = read(ROOT / "fixtures/procedures/skm")
ASKED = SURVEY.definition.questionnaire
assert ASKED is not None
DONE = next(scenario for scenario in PACKAGE.scenarios if scenario.name.startswith("C5"))
ANSWERS = {**dict.fromkeys(ASKED.scores, 4), "waktu": 3, "umur": "21_30", "saran": "Lebih cepat lagi."}


@dataclass
class Ended:
    """A case that has ended, in a unit that asks; its run's clock can be moved on."""

    run: Run
    case: Case

    @property
    def code(self) -> str:
        return code_of(self.case)

    @property
    def invitation(self) -> SurveyInvitation:
        return SurveyInvitation.objects.get(case=self.case)

    def later(self, days: float) -> None:
        self.run.world.clock.at += timedelta(days=days)
        services.tell_invited()

    def told(self) -> list[str]:
        return list(
            self.case.messages.filter(event__startswith="survey:")
            .order_by("pk")
            .values_list("event", flat=True)
        )


def play(*, asking: bool) -> Iterator[Ended]:
    put_in_place(surroundings_of(FOLDER, PACKAGE))
    if asking:
        put_in_place(Surroundings(packages=(SURVEY,)))
    world = make_world(PACKAGE, DONE)
    run = Run(package=PACKAGE, version=temporary_version(PACKAGE), world=world)
    with clock(world.clock), jobs_in_place():
        run.start(DONE.start)
        for step in DONE.steps:
            assert perform(run, step) == []
        yield Ended(run, Case.objects.select_related("unit").get(pk=run.cases[0].pk))


@pytest.fixture
def ended(db: None) -> Iterator[Ended]:
    yield from play(asking=True)


@pytest.fixture
def unasked(db: None) -> Iterator[Ended]:
    yield from play(asking=False)


def test_who_brought_the_matter_is_asked_when_it_has_ended(ended: Ended) -> None:
    assert ended.invitation.status == InvitationStatus.SENT
    (message,) = ended.case.messages.filter(event="survey:invited")
    text = read_message(message)["id"]["text"]
    assert f"/survei/{ended.code}/" in text
    assert "Penerusan di luar wewenang" in text
    assert message.to == "party:pelapor"
    sound()


def test_one_reminder_after_three_days_and_the_end_after_fourteen(ended: Ended) -> None:
    ended.later(2.9)
    assert ended.told() == ["survey:invited"]
    ended.later(0.2)
    ended.later(5)
    assert ended.told() == ["survey:invited", "survey:reminded"]
    assert services.survey_of(ended.code)
    ended.later(6)
    assert ended.invitation.status == InvitationStatus.EXPIRED
    with pytest.raises(SurveyClosed):
        services.answer_survey(code=ended.code, answers=ANSWERS)
    assert ended.told() == ["survey:invited", "survey:reminded"]


def test_whoever_answered_is_not_reminded(ended: Ended) -> None:
    services.answer_survey(code=ended.code, answers=ANSWERS)
    ended.later(4)
    ended.later(20)
    assert ended.told() == ["survey:invited"]
    assert ended.invitation.status == InvitationStatus.ANSWERED


def test_a_case_has_one_answer(ended: Ended) -> None:
    services.answer_survey(code=ended.code, answers=ANSWERS)
    with pytest.raises(SurveyClosed):
        services.answer_survey(code=ended.code, answers=ANSWERS)
    (answer,) = SurveyAnswer.objects.all()
    assert (answer.scores["waktu"], answer.scores["biaya"]) == (3, 4)
    assert (answer.groups, answer.remarks) == ({"umur": "21_30"}, {"saran": "Lebih cepat lagi."})
    assert answer.service == "penerusan"


@pytest.mark.parametrize("change", [{"waktu": 5}, {"waktu": None}, {"umur": "kemarin"}])
def test_an_answer_that_is_none_leaves_the_code_open(ended: Ended, change: dict[str, object]) -> None:
    with pytest.raises(InvalidAnswers):
        services.answer_survey(code=ended.code, answers={**ANSWERS, **change})
    assert SurveyAnswer.objects.count() == 0
    assert services.survey_of(ended.code)


@pytest.mark.parametrize("code", ["", "0" * 24, "x"])
def test_a_code_of_nobody_opens_nothing(ended: Ended, code: str) -> None:
    with pytest.raises(SurveyClosed):
        services.survey_of(code)


def test_an_answer_leads_to_no_case_and_no_person(ended: Ended) -> None:
    """Neither the row, nor the story of the case, nor any moment says which answer belongs to which case."""
    before = CaseEvent.objects.count()
    services.answer_survey(code=ended.code, answers=ANSWERS)
    assert CaseEvent.objects.count() == before
    (row,) = json.loads(serializers.serialize("json", SurveyAnswer.objects.all()))
    said = row["fields"]
    assert set(said) == {"unit", "questionnaire_key", "service", "answered_on", "scores", "groups", "remarks"}
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", said["answered_on"])
    assert ended.code not in json.dumps(row)
    (asked,) = json.loads(serializers.serialize("json", SurveyInvitation.objects.all()))
    assert asked["fields"]["next_at"] is None
    assert str(row["pk"]) not in json.dumps(asked)
    assert ended.code not in json.dumps(asked)


def test_where_nothing_is_asked_nobody_is_told(unasked: Ended) -> None:
    assert unasked.invitation.status == InvitationStatus.DROPPED
    assert unasked.told() == []
    with pytest.raises(SurveyClosed):
        services.survey_of(unasked.code)


def test_nobody_is_asked_about_a_sealed_case(unasked: Ended) -> None:
    SurveyInvitation.objects.all().delete()
    put_in_place(Surroundings(packages=(SURVEY,)))
    Case.objects.filter(pk=unasked.case.pk).update(sealed=True)
    SurveyInvitation.objects.create(case=unasked.case, index="x", next_at=unasked.run.world.clock.at)
    services.tell_invited()
    assert unasked.invitation.status == InvitationStatus.DROPPED
    assert unasked.told() == []


# Figures -------------------------------------------------------------------------------------------------------


def answered(ended: Ended, **times: int) -> None:
    """So many answers of each age."""
    for value, n in times.items():
        for _ in range(n):
            SurveyAnswer.objects.create(
                unit=ended.case.unit,
                questionnaire_key="skm",
                service="penerusan",
                answered_on=date(2026, 11, 25),
                scores=dict.fromkeys(ASKED.scores, 4),
                groups={"umur": value.removeprefix("u")},
            )


@pytest.mark.parametrize(
    ("times", "groups"),
    [
        ({"u21_30": 12, "u31_40": 10}, {"21_30": 12, "31_40": 10}),
        ({"u21_30": 20, "u31_40": 6, "u41_50": 5}, {"21_30": 20, OTHERS: 11}),
        ({"u21_30": 20, "u31_40": 12, "u41_50": 3}, {"21_30": 20, OTHERS: 15}),
        ({"u21_30": 20, "u31_40": 3}, None),
        ({"u21_30": 9}, None),
    ],
)
def test_no_breakdown_lets_a_few_stand_out(
    unasked: Ended, times: dict[str, int], groups: dict[str, int] | None
) -> None:
    answered(unasked, **times)
    totals = survey_totals(
        unit=unasked.case.unit,
        key="skm",
        questionnaire=ASKED,
        since=date(2026, 11, 1),
        until=date(2026, 11, 30),
    )
    assert totals.total.answers == sum(times.values())
    shown = totals.groups.get("umur")
    assert (shown and {value: sums.answers for value, sums in shown.items()}) == groups


def test_only_the_period_and_the_unit_count(unasked: Ended) -> None:
    answered(unasked, u21_30=3)
    for since, until, n in ((25, 25, 3), (1, 24, 0), (26, 30, 0)):
        totals = survey_totals(
            unit=unasked.case.unit,
            key="skm",
            questionnaire=ASKED,
            since=date(2026, 11, since),
            until=date(2026, 11, until),
        )
        assert totals.total.answers == n
    above = unasked.case.unit.parent
    assert above is not None
    elsewhere = survey_totals(
        unit=above, key="skm", questionnaire=ASKED, since=date(2026, 11, 1), until=date(2026, 11, 30)
    )
    assert elsewhere.total.answers == 0
