"""Procedures in the administration: to be looked at. What changes them is a service."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from workflows.models import Procedure, ProcedureVersion


class ReadOnlyAdmin(admin.ModelAdmin[Any]):
    """A list and its details, nothing to change."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Procedure)
class ProcedureAdmin(ReadOnlyAdmin):
    list_display = ("key", "function", "enabled")
    list_filter = ("enabled", "function")
    search_fields = ("key",)


@admin.register(ProcedureVersion)
class ProcedureVersionAdmin(ReadOnlyAdmin):
    list_display = ("procedure", "label", "serial", "status", "effective_from", "at_installation")
    list_filter = ("status", "at_installation")
    search_fields = ("procedure__key", "label", "content_sha256")
    exclude = ("archive",)
