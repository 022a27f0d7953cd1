"""Settings, one file a topic. Nothing but wiring."""

from .apps import *  # noqa: F403
from .database import *  # noqa: F403
from .environment import BASE_DIR, DATA_DIR, DEBUG  # noqa: F401
from .jobs import *  # noqa: F403
from .language import *  # noqa: F403
from .security import *  # noqa: F403

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
