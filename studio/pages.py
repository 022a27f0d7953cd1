"""What every page of the studio needs: somebody who may look into how procedures are made."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.desk.pages import Desk, desk_of
from cases.selectors import reach_of
from organization.models import Unit, User
from workflows.errors import ProcedureNotFound

Page = Callable[..., HttpResponseBase]


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

    return shown


def _administrator(user: User) -> Desk | None:
    """Who runs the installation needs no post to look; the topmost unit lends the zone."""
    top = Unit.objects.order_by("path").first() if user.is_superuser else None
    if top is None:
        return None
    at = timezone.now()
    return Desk(user, reach_of(user, at), top, _("Pengelola sistem"), at, designs=True)
