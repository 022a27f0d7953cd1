"""What every page of the desk needs: who is there, where, and what time it is for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from cases.documents.wording import zone_letters
from cases.engine.time import now
from cases.errors import CaseError, CaseNotFound, TaskNotFound
from cases.selectors import Reach, notices_of, queue_tasks, reach_of, workers_are_silent
from organization.models import Unit, User
from organization.selectors import owns_processes, posts_of

from .sentences import sentence


@dataclass(frozen=True)
class Desk:
    """The person at the desk. `unit` is the first unit a post is held in; `designs`: the studio is open, too."""

    user: User
    reach: Reach
    unit: Unit
    title: str
    at: datetime
    designs: bool = False

    @property
    def lang(self) -> str:
        return "en" if (get_language() or "id").startswith("en") else "id"

    @property
    def initials(self) -> str:
        """First letters of the first and the last name."""
        words = self.user.full_name.split()
        return "".join(word[0] for word in (words[0], *words[1:][-1:])).upper() if words else "?"


Page = Callable[..., HttpResponseBase]


def desk_page(page: Page) -> Page:
    """A page for people who hold a post. Refusals become sentences, unknown cases the same page as forbidden ones."""

    @login_required
    @wraps(page)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        desk = desk_of(request)
        if desk is None:
            return render(request, "desk/no_post.html", status=403)
        timezone.activate(ZoneInfo(desk.unit.zone))
        try:
            return page(request, desk, *args, **kwargs)
        except (CaseNotFound, TaskNotFound) as fault:
            raise Http404 from fault
        except CaseError as refusal:
            return refused(request, desk, refusal)
        finally:
            timezone.deactivate()

    return shown


def desk_of(request: HttpRequest) -> Desk | None:
    """The desk of the signed-in person, None for somebody without a post."""
    user = request.user
    assert isinstance(user, User)
    at = now()
    posts = posts_of(user, at)
    if not posts:
        return None
    first = posts[0]
    designs = owns_processes(user, posts)
    return Desk(user, reach_of(user, at), first.unit, first.role.title, at, designs)


def show(request: HttpRequest, desk: Desk, template: str, status: int = 200, **context: Any) -> HttpResponse:
    """A page inside the frame of the desk."""
    frame = {
        "desk": desk,
        "queue_count": queue_tasks(desk.reach)[:100].count(),
        "notice_count": notices_of(desk.reach).count(),
        "worker_silent": workers_are_silent(desk.at),
        "zone": zone_letters(desk.unit.zone),
    }
    return render(request, template, {**frame, **context}, status=status)


def refused(request: HttpRequest, desk: Desk, refusal: CaseError) -> HttpResponse:
    """A refusal says what happened and what to do; the typed text is still on the page that it came from."""
    if request.headers.get("HX-Request"):
        return render(request, "desk/parts/refusal.html", {"text": sentence(refusal)}, status=409)
    return show(request, desk, "desk/refused.html", status=409, text=sentence(refusal))
