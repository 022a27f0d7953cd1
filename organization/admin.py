"""The organization for administrators. Nothing that work refers to can be deleted; it ends or is switched off."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from .errors import PostOverlaps, UnitMisplaced
from .models import (
    Absence,
    ApiToken,
    Calendar,
    Catalogue,
    CatalogueEntry,
    Contact,
    Duty,
    Function,
    Holiday,
    Post,
    Role,
    Setting,
    Unit,
    User,
)
from .services import place_unit, require_no_overlap, require_place

# Rights come from posts; Django's groups would be a second, silent source of them.
admin.site.unregister(Group)


class Lasting:
    """Rows that others stand on: edited, never deleted."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class PostForm(ModelForm[Post]):
    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if not self.errors:
            for name, value in (cleaned or {}).items():
                setattr(self.instance, name, value)
            try:
                require_no_overlap(self.instance)
            except PostOverlaps as fault:
                raise ValidationError(str(fault), code=fault.code) from fault
        return cleaned


class UnitForm(ModelForm[Unit]):
    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        unit = Unit(pk=self.instance.pk, path=self.instance.path, name=cleaned.get("name", ""))
        unit.level = cleaned.get("level", "")
        try:
            if unit.level:
                require_place(unit, cleaned.get("parent"))
        except UnitMisplaced as fault:
            raise ValidationError({"parent": str(fault)}) from fault
        return cleaned


class PostInline(Lasting, admin.TabularInline[Post, User]):
    model, form, extra = Post, PostForm, 0
    autocomplete_fields = ("unit", "role", "function")


@admin.register(User)
class PersonAdmin(Lasting, UserAdmin[User]):
    list_display = ("username", "rank", "full_name", "unit", "is_active")
    list_filter = ("is_active", "is_staff")
    search_fields = ("username", "full_name", "nrp")
    ordering = ("username",)
    autocomplete_fields = ("unit",)
    filter_horizontal = ()
    inlines = (PostInline,)
    fieldsets = (
        (None, {"fields": ("username", "password", "is_active")}),
        (_("Person"), {"fields": ("rank", "full_name", "nrp", "email", "unit", "language")}),
        (_("Administration"), {"fields": ("is_staff", "is_superuser")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "fields": (
                    "username",
                    "full_name",
                    "rank",
                    "nrp",
                    "unit",
                    "usable_password",
                    "password1",
                    "password2",
                )
            },
        ),
    )


@admin.register(Unit)
class UnitAdmin(Lasting, admin.ModelAdmin[Unit]):
    form = UnitForm
    list_display = ("name", "level", "path", "zone", "calendar")
    list_filter = ("level", "zone")
    search_fields = ("name", "short_name", "path")
    autocomplete_fields = ("parent", "calendar", "functions")
    readonly_fields = ("path",)

    def save_model(self, request: HttpRequest, obj: Unit, form: Any, change: bool) -> None:
        place_unit(unit=obj, parent=obj.parent)


@admin.register(Function)
class FunctionAdmin(Lasting, admin.ModelAdmin[Function]):
    list_display = ("code", "title", "title_en")
    search_fields = ("code", "title", "title_en")


@admin.register(Role)
class RoleAdmin(Lasting, admin.ModelAdmin[Role]):
    list_display = ("code", "title", "rank", "function", "leads", "mfa", "keeps_roster", "guards")
    search_fields = ("code", "title", "title_en")
    autocomplete_fields = ("function",)


@admin.register(Post)
class PostAdmin(Lasting, admin.ModelAdmin[Post]):
    form = PostForm
    list_display = ("user", "role", "function", "unit", "since", "until")
    list_filter = ("role", "function")
    search_fields = ("user__username", "user__full_name")
    list_select_related = ("user", "role", "function", "unit")
    autocomplete_fields = ("user", "unit", "role", "function")


@admin.register(Duty)
class DutyAdmin(admin.ModelAdmin[Duty]):
    list_display = ("user", "unit", "function", "regu", "starts", "ends")
    list_filter = ("regu", "function")
    date_hierarchy = "starts"
    list_select_related = ("user", "unit", "function")
    autocomplete_fields = ("user", "unit", "function")


@admin.register(Absence)
class AbsenceAdmin(admin.ModelAdmin[Absence]):
    list_display = ("user", "since", "until", "substitute", "reason")
    list_select_related = ("user", "substitute")
    autocomplete_fields = ("user", "substitute")


@admin.register(Calendar)
class CalendarAdmin(Lasting, admin.ModelAdmin[Calendar]):
    list_display = ("code", "title", "joint_leave_is_free")
    search_fields = ("code", "title", "title_en")


@admin.register(Holiday)
class HolidayAdmin(Lasting, admin.ModelAdmin[Holiday]):
    list_display = ("date", "title", "scope", "unit", "joint_leave", "active")
    list_filter = ("scope", "joint_leave", "active")
    date_hierarchy = "date"
    list_select_related = ("unit",)
    autocomplete_fields = ("unit",)


class EntryInline(Lasting, admin.TabularInline[CatalogueEntry, Catalogue]):
    model, extra = CatalogueEntry, 0


@admin.register(Catalogue)
class CatalogueAdmin(Lasting, admin.ModelAdmin[Catalogue]):
    list_display = ("code", "title", "title_en", "source")
    search_fields = ("code", "title", "title_en")
    inlines = (EntryInline,)


@admin.register(Setting)
class SettingAdmin(admin.ModelAdmin[Setting]):
    list_display = ("procedure_key", "code", "unit", "value")
    list_filter = ("procedure_key",)
    list_select_related = ("unit",)
    autocomplete_fields = ("unit",)


@admin.register(ApiToken)
class ApiTokenAdmin(Lasting, admin.ModelAdmin[ApiToken]):
    """Given out by `manage.py api_token`, which shows the secret once; looked at and revoked here."""

    list_display = ("name", "user", "scopes", "expires_at", "revoked_at", "last_used_at")
    list_select_related = ("user",)
    readonly_fields = ("user", "name", "scopes", "created_at", "created_by", "expires_at", "last_used_at")
    fields = (*readonly_fields, "revoked_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(Contact)
class ContactAdmin(admin.ModelAdmin[Contact]):
    list_display = ("user", "channel")
    search_fields = ("user__username", "user__full_name")
    autocomplete_fields = ("user",)
