"""Pages that stand in for a refused request."""

from __future__ import annotations

from typing import Any, NoReturn

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose secret doesn't fit any more (signed in anew, cookie lost): nothing was stored."""
    return render(request, "organization/form_expired.html", status=403)


def locked_out(request: HttpRequest, *facts: Any) -> HttpResponse:
    """Too many wrong passwords from here for this name."""
    return render(request, "organization/locked_out.html", status=429)


def closed(request: HttpRequest) -> NoReturn:
    """An address of the sign-in library that this product doesn't offer."""
    raise Http404
