"""What protects an installation (design: security). `manage.py check --deploy` is clean with TLS switched on."""

from .environment import BASE_DIR, DATA_DIR, DEBUG, env


def _secret_key() -> str:
    key_file = DATA_DIR / "keys" / "session.key"
    return env.str("ALUR_SECRET_KEY", default=key_file.read_text().strip() if key_file.is_file() else "")


SECRET_KEY = _secret_key() or "missing: run `make setup`, which writes var/keys/session.key"
ALLOWED_HOSTS = env.list("ALUR_ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("ALUR_TRUSTED_ORIGINS", default=[])
