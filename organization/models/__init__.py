"""Who is where, with which task, when: the ground every case stands on."""

from .calendars import Calendar, Holiday
from .catalogues import Catalogue, CatalogueEntry
from .contacts import Contact
from .people import Absence, Duty, Post, User
from .settings import Setting
from .tokens import ApiToken
from .units import Function, Role, Unit

__all__ = [
    "Absence",
    "ApiToken",
    "Calendar",
    "Catalogue",
    "CatalogueEntry",
    "Contact",
    "Duty",
    "Function",
    "Holiday",
    "Post",
    "Role",
    "Setting",
    "Unit",
    "User",
]
