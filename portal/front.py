"""The front door: which service, what to bring, and large letters."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from .language import language, start_title
from .services import fitting, for_any_matter, offers, public_starts, published_packages, requirements

LARGE = "alur_letters"


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """What can be done here; with a matter described, the services that fit it. Nothing found is no wrong door."""
    matter, lang = request.GET.get("hal", "").strip()[:300], language()
    context: dict[str, Any] = {"matter": matter}
    if matter:
        context |= {"found": fitting(matter, lang), "any": for_any_matter(lang)}
    else:
        context["offers"] = offers(lang)
    return render(request, "portal/front.html", context)


@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """Every service of the installation, those of the counter as well."""
    lang = language()
    listed = [
        {"key": package.key, "title": package.definition.title.in_(lang), "text": _text(package, lang)}
        for package in published_packages()
        if package.definition.start
    ]
    return render(
        request, "portal/services.html", {"services": sorted(listed, key=lambda each: each["title"])}
    )


@require_safe
def service(request: HttpRequest, key: str) -> HttpResponse:
    """What people are told of a service before they come: papers, hours, cost, promises, rules."""
    lang = language()
    package = next((found for found in published_packages() if found.key == key), None)
    if package is None:
        raise Http404
    definition = package.definition
    context = {
        "title": definition.title.in_(lang),
        "text": _text(package, lang),
        "requirements": requirements(package, lang),
        "hours": definition.information.hours.in_(lang) if definition.information.hours else "",
        "fee": definition.information.fee.in_(lang) if definition.information.fee else "",
        "rules": [basis.en if lang == "en" and basis.en else basis.id for basis in definition.legal_basis],
        "starts": [
            {"event": found.start.event, "title": start_title(found.start, package, lang)}
            for found in public_starts()
            if found.package.key == key
        ],
        "key": key,
    }
    return render(request, "portal/service.html", context)


@require_POST
def letters(request: HttpRequest) -> HttpResponse:
    """Large letters on or off, in a cookie of this browser."""
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    response = redirect(back if safe else "portal:front")
    if request.COOKIES.get(LARGE):
        response.delete_cookie(LARGE)
    else:
        response.set_cookie(
            LARGE, "1", max_age=365 * 86400, secure=settings.TLS, samesite="Lax", httponly=True
        )
    return response


def _text(package: Any, lang: str) -> str:
    return package.definition.description.in_(lang) if package.definition.description else ""
