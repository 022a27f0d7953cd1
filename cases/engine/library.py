"""The processes of a case: its own, and those that its call activities run.

A called process is named by a reference that finds the same one again for the life of the case: its id, where it
stands in the case's own package; "key@serial#id" where it is another procedure's, pinned to the version that was in
force when it was called.
"""

from __future__ import annotations

from typing import NamedTuple

from viewflow.workflow.base import Flow

from cases.flows import flow_of
from cases.models import Case
from workflows import feel
from workflows.bpmn import model as bpmn
from workflows.bpmn.semantics import Marking, Scope, StepFailed
from workflows.errors import ProcedureNotFound
from workflows.models import ProcedureVersion
from workflows.packages import Package
from workflows.selectors import package_of, published_version, version_by

from .variables import value_of, visible


class Home(NamedTuple):
    """Where a process is drawn."""

    version: ProcedureVersion
    package: Package
    process: bpmn.Process


class CaseLibrary:
    """Finds processes for the token machine, and for whoever reads what it did. Raises StepFailed("process_unknown")."""

    def __init__(self, case: Case, package: Package, marking: Marking) -> None:
        self._case, self._marking = case, marking
        root = case.marking.get("process", "")
        self._own = Home(
            case.procedure_version, package, package.process_named(root) if root else package.process
        )
        self._known: dict[str, Home] = {"": self._own}
        self._scopes: dict[int, Scope] = dict(marking.scopes)

    # What the machine asks -----------------------------------------------------------------------------------

    def called(self, call: bpmn.CallActivity, scope: int) -> tuple[str, bpmn.Process]:
        """Camunda 8: `zeebe:calledElement` names the process; the attribute of BPMN counts without it."""
        wanted = self._wanted(call, self._marking.scopes[scope])
        caller = self.reference_of(scope)
        home = self.home(caller)
        prefix = caller.rpartition("#")[0]
        try:
            process = home.package.process_named(wanted)
            reference = f"{prefix}#{wanted}" if prefix else wanted
        except KeyError:
            reference, process = self._elsewhere(wanted, call.id)
        return reference, process

    def process_of(self, reference: str) -> bpmn.Process:
        return self.home(reference).process

    # What the engine and the desk ask ------------------------------------------------------------------------

    def remember(self, scope: int) -> None:
        """Know a scope that was opened for as long as the operation runs, even when it has been closed."""
        self._scopes[scope] = self._marking.scopes[scope]

    def reference_of(self, scope: int) -> str:
        """Which process runs in a scope; empty for the case's own."""
        around = self._scopes[scope].outwards() if scope in self._scopes else ()
        return next((each.process for each in around if each.process), "")

    def home(self, reference: str) -> Home:
        """Version, package and process of a reference."""
        if reference not in self._known:
            self._known[reference] = self._find(reference)
        return self._known[reference]

    def home_of(self, scope: int) -> Home:
        """Where what runs in a scope is drawn."""
        return self.home(self.reference_of(scope))

    def flow(self, scope: int) -> type[Flow]:
        """viewflow's flow of what runs in a scope."""
        home = self.home_of(scope)
        main = home.package.process.id == home.process.id
        return flow_of(home.version.procedure.key, home.version.serial, "" if main else home.process.id)

    def _wanted(self, call: bpmn.CallActivity, scope: Scope) -> str:
        written = call.extensions.called_element.process_id if call.extensions.called_element else call.called
        try:
            return str(value_of(written, visible(self._case.data, scope)))
        except feel.FeelError as error:
            raise StepFailed("process_unknown", element=call.id, process=written) from error

    def _elsewhere(self, key: str, element: str) -> tuple[str, bpmn.Process]:
        try:
            version = published_version(key)
        except ProcedureNotFound as error:
            raise StepFailed("process_unknown", element=element, process=key) from error
        process = package_of(version).process
        return f"{key}@{version.serial}#{process.id}", process

    def _find(self, reference: str) -> Home:
        place, _, process = reference.rpartition("#")
        version, package = self._own.version, self._own.package
        try:
            if place:
                key, _, serial = place.partition("@")
                version = version_by(key, int(serial))
                package = package_of(version)
            return Home(version, package, package.process_named(process))
        except LookupError as error:
            raise StepFailed("process_unknown", process=reference) from error
