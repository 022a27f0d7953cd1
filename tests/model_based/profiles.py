"""How many random runs: a few hundred with every change, ten thousand a property on demand (`make model-test`).

ALUR_MODEL_RUNS says how many for each property, ALUR_MODEL_SEED makes them another set; without a seed the runs are
the same every time.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, Phase, seed, settings

RUNS = int(os.environ.get("ALUR_MODEL_RUNS", "0"))
SEED = os.environ.get("ALUR_MODEL_SEED", "")


def model_settings(*, runs: int, shrink: bool = True) -> Callable[[Any], Any]:
    """Decorates a property. Failures print what happened; nothing is kept between runs.

    Without `shrink` the first failure is shown as it was found: on a database making it smaller takes minutes.
    """
    chosen = settings(
        max_examples=RUNS or runs,
        deadline=None,
        derandomize=not SEED,
        database=None,
        print_blob=True,
        phases=[Phase.generate, Phase.shrink] if shrink else [Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    return lambda test: seed(int(SEED))(chosen(test)) if SEED else chosen(test)
