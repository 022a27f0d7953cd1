"""Who writes, checks and approves procedures: three posts, as on the cover of SOP-SPKT-01 (R-063)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from organization.selectors import effective_posts
from workflows.errors import NotYourPart

if TYPE_CHECKING:
    from organization.models import User


class Part(StrEnum):
    """A part in the life of a version, and the role that has it."""

    AUTHOR = "perancang_proses"
    CHECKER = "pemeriksa_model"
    APPROVER = "penyetuju_model"


def parts_of(user: User, at: datetime) -> frozenset[Part]:
    """The parts that a person may take at a moment, substitutions included."""
    held = {post.role.code for post in effective_posts(user, at)}
    return frozenset(part for part in Part if part in held)


def require_part(user: User, part: Part, at: datetime) -> None:
    """Raises NotYourPart."""
    if part not in parts_of(user, at):
        raise NotYourPart(str(part))
