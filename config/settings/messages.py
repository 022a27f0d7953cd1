"""How messages leave the house: by which gateway, to which hosts (docs/operating.md, "Messages to people")."""

from typing import Any

from .environment import DATA_DIR, env

#: Hosts outside that may be called, and hosts inside (private addresses, plain HTTP) for trying a gateway out.
OUTGOING_HOSTS = frozenset(host.lower() for host in env.list("ALUR_OUTGOING_HOSTS", default=[]))
OUTGOING_PRIVATE_HOSTS = frozenset(
    host.lower() for host in env.list("ALUR_OUTGOING_PRIVATE_HOSTS", default=[])
)


def _gateway(name: str) -> dict[str, Any]:
    """`kind` is "http", "file" or empty; `fields` are the gateway's own names for what is sent."""
    return {
        "kind": env.str(f"ALUR_{name}", ""),
        "url": env.str(f"ALUR_{name}_URL", ""),
        "secret": env.str(f"ALUR_{name}_SECRET", ""),
        "sender": env.str(f"ALUR_{name}_SENDER", ""),
        "fields": env.dict(f"ALUR_{name}_FIELDS", default={"to": "to", "text": "text", "key": "key"}),
    }


#: Channel to gateway. A channel whose kind is empty is not used: the next one of the person's list is.
MESSAGE_GATEWAYS: dict[str, dict[str, Any]] = {
    "sms": _gateway("SMS"),
    "whatsapp": _gateway("WHATSAPP"),
    "email": {"kind": env.str("ALUR_EMAIL", "")},
}
#: Attempts by one channel before the next one has its turn.
MESSAGE_ATTEMPTS = env.int("ALUR_MESSAGE_ATTEMPTS", 4)
#: Where the kind "file" puts messages: for trying out only, since they stand there in clear.
OUTBOX_DIR = DATA_DIR / "outbox"

# E-mail of the kind "smtp".
EMAIL_HOST = env.str("ALUR_SMTP_HOST", "localhost")
EMAIL_PORT = env.int("ALUR_SMTP_PORT", 25)
EMAIL_HOST_USER = env.str("ALUR_SMTP_USER", "")
EMAIL_HOST_PASSWORD = env.str("ALUR_SMTP_PASSWORD", "")
EMAIL_USE_TLS = env.str("ALUR_SMTP_TLS", "") == "starttls"
EMAIL_USE_SSL = env.str("ALUR_SMTP_TLS", "") == "tls"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("ALUR_MAIL_FROM", "alur@localhost")
