"""From untrusted bytes to `Definitions`: hardened XML first, then names and references, all faults."""

from workflows.bpmn.reader.definitions import read

__all__ = ["read"]
