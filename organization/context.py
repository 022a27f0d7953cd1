"""What every page may say about the installation."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def installation(request: HttpRequest) -> dict[str, dict[str, object]]:
    """`installation.insecure`: no TLS, the page shows a warning. `installation.idle_seconds`: when desks lock."""
    return {"installation": {"insecure": not settings.TLS, "idle_seconds": settings.SESSION_IDLE_SECONDS}}
