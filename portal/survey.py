"""The questions after a case: a secret address opens them once, without login and without a script."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cases import services
from cases.errors import InvalidAnswers, SurveyClosed
from forms_config.rendering import FormView, draw
from forms_config.schema import clean, iter_fields
from organization.accounts import client_address

from .throttle import WINDOW, is_too_often


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def survey(request: HttpRequest, code: str) -> HttpResponse:
    """The questions; handed in faultlessly, the answer is taken and the address opens nothing any more."""
    if is_too_often(client_address(request)):
        refused = render(request, "portal/too_often.html", status=429)
        refused["Retry-After"] = str(WINDOW)
        return refused
    try:
        asked = services.survey_of(code)
        said = _said(request, asked)
        if request.method == "POST":
            services.answer_survey(code=code, answers=said)
            return redirect("portal:survey_thanks")
    except SurveyClosed:
        return render(request, "portal/survey_closed.html", status=404)
    except InvalidAnswers:
        return _page(request, asked, said, show_errors=True)
    return _page(request, asked, said, show_errors=False)


@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/survey_thanks.html")


def _page(
    request: HttpRequest, asked: services.Survey, said: Mapping[str, Any], *, show_errors: bool
) -> HttpResponse:
    language = "en" if get_language() == "en" else "id"
    context = {
        "form": _drawn(asked, said, language, show_errors),
        "service": asked.service.in_(language),
        "unit": asked.invitation.case.unit.name,
        "until": asked.invitation.expires_at,
        "zone": asked.invitation.case.unit.zone,
    }
    return render(request, "portal/survey.html", context, status=422 if show_errors else 200)


def _drawn(asked: services.Survey, said: Mapping[str, Any], language: str, show_errors: bool) -> FormView:
    env = asked.environment()
    cleaned = clean(asked.form, said, env=env)
    return draw(asked.form, said, cleaned, env, lang=language, show_errors=show_errors)


def _said(request: HttpRequest, asked: services.Survey) -> dict[str, Any]:
    """What was handed in, by field; nothing that isn't asked."""
    keys = [component.key for component in iter_fields(asked.form)]
    return {key: request.POST[key] for key in keys if request.POST.get(key)}
