"""Drafts: copies, an optimistic lock, rolling back; starting points; what E6 says of a version from a date."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from cases.simulation import run_scenarios
from organization.models import Post, Role, User
from tests.harness.processes import ROOT
from tests.integration.cases.desk_of_test import NOW, make_desk
from tests.integration.workflows.test_procedures import package, passing, published
from workflows import drafts, selectors, services
from workflows.drafts import Seen
from workflows.errors import DraftChanged, KeyIsFixed, NotYourPart, ProcedureExists, WrongStatus
from workflows.models import Procedure, ProcedureVersion, Status
from workflows.packages import check, read, to_zip
from workflows.packages.editing import with_section
from workflows.parts import Part, parts_of, require_part
from workflows.starting_points import starting_points

pytestmark = pytest.mark.django_db

DEFINITION = "procedure.yaml"


@pytest.fixture
def people() -> list[User]:
    return [User.objects.create_user(name, full_name=name.title()) for name in ("ani", "budi", "citra")]


@pytest.fixture
def version(tmp_path: Path, people: list[User]) -> ProcedureVersion:
    return published(package(tmp_path), people)


def edited(version: ProcedureVersion, key: str, value: object) -> dict[str, bytes | None]:
    return {DEFINITION: with_section(selectors.package_of(version).files[DEFINITION], key, value)}


def test_a_draft_is_a_copy_under_the_next_label(version: ProcedureVersion, people: list[User]) -> None:
    draft = drafts.copy_version(source=version, actor=people[0])
    assert (draft.status, draft.serial, draft.label) == (Status.DRAFT, version.serial + 1, "1.1")
    assert (draft.copied_from, draft.author) == (version, people[0])
    before, after = (selectors.package_of(each) for each in (version, draft))
    assert {name for name in before.files if before.files[name] != after.files[name]} == {DEFINITION}


def test_saving_counts_and_says_by_whom(version: ProcedureVersion, people: list[User]) -> None:
    draft = drafts.copy_version(source=version, actor=people[0])
    saved = drafts.save_draft(
        version=draft, seen=Seen(0, "a"), changes=edited(draft, "survey", True), actor=people[1]
    )
    assert (saved.revision, saved.edited_by) == (1, people[1])
    assert selectors.package_of(saved).definition.survey
    again = drafts.save_draft(
        version=draft, seen=Seen(1, "a"), changes=edited(saved, "survey", True), actor=people[1]
    )
    assert again.revision == 1


def test_of_two_editors_the_second_is_told_and_nothing_is_lost(
    version: ProcedureVersion, people: list[User]
) -> None:
    draft = drafts.copy_version(source=version, actor=people[0])
    drafts.save_draft(
        version=draft, seen=Seen(0, "a"), changes=edited(draft, "survey", True), actor=people[0]
    )
    mine = edited(draft, "retention", "P9Y")
    with pytest.raises(DraftChanged) as refused:
        drafts.save_draft(version=draft, seen=Seen(0, "b"), changes=mine, actor=people[1])
    assert refused.value.by == "Ani"
    kept = selectors.package_of(ProcedureVersion.objects.get(pk=draft.pk)).definition
    assert (kept.survey, kept.retention) != (False, "P9Y")
    # what the second one typed becomes a draft beside the first
    beside = drafts.copy_version(source=draft, actor=people[1], changes=mine)
    assert selectors.package_of(beside).definition.retention == "P9Y"


def test_a_page_may_save_again_over_its_own_save(version: ProcedureVersion, people: list[User]) -> None:
    """The button overtakes the page's own saving of itself: both carry the same page."""
    draft = drafts.copy_version(source=version, actor=people[0])
    for value in (True, False, True):
        saved = drafts.save_draft(
            version=draft, seen=Seen(0, "a"), changes=edited(draft, "survey", value), actor=people[0]
        )
    assert selectors.package_of(saved).definition.survey


def test_only_drafts_change_and_never_into_another_procedure(
    version: ProcedureVersion, people: list[User]
) -> None:
    with pytest.raises(WrongStatus):
        drafts.save_draft(version=version, seen=Seen(0), changes={}, actor=people[0])
    draft = drafts.copy_version(source=version, actor=people[0])
    with pytest.raises(KeyIsFixed):
        drafts.save_draft(version=draft, seen=Seen(0), changes=edited(draft, "key", "lain"), actor=people[0])
    broken = drafts.save_draft(
        version=draft, seen=Seen(0), changes={DEFINITION: b"key: [\n"}, actor=people[0]
    )
    assert check([selectors.package_of(broken)])


