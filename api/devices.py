"""Tablets that worked without a network hand in what they took down."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import Scope, Scopes
from api.language import language
from cases.desk.sentences import sentence
from cases.errors import CaseError, InvalidAnswers
from cases.services.devices import Outcome, Report, hand_in
from forms_config.schema import field_text
from organization.models import ApiToken

#: Reports in one call; a device with more calls again.
MOST = 50


class ReportIn(serializers.Serializer[Any]):
    """A start form that was filled without a network. `local_id` is the device's own, a UUID at best."""

    local_id = serializers.RegexField(r"\A[A-Za-z0-9-]{8,36}\Z")
    procedure = serializers.CharField(max_length=64)
    channel = serializers.CharField(max_length=32)
    event = serializers.CharField(max_length=255, required=False, default="", allow_blank=True)
    made_at = serializers.DateTimeField()
    answers = serializers.DictField(default=dict)


class SyncIn(serializers.Serializer[Any]):
    reports = serializers.ListField(child=ReportIn(), max_length=MOST)


class HandedInOut(serializers.Serializer[Any]):
    """`opened` now, `known` since an earlier call, or `refused` with the reason; numbers are the server's."""

    local_id = serializers.CharField()
    outcome = serializers.SerializerMethodField()
    case = serializers.IntegerField(source="case.pk", default=None, allow_null=True)
    file_number = serializers.CharField(source="case.file_number", default="")
    number = serializers.CharField(source="case.number", default="")
    code = serializers.SerializerMethodField()
    detail = serializers.SerializerMethodField()
    errors = serializers.SerializerMethodField()  # type: ignore[assignment]

    def get_outcome(self, outcome: Outcome) -> str:
        return "refused" if outcome.refusal else "known" if outcome.known else "opened"

    def get_code(self, outcome: Outcome) -> str:
        return str(getattr(outcome.refusal, "code", ""))

    def get_detail(self, outcome: Outcome) -> str:
        refusal = outcome.refusal
        return sentence(refusal) if isinstance(refusal, CaseError) else str(refusal or "")

    def get_errors(self, outcome: Outcome) -> list[dict[str, str]]:
        if not isinstance(outcome.refusal, InvalidAnswers):
            return []
        return [
            {"path": error.path, "code": error.code, "text": field_text(error, language())}
            for error in outcome.refusal.errors
        ]


class SyncOut(serializers.Serializer[Any]):
    reports = HandedInOut(many=True)


class DeviceSyncView(APIView):
    scopes: ClassVar[Scopes] = {"post": Scope.DEVICES}

    @extend_schema(
        parameters=[OpenApiParameter("id", int, OpenApiParameter.PATH)],
        request=SyncIn,
        responses=SyncOut,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Hand in reports of this device; sent again they change nothing. Only with the device's own token."""
        body = SyncIn(data=request.data)
        body.is_valid(raise_exception=True)
        token = request.auth if isinstance(request.auth, ApiToken) else None
        reports = [Report(**report) for report in body.validated_data["reports"]]
        outcomes = hand_in(device_id=pk, token=token, reports=reports)
        answer = Response(SyncOut({"reports": outcomes}).data)
        answer.headers["Cache-Control"] = "no-store"
        return answer
