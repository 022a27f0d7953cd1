"""BPMN 2.0: diagrams read, judged and understood as values. Pure: no Django, no database."""

from workflows.bpmn.checking import check
from workflows.bpmn.errors import BpmnError
from workflows.bpmn.reader import read
from workflows.bpmn.vocabulary import Vocabulary

__all__ = ["BpmnError", "Vocabulary", "check", "read"]
