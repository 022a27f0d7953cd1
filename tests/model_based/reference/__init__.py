"""A second opinion on what BPMN means: slow, obvious, and written from the standard alone.

It knows the parsed diagram (`workflows.bpmn.model`) and nothing else of the project. Source: BPMN 2.0.2, chapters 10
and 13. Where the standard leaves the order of things open, tokens move one step each, first come, first served.
"""

from .interpreter import Interpreter, Runaway
from .state import Scope, Token

__all__ = ["Interpreter", "Runaway", "Scope", "Token"]
