"""The page on an officer's phone: four large steps, the clock on top, and nothing that says who reported.

The link's token is all the right there is: no session, no cookie. A step is a plain form that works without script;
with script it is kept on the phone and sent again until the server has it.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime, parse_time
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST, require_safe

from cases.documents.wording import zone_letters
from cases.engine.time import now
from cases.errors import CaseError, InvalidAnswers, LinkNotGood, TaskNotFound
from cases.field_selectors import dispatch_of
from cases.models import Dispatch, DispatchStep
from cases.services import store_attachment
from cases.services.answers import environment
from cases.services.field_steps import Report, report_step
from forms_config.rendering import FormView, draw, list_names, unflatten
from forms_config.schema import Form, clean, initial
from workflows.packages import Package
from workflows.packages.definition import FieldStep
from workflows.selectors import package_of

from .facts import Subjects
from .field import arrival_pill, function_titles, place_of, shown_facts, steps_of
from .rows import number_parts
from .sentences import sentence

_FILES = "_lampiran."


@dataclass(frozen=True)
class StepView:
    """One button. `state`: "done", "next" or "later"."""

    step: FieldStep
    title: str
    state: str
    reported: DispatchStep | None
    form: FormView | None


@require_safe
@never_cache
def page(request: HttpRequest, token: str) -> HttpResponse:
    return _page(request, _found(token))


@csrf_exempt  # the secret in the address is the right; there is no cookie that somebody could make use of
@require_POST
@never_cache
def report(request: HttpRequest, token: str, step: str) -> HttpResponse:
    """Record a step. Sent again it changes nothing, so that a phone may send until it is sure."""
    dispatch = _found(token)
    package = package_of(dispatch.case.procedure_version)
    form = _form(package, step)
    answers = _answers(request, form)
    try:
        attachments = _keep_files(request, dispatch, answers)
        report_step(dispatch=dispatch, code=step, report=_report(request, dispatch, answers, attachments))
    except (LinkNotGood, TaskNotFound) as fault:
        raise Http404 from fault
    except InvalidAnswers:
        return _page(request, _found(token), typed=answers, status=422)
    except CaseError as refusal:
        return _page(request, _found(token), refusal=refusal, typed=answers, status=409)
    return redirect("desk:phone", token)


@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The script that lets the page be opened again without a line. Its address gives it these pages and no others."""
    response = render(request, "desk/phone_worker.js", content_type="text/javascript")
    response["Cache-Control"] = "no-cache"
    return response


def _found(token: str) -> Dispatch:
    dispatch = dispatch_of(token, now())
    if dispatch is None:
        raise Http404
    return dispatch


def _form(package: Package, code: str) -> Form | None:
    form_id = next((step.form for step in steps_of(package) if step.code == code), "")
    return package.form(form_id) if form_id else None


def _answers(request: HttpRequest, form: Form | None) -> dict[str, Any]:
    if form is None:
        return {}
    tree = unflatten(request.POST, list_names(form))
    return {name: value for name, value in tree.items() if not name.startswith("_")}


def _keep_files(request: HttpRequest, dispatch: Dispatch, answers: dict[str, Any]) -> tuple[int, ...]:
    """Store the pictures and name them in the answers. Raises FileRefused."""
    kept: list[int] = []
    for name in request.FILES:
        if not name.startswith(_FILES):
            continue
        field = name.removeprefix(_FILES)
        for file in request.FILES.getlist(name):
            stored = store_attachment(
                name=file.name or "foto",
                content=file.read(),
                actor=dispatch.officer,
                draft=None,
                field=field,
            )
            kept.append(stored.pk)
            answers.setdefault(field, []).append(str(stored.pk))
    return tuple(kept)


def _report(
    request: HttpRequest, dispatch: Dispatch, answers: Mapping[str, Any], attachments: tuple[int, ...]
) -> Report:
    typed = _typed_moment(request.POST.get("_jam", ""), dispatch)
    tapped = parse_datetime(request.POST.get("_terjadi", "")) if typed is None else None
    return Report(
        occurred_at=typed or (tapped if tapped and tapped.tzinfo else None),
        typed=typed is not None,
        key=request.POST.get("_kunci", "")[:64],
        answers=answers,
        attachments=attachments,
        position=_position(request),
    )


def _typed_moment(text: str, dispatch: Dispatch) -> datetime | None:
    """A time of day as a moment: today's, or yesterday's where today's has not come yet (a shift passes midnight)."""
    clock = _clock(text)
    if clock is None:
        return None
    present = now().astimezone(ZoneInfo(dispatch.case.unit.zone))
    moment = present.replace(hour=clock.hour, minute=clock.minute, second=0, microsecond=0)
    yesterday = moment - timedelta(days=1)
    return yesterday if moment > present and yesterday >= dispatch.sent_at - timedelta(minutes=1) else moment


def _clock(text: str) -> Any:
    try:
        return parse_time(text)
    except ValueError:
        return None


def _position(request: HttpRequest) -> tuple[Decimal, Decimal] | None:
    try:
        latitude, longitude = Decimal(request.POST["_lintang"]), Decimal(request.POST["_bujur"])
    except (KeyError, InvalidOperation):
        return None
    inside = abs(latitude) <= 90 and abs(longitude) <= 180
    return (round(latitude, 6), round(longitude, 6)) if inside else None


def _page(
    request: HttpRequest,
    dispatch: Dispatch,
    *,
    refusal: CaseError | None = None,
    typed: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    case, at = dispatch.case, now()
    lang = "en" if (get_language() or "id").startswith("en") else "id"
    package = package_of(case.procedure_version)
    timezone.activate(ZoneInfo(case.unit.zone))
    try:
        context = {
            "dispatch": dispatch,
            "case": case,
            "at": at,
            "zone": zone_letters(case.unit.zone),
            "function": function_titles(lang).get(dispatch.function, ""),
            "number": number_parts(case)[0],
            "subject": Subjects(lang).of(case, package),
            "place": place_of(case, package, lang),
            "facts": shown_facts(case, package, lang),
            "pill": arrival_pill(case, package, at),
            "steps": _steps(dispatch, package, lang, typed),
            "refusal": sentence(refusal) if refusal else "",
            "faulty": status == 422,
            "key": secrets.token_hex(16),
            "title": _("Menuju TKP"),
        }
        return render(request, "desk/phone.html", context, status=status)
    finally:
        timezone.deactivate()


def _steps(
    dispatch: Dispatch, package: Package, lang: str, typed: Mapping[str, Any] | None
) -> list[StepView]:
    reported = dispatch.reported()
    views: list[StepView] = []
    waiting = "next"
    for step in steps_of(package):
        done = reported.get(step.code)
        state = "done" if done else waiting
        form = None if done or not step.form else _drawn(dispatch, package, step, lang, typed)
        views.append(StepView(step, step.title.in_(lang), state, done, form))
        if state == "next":
            waiting = "later"
    return views


def _drawn(
    dispatch: Dispatch, package: Package, step: FieldStep, lang: str, typed: Mapping[str, Any] | None
) -> FormView:
    form = package.form(step.form)
    env = environment(dispatch.case, package)
    answers = initial(form, {}) if typed is None else typed
    return draw(form, answers, clean(form, answers, env=env), env, lang=lang, show_errors=typed is not None)
