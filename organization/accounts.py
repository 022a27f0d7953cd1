"""Signing in: nobody registers themselves, and attempts are counted by where they come from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from .models import User


class AccountAdapter(DefaultAccountAdapter):
    """People are entered by an administrator of their unit; signing in sets their language."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def post_login(self, request: HttpRequest, user: User, **options: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **options)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            user.language,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            samesite="Lax",
        )
        return response


def client_address(request: HttpRequest) -> str:
    """Where a request comes from. Behind our own proxy that is what the proxy has added last, else the peer."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    if settings.BEHIND_PROXY and forwarded:
        return forwarded.rsplit(",", 1)[-1].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def attempted_name(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str:
    """Whose account an attempt is about, one spelling for all: names are told apart without regard to case.

    The form calls the field "login", the backends call it "username"; counting must not depend on who asks.
    """
    given = (
        (credentials or {}).get("username") or request.POST.get("login") or request.POST.get("username") or ""
    )
    return str(given).strip().casefold()
