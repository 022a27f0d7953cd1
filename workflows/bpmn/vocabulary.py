"""What surrounds a diagram: the names it may use. Checks need it; reading doesn't."""

from __future__ import annotations

from dataclasses import dataclass

Names = frozenset[str] | None


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """Known names by kind. None means "not demanded": a bare diagram is judged without its surroundings.

    `forms` are form ids, `decisions` decision ids, `processes` those a call activity may call (the ones of the
    same file are always known), `job_types` those of the catalogue, `messages` keys of texts to people.
    `calendars` need not list "clock" and "workday", `variables` not those that the diagram itself fills.
    """

    forms: Names = None
    decisions: Names = None
    processes: Names = None
    roles: Names = None
    functions: Names = None
    levels: Names = None
    states: Names = None
    job_types: Names = None
    documents: Names = None
    messages: Names = None
    calendars: Names = None
    variables: Names = None


#: Nothing is demanded: the diagram alone.
BARE = Vocabulary()
