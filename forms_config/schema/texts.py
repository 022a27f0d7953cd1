"""Sentences of field errors, from messages.<language>.yaml beside this module."""

from __future__ import annotations

from workflows.findings import texts

from .environment import FieldError


def field_text(error: FieldError, lang: str = "id") -> str:
    """What stands at the field, in `lang` ("id" or "en"). A form's own `check` brings its own text."""
    if error.code == "check" and error.params.get(lang):
        return str(error.params[lang])
    params = {name: _shown(value) for name, value in error.params.items()}
    return texts(lang)[f"field.{error.code}"]["message"].format(**params)


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
