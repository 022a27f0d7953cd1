"""The procedure package: a service described as data, read, checked and written. Pure: no Django, no database."""

from .checking import check
from .definition import ProcedureDefinition
from .errors import PackageError
from .message import MessageDefinition
from .package import Package, read, read_scenario, to_zip, write
from .placeholders import fill
from .scenario import Scenario
from .texts import LocalText
from .vocabulary import PackageVocabulary

__all__ = [
    "LocalText",
    "MessageDefinition",
    "Package",
    "PackageError",
    "PackageVocabulary",
    "ProcedureDefinition",
    "Scenario",
    "check",
    "fill",
    "read",
    "read_scenario",
    "to_zip",
    "write",
]
