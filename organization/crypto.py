"""Encryption of what identifies people: envelope encryption with AES-256-GCM, and keyed blind indexes.

Every case has a data key of its own; it is stored only wrapped by the installation's master key, so that a case is
erased by forgetting its data key, and the master key is changed by wrapping again. Losing the key files loses the
cases: back them up apart from the database (operating manual, "Keys").

    keys/master.key   one "ID BASE64" a line, 32 bytes each; the first seals, the others still open
    keys/index.key    32 bytes for the blind indexes; changing it means computing every index anew
    keys/session.key  the text that signs sessions

Source: NIST SP 800-38D (GCM: 96-bit nonces), SP 800-57 part 1 (key wrapping), design "Who sees what", 3.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import re
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from .errors import OrganizationError

KEY_SIZE, NONCE_SIZE, ID_SIZE = 32, 12, 4
_SEALED, _WRAPPED = b"\x01", b"\x11"
_WRAPPING = b"alur data key"


class KeysMissing(OrganizationError):
    """A key file isn't there or can't be used; without it nothing encrypted can be read."""

    code = "keys_missing"

    def __init__(self, *, path: Path, why: str) -> None:
        super().__init__(
            f"{path} {why}: run `make setup` (or `manage.py make_keys`), or restore it from the back-up."
        )
        self.path = path


class SealBroken(OrganizationError):
    """What was to be opened was changed, belongs elsewhere, or was sealed with another key."""

    code = "seal_broken"

    def __init__(self, why: str) -> None:
        super().__init__(f"The encrypted value can't be opened: {why}.")


@dataclass(frozen=True, slots=True)
class Keyring:
    """The master keys by id (hexadecimal), the id of the one that seals, and the key of the blind indexes."""

    masters: Mapping[str, bytes] = field(repr=False)
    current: str
    index: bytes = field(repr=False)


def ensure_keys(folder: Path | str) -> tuple[Path, ...]:
    """Make the key files that are missing in `folder`, readable by their owner only; returns the new ones."""
    folder = Path(folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    contents = {
        "master.key": _master_line() + "\n",
        "index.key": _encoded(secrets.token_bytes(KEY_SIZE)) + "\n",
        "session.key": secrets.token_urlsafe(64) + "\n",
    }
    return tuple(folder / name for name, text in contents.items() if _write_once(folder / name, text))


def rotate_master_key(folder: Path | str) -> str:
    """Put a new master key before the others; returns its id. Data keys are wrapped anew by whoever holds them."""
    path = Path(folder) / "master.key"
    line = _master_line()
    fresh = path.with_suffix(".new")
    _write_once(fresh, f"{line}\n{path.read_text(encoding='ascii')}")
    fresh.replace(path)
    return line.split()[0]


def keyring() -> Keyring:
    """The installation's keys, read again when their files change. Raises KeysMissing."""
    folder = Path(settings.KEYS_DIR)
    return _load(
        folder / "master.key",
        folder / "index.key",
        _stamp(folder / "master.key"),
        _stamp(folder / "index.key"),
    )


def new_data_key() -> bytes:
    """A fresh data key, wrapped: store it beside what it protects."""
    return _wrap(secrets.token_bytes(KEY_SIZE), keyring())


def unwrap(wrapped: bytes) -> bytes:
    """The data key itself, not to be stored. Raises SealBroken when it was changed or its master key is gone."""
    keys = keyring()
    wrapped = bytes(wrapped)
    key_id = wrapped[1 : 1 + ID_SIZE].hex()
    if wrapped[:1] != _WRAPPED or key_id not in keys.masters:
        raise SealBroken(f"master key '{key_id}' is not in master.key")
    return _decrypt(keys.masters[key_id], wrapped[1 + ID_SIZE :], _WRAPPING)


def wrap_again(wrapped: bytes) -> bytes:
    """The same data key wrapped by the current master key; unchanged when it already is."""
    keys = keyring()
    if bytes(wrapped)[1 : 1 + ID_SIZE].hex() == keys.current:
        return bytes(wrapped)
    return _wrap(unwrap(wrapped), keys)