def test_a_draft_is_thrown_away_and_a_procedure_without_versions_with_it(people: list[User]) -> None:
    point = starting_points()["persetujuan"]
    draft = drafts.begin_procedure(starting_point=point, key="izin_baru", title="Izin baru", actor=people[0])
    drafts.discard_draft(version=draft)
    assert not Procedure.objects.filter(key="izin_baru").exists()


def test_rolling_back_is_publishing_a_copy(tmp_path: Path, people: list[User]) -> None:
    first = published(package(tmp_path), people)
    second = published(package(tmp_path, "2.0"), people)
    copy = drafts.copy_version(source=first, actor=people[0])
    services.submit(version=copy, author=people[0])
    services.approve(version=copy, checker=people[1])
    services.publish(version=copy, approver=people[2], run_scenarios=passing)
    assert selectors.published_version(first.procedure.key) == copy
    assert ProcedureVersion.objects.get(pk=second.pk).status == Status.RETIRED


def test_a_version_may_begin_later(tmp_path: Path, people: list[User]) -> None:
    """E6: version 4 holds from a date; until then the one before is in force, and both can be read."""
    third = published(package(tmp_path), people)
    fourth = drafts.copy_version(source=third, actor=people[0])
    begins = timezone.now() + timedelta(days=5)
    services.submit(version=fourth, author=people[0])
    services.approve(version=fourth, checker=people[1])
    services.publish(version=fourth, approver=people[2], run_scenarios=passing, effective_from=begins)
    key = third.procedure.key
    assert selectors.published_version(key) == third
    assert selectors.published_version(key, begins) == fourth
    assert selectors.package_of(third).definition.version != selectors.package_of(fourth).definition.version


def test_sending_back_says_why(version: ProcedureVersion, people: list[User]) -> None:
    draft = drafts.copy_version(source=version, actor=people[0])
    services.submit(version=draft, author=people[0])
    back = services.send_back(version=draft, remark="Batas waktunya terlalu pendek.")
    assert (back.status, back.remark) == (Status.DRAFT, "Batas waktunya terlalu pendek.")


def test_parts_belong_to_posts(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    role = Role.objects.create(code=Part.CHECKER, title="Pemeriksa model")
    Post.objects.create(user=desk.banit1, unit=desk.unit, role=role, since=NOW.replace(year=2020))
    assert parts_of(desk.banit1, NOW) == {Part.CHECKER}
    with pytest.raises(NotYourPart):
        require_part(desk.banit1, Part.AUTHOR, NOW)


@pytest.mark.parametrize("key", ["surat_keterangan", "persetujuan", "rujukan", "pengerahan"])
def test_every_starting_point_is_complete(key: str, people: list[User]) -> None:
    """A draft begun from it has nothing to mend, and its scenarios pass."""
    draft = drafts.begin_procedure(
        starting_point=starting_points()[key], key="izin_baru", title="Izin baru", actor=people[0]
    )
    begun = selectors.package_of(draft)
    assert (begun.key, begun.definition.title.id, begun.process.id) == ("izin_baru", "Izin baru", "izin_baru")
    assert check([begun]) == []
    results = run_scenarios(begun)
    assert [result.failures for result in results] == [()] * len(begun.scenarios)
    assert len(results) >= 2
    with pytest.raises(ProcedureExists):
        drafts.begin_procedure(
            starting_point=starting_points()[key], key="izin_baru", title="Lagi", actor=people[0]
        )


SHIPPED = sorted(path.parent for path in (ROOT / "fixtures/procedures").glob("*/procedure.yaml"))


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda folder: folder.name)
def test_a_package_exported_imported_and_exported_again_is_identical(
    folder: Path, people: list[User]
) -> None:
    stored = services.import_package(package=read(folder), actor=people[0], findings=()).version
    sent = selectors.archive_of(stored)
    drafts.discard_draft(version=stored)
    returned = services.import_package(package=read(sent), actor=people[0], findings=()).version
    assert selectors.archive_of(returned) == sent == to_zip(selectors.package_of(returned))
    assert read(sent).files == read(folder).files
