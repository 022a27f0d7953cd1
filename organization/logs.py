"""Log lines for machines, with ids only: who may read the log may not learn who reported what."""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime
from typing import Any


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time, level, logger, message, extra ids; of an exception its kind and its place.

    Text of exceptions is left out: databases and parsers quote the values that they stumble over. Of a request
    the route is named, not the address: addresses may hold codes that open something.
    """

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _message(record),
            **{
                name: value
                for name, value in vars(record).items()
                if name.endswith("_id") and _is_plain(value)
            },
        }
        if record.exc_info and record.exc_info[0]:
            line["exception"] = record.exc_info[0].__name__
            line["at"] = [
                f"{frame.filename}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(record.exc_info[2])
            ]
        return json.dumps(line, ensure_ascii=False)


def _message(record: logging.LogRecord) -> str:
    request = getattr(record, "request", None)
    if request is None:
        return record.getMessage()
    match = getattr(request, "resolver_match", None)
    status = getattr(record, "status_code", "")
    return f"{status} {getattr(request, 'method', '')} {match.route if match else 'no route'}".strip()


def _is_plain(value: object) -> bool:
    return isinstance(value, int | str)
