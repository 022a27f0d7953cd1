"""Addresses reach people: duty, holders, ladder; never nobody silently (procedure package, "Addresses")."""

import pytest

from organization.errors import NobodyHolds, NotAnOffice, UnknownCode
from organization.selectors import queue_key, resolve
from workflows.addresses import AddressError, parse_one


def reach(police, address, unit="polres", excluding=()):
    return resolve(address, unit=police.units[unit], at=police.now, excluding=excluding)


def names(resolution):
    return [user.username for user in resolution.users]


def test_those_on_duty_come_before_the_other_holders(police):
    police.post("ani", "pamapta", function="spkt")
    police.post("budi", "pamapta", function="spkt")
    police.duty("budi", function="spkt")
    found = reach(police, "pamapta")
    assert (names(found), found.how) == (["budi"], "duty")
    assert found.queue_key == queue_key(police.units["polres"].pk, "pamapta")


def test_a_duty_of_another_function_does_not_count(police):
    police.post("ani", "piket_fungsi", function="satreskrim")
    police.duty("ani", function="spkt")
    assert reach(police, "role:piket_fungsi@function:satreskrim").how == "holder"


def test_without_a_roster_all_holders_are_reached(police):
    police.post("ani", "pamapta", function="spkt")
    police.post("budi", "pamapta", function="spkt")
    found = reach(police, "role:pamapta")
    assert (names(found), found.how) == (["ani", "budi"], "holder")


def test_a_function_narrows_the_address_and_its_queue(police):
    police.post("ani", "piket_fungsi", function="spkt")
    police.post("budi", "piket_fungsi", function="satreskrim")
    found = reach(police, "role:piket_fungsi@function:satreskrim")
    assert names(found) == ["budi"]
    assert found.queue_key == queue_key(police.units["polres"].pk, "piket_fungsi", "satreskrim")


def test_the_ladder_climbs_the_line_of_the_role(police):
    police.post("kadek", "kasat_reskrim", function="satreskrim")
    police.post("wayan", "ka_spkt", function="spkt")
    police.post("komang", "kapolres")
    found = reach(police, "pamapta")
    assert (names(found), found.how, found.role) == (["wayan"], "ladder", "ka_spkt")


def test_the_ladder_of_a_function_passes_its_head_before_the_unit_s(police):
    police.post("kadek", "kasat_reskrim", function="satreskrim")
    police.post("wayan", "ka_spkt", function="spkt")
    police.post("komang", "wakapolres")
    assert names(reach(police, "role:piket_fungsi@function:satreskrim")) == ["kadek"]


def test_the_deputy_comes_before_the_head(police):
    police.post("komang", "kapolres")
    police.post("made", "wakapolres")
    assert names(reach(police, "ka_spkt")) == ["made"]


def test_the_ladder_goes_on_in_the_parent_unit_with_the_same_role(police):
    police.post("ani", "pamapta", unit="polres", function="spkt")
    police.post("komang", "kapolres", unit="polres")
    found = reach(police, "pamapta", unit="polsek")
    assert (names(found), found.unit, found.how) == (["ani"], police.units["polres"], "ladder")


def test_the_own_unit_s_head_comes_before_the_parent_unit(police):
    police.post("ani", "pamapta", unit="polres", function="spkt")
    police.post("kade", "kapolsek", unit="polsek")
    assert names(reach(police, "pamapta", unit="polsek")) == ["kade"]


def test_a_level_walks_up_the_tree(police):
    police.post("dewi", "itwasda", unit="polda", function="itwasda")
    found = reach(police, "role:itwasda@level:polda", unit="polsek")
    assert (names(found), found.unit, found.how) == (["dewi"], police.units["polda"], "holder")


def test_a_function_of_a_level_above_is_reached(police):
    police.post("ani", "piket_fungsi", unit="polres", function="satreskrim")
    police.post("dewi", "piket_fungsi", unit="polda", function="satreskrim")
    police.post("komang", "piket_fungsi", unit="polda", function="itwasda")
    address = "role:piket_fungsi@function:satreskrim@level:polda"
    found = reach(police, address, unit="polsek")
    assert (names(found), found.unit, found.how) == (["dewi"], police.units["polda"], "holder")
    assert str(parse_one(address)) == address


