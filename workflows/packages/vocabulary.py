"""What surrounds a package: the names of the installation that it may use. Checks need it; reading doesn't."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

Names = Collection[str] | None


@dataclass(frozen=True, kw_only=True)
class PackageVocabulary:
    """Known names by kind. None means "not demanded".

    `job_types` maps a type of the catalogue to what it can't do without (input mappings or task headers);
    `procedures` are the keys already installed, besides those checked in the same set; `calendars` need not list
    `clock` and `workday`.
    """

    roles: Names = None
    functions: Names = None
    levels: Names = None
    catalogues: Names = None
    channels: Names = None
    job_types: Mapping[str, Collection[str]] | None = None
    procedures: Names = None
    calendars: Names = None


#: Nothing is demanded: the package alone.
BARE = PackageVocabulary()
