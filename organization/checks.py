"""What `manage.py check --deploy` finds wrong with an installation's keys."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from .crypto import KeysMissing, keyring


@register(Tags.security, deploy=True)
def keys_are_there(**_: Any) -> list[CheckMessage]:
    """Without its keys an installation signs people out at every start and can't read identities."""
    found: list[CheckMessage] = []
    if not settings.SESSION_KEY_STORED:
        hint = "Run `make setup` (or `manage.py make_keys`)."
        found.append(Error(f"{settings.KEYS_DIR}/session.key is missing.", hint=hint, id="organization.E001"))
    try:
        keyring()
    except KeysMissing as fault:
        found.append(Error(str(fault), id="organization.E002"))
    return found
