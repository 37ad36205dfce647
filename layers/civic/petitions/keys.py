"""Keys of the city's own petition site: made once, kept as a digest, revoked by the office, and bounded in pace."""

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from layers.civic.petitions.models import SiteKey

#: requests that one key may make in a minute
MOST_A_MINUTE = 120
_MINUTE = timedelta(minutes=1)


def make(name: str, by: Any = None) -> tuple[SiteKey, str]:
    """A new key, and the secret that is shown this once."""
    secret = secrets.token_urlsafe(32)
    return SiteKey.objects.create(name=name, digest=_digest(secret), made_by=by), secret


def known(secret: str) -> SiteKey | None:
    """The key that a secret belongs to; None for a wrong and for a revoked one."""
    return SiteKey.objects.filter(digest=_digest(secret), revoked_at=None).first()


def seconds_to_wait(key: SiteKey) -> int:
    """After how many seconds the key may be used once more; 0: now, and it is counted."""
    now = timezone.now()
    with transaction.atomic():
        locked = SiteKey.objects.select_for_update().get(pk=key.pk)
        if locked.minute is None or now - locked.minute >= _MINUTE:
            locked.minute, locked.requests = now, 0
        if locked.requests >= MOST_A_MINUTE:
            return max(1, int((locked.minute + _MINUTE - now).total_seconds()) + 1)
        locked.requests, locked.used_at = locked.requests + 1, now
        locked.save(update_fields=["minute", "requests", "used_at"])
    return 0


def _digest(secret: str) -> str:
    # 32 random bytes cannot be guessed from their digest: a slow one would protect nothing.
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
