"""The language of an answer: the person's own, or what the request asks for."""

from __future__ import annotations

from django.utils.translation import get_language


def language() -> str:
    """ "id" or "en"."""
    return "en" if (get_language() or "id").startswith("en") else "id"
