"""Names the language itself brings: built-in functions and the members of its values."""

from __future__ import annotations

from .names import NameIndex

MEMBERS = frozenset(
    {
        "year", "month", "day", "weekday", "hour", "minute", "second", "time offset", "timezone",
        "years", "months", "days", "hours", "minutes", "seconds", "start", "end", "start included", "end included",
    }
)  # fmt: skip
MEMBER_NAMES = NameIndex(MEMBERS)

BUILTINS = frozenset(
    """date|date and time|time|number|string|duration|years and months duration|not|substring|string length
    |upper case|lower case|substring before|substring after|replace|contains|starts with|ends with|matches|split
    |string join|list contains|list replace|count|min|max|sum|mean|all|any|sublist|append|concatenate
    |insert before|remove|reverse|index of|union|distinct values|flatten|product|median|stddev|mode|sort
    |decimal|floor|ceiling|round up|round down|round half up|round half down|abs|modulo|sqrt|log|exp|odd|even
    |is|before|after|meets|met by|overlaps|overlaps before|overlaps after|finishes|finished by|includes|during
    |starts|started by|coincides|day of year|day of week|month of year|week of year|get value|get entries
    |context|context put|context merge|now|today|range""".replace("\n", "")
    .replace("    ", "")
    .split("|")
)
BUILTIN_NAMES = NameIndex(BUILTINS)
