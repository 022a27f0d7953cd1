"""Requests in, services and selectors called, answers out. Who sees what is the selectors' rule alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from api import idempotency
from api.access import InScope, Scope, Scopes
from api.offers import offers, way_in
from api.serializers import (
    AnswersIn,
    AssignIn,
    CaseDetailOut,
    CaseOut,
    DocumentOut,
    EventOut,
    MessageIn,
    MessageTakenOut,
    OpenCaseIn,
    ProcedureOut,
    SearchIn,
    TaskDetailOut,
    TaskOut,
    VerifiedOut,
)
from cases import selectors, services
from cases.errors import CannotStart, CaseNotFound, TaskNotFound
from organization.models import Unit, User
from organization.selectors import effective_posts
from workflows.selectors import package_of, published_version

ID = OpenApiParameter("id", int, OpenApiParameter.PATH)
KEY = OpenApiParameter(idempotency.HEADER, str, OpenApiParameter.HEADER)
_UNIT = OpenApiParameter(
    "unit", str, description="Path of a unit where a post is held; the first without it."
)
#: What a list of cases or tasks never shows and a version carries with it: the whole package.
_ARCHIVE = "procedure_version__archive"
_CODE = re.compile(r"[A-Za-z0-9-]{1,32}")


class DeskViewSet(GenericViewSet[Any]):
    """A signed-in person: what the posts open is worked out once a request; times are told in the unit's zone."""

    lookup_value_regex = "[0-9]{1,18}"
    scopes: ClassVar[Scopes] = {}
    user: User
    reach: selectors.Reach
    units: dict[str, Unit]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        assert isinstance(request.user, User)
        at = timezone.now()
        self.user, self.reach = request.user, selectors.reach_of(request.user, at)
        posts = effective_posts(request.user, at)
        own_first = sorted(posts, key=lambda post: post.user_id != request.user.pk)
        self.units = {post.unit.path: post.unit for post in own_first}
        if own_first:
            timezone.activate(ZoneInfo(own_first[0].unit.zone))

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            response = super().dispatch(request, *args, **kwargs)
        finally:
            timezone.deactivate()
        response.headers["Cache-Control"] = "no-store"
        return response

    def unit(self, path: str) -> Unit | None:
        """The unit of that path where a post is held; the person's first for no path."""
        return self.units.get(path) if path else next(iter(self.units.values()), None)

    def page(self, rows: Any, shape: type[BaseSerializer[Any]], **context: Any) -> Response:
        """One page of a list, read with one query."""
        shown = self.paginate_queryset(rows)
        return self.get_paginated_response(shape(shown, many=True, context=context).data)

    def taken(self, shape: type[BaseSerializer[Any]], given: Any) -> dict[str, Any]:
        """What a request brought, in its declared shape. Raises ValidationError."""
        body = shape(data=given)
        body.is_valid(raise_exception=True)
        return dict(body.validated_data)

    def case(self, case_id: int) -> Any:
        """A case that this person may know of. Raises CaseNotFound."""
        case = _with_version(selectors.visible_cases(self.reach)).filter(pk=case_id).first()
        if case is None:
            raise CaseNotFound
        return case

    def case_answer(self, case_id: int, code: int = status.HTTP_200_OK) -> Response:
        """The case after a write; nothing but "done" when the write took it out of sight."""
        case = _with_version(selectors.visible_cases(self.reach)).filter(pk=case_id).first()
        return Response(CaseOut(case).data, code) if case else Response(status=status.HTTP_204_NO_CONTENT)


class ProcedureViewSet(DeskViewSet):
    scopes: ClassVar[Scopes] = {"list": Scope.READ}

    @extend_schema(parameters=[_UNIT], responses=ProcedureOut(many=True))
    def list(self, request: Request) -> Response:
        """The procedures that I may open."""
        unit = self.unit(request.query_params.get("unit", ""))
        return self.page(offers(self.user, unit) if unit else [], ProcedureOut)


