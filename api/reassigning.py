"""Tasks handed on in bulk: looked at before, done one case at a time, each with its own outcome, and taken back."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api import idempotency
from api.access import Scope, Scopes
from api.views import ID, KEY, DeskViewSet
from cases import services
from cases.services.reassigning import MOST
from organization.models import User

_LARGEST_ID = 2**63 - 1


class ReassignIn(serializers.Serializer[Any]):
    """Tasks by number, and people by number: several get an even share, whoever has least first."""

    tasks = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=_LARGEST_ID), min_length=1, max_length=MOST
    )
    to = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=_LARGEST_ID), min_length=1, max_length=20
    )

    def validate_to(self, numbers: list[int]) -> list[User]:
        wanted = list(dict.fromkeys(numbers))
        people = User.objects.in_bulk(wanted)
        missing = [number for number in wanted if number not in people]
        if missing:
            text = _("Tidak ada orang bernomor %(numbers)s.") % {"numbers": ", ".join(map(str, missing))}
            raise serializers.ValidationError(text, code="does_not_exist")
        return [people[number] for number in wanted]


class ReassignDoneIn(ReassignIn):
    reason = serializers.CharField(max_length=500, allow_blank=True)


class OutcomeOut(serializers.Serializer[Any]):
    """What comes, or came, of one task. `refusal` is the code of why not, empty for one that moves; `kept` says that
    it had moved on when the rest was taken back."""

    task = serializers.IntegerField()
    to = serializers.IntegerField(allow_null=True)
    before = serializers.IntegerField(allow_null=True)
    refusal = serializers.CharField()
    facts = serializers.DictField()
    kept = serializers.CharField()


class ForetoldOut(serializers.Serializer[Any]):
    results = OutcomeOut(many=True)


class ReassignedOut(ForetoldOut):
    id = serializers.IntegerField()
    moved = serializers.IntegerField()
    refused = serializers.IntegerField()
    undone_at = serializers.DateTimeField(allow_null=True)


class ReassignViewSet(DeskViewSet):
    """Whoever leads a unit hands on its tasks; others what they hold, or may take."""

    scopes: ClassVar[Scopes] = {"create": Scope.TASKS, "preview": Scope.READ, "undo": Scope.TASKS}

    @extend_schema(parameters=[KEY], request=ReassignDoneIn, responses=ReassignedOut)
    def create(self, request: Request) -> Response:
        """Hand tasks on, with a reason. A refused task doesn't hold up the others."""
        given = self.taken(ReassignDoneIn, request.data)
        done = services.reassign_tasks(
            task_ids=given["tasks"],
            actor=self.user,
            to=given["to"],
            reason=given["reason"],
            idempotency_key=idempotency.key_of(request),
        )
        return Response(ReassignedOut(_reassigned(done)).data)

    @extend_schema(request=ReassignIn, responses=ForetoldOut)
    def preview(self, request: Request) -> Response:
        """What would come of each; nothing is written."""
        given = self.taken(ReassignIn, request.data)
        told = services.foresee_reassignment(task_ids=given["tasks"], actor=self.user, to=given["to"])
        rows = [
            {
                "task": row.task_id,
                "to": row.to.pk,
                "before": row.task.owner_id if row.task else None,
                "refusal": row.refusal.code if row.refusal else "",
                "facts": row.refusal.facts() if row.refusal else {},
                "kept": "",
            }
            for row in told
        ]
        return Response(ForetoldOut({"results": rows}).data)

    @extend_schema(parameters=[ID, KEY], request=None, responses=ReassignedOut)
    def undo(self, request: Request, pk: int) -> Response:
        """Take back one's own reassignment within ten minutes, once."""
        given = services.undo_reassignment(reassignment_id=pk, actor=self.user)
        return Response(ReassignedOut(_reassigned(given)).data)


def _reassigned(given: Any) -> dict[str, Any]:
    rows = [
        {
            "task": row.asked,
            "to": row.to_id,
            "before": row.before_id,
            "refusal": row.refusal,
            "facts": row.facts,
            "kept": row.undo_refusal,
        }
        for row in given.rows.order_by("pk")
    ]
    refused = sum(bool(row["refusal"]) for row in rows)
    return {
        "id": given.pk,
        "moved": len(rows) - refused,
        "refused": refused,
        "undone_at": given.undone_at,
        "results": rows,
    }
