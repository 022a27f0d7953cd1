"""Three people of the studio, and the procedures that they work on."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from organization.models import Post, Role, User
from tests.integration.cases.desk_of_test import NOW, Desk
from workflows.drafts import begin_procedure
from workflows.models import ProcedureVersion
from workflows.parts import Part
from workflows.selectors import package_of
from workflows.starting_points import starting_points

#: Who has which part.
OWNERS = {"banit2": Part.AUTHOR, "pamapta1": Part.CHECKER, "kapolres1": Part.APPROVER}


def give_parts(desk: Desk) -> None:
    for name, part in OWNERS.items():
        role = Role.objects.create(code=part, title=str(part))
        Post.objects.create(user=getattr(desk, name), unit=desk.unit, role=role, since=NOW.replace(year=2020))


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def begun(desk: Desk, key: str = "izin_aula", point: str = "surat_keterangan") -> ProcedureVersion:
    return begin_procedure(
        starting_point=starting_points()[point], key=key, title="Surat Izin Pinjam Aula", actor=desk.banit2
    )


def address(name: str, version: ProcedureVersion, *more: Any) -> str:
    return reverse(f"studio:{name}", args=(version.procedure.key, version.serial, *more))


def fresh(version: ProcedureVersion) -> ProcedureVersion:
    return ProcedureVersion.objects.get(pk=version.pk)


def saying(version: ProcedureVersion) -> Any:
    """What the version's procedure.yaml says now."""
    return package_of(fresh(version)).definition
