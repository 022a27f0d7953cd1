"""The administration's pages of the organization."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.urls import reverse

from organization import models
from organization.models import ApiToken, Post, Unit, User

PAGES = [getattr(models, name) for name in models.__all__ if name != "CatalogueEntry"]


@pytest.fixture
def office(client, police):
    client.force_login(User.objects.create_superuser("kepala", password="x", full_name="Kepala Contoh"))
    return client


def page(model, what="changelist", *args):
    return reverse(f"admin:organization_{model._meta.model_name}_{what}", args=args)


@pytest.mark.parametrize("model", PAGES, ids=lambda model: model.__name__)
@pytest.mark.parametrize("what", ["changelist", "add"])
def test_every_list_and_form_opens(office, model, what):
    # A token's secret is shown once, by the command that makes it: no form adds one.
    closed = model is ApiToken and what == "add"
    assert office.get(page(model, what)).status_code == (403 if closed else 200)


def test_rights_come_from_posts_not_from_groups():
    assert not admin.site.is_registered(Group)


def test_a_unit_gets_its_path_and_moves_with_its_branch(office, police):
    unit = police.units["polres"]
    fields = {name: getattr(unit, name) for name in ("level", "name", "short_name", "document_name", "zone")}
    fields |= {"code": "polres_baru", "parent": unit.parent_id, "calendar": unit.calendar_id, "functions": []}
    assert office.post(page(Unit, "change", unit.pk), fields).status_code == 302
    paths = set(Unit.objects.values_list("path", flat=True))
    assert paths == {
        "polda_contoh",
        "polda_contoh/polres_baru",
        "polda_contoh/polres_baru/polsek_contoh",
    }


def test_a_misplaced_unit_is_refused_at_the_field(office, police):
    unit = police.units["polres"]
    fields = {
        name: getattr(unit, name) for name in ("level", "code", "name", "short_name", "document_name", "zone")
    }
    fields |= {"parent": police.units["polsek"].pk, "calendar": unit.calendar_id, "functions": []}
    answer = office.post(page(Unit, "change", unit.pk), fields)
    assert "parent" in answer.context["adminform"].form.errors


def test_an_overlapping_post_is_refused(office, police):
    post = police.post("ani", "pamapta", function="spkt")
    fields = {"user": post.user_id, "unit": post.unit_id, "role": post.role_id, "function": post.function_id}
    fields |= {"since_0": "2026-11-01", "since_1": "08:00:00", "until_0": "2026-11-30", "until_1": "08:00:00"}
    answer = office.post(page(Post, "add"), fields)
    assert answer.status_code == 200
    assert answer.context["adminform"].form.non_field_errors()
    assert Post.objects.count() == 1
