"""The unit, the people and the clock that a scenario names, made for its run alone."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from cases.models import SurveyAnswer
from organization.holidays_import import import_year
from organization.models import Calendar, Function, Post, Role, Setting, Unit, User
from organization.models.settings import OFFERED
from organization.selectors import CLOCK, years_without_holidays
from workflows import addresses
from workflows.bpmn import model as bpmn
from workflows.packages import Package, Scenario
from workflows.packages.definition import QuestionnaireDefinition
from workflows.packages.scenario import AnswersGiven

#: The one who acts where a scenario names nobody.
ANYBODY = "anybody"

#: Somebody without an account.
PUBLIC = "public"

#: Stand for a person's service number and account in the answers of a scenario.
_NUMBER_OF, _ACCOUNT_OF = "nrp:", "akun:"

_LEVELS = ("mabes", "polda", "polres", "polsek")


class RunClock:
    """A clock that stands still until a step moves it."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


@dataclass
class World:
    """What a scenario can name. `people` by the names it gave them."""

    unit: Unit
    clock: RunClock
    people: dict[str, User] = field(default_factory=dict)

    def person(self, name: str) -> User:
        """Raises KeyError when the scenario made no such person."""
        return self.people[name or ANYBODY]

    def filled(self, answers: Any) -> Any:
        """The answers with "nrp:NAME" and "akun:NAME" replaced by number and account of that person of the run."""
        if isinstance(answers, Mapping):
            return {name: self.filled(value) for name, value in answers.items()}
        if isinstance(answers, list):
            return [self.filled(value) for value in answers]
        if isinstance(answers, str) and answers.startswith(_NUMBER_OF):
            return self.person(answers.removeprefix(_NUMBER_OF)).nrp
        if isinstance(answers, str) and answers.startswith(_ACCOUNT_OF):
            return self.person(answers.removeprefix(_ACCOUNT_OF)).username
        return answers


def make_world(package: Package, scenario: Scenario) -> World:
    """The world of one scenario, inside a transaction that is rolled back."""
    given = scenario.given
    zone = ZoneInfo(given.unit.zone)
    at = datetime.fromisoformat(given.at) if given.at else timezone.now()
    at = at if at.tzinfo else at.replace(tzinfo=zone)
    if _counts_working_days(package):
        for year in years_without_holidays((at.year, at.year + 1)):
            import_year(year)
    world = World(_unit(given.unit.level, given.unit.zone, given.unit.name), RunClock(at))
    world.people[ANYBODY] = _person(world.unit, ANYBODY)
    for name, post in given.people.items():
        world.people[name] = _person(world.unit, name)
        _appoint(world, world.people[name], post)
    for number, post in enumerate(sorted(_demanded(package) - set(given.people.values()))):
        _appoint(world, _person(world.unit, f"standby{number}"), post)
    # a procedure is tried out whether it is shipped switched on or off
    Setting.objects.create(unit=world.unit, procedure_key=package.key, code=OFFERED, value=True)
    for code, value in given.parameters.items():
        Setting.objects.create(unit=world.unit, procedure_key=package.key, code=code, value=value)
    if package.definition.questionnaire is not None:
        _answer(world, package, package.definition.questionnaire, given.answers)
    return world


def _answer(
    world: World,
    package: Package,
    asked: QuestionnaireDefinition,
    given: tuple[AnswersGiven, ...],
) -> None:
    """What people have said before the scenario begins."""

    def picked(said: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
        return {name: said[name] for name in names if name in said}

    SurveyAnswer.objects.bulk_create(
        SurveyAnswer(
            unit=world.unit,
            questionnaire_key=package.key,
            service=answer.service or package.key,
            answered_on=world.clock.at.astimezone(ZoneInfo(world.unit.zone)).date(),
            scores=picked(answer.with_, asked.scores),
            groups=picked(answer.with_, asked.groups),
            remarks=picked(answer.with_, asked.remarks),
        )
        for answer in given
        for _ in range(answer.times)
    )


def _unit(level: str, zone: str, name: str) -> Unit:
    """The unit with those above it, for addresses that climb the tree."""
    calendar, _ = Calendar.objects.get_or_create(code="workday")
    mark, parent = secrets.token_hex(4), None
    for step in _LEVELS[: _LEVELS.index(level) + 1]:
        title = name if step == level and name else f"{step.title()} Contoh"
        unit = Unit(
            parent=parent,
            path=f"{parent.path}/{step}_{mark}" if parent else f"{step}_{mark}",
            level=step,
            code=f"{step}_{mark}",
            name=title,
            short_name=title,
            document_name=title.upper(),
            zone=zone,
            city="Kota Contoh",
            calendar=calendar,
        )
        unit.save()
        parent = unit
    assert parent is not None
    return parent


def _person(unit: Unit, name: str) -> User:
    number = f"{secrets.randbelow(10**8):08d}"
    user = User(username=f"{name}_{secrets.token_hex(4)}", full_name=name.title(), unit=unit, nrp=number)
    user.set_unusable_password()
    user.save()
    return user


def _appoint(world: World, user: User, text: str) -> None:
    """Give a person the posts of an address list. A level names the unit above, a function its function."""
    for address in addresses.parse(text):
        if not address.role:
            continue
        role, _ = Role.objects.get_or_create(code=address.role, defaults={"title": address.role})
        function = _function(address.function) if address.function else None
        Post.objects.create(
            user=user,
            unit=_unit_at(world.unit, address.level),
            role=role,
            function=function,
            since=world.clock.at - timedelta(days=365),
        )


def _function(code: str) -> Function:
    return Function.objects.get_or_create(code=code, defaults={"title": code})[0]


def _unit_at(unit: Unit, level: str) -> Unit:
    while level and unit.level != level and unit.parent is not None:
        unit = unit.parent
    return unit


def _counts_working_days(package: Package) -> bool:
    calendars = [clock.calendar for clock in package.definition.clocks]
    calendars += [
        node.extensions.properties.get("calendar", CLOCK) for node in package.process.nodes.values()
    ]
    return any(calendar != CLOCK for calendar in calendars) or _asks_for_working_days(package)


def _asks_for_working_days(package: Package) -> bool:
    return any(b"unit.working_days" in content for content in package.files.values())


def _demanded(package: Package) -> set[str]:
    """The roles that the procedure addresses by name: nobody may be missing because a scenario didn't mention him."""
    texts = [step.to for clock in package.definition.clocks for step in clock.escalate]
    texts += [signer for document in package.definition.documents for signer in document.signers]
    texts += [node.extensions.assignment.candidate_groups for node in _user_tasks(package)]
    plain = [text for text in texts if text and not text.startswith("=")]
    return {str(address) for text in plain for address in addresses.parse(text) if address.role}


def _user_tasks(package: Package) -> Iterator[bpmn.UserTask]:
    return package.process.of_type(bpmn.UserTask)


def in_zone(moment: datetime, unit: Unit) -> str:
    return moment.astimezone(ZoneInfo(unit.zone)).isoformat(timespec="seconds")
