"""Addresses of the interface, version 1. Without a slash at the end, except for the schema."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from api import views
from api.access import require_declared
from api.devices import DeviceSyncView
from api.metrics import MetricsView
from api.reassigning import ReassignViewSet
from api.repairs import RepairViewSet

app_name = "api"

_router = SimpleRouter(trailing_slash=False)
_router.register("procedures", views.ProcedureViewSet, basename="procedures")
_router.register("tasks", views.TaskViewSet, basename="tasks")
_router.register("cases", views.CaseViewSet, basename="cases")
_router.register("messages", views.MessageViewSet, basename="messages")

urlpatterns = [
    path("devices/<int:pk>/sync", DeviceSyncView.as_view(), name="device-sync"),
    path("documents/verify/<str:code>", views.VerifyView.as_view(), name="verify"),
    path("metrics", MetricsView.as_view(), name="metrics"),
    path("schema/", views.SchemaView.as_view(), name="schema"),
    path("cases/<int:pk>/repairs", RepairViewSet.as_view({"get": "list", "post": "create"}), name="repairs"),
    path("cases/<int:pk>/repairs/preview", RepairViewSet.as_view({"post": "preview"}), name="repair-preview"),
    path("tasks/reassign", ReassignViewSet.as_view({"post": "create"}), name="reassign"),
    path("tasks/reassign/preview", ReassignViewSet.as_view({"post": "preview"}), name="reassign-preview"),
    path("reassignments/<int:pk>/undo", ReassignViewSet.as_view({"post": "undo"}), name="reassign-undo"),
    *_router.urls,
]

require_declared(urlpatterns)
