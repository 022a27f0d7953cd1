"""The two questions asked in plain SQL answer as the selectors do, whatever the organization looks like."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.db import connection

from organization.errors import NobodyHolds
from organization.models import Absence, Post, User
from organization.selectors import is_held, may_take, queue_key, queue_keys, resolve

ROLES = ("banit_spkt", "pamapta", "piket_fungsi")
PEOPLE = ("ani", "budi", "cici", "dewi", "eko")


def admitted(user: User, queues: tuple[str, ...], at) -> bool:
    condition, parameters = may_take(user.pk, queues, at)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 WHERE {condition}", parameters)
        return cursor.fetchone() is not None


def populate(police, chance: random.Random) -> None:
    """Posts past, present and to come, with and without a function; absences with and without a stand-in."""
    now, day = police.now, timedelta(days=1)
    for name in PEOPLE:
        user = police.person(name)
        user.is_active = chance.random() > 0.15
        user.save()
        for role in chance.sample(ROLES, chance.randint(0, 2)):
            Post.objects.create(
                user=user,
                unit=police.units[chance.choice(("polres", "polsek"))],
                role=police.roles[role],
                function=chance.choice((None, police.functions["spkt"])),
                since=now + day * chance.choice((-9, -9, -9, 0, 1)),
                until=chance.choice((None, None, now + 2 * day, now + day * 3)),
            )
    for name in chance.sample(PEOPLE, 3):
        substitute = chance.choice((None, *(other for other in PEOPLE if other != name)))
        Absence.objects.create(
            user=police.person(name),
            since=now + day * chance.choice((-2, -1, 0, 1)),
            until=chance.choice((None, now + 2 * day)),
            substitute=police.person(substitute) if substitute else None,
        )


def held_at_home(police, unit, role: str, function: str) -> bool:
    address = f"role:{role}@function:{function}" if function else f"role:{role}"
    try:
        found = resolve(address, unit=unit, at=police.now)
    except NobodyHolds:
        return False
    return (found.unit, found.role) == (unit, role) and found.how != "ladder"


@pytest.mark.parametrize("seed", range(12))
def test_plain_sql_answers_as_the_selectors_do(police, seed):
    populate(police, random.Random(seed))
    for code in ("polres", "polsek"):
        unit = police.units[code]
        for role in ROLES:
            for function in ("", "spkt", "satreskrim"):
                key = queue_key(unit.pk, role, function)
                assert is_held(unit.pk, role, function, police.now) == held_at_home(
                    police, unit, role, function
                ), key
                for name in PEOPLE:
                    user = police.person(name)
                    assert admitted(user, (key,), police.now) == (key in queue_keys(user, police.now)), (
                        name,
                        key,
                    )


def test_one_of_several_queues_is_enough(police):
    police.post("ani", "pamapta", function="spkt")
    unit = police.units["polres"].pk
    queues = (queue_key(unit, "banit_spkt"), queue_key(unit, "pamapta", "spkt"))
    assert admitted(police.person("ani"), queues, police.now)
    assert not admitted(police.person("ani"), queues[:1], police.now)


def test_a_code_is_a_value_not_part_of_the_statement(police):
    assert not is_held(police.units["polres"].pk, "x' OR '1'='1", "", police.now)
    assert not admitted(police.person("ani"), ("1/x') OR ('1'='1/",), police.now)
