"""Files for browsers: served by the web process itself, compressed, under names that hold their content's hash."""

from .environment import DATA_DIR, DEBUG

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.static.CollectedFiles"},
}
WHITENOISE_USE_FINDERS = DEBUG
