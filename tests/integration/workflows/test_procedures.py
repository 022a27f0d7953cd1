"""The life of a procedure: drafts, three people, one version in force, content that never changes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from organization.models import User
from tests.unit.packages import samples
from workflows import selectors, services
from workflows.errors import (
    NotAtInstallation,
    PackageRefused,
    ProcedureNotFound,
    ScenariosFailed,
    ThreePeopleNeeded,
    WrongStatus,
)
from workflows.models import Procedure, ProcedureVersion, Status
from workflows.packages import Package, read, to_zip

pytestmark = pytest.mark.django_db


@dataclass
class Result:
    """What a scenario runner reports."""

    name: str = "biasa"
    passed: bool = True
    failures: list[str] = field(default_factory=list)


def passing(package: Package) -> list[Result]:
    return [Result()]


def failing(package: Package) -> list[Result]:
    return [Result(), Result("lain", False, ["step 1: expected state SELESAI"])]


def package(tmp_path: Path, label: str = "1.0", **replaced: tuple[str, str]) -> Package:
    files = samples.changed(**replaced)
    files["procedure.yaml"] = files["procedure.yaml"].replace('version: "1.0"', f'version: "{label}"')
    return read(samples.put(tmp_path / label, files))


@pytest.fixture
def people() -> list[User]:
    return [User.objects.create_user(name, full_name=name.title()) for name in ("ani", "budi", "citra")]


def published(found: Package, people: list[User], **options: object) -> ProcedureVersion:
    author, checker, approver = people
    version = services.import_package(package=found, actor=author).version
    services.submit(version=version, author=author)
    services.approve(version=version, checker=checker)
    return services.publish(version=version, approver=approver, run_scenarios=passing, **options)  # type: ignore[arg-type]


def test_an_import_is_a_draft_with_the_hash_of_its_content(tmp_path: Path) -> None:
    found = package(tmp_path)
    outcome = services.import_package(package=found)
    version = outcome.version
    assert (outcome.created, version.serial, version.label, version.status) == (True, 1, "1.0", Status.DRAFT)
    assert version.content_sha256 == found.content_hash
    assert version.procedure.function == "spkt"
    with pytest.raises(ProcedureNotFound):
        selectors.published_version("kunjungan")


def test_the_same_content_again_changes_nothing_and_says_so(tmp_path: Path) -> None:
    first = services.import_package(package=package(tmp_path))
    again = services.import_package(package=read(to_zip(package(tmp_path / "again"))))
    assert again.unchanged
    assert again.version == first.version
    assert ProcedureVersion.objects.count() == 1


def test_other_content_is_the_next_draft(tmp_path: Path) -> None:
    services.import_package(package=package(tmp_path))
    assert services.import_package(package=package(tmp_path, "1.1")).version.serial == 2


def test_a_package_with_errors_leaves_nothing_behind(tmp_path: Path) -> None:
    broken = package(tmp_path, kunjungan_dot_bpmn=('formId="terima"', 'formId="trima"'))
    with pytest.raises(PackageRefused) as refusal:
        services.import_package(package=broken)
    assert refusal.value.findings
    assert not Procedure.objects.exists()


def test_three_people_publish(tmp_path: Path, people: list[User]) -> None:
    version = published(package(tmp_path), people)
    assert version.status == Status.PUBLISHED
    assert selectors.published_version("kunjungan") == version
    assert [version.author, version.checker, version.approver] == people


def test_nobody_takes_two_parts(tmp_path: Path, people: list[User]) -> None:
    author, checker, _ = people
    version = services.import_package(package=package(tmp_path)).version
    services.submit(version=version, author=author)
    with pytest.raises(ThreePeopleNeeded):
        services.approve(version=version, checker=author)
    services.approve(version=version, checker=checker)
    for person in (author, checker):
        with pytest.raises(ThreePeopleNeeded):
            services.publish(version=version, approver=person, run_scenarios=passing)


def test_a_step_begins_where_it_begins(tmp_path: Path, people: list[User]) -> None:
    version = services.import_package(package=package(tmp_path)).version
    with pytest.raises(WrongStatus):
        services.approve(version=version, checker=people[1])
    services.submit(version=version, author=people[0])
    assert services.send_back(version=version).status == Status.DRAFT


def test_failing_scenarios_keep_a_version_from_being_published(tmp_path: Path, people: list[User]) -> None:
    author, checker, approver = people
    version = services.import_package(package=package(tmp_path)).version
    services.submit(version=version, author=author)
    services.approve(version=version, checker=checker)
    with pytest.raises(ScenariosFailed) as refusal:
        services.publish(version=version, approver=approver, run_scenarios=failing)
    assert refusal.value.failures == ("lain: step 1: expected state SELESAI",)
    assert selectors.version_by("kunjungan", 1).status == Status.APPROVED


def test_a_warning_nobody_confirmed_keeps_a_version_from_being_published(tmp_path: Path) -> None:
    extra = ("clocks:", "  - {code: BATAL, title: {id: Batal}, stage: stopped}\nclocks:")
    version = services.import_package(package=package(tmp_path, procedure_dot_yaml=extra)).version
    with pytest.raises(PackageRefused) as refusal:
        services.publish_at_installation(version=version)
    assert [found.code for found in refusal.value.findings] == ["PKG-221"]


def test_publishing_retires_the_version_before(tmp_path: Path, people: list[User]) -> None:
    first = published(package(tmp_path), people)
    second = published(package(tmp_path, "2.0"), people)
    assert selectors.published_version("kunjungan") == second
    assert selectors.version_by("kunjungan", first.serial).status == Status.RETIRED


def test_a_later_day_leaves_the_former_version_in_force_until_then(
    tmp_path: Path, people: list[User]
) -> None:
    first = published(package(tmp_path), people)
    later = timezone.now() + timedelta(days=3)
    second = published(package(tmp_path, "2.0"), people, effective_from=later)
    assert selectors.published_version("kunjungan") == first
    assert selectors.published_version("kunjungan", later) == second


def test_published_at_installation_is_recorded_and_only_for_the_first(
    tmp_path: Path, people: list[User]
) -> None:
    version = services.import_package(package=package(tmp_path)).version
    assert services.publish_at_installation(version=version, run_scenarios=passing).at_installation
    second = services.import_package(package=package(tmp_path, "2.0")).version
    with pytest.raises(NotAtInstallation):
        services.publish_at_installation(version=second)


def test_installation_is_over_when_people_have_published(tmp_path: Path, people: list[User]) -> None:
    published(package(tmp_path), people)
    other = package(tmp_path, "x", procedure_dot_yaml=("key: kunjungan", "key: tamu_asing"))
    version = services.import_package(package=other).version
    with pytest.raises(NotAtInstallation):
        services.publish_at_installation(version=version)


def test_the_database_refuses_a_version_that_one_person_published(tmp_path: Path, people: list[User]) -> None:
    version = services.import_package(package=package(tmp_path)).version
    now = timezone.now()
    everything = {"status": Status.PUBLISHED, "published_at": now, "effective_from": now}
    row = ProcedureVersion.objects.filter(pk=version.pk)
    same = people[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        row.update(**everything, author=same, checker=same, approver=people[1])
    with pytest.raises(IntegrityError), transaction.atomic():
        row.update(**everything)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.update(status=Status.PUBLISHED, at_installation=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.update(status="finished")


def test_a_package_is_parsed_once_and_its_archive_read_once(tmp_path: Path) -> None:
    version = services.import_package(package=package(tmp_path, "once")).version
    version = selectors.version_by("kunjungan", version.serial)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        found = selectors.package_of(version)
        assert selectors.package_of(version) is found
    assert len(queries) == 1
    assert found.definition.version == "once"


def test_what_may_be_opened_depends_on_channel_and_role(tmp_path: Path) -> None:
    version = services.import_package(package=package(tmp_path)).version
    services.publish_at_installation(version=version)

    def keys(channel: str, *roles: str) -> list[str]:
        return [found.package.key for found in selectors.startable(channel=channel, roles=roles)]

    assert keys("langsung", "banit_spkt") == ["kunjungan"]
    assert keys("langsung", "pamapta") == []
    assert keys("website", "banit_spkt") == []
    services.set_offered(procedure=version.procedure, enabled=False)
    assert keys("langsung", "banit_spkt") == []


def test_a_public_way_in_is_open_to_everybody(tmp_path: Path) -> None:
    found = package(tmp_path, procedure_dot_yaml=("[role:banit_spkt]", "[public]"))
    services.publish_at_installation(version=services.import_package(package=found).version)
    assert len(selectors.startable(channel="langsung", roles=())) == 1


def test_an_address_with_a_level_counts_for_a_unit_of_that_level(tmp_path: Path) -> None:
    found = package(tmp_path, procedure_dot_yaml=("[role:banit_spkt]", '["role:banit_spkt@level:polsek"]'))
    services.publish_at_installation(version=services.import_package(package=found).version)
    assert len(selectors.startable(channel="langsung", roles=["banit_spkt"], level="polsek")) == 1
    assert selectors.startable(channel="langsung", roles=["banit_spkt"], level="polres") == []
