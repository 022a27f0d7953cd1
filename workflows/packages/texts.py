"""Text in the two languages of the desk."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class LocalText:
    """Indonesian always, English where the author wrote it."""

    id: str = field(metadata={"help": "Indonesian"})
    en: str = field(
        default="", metadata={"help": "English; the Indonesian text stands in where it is missing"}
    )

    def in_(self, lang: str) -> str:
        """The text in `lang` ("id" or "en")."""
        return self.en if lang == "en" and self.en else self.id

    def __str__(self) -> str:
        return self.id
