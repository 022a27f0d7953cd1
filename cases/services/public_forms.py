"""Forms as somebody without an account sees them: no identities, no officers' columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cases.engine.time import now
from cases.models import Attachment, Case, Task
from forms_config.rendering import FileView, FormView, draw
from forms_config.schema import Form, clean, initial
from organization import crypto
from organization.models import Unit
from workflows.models import ProcedureVersion
from workflows.packages import Package
from workflows.packages.definition import StartDefinition
from workflows.selectors import package_of

from .answers import environment
from .public_answers import of_public


@dataclass(frozen=True)
class PublicSheet:
    """One form of a start (the case is one to come, not saved) or of a party's task."""

    case: Case
    package: Package
    form: Form | None
    task: Task | None = None

    def first_answers(self, given: Mapping[str, str]) -> dict[str, Any]:
        """What stands in the form at first: what the case holds of it, persons left out; `given` on a new one."""
        if self.form is None:
            return {}
        known = {**self.case.data, **(self.task.inputs if self.task else {})}
        names = {component.key for component in self.form.components}
        return {
            **initial(self.form, known),
            **{name: text for name, text in given.items() if name in names},
        }

    def view(
        self, answers: Mapping[str, Any], *, own: Mapping[str, FileView], lang: str, show_errors: bool = False
    ) -> FormView:
        """`own` are the files that were stored for this page, by id."""
        if self.form is None:
            return FormView([], [])
        said = of_public(self.form, answers, known=self.case.data, own_files=own)
        env = environment(self.case, self.package, task=self.task)
        cleaned = clean(self.form, said, env=env)
        return draw(
            self.form,
            said,
            cleaned,
            env,
            lang=lang,
            show_errors=show_errors,
            files={**self._sent_before(), **own},
            public=True,
        )

    def _sent_before(self) -> dict[str, FileView]:
        """Files that belong to the case already: their names, and nothing to send again."""
        if self.case.pk is None:
            return {}
        names = Attachment.objects.filter(case=self.case).values_list("pk", "name")
        return {str(number): FileView("", name) for number, name in names}


def start_sheet(
    *, version: ProcedureVersion, unit: Unit, start: StartDefinition, channel: str
) -> PublicSheet:
    package = package_of(version)
    blank = Case(
        procedure_version=version,
        procedure_key=package.key,
        unit=unit,
        channel=channel,
        entry=start.event,
        data_key=crypto.new_data_key(),
        opened_at=now(),
    )
    return PublicSheet(blank, package, package.form(start.form) if start.form else None)


def task_sheet(task: Task) -> PublicSheet:
    """The form of a task that is open to a party (`cases.selectors.open_to_party`)."""
    package = package_of(task.case.procedure_version)
    return PublicSheet(task.case, package, package.form(task.form_id) if task.form_id else None, task)
