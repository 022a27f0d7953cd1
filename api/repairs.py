"""Repairs of a case: what may be repaired, what a repair would bring, and doing it. For heads of the case's unit."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api import idempotency
from api.access import Scope, Scopes
from api.serializers import CaseOut
from api.views import ID, KEY, DeskViewSet
from cases import services
from cases.services.repairs import KINDS


class RepairIn(serializers.Serializer[Any]):
    """`retry` needs `incident`; `skip` a `token`; `move` a `token` and the `target` element; `change_timer` a `timer`
    and `change_clock` a `clock` with the new `due_at`; `cancel` nothing more."""

    kind = serializers.ChoiceField(choices=list(KINDS))
    token = serializers.IntegerField(required=False, min_value=0)
    target = serializers.CharField(required=False, max_length=255)
    incident = serializers.IntegerField(required=False, min_value=1)
    timer = serializers.IntegerField(required=False, min_value=1)
    clock = serializers.IntegerField(required=False, min_value=1)
    due_at = serializers.DateTimeField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        needed, make = KINDS[attrs["kind"]]
        missing = {name: _("Wajib diisi.") for name in needed if name not in attrs}
        if missing:
            raise serializers.ValidationError(missing, code="required")
        return {**attrs, "repair": make(**{name: attrs[name] for name in needed})}


class RepairDoneIn(RepairIn):
    """With the reason, and the `version` of the preview that it was decided on (optional)."""

    reason = serializers.CharField(max_length=500, allow_blank=True, default="")
    version = serializers.IntegerField(required=False, default=None, allow_null=True, min_value=0)


class PlaceOut(serializers.Serializer[Any]):
    token = serializers.IntegerField()
    element = serializers.CharField()
    name = serializers.CharField()
    may_skip = serializers.BooleanField()
    destinations = serializers.ListField(
        child=serializers.ListField(child=serializers.CharField()), help_text="[element, name] each."
    )


class DeadlineOut(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.CharField()
    due_at = serializers.DateTimeField()


class StopOut(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    element = serializers.CharField()
    name = serializers.CharField()
    code = serializers.CharField()
    token = serializers.IntegerField()


class RepairableOut(serializers.Serializer[Any]):
    """What may be repaired in a case as it stands at `version`."""

    version = serializers.IntegerField()
    places = PlaceOut(many=True)
    timers = DeadlineOut(many=True)
    clocks = DeadlineOut(many=True)
    incidents = StopOut(many=True)


class ThingOut(serializers.Serializer[Any]):
    kind = serializers.CharField()
    element = serializers.CharField()
    name = serializers.CharField()
    who = serializers.CharField()
    code = serializers.CharField()
    due_at = serializers.DateTimeField(allow_null=True)


class ForeseenOut(serializers.Serializer[Any]):
    """What a repair would bring; `outcome` is how the case would end, empty when it goes on."""

    version = serializers.IntegerField()
    called_off = ThingOut(many=True)
    begun = ThingOut(many=True)
    changed = ThingOut(many=True)
    stops = ThingOut(many=True)
    outcome = serializers.CharField()


class RepairViewSet(DeskViewSet):
    scopes: ClassVar[Scopes] = {"list": Scope.READ, "preview": Scope.READ, "create": Scope.REPAIRS}

    @extend_schema(parameters=[ID], responses=RepairableOut)
    def list(self, request: Request, pk: str) -> Response:
        """What may be repaired."""
        found = services.repairable(case_id=self.case(int(pk)).pk, actor=self.user)
        return Response(RepairableOut(asdict(found)).data)

    @extend_schema(parameters=[ID], request=RepairIn, responses=ForeseenOut)
    def preview(self, request: Request, pk: str) -> Response:
        """What a repair would bring; nothing is written."""
        given, case = self.taken(RepairIn, request.data), self.case(int(pk))
        foreseen = services.preview_repair(case_id=case.pk, actor=self.user, repair=given["repair"])
        return Response(ForeseenOut(asdict(foreseen)).data)

    @extend_schema(parameters=[ID, KEY], request=RepairDoneIn, responses=CaseOut)
    def create(self, request: Request, pk: str) -> Response:
        """Repair, with a reason; trying again needs none."""
        given, case = self.taken(RepairDoneIn, request.data), self.case(int(pk))

        def write() -> Any:
            return services.repair_case(
                case_id=case.pk,
                actor=self.user,
                repair=given["repair"],
                reason=given["reason"],
                version=given["version"],
            )

        key = idempotency.key_of(request)
        idempotency.once(key=key, actor=self.user, operation=f"repair_case:{case.pk}", write=write)
        return self.case_answer(case.pk)
