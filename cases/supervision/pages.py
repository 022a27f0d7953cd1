"""What every page of the bridge needs: the desk of somebody who leads."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from cases.desk.pages import Desk, Page, desk_page, show


def bridge_page(page: Page) -> Page:
    """A page for whoever leads a unit or a function of it; others are told so."""

    @desk_page
    @wraps(page)
    def shown(request: HttpRequest, desk: Desk, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not desk.reach.leads:
            text = _("Halaman ini untuk pimpinan satuan atau fungsi.")
            return show(request, desk, "desk/refused.html", status=403, text=text)
        return page(request, desk, *args, **kwargs)

    return shown
