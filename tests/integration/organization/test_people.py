"""Posts, queues and absence decide what a person may take; people are never deleted."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from organization.errors import PostOverlaps, UnitMisplaced, UserIsNeverDeleted
from organization.models import Post, Unit, User
from organization.selectors import holds, lineage, on_duty, posts_of, queue_keys, staff_of, units_below
from organization.services import deactivate, end_post, place_unit


def test_a_post_in_a_function_serves_both_queues(police):
    police.post("ani", "pamapta", function="spkt")
    unit = police.units["polres"].pk
    assert queue_keys(police.person("ani"), police.now) == {f"{unit}/pamapta/", f"{unit}/pamapta/spkt"}


def test_a_post_without_function_serves_only_the_general_queue(police):
    police.post("komang", "kapolres")
    assert queue_keys(police.person("komang"), police.now) == {f"{police.units['polres'].pk}/kapolres/"}


def test_a_substitute_gets_the_queues_of_the_absent_who_loses_them(police):
    police.post("ani", "pamapta", function="spkt")
    police.post("budi", "ka_spkt", function="spkt")
    own = queue_keys(police.person("budi"), police.now)
    theirs = queue_keys(police.person("ani"), police.now)
    police.absent("ani", substitute="budi")
    assert queue_keys(police.person("budi"), police.now) == own | theirs
    assert queue_keys(police.person("ani"), police.now) == frozenset()
    assert len(posts_of(police.person("ani"), police.now)) == 1


def test_substitution_does_not_chain(police):
    police.post("ani", "pamapta", function="spkt")
    police.absent("ani", substitute="budi")
    police.absent("budi", substitute="citra")
    assert queue_keys(police.person("citra"), police.now) == frozenset()


def test_a_post_counts_from_its_first_moment_to_before_its_last(police):
    post = police.post("ani", "pamapta", since=police.now, until=police.now + timedelta(hours=1))
    user = post.user
    moments = (
        police.now - timedelta(microseconds=1),
        post.since,
        post.until - timedelta(microseconds=1),
        post.until,
    )
    assert [len(posts_of(user, at)) for at in moments] == [0, 1, 1, 0]


def test_holding_a_role_is_of_a_unit_and_a_function(police):
    police.post("ani", "pamapta", function="spkt")
    ani, polres, polsek = police.person("ani"), police.units["polres"], police.units["polsek"]
    assert holds(ani, "pamapta", polres, police.now)
    assert holds(ani, "pamapta", polres, police.now, "spkt")
    assert not holds(ani, "pamapta", polres, police.now, "satreskrim")
    assert not holds(ani, "pamapta", polsek, police.now)
    assert not holds(ani, "ka_spkt", polres, police.now)


def test_queue_keys_take_one_query(police, django_assert_num_queries):
    for role in ("pamapta", "banit_spkt", "ka_spkt"):
        police.post("ani", role, function="spkt")
    with django_assert_num_queries(1):
        assert len(queue_keys(police.person("ani"), police.now)) == 6


@pytest.mark.parametrize(("begins", "ends"), [(-10, None), (5, 20), (-10, 1), (0, 10)])
def test_the_same_post_can_not_be_held_twice_at_a_time(police, begins, ends):
    day = timedelta(days=1)
    police.post("ani", "pamapta", function="spkt", since=police.now, until=police.now + 10 * day)
    with pytest.raises(PostOverlaps):
        police.post(
            "ani",
            "pamapta",
            function="spkt",
            since=police.now + begins * day,
            until=police.now + ends * day if ends is not None else None,
        )


def test_the_same_post_may_follow_itself(police):
    end_post(post=police.post("ani", "pamapta", function="spkt"), at=police.now)
    police.post("ani", "pamapta", function="spkt", since=police.now)
    assert len(posts_of(police.person("ani"), police.now)) == 1


@pytest.mark.parametrize("function", ["", "spkt"])
def test_the_database_refuses_a_second_open_span(police, function):
    post = police.post("ani", "pamapta", function=function)
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.create(
            user=post.user, unit=post.unit, role=post.role, function=post.function, since=police.now
        )


def test_the_database_refuses_a_post_that_ends_before_it_starts(police):
    with pytest.raises(IntegrityError), transaction.atomic():
        police.post("ani", "pamapta", until=police.now - timedelta(days=400))


def test_people_are_never_deleted(police):
    ani = police.person("ani")
    for attempt in (ani.delete, User.objects.filter(pk=ani.pk).delete, User.objects.all().delete):
        with pytest.raises(UserIsNeverDeleted):
            attempt()
    assert User.objects.filter(pk=ani.pk).exists()


def test_who_leaves_keeps_past_posts_and_gets_no_work(police):
    police.post("ani", "pamapta", function="spkt")
    ani = deactivate(user=police.person("ani"), at=police.now)
    assert posts_of(ani, police.now) == ()
    assert queue_keys(ani, police.now) == frozenset()
    assert Post.objects.get(user=ani).until == police.now


def test_roster_and_staff_of_a_unit(police):
    police.post("ani", "pamapta", function="spkt")
    police.post("budi", "piket_fungsi", function="satreskrim")
    police.duty("budi", function="satreskrim")
    unit = police.units["polres"]
    assert [post.user.username for post in staff_of(unit, police.now)] == ["ani", "budi"]
    assert [duty.user.username for duty in on_duty(unit, police.now)] == ["budi"]
    assert on_duty(unit, police.now, "spkt") == ()


def test_the_tree_upwards_and_downwards(police):
    polda, polres, polsek = (police.units[level] for level in ("polda", "polres", "polsek"))
    assert lineage(polsek) == (polsek, polres, polda)
    assert set(units_below(polres)) == {polres, polsek}


def test_a_moved_unit_takes_its_branch_along(police):
    polda2 = place_unit(
        unit=Unit(code="polda_lain", level="polda", name="L", short_name="L", document_name="L",
                  calendar=police.units["polda"].calendar),
        parent=None,
    )  # fmt: skip
    place_unit(unit=police.units["polres"], parent=polda2)
    assert Unit.objects.get(code="polsek_contoh").path == "polda_lain/polres_contoh/polsek_contoh"


@pytest.mark.parametrize("parent", ["polsek", "polres"])
def test_a_unit_stands_under_a_higher_level_outside_its_branch(police, parent):
    with pytest.raises(UnitMisplaced):
        place_unit(unit=police.units["polres"], parent=police.units[parent])
    police.units["polres"].refresh_from_db()
    assert police.units["polres"].parent == police.units["polda"]
