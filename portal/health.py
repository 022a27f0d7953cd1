"""For whoever watches the web processes: does this one live, and may people be sent to it?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from organization.crypto import KeysMissing, keyring


@require_safe
@never_cache
def alive(request: HttpRequest) -> HttpResponse:
    """The process answers. Nothing else is asked, so that a database that is away restarts no web process."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """200 where people can work here, else 503; which part is missing, and nothing more, stands in the answer."""
    parts = {name: asked() for name, asked in _PARTS.items()}
    return JsonResponse(
        {"ready": all(parts.values()), "parts": parts}, status=200 if all(parts.values()) else 503
    )


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


def _migrations() -> bool:
    try:
        return _all_applied()
    except (Error, _NotYet):
        return False


class _NotYet(Exception):
    """Tables are older than the code. Raised, so that the answer isn't remembered."""


@cache
def _all_applied() -> bool:
    """Asked until it is so: a migration that was applied stays applied."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise _NotYet
    return True


def _keys() -> bool:
    try:
        keyring()
    except KeysMissing:
        return False
    return True


_PARTS: Mapping[str, Callable[[], bool]] = {"database": _database, "migrations": _migrations, "keys": _keys}
