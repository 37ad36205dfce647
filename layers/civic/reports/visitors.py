"""How much one visitor may send, without knowing who that is.

What is kept for a day is a hash of the address with a salt that is another one each day; nobody is shown it, and
nothing leads from it to a report.
"""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import timedelta
from math import ceil

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from layers.callers import address_of
from layers.civic.reports.models import Visit
from layers.problems import Enough

#: how long a visit is kept and counted
KEPT = timedelta(days=1)
#: visits of each kind by one visitor
MOST = {
    Visit.Kind.BEGUN: 60,
    Visit.Kind.SENT: 20,
    Visit.Kind.REMARKED: 20,
    Visit.Kind.PLACED: 20,
    Visit.Kind.ALERTED: 20,
}


def visitor_of(meta: Mapping[str, str]) -> str:
    """Who asks, as far as that is kept."""
    address = address_of(meta)
    salt = f"{settings.SECRET_KEY} {timezone.localdate():%Y-%m-%d}".encode()
    return hmac.new(salt, address.encode(), hashlib.sha256).hexdigest()


def minutes_to_wait(visitor: str, kind: Visit.Kind) -> int:
    """After how many minutes a visitor may do one thing more; none: now."""
    since = timezone.now() - KEPT
    told = Visit.objects.filter(visitor=visitor, kind=kind, made_at__gt=since).order_by("-made_at")
    moments = list(told.values_list("made_at", flat=True)[: MOST[kind]])
    if len(moments) < MOST[kind]:
        return 0
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    # At midnight a visitor is another one for us.
    return ceil((min(moments[-1] + KEPT, midnight) - timezone.now()).total_seconds() / 60)


def refuse_more(visitor: str, kind: Visit.Kind, said: str) -> None:
    """Raises Enough, which says so and until when, for whoever did one thing as often as one may in a day."""
    minutes = minutes_to_wait(visitor, kind)
    if minutes:
        raise Enough(f"{said} {until(minutes)}", minutes)


def wait(minutes: int) -> str:
    """How long to wait, in words."""
    return f"{_('From here as many reports came as one may send in a day.')} {until(minutes)}"


def until(minutes: int) -> str:
    """After how long to try again, in words."""
    if minutes <= 90:
        said = ngettext("Try again in %(count)s minute.", "Try again in %(count)s minutes.", minutes)
        return said % {"count": minutes}
    hours = ceil(minutes / 60)
    return ngettext("Try again in %(count)s hour.", "Try again in %(count)s hours.", hours) % {"count": hours}


def count(visitor: str, kind: Visit.Kind) -> None:
    """Note that a visitor did something."""
    Visit.objects.create(visitor=visitor, kind=kind)


def forget() -> int:
    """Erase what is not counted any more."""
    erased, _by_model = Visit.objects.filter(made_at__lt=timezone.now() - KEPT).delete()
    return erased
