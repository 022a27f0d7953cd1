"""Who may call which route. Every route declares its scope; what declares none keeps the product from starting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.urls import URLPattern, URLResolver
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from organization.models import ApiToken, User
from organization.tokens import token_of


class Scope(StrEnum):
    """What a token opens. A person who signed in has every scope but can do no more than the posts allow."""

    READ = "read"
    CASES = "cases"
    TASKS = "tasks"
    REPAIRS = "repairs"
    MESSAGES = "messages"
    #: Handing in what a tablet took down without a network; `manage.py device` gives such tokens out.
    DEVICES = "devices"
    METRICS = "metrics"
    #: Open to everybody, without signing in.
    PUBLIC = "public"


#: Those that a token may be given.
GRANTABLE = tuple(scope for scope in Scope if scope is not Scope.PUBLIC)
#: What no post opens: a session can't have it, a token may be given it.
_BY_TOKEN_ONLY = frozenset({Scope.METRICS})
#: By the name of an action of a view set, or of a method in lower case for a plain view.
Scopes = Mapping[str, Scope]

_METHODS = ("get", "post", "put", "patch", "delete")


class BearerToken(BaseAuthentication):
    """`Authorization: Bearer alur_...`; see `manage.py api_token`."""

    keyword = "Bearer"

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        word, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if word.lower() != self.keyword.lower():
            return None
        token = token_of(secret.strip(), timezone.now())
        if token is None:
            raise AuthenticationFailed(
                _("Token ini tidak berlaku: salah, sudah berakhir, atau dicabut."), code="token_invalid"
            )
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return self.keyword


class BearerTokenScheme(OpenApiAuthenticationExtension):
    """A program's token, as the description names it."""

    target_class = "api.access.BearerToken"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "`manage.py api_token issue`"}


class InScope(BasePermission):
    """Signed in, and the token, where there is one, has the scope that the route declares."""

    def has_permission(self, request: Request, view: Any) -> bool:
        scope = declared(view, getattr(view, "action", None) or (request.method or "").lower())
        if scope is Scope.PUBLIC:
            return True
        if not request.user or not request.user.is_authenticated:
            return False
        given = request.auth.scopes if isinstance(request.auth, ApiToken) else set(Scope) - _BY_TOKEN_ONLY
        if scope not in given:
            self.message = _("Token ini tidak mempunyai cakupan “%(scope)s”.") % {"scope": scope}
            return False
        return True


def declared(view: Any, name: str) -> Scope:
    """The scope of one action or method of a view. An undeclared one can't be reached (see `require_declared`)."""
    # OPTIONS describes what may be read.
    return getattr(view, "scopes", {}).get(name) or Scope.READ


def require_declared(patterns: Iterable[URLPattern | URLResolver]) -> None:
    """Raises ImproperlyConfigured, naming every route and method without a declared scope, or open by accident."""
    faults = [
        f"{method.upper()} {pattern.pattern}" for pattern in patterns for method in _undeclared(pattern)
    ]
    if faults:
        raise ImproperlyConfigured(
            f"These routes of the API declare no scope: {', '.join(faults)}. "
            f"Name one for each action in the view's `scopes`, and keep InScope among its permissions."
        )


def _undeclared(pattern: URLPattern | URLResolver) -> Iterator[str]:
    callback = getattr(pattern, "callback", None)
    view: Any = getattr(callback, "cls", None)
    actions: Mapping[str, str] = getattr(callback, "actions", None) or {
        method: method for method in _METHODS if hasattr(view, method)
    }
    guarded = InScope in getattr(view, "permission_classes", ())
    for method, name in actions.items():
        if not guarded or name not in getattr(view, "scopes", {}):
            yield method
