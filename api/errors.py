"""Refusals as answers: the only place that knows which fact of a case is which status of HTTP."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions, status
from rest_framework.response import Response

from api.description import PROBLEM_TYPE
from api.language import language
from cases import errors
from cases.desk.sentences import sentence
from forms_config.schema import field_text
from workflows.errors import ProcedureNotFound

#: The most particular class counts. What the table doesn't name is a conflict: the step and the case don't agree.
STATUS_OF: Mapping[type[Exception], int] = {
    errors.CaseError: status.HTTP_409_CONFLICT,
    errors.CaseNotFound: status.HTTP_404_NOT_FOUND,
    errors.TaskNotFound: status.HTTP_404_NOT_FOUND,
    errors.NotPermitted: status.HTTP_403_FORBIDDEN,
    errors.LinkNotGood: status.HTTP_404_NOT_FOUND,
    errors.TimeImplausible: status.HTTP_422_UNPROCESSABLE_ENTITY,
    errors.StepOutOfOrder: status.HTTP_409_CONFLICT,
    errors.CannotStart: status.HTTP_403_FORBIDDEN,
    errors.DeviceRefused: status.HTTP_403_FORBIDDEN,
    errors.InvalidAnswers: status.HTTP_422_UNPROCESSABLE_ENTITY,
    errors.FileRefused: status.HTTP_422_UNPROCESSABLE_ENTITY,
    errors.CannotRepair: status.HTTP_422_UNPROCESSABLE_ENTITY,
    errors.InvalidEvent: status.HTTP_422_UNPROCESSABLE_ENTITY,
    errors.ReasonRequired: status.HTTP_422_UNPROCESSABLE_ENTITY,
    errors.RunawayCase: status.HTTP_422_UNPROCESSABLE_ENTITY,
    errors.SwitchedOff: status.HTTP_409_CONFLICT,
    errors.AlreadyHolds: status.HTTP_409_CONFLICT,
    errors.TooLateToUndo: status.HTTP_409_CONFLICT,
    errors.CannotReceive: status.HTTP_403_FORBIDDEN,
    errors.CaseErased: status.HTTP_410_GONE,
    errors.CaseIsRunning: status.HTTP_409_CONFLICT,
    errors.CannotReopen: status.HTTP_409_CONFLICT,
    errors.CannotWithdraw: status.HTTP_409_CONFLICT,
    errors.DocumentNotFound: status.HTTP_404_NOT_FOUND,
    errors.DocumentNotMade: status.HTTP_422_UNPROCESSABLE_ENTITY,
    errors.SurveyClosed: status.HTTP_409_CONFLICT,
    errors.CaseBusy: status.HTTP_423_LOCKED,
}


class BodyTooLarge(exceptions.APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code, default_detail = "body_too_large", _("Isi permintaan terlalu besar.")


#: Faults of Django and of procedures that are no fault of ours, as the framework's own.
_AS: Mapping[type[Exception], type[exceptions.APIException]] = {
    Http404: exceptions.NotFound,
    ProcedureNotFound: exceptions.NotFound,
    PermissionDenied: exceptions.PermissionDenied,
    RequestDataTooBig: BodyTooLarge,
}
#: Seconds after which it pays to try a busy case again.
RETRY_AFTER = 1


def answer(fault: Exception, context: Mapping[str, Any]) -> Response | None:
    """The answer to an exception of a view, as problem details (RFC 9457); None for a fault of ours (500).

    `{type, title, status, detail, code, facts | errors}`: `code` never changes, `type` is made of it.
    """
    if isinstance(fault, errors.CaseError):
        return _refusal(fault)
    fault = next((known() for kind, known in _AS.items() if isinstance(fault, kind)), fault)
    return _request_fault(fault) if isinstance(fault, exceptions.APIException) else None


def status_of(refusal: errors.CaseError) -> int:
    return next(STATUS_OF[kind] for kind in type(refusal).__mro__ if kind in STATUS_OF)


def _refusal(refusal: errors.CaseError) -> Response:
    extra: dict[str, Any] = {}
    if isinstance(refusal, errors.InvalidAnswers):
        extra["errors"] = [
            {"path": error.path, "code": error.code, "text": field_text(error, language())}
            for error in refusal.errors
        ]
    else:
        extra["facts"] = refusal.facts()
    busy = isinstance(refusal, errors.CaseBusy)
    answered = problem(status_of(refusal), refusal.code, sentence(refusal), **extra)
    if busy:
        answered["Retry-After"] = str(RETRY_AFTER)
    return answered


def problem(status_code: int, code: str, detail: str, **extra: Any) -> Response:
    """A refusal in the one shape that all have."""
    body = {
        "type": f"urn:alur:problem:{code}",
        "title": HTTPStatus(status_code).phrase,
        "status": status_code,
        "detail": detail,
        "code": code,
        **extra,
    }
    return Response(body, status_code, content_type=PROBLEM_TYPE)


def _request_fault(fault: exceptions.APIException) -> Response:
    """What was wrong with the request itself, in the shape of a refusal."""
    if isinstance(fault, exceptions.ValidationError):
        answered = problem(
            fault.status_code, fault.default_code, str(fault.default_detail), errors=_flat(fault.detail)
        )
    else:
        answered = problem(fault.status_code, str(fault.get_codes()), str(fault.detail))
    for header, value in _headers(fault):
        answered[header] = value
    return answered


def _headers(fault: exceptions.APIException) -> Iterator[tuple[str, str]]:
    if challenge := getattr(fault, "auth_header", None):
        yield "WWW-Authenticate", challenge
    if wait := getattr(fault, "wait", None):
        yield "Retry-After", str(math.ceil(wait))


def _flat(detail: Any, path: str = "") -> list[dict[str, str]]:
    """The framework's tree of faults as rows of the shape that a form's faults have."""
    if isinstance(detail, Mapping):
        return [row for name, part in detail.items() for row in _flat(part, f"{path}.{name}".lstrip("."))]
    if isinstance(detail, list):
        return [row for part in detail for row in _flat(part, path)]
    return [{"path": path, "code": getattr(detail, "code", "invalid"), "text": str(detail)}]
