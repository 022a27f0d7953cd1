"""What may be thrown away: files whose rows never came."""

from __future__ import annotations

from cases.engine import files


def sweep_files() -> int:
    """Delete files that lie for a day and that no row names. Gives how many."""
    names = list(files.left_over())
    for name in names:
        files.path_of(name).unlink(missing_ok=True)
    return len(names)