def seal(data_key: bytes, plaintext: bytes, *, associated: bytes) -> bytes:
    """Encrypt under a wrapped data key, for one place: it opens only with the same `associated` (its row)."""
    return _SEALED + _encrypt(unwrap(data_key), plaintext, associated)


def unseal(data_key: bytes, sealed: bytes, *, associated: bytes) -> bytes:
    """The plaintext, by the wrapped data key. Raises SealBroken when key, place or content don't fit."""
    sealed = bytes(sealed)
    if sealed[:1] != _SEALED:
        raise SealBroken("it has no known form")
    return _decrypt(unwrap(data_key), sealed[1:], associated)


def blind_index(value: str, purpose: str = "value") -> str:
    """A keyed fingerprint (64 hexadecimal digits) to find equal values by, without storing them.

    `purpose` keeps fingerprints of different fields apart. Case, accents of writing and spaces don't matter.
    """
    message = f"{purpose}\x00{' '.join(normalise_words(value))}".encode()
    return hmac.new(keyring().index, message, hashlib.sha256).hexdigest()


def name_indexes(name: str) -> frozenset[str]:
    """Fingerprints of the words of a name: whole words can be searched for, parts can't."""
    return frozenset(blind_index(word, "name") for word in normalise_words(name))


def normalise_words(value: str) -> tuple[str, ...]:
    """The words of a text, folded: no case, no accents, no punctuation; "O'Neil" is one word."""
    folded = unicodedata.normalize("NFKD", value).casefold()
    letters = "".join(char for char in folded if not unicodedata.combining(char) and char not in "'’`")
    return tuple(re.findall(r"\w+", letters))


def mask_name(name: str) -> str:
    """A name as those see it who have no need to know: "Hasanah Rusmini" is "H••• R•••"."""
    return " ".join(f"{word[0]}•••" for word in name.split())


def _wrap(key: bytes, keys: Keyring) -> bytes:
    return _WRAPPED + bytes.fromhex(keys.current) + _encrypt(keys.masters[keys.current], key, _WRAPPING)


def _encrypt(key: bytes, plaintext: bytes, associated_data: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE_SIZE)
    return nonce + AESGCM(key).encrypt(nonce, plaintext, associated_data)


def _decrypt(key: bytes, sealed: bytes, associated_data: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_SIZE], sealed[NONCE_SIZE:], associated_data)
    except (InvalidTag, ValueError) as fault:
        raise SealBroken("it was changed, or it belongs to another row or key") from fault


def _master_line() -> str:
    return f"{secrets.token_hex(ID_SIZE)} {_encoded(secrets.token_bytes(KEY_SIZE))}"


def _write_once(path: Path, text: str) -> bool:
    """Whether the file is new. Never overwrites: an old key is worth more than a fresh one."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)
    return True


def _stamp(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError as fault:
        raise KeysMissing(path=path, why="is missing") from fault


@lru_cache(maxsize=4)
def _load(master: Path, index: Path, _master_stamp: int, _index_stamp: int) -> Keyring:
    lines = [line.split() for line in master.read_text(encoding="ascii").splitlines() if line.strip()]
    if not lines or any(len(line) != 2 or not re.fullmatch(r"[0-9a-f]{8}", line[0]) for line in lines):
        raise KeysMissing(path=master, why="has no line 'ID BASE64'")
    masters = {key_id: _decoded(text, master) for key_id, text in lines}
    return Keyring(masters, lines[0][0], _decoded(index.read_text(encoding="ascii").strip(), index))


def _encoded(key: bytes) -> str:
    return base64.b64encode(key).decode("ascii")


def _decoded(text: str, path: Path) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except binascii.Error:
        key = b""
    if len(key) != KEY_SIZE:
        raise KeysMissing(path=path, why=f"holds a key that is not {KEY_SIZE} bytes in base64")
    return key
