"""The shapes of requests and answers. No identity leaves here: people of a case appear by their masked label."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.language import language
from cases.desk.sentences import told
from cases.models import Case, CaseEvent, Document, Task
from forms_config.schema import Component, iter_fields
from organization.models import User
from workflows.packages import Package
from workflows.selectors import package_of


class PersonOut(serializers.ModelSerializer[User]):
    """Somebody of the police, never a person of a case."""

    name = serializers.CharField(source="display_name")

    class Meta:
        model = User
        fields = ("id", "name")


class CaseOut(serializers.ModelSerializer[Case]):
    """A case as a list shows it. `state` and `procedure` are codes, their titles in the answer's language."""

    procedure = serializers.CharField(source="procedure_key")
    procedure_title = serializers.SerializerMethodField()
    state_title = serializers.SerializerMethodField()
    unit = serializers.CharField(source="unit.path")

    class Meta:
        model = Case
        fields = (
            "id",
            "file_number",
            "number",
            "procedure",
            "procedure_title",
            "unit",
            "channel",
            "subject",
            "party_label",
            "life",
            "state",
            "state_title",
            "state_since",
            "sealed",
            "clock_code",
            "clock_status",
            "clock_due_at",
            "opened_at",
            "closed_at",
        )

    def get_procedure_title(self, case: Case) -> str:
        return package_of(case.procedure_version).definition.title.in_(language())

    def get_state_title(self, case: Case) -> str:
        states = package_of(case.procedure_version).definition.states
        return next((state.title.in_(language()) for state in states if state.code == case.state), case.state)


class TaskOut(serializers.ModelSerializer[Task]):
    """A task as a list shows it. `queues` are "unit id/role/function"."""

    case = CaseOut()
    owner = PersonOut(allow_null=True)
    queues = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = Task
        fields = (
            "id",
            "title",
            "element",
            "status",
            "owner",
            "queues",
            "created",
            "assigned",
            "finished",
            "due_at",
            "case",
        )


class FieldOut(serializers.Serializer[Any]):
    """A field that a form asks for; `path` is where its answer stands, `*` for each row of a list."""

    path = serializers.CharField()
    type = serializers.CharField()
    widget = serializers.CharField()
    label = serializers.SerializerMethodField()  # type: ignore[assignment]
    required = serializers.BooleanField()  # type: ignore[assignment]

    def get_label(self, component: Component) -> str:
        other = component.properties.get("label_en") if language() == "en" else ""
        return str(other or component.label)


def form_fields(package: Package, form_id: str) -> list[Component]:
    """What one of the package's forms asks for; nothing where a step has no form."""
    return list(iter_fields(package.form(form_id))) if form_id else []


class TaskDetailOut(TaskOut):
    """One task with what its form asks for."""

    form_fields = serializers.SerializerMethodField()
    has_draft = serializers.SerializerMethodField()

    class Meta(TaskOut.Meta):
        fields = (*TaskOut.Meta.fields, "form_id", "form_fields", "has_draft")  # type: ignore[assignment]

    @extend_schema_field(FieldOut(many=True))
    def get_form_fields(self, task: Task) -> list[dict[str, Any]]:
        asked = form_fields(package_of(task.case.procedure_version), task.form_id)
        return list(FieldOut(asked, many=True).data)

    def get_has_draft(self, task: Task) -> bool:
        return hasattr(task, "draft")


class PartyOut(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    role = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]


class ClockOut(serializers.Serializer[Any]):
    code = serializers.CharField()
    status = serializers.CharField()
    started_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)


class CaseTaskOut(serializers.ModelSerializer[Task]):
    owner = PersonOut(allow_null=True)

    class Meta:
        model = Task
        fields = ("id", "title", "element", "status", "owner", "created", "finished")


class CaseDetailOut(CaseOut):
    """The file of a case: who by label, which tasks, how its clocks stand."""

    parties = PartyOut(many=True)
    clocks = ClockOut(many=True)
    tasks = CaseTaskOut(many=True)

    class Meta(CaseOut.Meta):
        fields = (*CaseOut.Meta.fields, "parties", "clocks", "tasks")  # type: ignore[assignment]


class EventOut(serializers.ModelSerializer[CaseEvent]):
    """One event of the story. `text` is empty for those that say nothing to a reader."""

    actor = PersonOut(allow_null=True)
    text = serializers.SerializerMethodField()

    class Meta:
        model = CaseEvent
        fields = ("seq", "kind", "at", "actor", "element", "text")

    def get_text(self, event: CaseEvent) -> str:
        return told(event, self.context["package"], language())


class DocumentOut(serializers.ModelSerializer[Document]):
    signer = PersonOut(allow_null=True)

    class Meta:
        model = Document
        fields = (
            "id",
            "code",
            "title",
            "number",
            "status",
            "issued_at",
            "valid_until",
            "signer",
            "replaces",
            "edition",
            "fee",
            "prints",
            "voided_at",
            "verify_code",
            "sha256",
            "size",
        )


class VerifiedOut(serializers.Serializer[Any]):
    """What anybody who holds the paper may know of it. `standing`: valid, expired or voided."""

    title = serializers.CharField()
    number = serializers.CharField()
    unit = serializers.CharField(source="case.unit.document_name")
    issued_at = serializers.DateTimeField()
    valid_until = serializers.DateTimeField(allow_null=True)
    sha256 = serializers.CharField()
    standing = serializers.SerializerMethodField()
    replaced_by = serializers.SerializerMethodField()

    def get_standing(self, document: Document) -> str:
        return str(self.context["standing"])

    def get_replaced_by(self, document: Document) -> list[str]:
        """The numbers of the papers that took its place."""
        return [later.number for later in document.replaced_by.all()]


class WayInOut(serializers.Serializer[Any]):
    event = serializers.CharField()
    channels = serializers.ListField(child=serializers.CharField())
    form_fields = FieldOut(many=True)


class ProcedureOut(serializers.Serializer[Any]):
    """A procedure that the person may open in `unit`, with the ways in that are open."""

    key = serializers.CharField()
    title = serializers.CharField()
    version = serializers.CharField()
    unit = serializers.CharField()
    ways_in = WayInOut(many=True)


class AnswersIn(serializers.Serializer[Any]):
    """The answers of a form, nested as the form names them."""

    answers = serializers.DictField(default=dict)


class OpenCaseIn(AnswersIn):
    """`unit` is a path; without it the first unit where a post is held. Without channel or event, the first way in."""

    procedure = serializers.CharField(max_length=64)
    unit = serializers.CharField(required=False, default="", max_length=255)
    channel = serializers.CharField(required=False, default="", max_length=32)
    event = serializers.CharField(required=False, default="", max_length=255)


class AssignIn(serializers.Serializer[Any]):
    to = serializers.PrimaryKeyRelatedField(queryset=User.objects.filter(is_active=True))
    reason = serializers.CharField(max_length=500, allow_blank=True)


class SearchIn(serializers.Serializer[Any]):
    q = serializers.CharField(required=False, default="", allow_blank=True, max_length=200)


class MessageIn(serializers.Serializer[Any]):
    """A message from outside; `key` finds the case that expects it, which takes the `variables`."""

    name = serializers.CharField(max_length=255)
    key = serializers.CharField(max_length=255, required=False, default="", allow_blank=True)
    variables = serializers.DictField(required=False, default=dict)


class MessageTakenOut(serializers.Serializer[Any]):
    """`sent` when somebody received it, `waiting` until somebody does; which cases they are isn't told."""

    id = serializers.IntegerField(source="pk")
    status = serializers.CharField()
    expires_at = serializers.DateTimeField()
