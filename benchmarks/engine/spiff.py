"""SpiffWorkflow 3.2 as its documentation stores it: the whole workflow as JSON in one row, locked while it moves."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.task import TaskState

from .process import ANSWERS, for_spiff
from .sql import Connection

_LOCK = "select state from spiff_case where id = %s for no key update"


class Spiff:
    def connect(self) -> None:
        self._sql = Connection()
        self._serializer = BpmnWorkflowSerializer()
        parser = BpmnParser()
        parser.add_bpmn_xml(etree.parse(io.BytesIO(for_spiff())))
        self._spec = parser.get_spec("p")
        self._subs = parser.get_subprocess_specs("p")

    @property
    def statements(self) -> int:
        return self._sql.statements

    def prepare(self) -> None:
        self._sql.run(
            "create table spiff_case (id bigint generated always as identity primary key,"
            " status text not null default 'RUNNING', state jsonb not null)"
        )

    def open(self) -> int:
        workflow = BpmnWorkflow(self._spec, self._subs)
        workflow.do_engine_steps()
        workflow.refresh_waiting_tasks()
        rows = self._sql.rows(
            "insert into spiff_case (state) values (%s) returning id", [self._text(workflow)]
        )
        return int(rows[0][0])

    def find(self, cases: Sequence[int], element: str) -> list[tuple[int, str]]:
        return [(case, element) for case in cases]

    def claim(self, task: tuple[int, str]) -> None:
        """It has no owners: the row's own data keep one."""
        case, element = task
        with self._sql.transaction():
            workflow = self._workflow(case)
            workflow.data[f"owner_{element}"] = 7
            self._sql.run("update spiff_case set state = %s where id = %s", [self._text(workflow), case])

    def complete(self, task: tuple[int, str]) -> None:
        case, element = task
        with self._sql.transaction():
            workflow = self._workflow(case)
            ready = workflow.get_tasks(state=TaskState.READY, spec_name=element)[0]
            ready.data.update(ANSWERS)
            ready.run()
            workflow.do_engine_steps()
            workflow.refresh_waiting_tasks()
            status = "DONE" if workflow.completed else "RUNNING"
            self._sql.run(
                "update spiff_case set state = %s, status = %s where id = %s",
                [self._text(workflow), status, case],
            )

    def finished(self) -> int:
        return int(self._sql.rows("select count(*) from spiff_case where status = 'DONE'")[0][0])

    def size(self, *, packed: bool) -> int:
        return self._sql.size_of("spiff_%", packed=packed)

    def _workflow(self, case: int) -> Any:
        return self._serializer.from_dict(self._sql.rows(_LOCK, [case])[0][0])

    def _text(self, workflow: Any) -> str:
        return json.dumps(self._serializer.to_dict(workflow))
