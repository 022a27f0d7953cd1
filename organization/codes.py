"""Codes that people read aloud and type: letters that can't be taken for one another, in groups of four."""

from __future__ import annotations

import re
import secrets

#: Crockford's letters: no I, L, O, U.
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISTAKEN = str.maketrans("ILO", "110")


def random_code(length: int) -> str:
    return grouped("".join(secrets.choice(LETTERS) for _ in range(length)))


def code_of(number: bytes) -> str:
    """The code that says these bytes: 26 letters for 128 bits."""
    value = int.from_bytes(number)
    count = -(-len(number) * 8 // 5)
    return grouped("".join(LETTERS[value >> (5 * place) & 31] for place in reversed(range(count))))


def grouped(letters: str) -> str:
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def as_typed(text: str) -> str:
    """One spelling for whatever was typed: no blanks or dashes, capitals, no letter that isn't one of ours."""
    return grouped(re.sub(r"[\W_]", "", text).upper().translate(_MISTAKEN))
