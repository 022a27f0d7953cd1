"""The limit: the SQL that a human-task engine can't do without, sent by code that knows this one process by heart.

No permissions, no hash chain, no rules, no parsing: what is left is lock, update, insert, commit. Nothing that keeps
the same promises about a case on this server can be faster by much.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from .process import ANSWERS
from .sql import Connection

_TABLES = """
create table limit_case (
    id bigint generated always as identity primary key, status text not null default 'RUNNING',
    data jsonb not null, tokens jsonb not null, seq integer not null default 0, version integer not null default 0
);
create table limit_task (
    id bigint generated always as identity primary key, case_id bigint not null, element text not null,
    status text not null default 'NEW', queue text not null, owner bigint, created timestamptz not null,
    finished timestamptz
);
create index limit_inbox on limit_task (queue, created) where status = 'NEW';
create index limit_mine on limit_task (owner, created) where status = 'ASSIGNED';
create index limit_of_case on limit_task (case_id);
create table limit_timer (
    id bigint generated always as identity primary key, case_id bigint not null, element text not null,
    due timestamptz not null, status text not null default 'ARMED'
);
create index limit_due on limit_timer (due) where status = 'ARMED';
create index limit_armed on limit_timer (case_id) where status = 'ARMED';
create table limit_event (
    case_id bigint, seq integer, kind text not null, element text not null, actor bigint, at timestamptz not null,
    primary key (case_id, seq)
);
"""
_LOCK = """select id, data, tokens, seq from limit_case
    where id = (select case_id from limit_task where id = %s) for no key update"""
_DONE = """update limit_task set status = 'DONE', finished = now()
    where id = %s and owner = %s and status = 'ASSIGNED' returning element"""
_DISARM = (
    "update limit_timer set status = 'DISARMED' where case_id = %s and element = %s and status = 'ARMED'"
)
_CASE = (
    "update limit_case set status = %s, data = %s, tokens = %s, seq = %s, version = version + 1 where id = %s"
)
_ACTOR = 7


class Limit:
    def connect(self) -> None:
        self._sql = Connection()

    @property
    def statements(self) -> int:
        return self._sql.statements

    def prepare(self) -> None:
        for statement in _TABLES.split(";")[:-1]:
            self._sql.run(statement)

    def open(self) -> int:
        with self._sql.transaction():
            case = int(
                self._sql.rows(
                    "insert into limit_case (data, tokens, seq) values (%s, %s, 2) returning id",
                    ["{}", '["user_a"]'],
                )[0][0]
            )
            self._arrive(case, ["user_a"])
            self._tell(case, 0, [("case.opened", "s"), ("task.opened", "user_a")])
        return case

    def find(self, cases: Sequence[int], element: str) -> list[int]:
        found = self._sql.rows(
            "select id from limit_task where case_id = any(%s) and element = %s order by case_id",
            [list(cases), element],
        )
        return [row[0] for row in found]

    def claim(self, task: int) -> None:
        with self._sql.transaction():
            claimed = self._sql.run(
                "update limit_task set status = 'ASSIGNED', owner = %s where id = %s and status = 'NEW'",
                [_ACTOR, task],
            )
            assert claimed == 1

    def complete(self, task: int) -> None:
        with self._sql.transaction():
            case, data, tokens, seq = self._sql.rows(_LOCK, [task])[0]
            element = self._sql.rows(_DONE, [task, _ACTOR])[0][0]
            self._sql.run(_DISARM, [case, element])
            opened = _NEXT.get(element, ())
            left = [token for token in tokens if token != element] + list(opened)
            if opened:
                self._arrive(case, opened)
            events = [("task.completed", element), *(("task.opened", each) for each in opened)]
            self._tell(case, seq, events)
            written = [
                "RUNNING" if left else "DONE",
                json.dumps({**data, **ANSWERS}),
                json.dumps(left),
                seq + len(events),
            ]
            self._sql.run(_CASE, [*written, case])

    def finished(self) -> int:
        return int(self._sql.rows("select count(*) from limit_case where status = 'DONE'")[0][0])

    def size(self, *, packed: bool) -> int:
        return self._sql.size_of("limit_%", packed=packed)

    def _arrive(self, case: int, elements: Sequence[str]) -> None:
        """A task and its timer at each element."""
        self._insert(
            "limit_task (case_id, element, queue, created)", "(%s, %s, 'petugas', now())", case, elements
        )
        self._insert(
            "limit_timer (case_id, element, due)", "(%s, %s, now() + interval '10 min')", case, elements
        )

    def _insert(self, into: str, row: str, case: int, elements: Sequence[str]) -> None:
        values = [value for element in elements for value in (case, element)]
        self._sql.run(f"insert into {into} values {', '.join([row] * len(elements))}", values)

    def _tell(self, case: int, seq: int, events: Sequence[tuple[str, str]]) -> None:
        values: list[Any] = []
        for number, (kind, element) in enumerate(events, seq + 1):
            values += [case, number, kind, element, _ACTOR]
        rows = ", ".join(["(%s, %s, %s, %s, %s, now())"] * len(events))
        self._sql.run(
            f"insert into limit_event (case_id, seq, kind, element, actor, at) values {rows}", values
        )


#: What opens when a task is done; the last of c and d passes the join, the script and the end without a task.
_NEXT = {"user_a": ("user_b",), "user_b": ("user_c", "user_d")}
