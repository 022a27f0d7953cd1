"""Columns of a model for SQL of our own: their names, and their values on the way in and out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connection, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

M = TypeVar("M", bound=models.Model)

#: Fields whose values the drivers of both databases take as they are.
_PLAIN = {
    models.AutoField,
    models.BigAutoField,
    models.BigIntegerField,
    models.BooleanField,
    models.CharField,
    models.ForeignKey,
    models.IntegerField,
    models.PositiveIntegerField,
    models.PositiveSmallIntegerField,
}

Convert = Callable[[Any, Any, BaseDatabaseWrapper], Any]


class Columns(Generic[M]):
    """Some columns of one model, in the model's order; without names, all of them. Lives as long as the process."""

    def __init__(self, model: type[M], *names: str) -> None:
        self.model = model
        self.fields = [field for field in model._meta.concrete_fields if not names or field.name in names]
        assert not names or len(self.fields) == len(names), names
        self.attributes = [field.attname for field in self.fields]
        self.names = [connection.ops.quote_name(str(field.column)) for field in self.fields]
        self.table = connection.ops.quote_name(model._meta.db_table)

    def __len__(self) -> int:
        return len(self.fields)

    def selected(self, alias: str) -> str:
        return ", ".join(f"{alias}.{name}" for name in self.names)

    def assigned(self) -> str:
        """What an UPDATE sets."""
        return ", ".join(f"{name} = %s" for name in self.names)

    def instance(self, values: Sequence[Any]) -> M:
        """The model made of the values of a row, in the order of the columns; other columns are deferred."""
        made = list(values)
        for place, expression, converters in self._incoming:
            for convert in converters:
                made[place] = convert(made[place], expression, connection)
        return self.model.from_db("default", self.attributes, made)

    def values(self, instance: M) -> list[Any]:
        """The instance's values as parameters of a statement."""
        made = [getattr(instance, attribute) for attribute in self.attributes]
        for place, prepare in self._outgoing:
            made[place] = prepare(made[place], connection)
        return made

    def insert(self, cursor: CursorWrapper, instances: Sequence[M]) -> None:
        """One statement for all of them; none for none. Primary keys are not read back."""
        if instances:
            values = [value for instance in instances for value in self.values(instance)]
            cursor.execute(self._insert_text(len(instances)), values)

    def _insert_text(self, rows: int) -> str:
        if rows not in self._texts:
            row = f"({', '.join(['%s'] * len(self))})"
            names = ", ".join(self.names)
            self._texts[rows] = f"INSERT INTO {self.table} ({names}) VALUES {', '.join([row] * rows)}"
        return self._texts[rows]

    @cached_property
    def _texts(self) -> dict[int, str]:
        return {}

    @cached_property
    def _incoming(self) -> list[tuple[int, Any, list[Convert]]]:
        """Where a value from the database is not yet the model's: place, expression, conversions."""
        expressions = [field.get_col(self.model._meta.db_table) for field in self.fields]
        found = [
            (
                place,
                expression,
                connection.ops.get_db_converters(expression) + expression.get_db_converters(connection),
            )
            for place, expression in enumerate(expressions)
        ]
        return [each for each in found if each[2]]

    @cached_property
    def _outgoing(self) -> list[tuple[int, Callable[[Any, BaseDatabaseWrapper], Any]]]:
        return [
            (place, field.get_db_prep_save)
            for place, field in enumerate(self.fields)
            if type(field) not in _PLAIN
        ]
