"""The question that every engine is asked."""

from typing import Any

EXPRESSION = 'amount > 100 and kind in ("A","B")'
#: For an engine without `in (...)` over several tests.
WITH_LIST = 'amount > 100 and kind in ["A","B"]'
PYTHON = 'amount > 100 and kind in ("A", "B")'
VALUES: dict[str, Any] = {"amount": 120, "kind": "B"}
