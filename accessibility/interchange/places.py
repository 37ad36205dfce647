"""The places that everybody may see, with what their audits found: read in pieces, for files of any length."""

from collections.abc import Iterator
from dataclasses import dataclass

from accessibility.models import Audit, Place
from accessibility.sheets import AUDIT_FIELDS, Sheet, answers_of
from accessibility.whole import Whole, of_places
from layers.registry import catalogue
from layers.viewer import PUBLIC

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Known:
    """A place, and the sheet of its audits; None where nobody has audited it."""

    place: Place
    sheet: Sheet | None
    #: the place by its parts and all its audits; None where it has no parts and one audit at most
    whole: Whole | None = None

    @property
    def at(self) -> tuple[float, float]:
        """Longitude and latitude, as everybody may see them."""
        where = self.place.public_geom
        assert where is not None
        return round(where.x, 6), round(where.y, 6)


def places() -> Iterator[Known]:
    """Places with a location, by their numbers."""
    rows = catalogue["places"].features(PUBLIC).filter(gone_at=None, public_geom__isnull=False)
    last = 0
    while piece := list(rows.filter(pk__gt=last).order_by("pk")[:_AT_ONCE]):
        sheets = _sheets([place.audit_id for place in piece if place.audit_id])
        wholes = of_places([place.pk for place in piece])
        for place in piece:
            whole = wholes.get(place.pk)
            sheet = sheets.get(place.audit_id)
            yield Known(place, whole.own if whole and sheet else sheet, whole)
        last = piece[-1].pk


def _sheets(audits: list[int]) -> dict[int, Sheet]:
    answers = answers_of(audits)
    return {
        audit["pk"]: Sheet.of(audit, answers[audit["pk"]])
        for audit in Audit.objects.filter(pk__in=answers).order_by().values(*AUDIT_FIELDS)
    }
