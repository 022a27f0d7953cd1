"""What every page of the studio needs: somebody who may look into how procedures are made, and the version looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.desk.pages import Desk, desk_of, show
from cases.job_types import JOB_TYPES
from cases.selectors import reach_of
from organization.models import Unit, User
from workflows.errors import ProcedureError, ProcedureNotFound
from workflows.findings import Finding
from workflows.packages import Package, PackageVocabulary, check
from workflows.parts import Part, parts_of
from workflows.selectors import Version, package_of, version_by, vocabulary

from .sentences import sentence

Page = Callable[..., HttpResponseBase]

#: The tabs of a version: name of the address, what people call it.
TABS = (
    ("version", gettext_lazy("Ringkasan")),
    ("flow", gettext_lazy("Alur")),
    ("forms", gettext_lazy("Formulir")),
    ("tables", gettext_lazy("Keputusan")),
    ("stages", gettext_lazy("Tahap dan waktu")),
    ("general", gettext_lazy("Umum")),
    ("data", gettext_lazy("Data")),
    ("letters", gettext_lazy("Surat")),
    ("notices", gettext_lazy("Pesan")),
    ("scenarios", gettext_lazy("Skenario")),
    ("files", gettext_lazy("Berkas")),
    ("review", gettext_lazy("Periksa dan terbit")),
)


def studio_page(page: Page) -> Page:
    """A page for process owners and administrators, in the frame of the desk. Unknown procedures are 404."""

    @login_required
    @wraps(page)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        assert isinstance(request.user, User)
        desk = desk_of(request) or _administrator(request.user)
        if desk is None or not desk.designs:
            raise PermissionDenied
        with timezone.override(ZoneInfo(desk.unit.zone)):
            try:
                return page(request, desk, *args, **kwargs)
            except ProcedureNotFound as fault:
                raise Http404 from fault
            except ProcedureError as refusal:
                return refused(request, desk, refusal)

    return shown


def refused(request: HttpRequest, desk: Desk, refusal: ProcedureError) -> HttpResponse:
    """A refusal says what happened and what to do; a page that saves itself shows it beside what was typed."""
    if request.headers.get("HX-Request"):
        return render(request, "desk/parts/refusal.html", {"text": sentence(refusal)}, status=409)
    return show(request, desk, "desk/refused.html", status=409, text=sentence(refusal))


def _administrator(user: User) -> Desk | None:
    """Who runs the installation needs no post to look; the topmost unit lends the zone."""
    top = Unit.objects.order_by("path").first() if user.is_superuser else None
    if top is None:
        return None
    at = timezone.now()
    return Desk(user, reach_of(user, at), top, _("Pengelola sistem"), at, designs=True)


@dataclass(frozen=True)
class Room:
    """A version as somebody looks at it."""

    desk: Desk
    version: Version
    parts: frozenset[Part]

    @cached_property
    def package(self) -> Package:
        return package_of(self.version)

    @property
    def title(self) -> str:
        return self.package.definition.title.in_(self.desk.lang) or self.version.procedure.key

    @property
    def may_write(self) -> bool:
        """Only a draft changes, and only by an author."""
        return self.version.is_draft and Part.AUTHOR in self.parts

    @property
    def is_author(self) -> bool:
        return Part.AUTHOR in self.parts

    @cached_property
    def vocabulary(self) -> PackageVocabulary:
        return vocabulary(job_types=JOB_TYPES)

    @cached_property
    def findings(self) -> list[Finding]:
        """What the check says of the package as it is now."""
        return check([self.package], self.vocabulary)

    def address(self, name: str, *more: Any) -> str:
        return reverse(f"studio:{name}", args=(self.version.procedure.key, self.version.serial, *more))

    def show(
        self, request: HttpRequest, template: str, *, tab: str, status: int = 200, **context: Any
    ) -> HttpResponse:
        """A page of this version, under its tabs."""
        frame = {
            "room": self,
            "version": self.version,
            "title": self.title,
            "tabs": [(name, words, self.address(name)) for name, words in TABS],
            "tab": tab,
        }
        return show(request, self.desk, template, status=status, **{**frame, **context})


def version_page(page: Page) -> Page:
    """A page of one version: the view gets the request and the room."""

    @studio_page
    @wraps(page)
    def shown(
        request: HttpRequest, desk: Desk, key: str, serial: int, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        room = Room(desk, version_by(key, serial), parts_of(desk.user, timezone.now()))
        return page(request, room, *args, **kwargs)

    return shown
