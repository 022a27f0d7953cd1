"""What every signed-in request passes: the lock of an unattended desk, and the second factor."""

from __future__ import annotations

import time
from collections.abc import Callable
from urllib.parse import urlencode

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils import timezone

from .selectors import posts_of

Handler = Callable[[HttpRequest], HttpResponse]

#: Pages ask for news by themselves with this header; that is no sign of a person at the desk.
BACKGROUND_HEADER = "X-Background"
_SINCE, _SEEN, _FACTOR = "signed_in_at", "seen_at", "factor_present"
#: The moment last seen is stored to this many seconds, so that reading a page writes no session.
_GRAIN = 30


class DeskLock:
    """Signs out who has been idle for SESSION_IDLE_SECONDS, or signed in for SESSION_COOKIE_AGE."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        now = int(time.time())
        session = request.session
        if self._expired(session.get(_SINCE, now), session.get(_SEEN, now), now):
            logout(request)
            if request.path.startswith("/api/"):  # a program is told 401, not shown a page
                return self.get_response(request)
            return _sent_to(request, resolve_url(settings.LOGIN_URL))
        session.setdefault(_SINCE, now)
        if BACKGROUND_HEADER not in request.headers and now - session.get(_SEEN, 0) >= _GRAIN:
            session[_SEEN] = now
        return self.get_response(request)

    def _expired(self, since: int, seen: int, now: int) -> bool:
        return now - seen > settings.SESSION_IDLE_SECONDS or now - since > settings.SESSION_COOKIE_AGE


class SecondFactor:
    """Where MFA_ENFORCED is set, holders of a role that demands a second factor must have one."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.MFA_ENFORCED and request.user.is_authenticated and self._lacking(request):
            return _sent_to(request, resolve_url("mfa_activate_totp"))
        return self.get_response(request)

    def _lacking(self, request: HttpRequest) -> bool:
        if request.session.get(_FACTOR) or request.path.startswith(
            resolve_url("account_logout").rsplit("/", 2)[0] + "/"
        ):
            return False
        demanded = request.user.is_superuser or any(
            post.role.mfa for post in posts_of(request.user, timezone.now())  # type: ignore[arg-type]
        )  # fmt: skip
        if demanded and not is_mfa_enabled(request.user):
            return True
        request.session[_FACTOR] = demanded
        return False


def _sent_to(request: HttpRequest, url: str) -> HttpResponse:
    """Another page, and back afterwards; a part of a page sends its whole page there."""
    if "HX-Request" in request.headers:
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    back = request.get_full_path() if request.method == "GET" else "/"
    return HttpResponseRedirect(f"{url}?{urlencode({'next': back})}")
