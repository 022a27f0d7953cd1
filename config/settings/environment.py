"""The one place that reads the environment.

Every setting of an installation comes from an environment variable (or a `.env` file beside manage.py);
`docs/operating.md` lists them.
"""

from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parents[2]

env = environ.Env()
if (BASE_DIR / ".env").is_file():
    env.read_env(str(BASE_DIR / ".env"))

#: Where the installation keeps what it writes: database file, keys, uploads, collected static files.
DATA_DIR = Path(env.str("ALUR_DATA_DIR", str(BASE_DIR / "var")))
DEBUG = env.bool("ALUR_DEBUG", False)
