"""The XPath dialect of a pattern, rewritten to the one the engine reads."""

from __future__ import annotations

from .errors import Refused
from .regex_difference import difference

_LETTERS_FIRST = r"_:A-Za-z\x{C0}-\x{D6}\x{D8}-\x{F6}\x{F8}-\x{2FF}\x{370}-\x{37D}\x{37F}-\x{1FFF}\x{200C}-\x{200D}\x{2070}-\x{218F}\x{2C00}-\x{2FEF}\x{3001}-\x{D7FF}\x{F900}-\x{FDCF}\x{FDF0}-\x{FFFD}\x{10000}-\x{EFFFF}"  # noqa: E501
_LETTERS = _LETTERS_FIRST + r"\-.0-9\x{B7}\x{300}-\x{36F}\x{203F}-\x{2040}"
_NOT_WORD = r"\p{P}\p{Z}\p{C}"
_INSIDE = {"d": r"\p{Nd}", "s": r" \t\n\r", "i": _LETTERS_FIRST, "c": _LETTERS}
_SINGLE = frozenset("nrt\\|.?*+(){}[]^-$")
_BLOCKS = {
    "BasicLatin": "0000-007F", "Latin-1Supplement": "0080-00FF", "LatinExtended-A": "0100-017F",
    "LatinExtended-B": "0180-024F", "IPAExtensions": "0250-02AF", "SpacingModifierLetters": "02B0-02FF",
    "CombiningDiacriticalMarks": "0300-036F", "Greek": "0370-03FF", "GreekandCoptic": "0370-03FF",
    "Cyrillic": "0400-04FF", "Armenian": "0530-058F", "Hebrew": "0590-05FF", "Arabic": "0600-06FF",
    "Thai": "0E00-0E7F", "Javanese": "A980-A9DF", "Balinese": "1B00-1B7F", "GeneralPunctuation": "2000-206F",
    "CurrencySymbols": "20A0-20CF", "Arrows": "2190-21FF", "MathematicalOperators": "2200-22FF",
    "BoxDrawing": "2500-257F", "Hiragana": "3040-309F", "Katakana": "30A0-30FF",
    "CJKUnifiedIdeographs": "4E00-9FFF", "HangulSyllables": "AC00-D7A3", "PrivateUse": "E000-F8FF",
}  # fmt: skip


def translate(pattern: str, *, extended: bool) -> str:
    """Raises Refused for what the dialect does not know. `extended`: white space outside classes does not count."""
    return _Translator(_without_blanks(pattern) if extended else pattern).whole()


def _without_blanks(pattern: str) -> str:
    """White space goes first, even from the middle of an escape; inside a class it stays."""
    kept: list[str] = []
    depth = 0
    escaped = False
    for char in pattern:
        if char in " \t\n\r" and not depth:
            continue
        kept.append(char)
        if escaped:
            escaped = False
            continue
        escaped = char == "\\"
        depth += (char == "[") - (char == "]" and depth > 0)
    return "".join(kept)


class _Translator:
    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.place = 0

    def refused(self, reason: str) -> Refused:
        return Refused("FEEL-236", pattern=self.pattern[:40], reason=reason)

    def whole(self) -> str:
        out: list[str] = []
        while self.place < len(self.pattern):
            out.append(self._next())
        return "".join(out)

    def _next(self) -> str:
        char = self.pattern[self.place]
        self.place += 1
        if char == "\\":
            return self._escape(inside=False)
        if char == "[":
            return self._class()
        if (
            char == "("
            and self.pattern.startswith("?", self.place)
            and not self.pattern.startswith("?:", self.place)
        ):
            raise self.refused("(?")
        if char in "]}" or (char == "{" and not self._is_quantifier()):
            raise self.refused(char)
        if char in "*+?}" and self._two_quantifiers():
            raise self.refused(char)
        return self._quantifier() if char == "{" else char

    def _is_quantifier(self) -> bool:
        end = self.pattern.find("}", self.place)
        parts = self.pattern[self.place : end].split(",") if end > 0 else []
        return (
            1 <= len(parts) <= 2
            and parts[0].isdigit()
            and (len(parts) == 1 or parts[1].isdigit() or not parts[1])
        )

    def _quantifier(self) -> str:
        end = self.pattern.index("}", self.place)
        text = "{" + self.pattern[self.place : end + 1]
        self.place = end + 1
        return text

    def _two_quantifiers(self) -> bool:
        return self.pattern.startswith(("*", "+"), self.place)

    def _escape(self, *, inside: bool) -> str:
        if self.place >= len(self.pattern):
            raise self.refused("\\")
        char = self.pattern[self.place]
        self.place += 1
        if char in _SINGLE:
            return "\\" + char
        if char in "pP":
            return self._property(char, inside=inside)
        return self._multi(char, inside=inside)

    def _multi(self, char: str, *, inside: bool) -> str:
        lower = char.lower()
        if lower == "w":
            return self._word(char, inside=inside)
        body = _INSIDE.get(lower)
        if body is None:
            raise self.refused("\\" + char)
        if char == lower:
            return body if inside else f"[{body}]"
        if not inside:
            return f"[^{body}]"
        negated = {"D": r"\P{Nd}", "S": r"\S"}.get(char)
        if negated is None:
            raise self.refused("\\" + char)
        return negated

    def _word(self, char: str, *, inside: bool) -> str:
        if inside:
            return r"\p{L}\p{M}\p{N}\p{S}" if char == "w" else _NOT_WORD
        return f"[^{_NOT_WORD}]" if char == "w" else f"[{_NOT_WORD}]"

    def _property(self, char: str, *, inside: bool) -> str:
        end = self.pattern.find("}", self.place)
        if end < 0 or not self.pattern.startswith("{", self.place):
            raise self.refused("\\" + char)
        name = self.pattern[self.place + 1 : end]
        self.place = end + 1
        if not name.startswith("Is"):
            return f"\\{char}{{{name}}}"
        limits = _BLOCKS.get(name[2:])
        if limits is None or (char == "P" and inside):
            raise self.refused(f"\\{char}{{{name}}}")
        low, high = limits.split("-")
        body = f"\\x{{{low}}}-\\x{{{high}}}"
        return body if inside else f"[{'^' if char == 'P' else ''}{body}]"

    def _class(self) -> str:
        """A class with its brackets; `[a-z-[aeiou]]` is what the first part holds and the second does not."""
        negated = self.pattern.startswith("^", self.place)
        self.place += negated
        body: list[str] = []
        while True:
            if self.place >= len(self.pattern):
                raise self.refused("[")
            char = self.pattern[self.place]
            self.place += 1
            if char == "]" and body:
                return f"[{'^' if negated else ''}{''.join(body)}]"
            if char == "-" and body and self.pattern.startswith("[", self.place):
                return self._difference(f"[{'^' if negated else ''}{''.join(body)}]")
            body.append(self._class_char(char))

    def _difference(self, whole: str) -> str:
        self.place += 1
        taken_away = self._class()
        if not self.pattern.startswith("]", self.place):
            raise self.refused("-[")
        self.place += 1
        return difference(whole, taken_away)

    def _class_char(self, char: str) -> str:
        if char == "\\":
            return self._escape(inside=True)
        if char == "[":
            raise self.refused("[")
        if char == "]":
            raise self.refused("[]")
        return "\\" + char if char in "&~|" else char
