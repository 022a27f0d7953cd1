"""Calls that leave the house: to registered hosts only, resolved once, signed, bounded in time and size.

A gateway's address comes from settings or data, so a mistyped or hostile one must not reach into the network of the
office: the name is looked up once, every address that it has must be a public one, and the connection goes to the
address that was judged. A host inside (a gateway that is tried out on the same machine) must be registered as such.

Source: design "Who sees what, and what every feature keeps" ("Outgoing calls"); OWASP ASVS 5.0, 1.3.6 (SSRF).
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from .errors import OrganizationError

#: Seconds that a call may take from the first packet to the last.
TIMEOUT = 10.0
#: Bytes of an answer that are read; what gateways say is short.
LONGEST_ANSWER = 64 * 1024


class OutgoingRefused(OrganizationError):
    """The call was not made: the address is not one that may be called. `why` is a code."""

    code = "outgoing_refused"

    def __init__(self, *, host: str, why: str) -> None:
        super().__init__(f"'{host}' was not called ({why}): register it in ALUR_OUTGOING_HOSTS.")
        self.host, self.why = host, why


class OutgoingFailed(OrganizationError):
    """The call was made and came to nothing: no answer, or not in time. `why` is a code."""

    code = "outgoing_failed"

    def __init__(self, *, host: str, why: str) -> None:
        super().__init__(f"'{host}' gave no answer ({why}).")
        self.host, self.why = host, why


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side said; of a redirect only that it was one, for it isn't followed."""

    status: int
    body: bytes


@dataclass(frozen=True, slots=True)
class _Target:
    """An address that was judged: where the connection goes, and under which name."""

    parts: SplitResult
    host: str
    port: int
    address: str


def post(url: str, body: bytes, *, secret: str, key: str, content_type: str = "application/json") -> Answer:
    """Send `body` once. `key` is the idempotency key; the signature is `signed(...)` under `secret`.

    Raises OutgoingRefused before anything is sent, OutgoingFailed when no answer came.
    """
    target = _judged(url)
    headers = {
        "Host": target.parts.netloc.rpartition("@")[2],
        "Content-Type": content_type,
        "Accept": "application/json",
        "User-Agent": "Alur",
        "Idempotency-Key": key,
        "Alur-Signature": signed(body, secret=secret, key=key, at=int(time.time())),
    }
    return _sent(target, body, headers)


def signed(body: bytes, *, secret: str, key: str, at: int) -> str:
    """`t=SECONDS,v1=HEX`: HMAC-SHA-256 over "SECONDS.KEY." and the body, so that a copy is worth nothing later."""
    text = f"{at}.{key}.".encode() + body
    return f"t={at},v1={hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()}"


def _judged(url: str) -> _Target:
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    inside = host in settings.OUTGOING_PRIVATE_HOSTS
    if not inside and host not in settings.OUTGOING_HOSTS:
        raise OutgoingRefused(host=host, why="not_registered")
    if parts.username or parts.scheme not in (("http", "https") if inside else ("https",)):
        raise OutgoingRefused(host=host, why="not_https")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return _Target(parts, host, port, _address_of(host, port, inside=inside))


def _address_of(host: str, port: int, *, inside: bool) -> str:
    """Looked up once. One private address among several refuses the host: which is used must not be a matter of luck."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as fault:
        raise OutgoingFailed(host=host, why="name_unknown") from fault
    addresses = [str(entry[4][0]) for entry in found]
    if not inside and not all(_is_public(address) for address in addresses):
        raise OutgoingRefused(host=host, why="private_address")
    return addresses[0]


def _is_public(text: str) -> bool:
    address = ipaddress.ip_address(text.partition("%")[0])
    mapped = getattr(address, "ipv4_mapped", None)
    judged = mapped or address
    return judged.is_global and not judged.is_multicast


def _sent(target: _Target, body: bytes, headers: Mapping[str, str]) -> Answer:
    try:
        link = _connected(target)
    except OSError as fault:
        raise OutgoingFailed(host=target.host, why="not_connected") from fault
    # A gateway that drips its answer byte by byte must not hold a worker: after the time the line is cut.
    cut = threading.Timer(TIMEOUT, _cut, (link,))
    cut.daemon = True
    cut.start()
    carrier = http.client.HTTPConnection(target.host, target.port, timeout=TIMEOUT)
    carrier.sock = link
    path = (target.parts.path or "/") + (f"?{target.parts.query}" if target.parts.query else "")
    try:
        carrier.request("POST", path, body=body, headers=dict(headers))
        answer = carrier.getresponse()
        return Answer(answer.status, answer.read(LONGEST_ANSWER))
    except (OSError, http.client.HTTPException) as fault:
        raise OutgoingFailed(host=target.host, why="no_answer") from fault
    finally:
        cut.cancel()
        carrier.close()


def _connected(target: _Target) -> socket.socket:
    link = socket.create_connection((target.address, target.port), timeout=TIMEOUT)
    if target.parts.scheme != "https":
        return link
    try:
        return ssl.create_default_context().wrap_socket(link, server_hostname=target.host)
    except OSError:
        link.close()
        raise


def _cut(link: socket.socket) -> None:
    try:
        link.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it was over already
