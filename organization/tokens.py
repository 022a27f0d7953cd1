"""Tokens for programs: given out once in clear, kept as a digest, ended by time or by hand."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from .errors import TokenTooLong
from .models import ApiToken, User

#: So that a secret scanner finds one that was left lying about.
PREFIX = "alur_"
#: No token lives longer; whoever needs it longer gets a new one.
LONGEST = timedelta(days=365)
#: How exactly it is known when a token was last used; finer would be a write a request.
_GRAIN = timedelta(minutes=1)


def issue_token(
    *, user: User, name: str, scopes: Sequence[str], expires_at: datetime, at: datetime, by: User | None
) -> tuple[ApiToken, str]:
    """A new token and its secret (256 random bits), which can't be shown again. Raises TokenTooLong."""
    if expires_at - at > LONGEST:
        raise TokenTooLong(days=LONGEST.days)
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=user,
        name=name,
        digest=_digest(secret),
        scopes=sorted(set(scopes)),
        created_at=at,
        created_by=by,
        expires_at=expires_at,
    )
    return token, secret


def revoke_token(*, token: ApiToken, at: datetime) -> ApiToken:
    """From now on it opens nothing. Revoking again changes nothing."""
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at)
    token.refresh_from_db(fields=["revoked_at"])
    return token


def token_of(secret: str, at: datetime) -> ApiToken | None:
    """The token in force that the secret belongs to, marked as used."""
    found = ApiToken.objects.in_force(at).select_related("user").filter(digest=_digest(secret)).first()
    if found and (found.last_used_at is None or at - found.last_used_at > _GRAIN):
        ApiToken.objects.filter(pk=found.pk).update(last_used_at=at)
    return found


def _digest(secret: str) -> str:
    """Plain SHA-256 suffices: there is nothing to guess in 256 random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()
