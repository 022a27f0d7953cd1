"""What `manage.py check --deploy` finds wrong with an installation's keys and its ways out of the house."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

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


@register(Tags.security, deploy=True)
def gateways_are_real(**_: Any) -> list[CheckMessage]:
    """Messages in files stand there in clear, and a gateway without a secret believes anybody."""
    found: list[CheckMessage] = []
    for channel, gateway in settings.MESSAGE_GATEWAYS.items():
        name = f"ALUR_{channel.upper()}"
        if gateway["kind"] == "file":
            hint = f"Set {name} to http (e-mail: smtp), or leave it empty."
            found.append(Warning(f"{channel} goes into files, in clear.", hint=hint, id="organization.W003"))
        if gateway["kind"] == "http" and not (gateway["url"] and gateway["secret"]):
            hint = f"Set {name}_URL and {name}_SECRET."
            found.append(
                Error(
                    f"The {channel} gateway lacks its address or secret.", hint=hint, id="organization.E004"
                )
            )
    if settings.OUTGOING_PRIVATE_HOSTS:
        hint = "Clear ALUR_OUTGOING_PRIVATE_HOSTS once the gateway stands outside."
        found.append(Warning("Hosts inside may be called without TLS.", hint=hint, id="organization.W005"))
    return found
