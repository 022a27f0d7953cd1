"""What protects an installation (design: security). `manage.py check --deploy` is clean with TLS switched on."""

from pathlib import Path
from secrets import token_urlsafe

from csp.constants import NONE, SELF

from .environment import DATA_DIR, env

#: Keys lie in a folder of their own, so that they can be mounted and backed up apart from the data.
KEYS_DIR = Path(env.str("ALUR_KEYS_DIR", str(DATA_DIR / "keys")))


def _secret_key() -> str:
    key_file = KEYS_DIR / "session.key"
    return env.str("ALUR_SECRET_KEY", default=key_file.read_text().strip() if key_file.is_file() else "")


#: Without a key file every start signs with a key of its own: nothing to guess, and `check --deploy` says so.
SESSION_KEY_STORED = bool(_secret_key())
SECRET_KEY = _secret_key() or token_urlsafe(64)
ALLOWED_HOSTS = env.list("ALUR_ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("ALUR_TRUSTED_ORIGINS", default=[])
CSRF_FAILURE_VIEW = "organization.views.form_expired"

# Without TLS (a small post's LAN) cookies keep plain names, and every page carries a warning.
TLS = env.bool("ALUR_TLS", False)
SECURE_SSL_REDIRECT = TLS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = TLS
# Only a proxy of our own may say how and whence the browser came; without one such headers are a forgery.
BEHIND_PROXY = env.bool("ALUR_BEHIND_PROXY", False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

_PREFIX = "__Host-" if TLS else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{_PREFIX}alur_session", f"{_PREFIX}alur_csrf"
LANGUAGE_COOKIE_NAME = f"{_PREFIX}alur_language"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = TLS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
# A shift at most, counted from signing in; a desk left alone locks itself sooner (organization.middleware).
SESSION_COOKIE_AGE = 8 * 3600
SESSION_SAVE_EVERY_REQUEST = False
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_IDLE_SECONDS = env.int("ALUR_IDLE_MINUTES", 10) * 60

# No inline script anywhere; pages that need inline style say so themselves (studio, diagrams).
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

# One upload is at most 10 MB; the rest of a request is text (design: security, "Uploads").
UPLOAD_MAX_BYTES = 10 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
# Old paper is brought in by the pile; each file is judged by itself.
DATA_UPLOAD_MAX_NUMBER_FILES = 60
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

# Ids only: who may read the log may not learn who reported what.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "organization.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": env.str("ALUR_LOG_LEVEL", "INFO")},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "django.server": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        # It logs user names and addresses of failed attempts; they are in its own table.
        "axes": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
    },
}
