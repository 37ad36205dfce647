"""The words of the placement scheme and of what is found when it is held against the city."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kiosks.plan import rules


class Finding(TextChoices):
    MATCHES = rules.MATCHES, _("matches the scheme")
    MOVED = rules.MOVED, _("moved from its spot")
    OVERSIZE = rules.OVERSIZE, _("larger than the spot allows")
    EXPIRED = rules.EXPIRED, _("its permit has expired or was annulled")
    NO_PERMIT = rules.NO_PERMIT, _("has no permit")
    EMPTY = rules.EMPTY, _("empty: no structure is shown there")
    OUTSIDE = rules.OUTSIDE, _("stands outside of the scheme")
    UNKNOWN_OWNER = rules.UNKNOWN_OWNER, _("its owner is not known")
    NARROWS = rules.NARROWS, _("narrows the pavement below the norm")
    TOO_NEAR = rules.TOO_NEAR, _("stands too near to something")
    UNCLEAR = rules.UNCLEAR, _("not enough is known to tell")


class NearTo(TextChoices):
    """What a structure may have to keep away from."""

    SAME = "same", _("another structure of its kind")
    CROSSING = "crossing", _("a pedestrian crossing")
    STOP = "stop", _("a public transport stop")
    SCHOOL = "school", _("a school or a kindergarten")
    MONUMENT = "monument", _("a monument")


class Goods(TextChoices):
    """What a structure sells or advertises, where a rule asks for it."""

    ANY = "any", _("whatever it sells or advertises")
    ALCOHOL = "alcohol", _("alcohol")
    TOBACCO = "tobacco", _("tobacco")
