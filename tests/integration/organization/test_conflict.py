"""Conflict of interest: who must not know of a matter about an officer, and when it goes one level up (security.md)."""

from __future__ import annotations

from organization.conflict import conflict_of, conflict_of_function, people_in, places_of
from organization.selectors import effective_posts


def barred(police, reported, handled_by=()):
    found = conflict_of(police.people[reported], at=police.now, handled_by=handled_by)
    kept_from = people_in(found.places, police.now)
    return {user.username for user in police.people.values() if user.pk in kept_from}, found.climbs


def test_a_desk_officer_bars_himself_and_his_function_only(police):
    police.post("ani", "banit_spkt", function="spkt")
    police.post("budi", "ka_spkt", function="spkt")
    police.post("cici", "kasat_reskrim", function="satreskrim")
    police.post("dewa", "kapolres")
    assert barred(police, "ani") == ({"ani", "budi"}, False)


def test_the_head_of_a_unit_bars_everybody_in_it_and_below_and_the_matter_climbs(police):
    police.post("ani", "banit_spkt", function="spkt")
    police.post("budi", "banit_spkt", unit="polsek", function="spkt")
    police.post("dewa", "kapolres")
    police.post("eka", "kapolda", unit="polda")
    assert barred(police, "dewa") == ({"ani", "budi", "dewa"}, True)


def test_the_deputy_counts_as_the_head(police):
    police.post("ani", "banit_spkt", function="spkt")
    police.post("wayan", "wakapolres")
    assert barred(police, "wayan") == ({"ani", "wayan"}, True)


def test_a_member_of_the_function_that_would_handle_it_makes_it_climb(police):
    police.post("ani", "piket_fungsi", function="satreskrim")
    assert barred(police, "ani", handled_by=("satreskrim",)) == ({"ani"}, True)
    assert barred(police, "ani", handled_by=("spkt",)) == ({"ani"}, False)


def test_a_post_that_is_over_bars_nobody(police):
    police.post("ani", "kapolres", until=police.now)
    police.post("budi", "banit_spkt", function="spkt")
    assert barred(police, "ani") == ({"ani"}, False)


def test_an_unknown_officer_bars_the_function_concerned(police):
    police.post("ani", "banit_spkt", function="spkt")
    police.post("budi", "piket_fungsi", function="satreskrim")
    found = conflict_of_function(police.units["polres"], "spkt")
    assert people_in(found.places, police.now) == {police.people["ani"].pk}
    assert not found.climbs


def test_a_persons_places_meet_what_bars_them(police):
    police.post("budi", "banit_spkt", unit="polsek", function="spkt")
    police.post("dewa", "kapolres")
    budi = police.people["budi"]
    mine = places_of(budi, effective_posts(budi, police.now))
    assert mine & conflict_of(police.people["dewa"], at=police.now).places
    assert not mine & conflict_of_function(police.units["polres"], "spkt").places
