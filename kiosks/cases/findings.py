"""What follows by rule from the permit and the size of a structure: told in the office, with its clause, since when it
holds and how sure that is. It decides nothing by itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from kiosks import rules
from kiosks.cases.vocabulary import Ground
from kiosks.models import Advertising, Kiosk
from kiosks.plan.models import Comparison
from kiosks.vocabulary import Certainty, Known
from layers.surveys.models import Deed, Fate, Observation
from layers.surveys.shown import SEEN


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about a structure, and the figure that it rests on."""

    said: str
    limit: rules.Limit

    @property
    def certainty(self) -> str:
        return str(Certainty(self.limit.certainty).label)


_LAPSED = frozenset({rules.EXPIRED, rules.ANNULLED})


def violation(structure: Any) -> str:
    """The grounds that the register and its rules see in a structure; empty for none."""
    if structure.without_permit or structure.permit_state == rules.NONE:
        return Ground.NO_PERMIT
    if structure.permit_state in _LAPSED:
        return Ground.EXPIRED
    is_kiosk = isinstance(structure, Kiosk)
    if is_kiosk and rules.is_oversize(structure.area):
        return Ground.OVERSIZE
    if is_kiosk and rules.narrows(structure.clear_width):
        return Ground.NARROWS
    path = f"/{'kiosks' if is_kiosk else 'advertising'}/{structure.pk}/"
    moved = Comparison.objects.filter(structure_path=path, is_moved=Known.YES)
    return Ground.MOVED if moved.exists() else ""


def of_structure(structure: Any, today: date) -> list[Finding]:
    """What the rules say of a structure on a day."""
    if structure is None:
        return []
    of_permit = _of_permit(structure, structure.permit, today) if structure.permit else ()
    of_size = _of_place(structure) if isinstance(structure, Advertising) else _of_footprint(structure)
    return [*of_permit, *of_size]


def _of_footprint(kiosk: Kiosk) -> Iterator[Finding]:
    if rules.areas_differ(kiosk.area, kiosk.footprint_area):
        said = _("Its area is stated as %(stated)s m², and its footprint has %(measured)s m².")
        words = {"stated": _metres(kiosk.area), "measured": _metres(kiosk.footprint_area)}
        yield Finding(said % words, rules.AREA_TOLERANCE)
    if kiosk.footprint is None:
        return
    said = _("Passage beside it: %s.") % kiosk.get_passage_display()
    if kiosk.clear_width is not None:
        said += " " + _("%(width)s m are free, measured by a position that is exact to %(accuracy)s m.") % {
            "width": _metres(kiosk.clear_width),
            "accuracy": _metres(kiosk.location_accuracy),
        }
    yield Finding(said, rules.CLEAR_WIDTH)


def _of_place(board: Advertising) -> Iterator[Finding]:
    if board.place_area is not None:
        yield Finding(_("The advertising place takes %s m².") % _metres(board.place_area), rules.STRIP)


def _metres(number: float | None) -> str:
    return number_format(number or 0, 2 if number and number % 1 else 0)


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
