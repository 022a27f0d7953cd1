"""Which service fits a matter that somebody describes: words compared, endings and beginnings of Indonesian put aside."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from organization.crypto import normalise_words

T = TypeVar("T")

#: Words that say nothing about a matter.
_EMPTY = frozenset(
    normalise_words(
        "saya aku kami mau ingin tentang dan atau di ke dari yang untuk ada tidak bagaimana cara apa itu ini karena"
        " dengan pada sudah belum akan my the a an of to and or how do is was want in on at it for with have had"
    )
)
_PREFIX = re.compile(r"(?:meng|meny|men|mem|me|peng|peny|pen|pem|per|pe|ber|ter|ke|di|se)(?=.{4})")
_SUFFIX = re.compile(r"(?:kannya|annya|kan|nya|an|ing|s)\Z")
_WEIGHTS = (5, 3, 1)


@dataclass(frozen=True, slots=True)
class Text:
    """What may be compared with a matter: words of the people, titles, a sentence."""

    keywords: tuple[str, ...]
    titles: tuple[str, ...]
    description: str


def ranked(matter: str, candidates: Iterable[T], text_of: Callable[[T], Text]) -> list[T]:
    """The candidates that have a word in common with the matter, best first; equals in the order given."""
    asked = _stems(matter)
    scored = [(_score(asked, text_of(found)), found) for found in candidates]
    return [found for score, found in sorted(scored, key=lambda pair: -pair[0]) if score > 0]


def _score(asked: frozenset[str], text: Text) -> int:
    parts = (" ".join(text.keywords), " ".join(text.titles), text.description)
    return sum(
        weight * sum(_fits(word, _stems(part)) for word in asked)
        for weight, part in zip(_WEIGHTS, parts, strict=True)
    )


def _fits(word: str, known: frozenset[str]) -> bool:
    """Equal, or one the beginning of the other from four letters on ("kehilang" and "hilang" are equal by then)."""
    return word in known or any(
        len(word) > 3 and len(other) > 3 and (word.startswith(other) or other.startswith(word))
        for other in known
    )


@lru_cache(maxsize=512)
def _stems(text: str) -> frozenset[str]:
    return frozenset(_stem(word) for word in normalise_words(text) if word not in _EMPTY)


def _stem(word: str) -> str:
    inner = _PREFIX.sub("", word, count=1) if _PREFIX.match(word) else word
    short = _SUFFIX.sub("", inner)
    return short if len(short) > 3 else inner
