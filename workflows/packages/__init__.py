"""The procedure package: a service described as data, read, checked and written. Pure: no Django, no database."""

from .definition import ProcedureDefinition
from .errors import PackageError
from .message import MessageDefinition
from .package import Package, read, read_scenario, to_zip, write
from .scenario import Scenario
from .texts import LocalText

__all__ = [
    "LocalText",
    "MessageDefinition",
    "Package",
    "PackageError",
    "ProcedureDefinition",
    "Scenario",
    "read",
    "read_scenario",
    "to_zip",
    "write",
]
