"""Two questions about queues in plain SQL, asked at every claim and every new task: who may take, who is there.

The same rules as `organization.selectors.effective_posts` and `organization.resolution.resolve`, which a test compares
them with; an ORM query of this shape costs more to build than to answer. Names come from `Model._meta`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from django.db import connection

from .models import Absence, Function, Post, Role, User

_CURRENT = "{0}.since <= %s AND ({0}.until IS NULL OR {0}.until > %s)"


def may_take(user_id: int, queues: Sequence[str], at: datetime) -> tuple[str, list[Any]]:
    """A condition with its parameters: the person may take from one of the queues at the moment.

    Own posts and those of people whom one stands in for; nobody while absent; nobody who has left.
    """
    moment = _moment(at)
    values = [*[moment] * 2, user_id, *[moment] * 4, *queues, *queues]
    return _may_take_text(len(queues)), values


def is_held(unit_id: int, role: str, function: str, at: datetime) -> bool:
    """Whether somebody in the unit itself holds the role (in the function, when given) and is there, or a stand-in."""
    moment = _moment(at)
    values = [unit_id, role, *([function] if function else ()), *[moment] * 8]
    with connection.cursor() as cursor:
        cursor.execute(_is_held_text(in_function=bool(function)), values)
        return cursor.fetchone() is not None


def _moment(at: datetime) -> Any:
    return Post._meta.get_field("since").get_db_prep_save(at, connection)


def _table(model: Any) -> str:
    return connection.ops.quote_name(model._meta.db_table)


@cache
def _may_take_text(queues: int) -> str:
    marks = ", ".join(["%s"] * queues)
    return f"""EXISTS (
        SELECT 1 FROM {_table(User)} me
        JOIN {_table(Post)} p ON {_CURRENT.format("p")}
        JOIN {_table(Role)} r ON r.id = p.role_id
        LEFT JOIN {_table(Function)} f ON f.id = p.function_id
        WHERE me.id = %s AND me.is_active
        AND NOT EXISTS (SELECT 1 FROM {_table(Absence)} a WHERE a.user_id = me.id AND {_CURRENT.format("a")})
        AND (p.user_id = me.id OR p.user_id IN (
            SELECT a.user_id FROM {_table(Absence)} a JOIN {_table(User)} other ON other.id = a.user_id
            WHERE a.substitute_id = me.id AND other.is_active AND {_CURRENT.format("a")}))
        AND (p.unit_id || '/' || r.code || '/' IN ({marks})
            OR p.unit_id || '/' || r.code || '/' || f.code IN ({marks})))"""


@cache
def _is_held_text(*, in_function: bool) -> str:
    function = (
        f"AND p.function_id = (SELECT f.id FROM {_table(Function)} f WHERE f.code = %s)"
        if in_function
        else ""
    )
    return f"""
        SELECT 1 FROM {_table(Post)} p
        JOIN {_table(Role)} r ON r.id = p.role_id
        JOIN {_table(User)} holder ON holder.id = p.user_id
        WHERE p.unit_id = %s AND r.code = %s {function} AND holder.is_active AND {_CURRENT.format("p")}
        AND (NOT EXISTS (SELECT 1 FROM {_table(Absence)} a WHERE a.user_id = holder.id AND {_CURRENT.format("a")})
            OR EXISTS (SELECT 1 FROM {_table(Absence)} a JOIN {_table(User)} other ON other.id = a.substitute_id
                WHERE a.user_id = holder.id AND other.is_active AND {_CURRENT.format("a")} AND NOT EXISTS (
                    SELECT 1 FROM {_table(Absence)} b WHERE b.user_id = other.id AND {_CURRENT.format("b")})))
        LIMIT 1"""
