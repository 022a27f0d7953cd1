"""Forms as values: form-js JSON read, checked, and answers to it cleaned. Pure: no Django, no database."""

from .checking import FormVocabulary, check
from .choices import offered
from .cleaning import clean, initial
from .environment import Cleaned, Environment, FieldError
from .errors import FormError
from .model import Choices, Component, Form, Option, Rules, iter_fields, party_groups, walk
from .parsing import parse
from .texts import field_text

__all__ = [
    "Choices",
    "Cleaned",
    "Component",
    "Environment",
    "FieldError",
    "Form",
    "FormError",
    "FormVocabulary",
    "Option",
    "Rules",
    "check",
    "clean",
    "field_text",
    "initial",
    "iter_fields",
    "offered",
    "parse",
    "party_groups",
    "walk",
]
