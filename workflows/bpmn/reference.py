"""docs/bpmn.md, made from the profile: `python -m workflows.bpmn.reference > docs/bpmn.md`."""

from __future__ import annotations

from collections.abc import Iterator

from .profile import PROFILE, RUNS

_HEAD = """# Which elements of BPMN 2.0 run

Made from the table `workflows/bpmn/profile.py`; a test keeps this page true. "Runs" is executed as the standard says;
"not yet" is refused by the check with the element's id. A combination that isn't listed is forbidden by the standard.

| element | place | event | |
|---|---|---|---|
"""


def page() -> str:
    """The page as Markdown."""
    return _HEAD + "\n".join(_rows()) + "\n"


def _rows() -> Iterator[str]:
    for (element, position), events in PROFILE.items():
        for event, standing in events.items():
            yield f"| {element} | {position} | {event or 'none'} | {'runs' if standing is RUNS else 'not yet'} |"


if __name__ == "__main__":
    print(page(), end="")