def test_a_level_never_reaches_below_itself(police):
    police.post("dewi", "kapolres", unit="polres")
    with pytest.raises(NobodyHolds):
        reach(police, "role:kapolres@level:polda", unit="polsek")


def test_a_level_that_is_not_above_reaches_nobody(police):
    police.post("dewi", "kapolda", unit="polda")
    with pytest.raises(NobodyHolds):
        reach(police, "role:kapolda@level:mabes")


@pytest.mark.parametrize("by", [lambda user: user, lambda user: user.pk], ids=["person", "id"])
def test_the_excluded_are_never_reached(police, by):
    police.post("ani", "pamapta", function="spkt")
    police.post("wayan", "ka_spkt", function="spkt")
    assert names(reach(police, "pamapta", excluding=[by(police.person("ani"))])) == ["wayan"]


def test_an_excluded_substitute_is_not_reached_either(police):
    police.post("ani", "pamapta", function="spkt")
    police.post("wayan", "ka_spkt", function="spkt")
    police.absent("ani", substitute="budi")
    assert names(reach(police, "pamapta", excluding=[police.person("budi")])) == ["wayan"]


def test_a_substitute_stands_in_for_the_absent(police):
    police.post("ani", "pamapta", function="spkt")
    police.duty("ani", function="spkt")
    police.absent("ani", substitute="budi")
    found = reach(police, "pamapta")
    assert (names(found), found.how) == (["budi"], "holder")


def test_an_absent_substitute_does_not_count(police):
    police.post("ani", "pamapta", function="spkt")
    police.post("wayan", "ka_spkt", function="spkt")
    police.absent("ani", substitute="budi")
    police.absent("budi")
    assert names(reach(police, "pamapta")) == ["wayan"]


def test_the_deactivated_and_the_former_are_not_reached(police):
    police.post("ani", "pamapta", function="spkt", until=police.now)
    left = police.post("budi", "pamapta", function="spkt").user
    left.is_active = False
    left.save()
    police.post("wayan", "ka_spkt", function="spkt")
    assert names(reach(police, "pamapta")) == ["wayan"]


def test_nobody_is_an_error_with_its_facts(police):
    with pytest.raises(NobodyHolds) as refused:
        reach(police, "pamapta")
    assert (refused.value.address, refused.value.unit) == ("role:pamapta", "Polres Contoh")


def test_a_role_off_the_ladder_does_not_climb(police):
    police.post("komang", "kapolres")
    with pytest.raises(NobodyHolds):
        reach(police, "perancang_proses")


def test_a_person_is_reached_by_name_or_through_the_substitute(police):
    police.person("ani")
    assert (names(reach(police, "person:ani")), reach(police, "person:ani").how) == (["ani"], "person")
    police.absent("ani", substitute="budi")
    assert names(reach(police, "person:ani")) == ["budi"]
    police.absent("budi")
    with pytest.raises(NobodyHolds):
        reach(police, "person:ani")


@pytest.mark.parametrize(
    ("address", "error"),
    [
        ("party:pelapor", NotAnOffice),
        ("public", NotAnOffice),
        ("role:pampata", UnknownCode),
        ("person:nobody", NobodyHolds),
        ("Pamapta!", AddressError),
    ],
)
def test_what_names_no_office_is_refused(police, address, error):
    with pytest.raises(error):
        reach(police, address)


def test_the_number_of_queries_does_not_grow_with_people(police, django_assert_num_queries):
    for number in range(8):
        police.post(f"p{number}", "pamapta", function="spkt")
    police.duty("p3", function="spkt")
    with django_assert_num_queries(2):
        reach(police, "pamapta")
    police.absent("p3", substitute="p4")
    with django_assert_num_queries(3):
        reach(police, "pamapta")
