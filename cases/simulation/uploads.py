"""Files that a scenario attaches: small papers made on the spot, stored as uploads are."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from cases import services
from cases.engine.variables import assign
from organization.models import User

_PAPER = b"%PDF-1.4\n% scenario\n%%EOF\n"


def attached(answers: Mapping[str, Any], attach: Mapping[str, Any], actor: User | None) -> dict[str, Any]:
    """The answers with the numbers of the stored files at each path; a path is given one name or a list of them."""
    filled = copy.deepcopy(dict(answers))
    for path, names in attach.items():
        listed = [names] if isinstance(names, str) else list(names)
        stored = [
            services.store_attachment(name=name, content=_PAPER, actor=actor, draft=None, field=path)
            for name in listed
        ]
        assign(filled, path, [str(attachment.pk) for attachment in stored])
    return filled
