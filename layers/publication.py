"""What of a layer may be seen by everybody, and why not all of it.

A policy is enforced once, where rows are written: the database derives from it `published`, `public_geom` and the
searchable text of every row (see triggers.py), so that no surface can forget it. Time passes no border by itself:
a delayed row becomes public when the worker releases it, which is a write like any other; so validators and caches
that are built from stamps stay right.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Publication(models.TextChoices):
    """From open to closed. A row may be stricter than its layer's policy, never more open."""

    PUBLIC = "public", _("published")
    GENERALISED = "generalised", _("published with a generalised location")
    DELAYED = "delayed", _("published after a delay")
    HIDDEN = "hidden", _("not published")

    @property
    def strictness(self) -> int:
        return list(Publication).index(self)


@dataclass(frozen=True, slots=True)
class PublicationPolicy:
    """`mode` is the least strict that any row of the layer can have; `reason` is the legal ground of a restriction.

    `grid` is the side in metres of the squares that a generalised location is given by; `delay` is how long a
    delayed row stays closed when it has no date of its own. `withheld` names fields, and the values of each by which a
    row is not for everybody, or not yet, whatever else it says.
    """

    mode: Publication = Publication.PUBLIC
    reason: Any = ""
    grid: int = 500
    delay: timedelta = field(default=timedelta(days=30))
    withheld: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def withholds(self, name: str, value: str) -> bool:
        """Whether no row with this value of a field is ever for everybody."""
        return value in self.withheld.get(name, ())
