"""Sentences for error and warning codes, from `messages.{id,en}.yaml`. Read when the first one is shown."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .errors import FeelError, Problem

Texts = Mapping[str, Mapping[str, str]]


@cache
def texts(lang: str = "id") -> Texts:
    """Code to `{message, hint}` in "id" or "en"."""
    from importlib import resources

    import yaml

    source = resources.files(__package__).joinpath(f"messages.{lang}.yaml")
    loaded: Texts = yaml.safe_load(source.read_text(encoding="utf-8"))
    return loaded


def render(what: FeelError | Problem, lang: str = "id") -> str:
    """The sentence, with its facts filled in."""
    return texts(lang)[what.code]["message"].format(**{key: str(value) for key, value in what.params.items()})


def hint(what: FeelError | Problem, lang: str = "id") -> str:
    """What to do about it; for a near miss the name that was probably meant."""
    suggestion = getattr(what, "suggestion", None)
    if suggestion:
        return texts(lang)["FEEL-000"]["message"].format(suggestion=suggestion)
    return (
        texts(lang)[what.code]
        .get("hint", "")
        .format(**{key: str(value) for key, value in what.params.items()})
    )
