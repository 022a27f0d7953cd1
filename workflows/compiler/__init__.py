"""From a parsed model to a viewflow flow: one node per BPMN element, nothing added, nothing left out."""

from .activations import HumanActivation, StepActivation
from .flow import compile_flow, node_name, refuse_foreign_lock
from .nodes import ElementNode, UnsupportedElement

__all__ = [
    "ElementNode",
    "HumanActivation",
    "StepActivation",
    "UnsupportedElement",
    "compile_flow",
    "node_name",
    "refuse_foreign_lock",
]
