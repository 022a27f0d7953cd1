"""BPMN 2.0: diagrams read, judged and understood as values. Pure: no Django, no database."""

from workflows.bpmn.errors import BpmnError
from workflows.bpmn.reader import read

__all__ = ["BpmnError", "read"]
