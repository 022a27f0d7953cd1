"""Settings, one file a topic. Nothing but wiring."""

from .accounts import *  # noqa: F403
from .api import *  # noqa: F403
from .apps import *  # noqa: F403
from .database import *  # noqa: F403
from .environment import BASE_DIR, DATA_DIR, DEBUG  # noqa: F401
from .jobs import *  # noqa: F403
from .language import *  # noqa: F403
from .messages import *  # noqa: F403
from .public import *  # noqa: F403
from .security import *  # noqa: F403
from .static import *  # noqa: F403
