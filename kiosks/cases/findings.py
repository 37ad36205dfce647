"""What follows by rule from the permit of a structure: told in the office, with its clause, since when it holds and how
sure that is. It decides nothing by itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kiosks import rules
from kiosks.models import Advertising
from kiosks.vocabulary import Certainty
from layers.surveys.models import Deed, Fate, Observation
from layers.surveys.shown import SEEN


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about a permit, and the figure that it rests on."""

    said: str
    limit: rules.Limit

    @property
    def certainty(self) -> str:
        return str(Certainty(self.limit.certainty).label)


def of_structure(structure: Any, today: date) -> list[Finding]:
    """What the rules say of the current permit of a structure on a day."""
    permit = structure.permit if structure else None
    return list(_of_permit(structure, permit, today)) if permit else []


def _of_permit(structure: Any, permit: Any, today: date) -> Iterator[Finding]:
    if rules.is_unused(permit.issued_on, _is_installed(structure), today):
        said = _("Nothing was put up within the term after the permit was issued on %s: it may be annulled.")
        yield Finding(said % date_format(permit.issued_on, "DATE_FORMAT"), rules.UNUSED_MONTHS)
    if isinstance(structure, Advertising) and rules.is_too_long(permit.issued_on, permit.valid_until):
        ends = rules.advertising_permit_ends(permit.issued_on)
        said = _("The permit names a later end than the rules allow: %s is the last day that it may name.")
        yield Finding(said % date_format(ends, "DATE_FORMAT"), rules.ADVERTISING_YEARS)


def _is_installed(structure: Any) -> bool | None:
    """Whether it was ever seen where the permit has it; None where nobody has looked."""
    layer = "advertising" if isinstance(structure, Advertising) else "kiosks"
    told = Observation.objects.filter(layer=layer, feature_id=structure.pk, fate=Fate.ACCEPTED)
    deeds = set(told.values_list("deed", flat=True))
    if deeds & set(SEEN):
        return True
    return False if Deed.GONE in deeds else None
