"""The XML schema of BPMN 2.0 (BPMN20.xsd and what it includes), and what a file says against it."""

from workflows.bpmn.schema.validation import violations

__all__ = ["violations"]
