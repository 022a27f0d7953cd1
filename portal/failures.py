"""What a person, or a program, reads when a request came to nothing through no fault of theirs."""

from __future__ import annotations

import sys
from http import HTTPStatus

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import loader
from django.utils.translation import gettext

#: The database is away, restarting, or did not answer in time: the same request may succeed a moment later.
AWAY = (OperationalError, InterfaceError)
#: Seconds after which trying again is worth it: a database restarts within a few of them.
RETRY_AFTER = 5


def failed(request: HttpRequest) -> HttpResponse:
    """503 with Retry-After where the database was away, else 500. Django has logged the exception already."""
    away = isinstance(sys.exception(), AWAY)
    status = 503 if away else 500
    if request.path.startswith("/api/"):
        answer: HttpResponse = JsonResponse(
            {"title": HTTPStatus(status).phrase, "status": status, **_problem(away=away)},
            status=status,
            content_type="application/problem+json",
        )
    else:
        # Rendered without the request: context processors may ask the very database that is away.
        answer = HttpResponse(loader.render_to_string(f"{status}.html"), status=status)
    if away:
        answer["Retry-After"] = str(RETRY_AFTER)
    return answer


def _problem(*, away: bool) -> dict[str, str]:
    if away:
        return {
            "type": "urn:alur:problem:database_away",
            "code": "database_away",
            "detail": gettext(
                "Basis data sedang tidak menjawab. Kirim lagi dengan Idempotency-Key yang sama."
            ),
        }
    return {
        "type": "urn:alur:problem:internal",
        "code": "internal",
        "detail": gettext("Ada yang gagal di pihak kami. Kirim lagi dengan Idempotency-Key yang sama."),
    }