class TaskViewSet(DeskViewSet):
    scopes: ClassVar[Scopes] = {
        **dict.fromkeys(("inbox", "queue", "retrieve"), Scope.READ),
        **dict.fromkeys(("claim", "release", "assign", "draft", "complete"), Scope.TASKS),
    }

    @extend_schema(responses=TaskOut(many=True))
    @action(detail=False)
    def inbox(self, request: Request) -> Response:
        """What I hold, most urgent first."""
        return self.page(_with_case(selectors.my_tasks(self.reach)), TaskOut)

    @extend_schema(responses=TaskOut(many=True))
    @action(detail=False)
    def queue(self, request: Request) -> Response:
        """What waits in my queues, and what colleagues of these queues hold, most urgent first."""
        return self.page(_with_case(selectors.queue_tasks(self.reach)), TaskOut)

    @extend_schema(parameters=[ID], responses=TaskDetailOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One task with what its form asks for."""
        return Response(TaskDetailOut(self._task(int(pk))).data)

    @extend_schema(parameters=[ID, KEY], request=None, responses=TaskOut)
    @action(detail=True, methods=["post"])
    def claim(self, request: Request, pk: str) -> Response:
        """Take a free task."""
        number = int(pk)
        return self._once(request, number, lambda: services.claim_task(task_id=number, actor=self.user).case)

    @extend_schema(parameters=[ID, KEY], request=None, responses=TaskOut)
    @action(detail=True, methods=["post"])
    def release(self, request: Request, pk: str) -> Response:
        """Give a task that I hold back to its queue."""
        number = int(pk)
        return self._once(
            request, number, lambda: services.release_task(task_id=number, actor=self.user).case
        )

    @extend_schema(parameters=[ID, KEY], request=AssignIn, responses=TaskOut)
    @action(detail=True, methods=["post"])
    def assign(self, request: Request, pk: str) -> Response:
        """Give a task to somebody who may take it, with a reason."""
        number, given = int(pk), self.taken(AssignIn, request.data)

        def write() -> Any:
            return services.assign_task(task_id=number, actor=self.user, **given).case

        return self._once(request, number, write)

    @extend_schema(parameters=[ID, KEY], request=AnswersIn, responses=TaskOut)
    @action(detail=True, methods=["post"])
    def draft(self, request: Request, pk: str) -> Response:
        """Keep answers, right or wrong, until the task is handed in."""
        number, given = int(pk), self.taken(AnswersIn, request.data)

        def write() -> Any:
            draft = services.save_task_draft(task_id=number, actor=self.user, **given)
            assert draft.task is not None
            return draft.task.case

        return self._once(request, number, write)

    @extend_schema(parameters=[ID, KEY], request=AnswersIn, responses=CaseOut)
    @action(detail=True, methods=["post"])
    def complete(self, request: Request, pk: str) -> Response:
        """Hand in a task's answers and let the case move on."""
        number, given, key = int(pk), self.taken(AnswersIn, request.data), idempotency.key_of(request)
        self._task(number)

        def write() -> Any:
            return services.complete_task(task_id=number, actor=self.user, idempotency_key=key, **given)

        done = idempotency.settled(key=key, actor=self.user, operation=f"complete_task:{number}", write=write)
        return self.case_answer(done.pk)

    def _once(self, request: Request, task_id: int, write: Callable[[], Any]) -> Response:
        self._task(task_id)
        key, operation = idempotency.key_of(request), f"{self.action}_task:{task_id}"
        idempotency.once(key=key, actor=self.user, operation=operation, write=write)
        task = self._visible().filter(pk=task_id).first()
        return Response(TaskOut(task).data) if task else Response(status=status.HTTP_204_NO_CONTENT)

    def _task(self, task_id: int) -> Any:
        """A task that this person may know of. Raises TaskNotFound."""
        task = self._visible().filter(pk=task_id).first()
        if task is None:
            raise TaskNotFound
        return task

    def _visible(self) -> QuerySet[Any]:
        return _with_case(selectors.visible_tasks(self.reach)).select_related("case__unit", "owner", "draft")


class CaseViewSet(DeskViewSet):
    scopes: ClassVar[Scopes] = {
        **dict.fromkeys(("list", "retrieve", "story", "documents"), Scope.READ),
        "create": Scope.CASES,
    }

    @extend_schema(parameters=[SearchIn], responses=CaseOut(many=True))
    def list(self, request: Request) -> Response:
        """The cases that I may see, latest first; with `q` those of a number, a search value, a NIK or a name."""
        text = self.taken(SearchIn, request.query_params)["q"].strip()
        every = selectors.listed_cases(self.reach).order_by("-opened_at")
        cases = selectors.search_cases(self.reach, text) if text else every
        return self.page(_with_version(cases), CaseOut)

    @extend_schema(parameters=[KEY], request=OpenCaseIn, responses={201: CaseOut})
    def create(self, request: Request) -> Response:
        """Open a case with the answers of its start form."""
        given, key = self.taken(OpenCaseIn, request.data), idempotency.key_of(request)
        unit = self.unit(given["unit"])
        if unit is None:
            raise CannotStart(procedure=given["procedure"], channel=given["channel"])
        version = published_version(given["procedure"])
        chosen = {"channel": given["channel"], "event": given["event"]}
        event, channel = way_in(package_of(version), user=self.user, unit=unit, **chosen)
        case = services.open_case(
            version=version,
            unit=unit,
            actor=self.user,
            channel=channel,
            event=event,
            answers=given["answers"],
            idempotency_key=key,
        )
        return self.case_answer(case.pk, status.HTTP_201_CREATED)

    @extend_schema(parameters=[ID], responses=CaseDetailOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        """The file of a case; its people by masked label."""
        case = selectors.case_file(self.reach, int(pk))
        if case is None:
            raise CaseNotFound
        return Response(CaseDetailOut(case).data)

    @extend_schema(parameters=[ID], responses=EventOut(many=True))
    @action(detail=True)
    def story(self, request: Request, pk: str) -> Response:
        """What happened, latest first."""
        case = self.case(int(pk))
        return self.page(selectors.story(case), EventOut, package=package_of(case.procedure_version))

    @extend_schema(parameters=[ID], responses=DocumentOut(many=True))
    @action(detail=True)
    def documents(self, request: Request, pk: str) -> Response:
        """The papers that the case gave out, in the order of their issue."""
        issued = self.case(int(pk)).documents.select_related("signer").order_by("pk")
        return self.page(issued, DocumentOut)


class MessageViewSet(DeskViewSet):
    scopes: ClassVar[Scopes] = {"create": Scope.MESSAGES}

    @extend_schema(parameters=[KEY], request=MessageIn, responses={202: MessageTakenOut})
    def create(self, request: Request) -> Response:
        """Send a message to the case that expects it, now or within the time that messages wait."""
        body = self.taken(MessageIn, request.data)
        sent = services.correlate_message(
            name=body["name"],
            key=body["key"],
            data=body["variables"],
            actor=self.user,
            unit=self.unit(""),
            idempotency_key=idempotency.key_of(request),
        )
        return Response(MessageTakenOut(sent).data, status.HTTP_202_ACCEPTED)


class VerifyView(APIView):
    """Public: is this paper genuine?"""

    authentication_classes = ()
    scopes: ClassVar[Scopes] = {"get": Scope.PUBLIC}

    @extend_schema(auth=[], responses=VerifiedOut)
    def get(self, request: Request, code: str) -> Response:
        """What an issued document says of itself, by the code that is printed on it."""
        document = selectors.document_by_code(code) if _CODE.fullmatch(code) else None
        if document is None:
            raise NotFound
        standing = selectors.standing_of(document, timezone.now())
        answer = Response(VerifiedOut(document, context={"standing": standing}).data)
        answer.headers["Cache-Control"] = "no-store"
        return answer


class SchemaView(SpectacularAPIView):
    """What the interface says of itself (OpenAPI 3.1)."""

    permission_classes = (InScope,)
    scopes: ClassVar[Scopes] = {"get": Scope.READ}


def _with_case(tasks: QuerySet[Any]) -> QuerySet[Any]:
    return tasks.select_related("case__procedure_version").defer(f"case__{_ARCHIVE}")


def _with_version(cases: QuerySet[Any]) -> QuerySet[Any]:
    return cases.select_related("procedure_version", "unit").defer(_ARCHIVE)
