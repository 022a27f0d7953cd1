"""How static files are named."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class CollectedFiles(CompressedManifestStaticFilesStorage):
    """Names with a hash once `collectstatic` has run; plain names before it, as in tests without a web server."""

    def stored_name(self, name: str) -> str:
        return super().stored_name(name) if self.hashed_files else name
