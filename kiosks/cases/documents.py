"""What an inspection report, an order and a sheet of plates say. Documents are in Ukrainian whoever issues them."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from math import pi
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy

from kiosks import rules as structures
from kiosks.cases import actions, rules
from kiosks.cases.findings import violation
from kiosks.cases.models import Case, Document
from kiosks.cases.vocabulary import APPEAL, CLAUSES, REMEDIES, Ground
from layers.surveys.models import Observation, Photo

LANGUAGE = "uk"
#: of the newest photos
MOST_PHOTOS = 4
#: state of a permit → what an expired one is called exactly
_LAPSED = {
    structures.EXPIRED: gettext_lazy("the term of the permit has expired"),
    structures.ANNULLED: gettext_lazy("the permit was annulled; its term was until"),
}
#: of the extract of the map: its zoom, and its sides in pixels
_ZOOM, _WIDTH, _HEIGHT = 19, 640, 300


def drawing(absolute: Callable[[str], str]) -> actions.Draw:
    """What draws a document; `absolute` makes an address that a camera can follow of a path of ours."""

    def draw(document: Document) -> bytes:
        case = document.case
        photos = actions.photos_of(case)[-MOST_PHOTOS:]
        shown = {f"/photo/{photo.pk}.jpg": _content(photo) for photo in photos if photo.picture}
        context = _facts(document) | {
            "address": absolute(case.path),
            "photos": [(f"/photo/{photo.pk}.jpg", photo) for photo in photos if photo.picture],
        }
        return _laid_out("cases/document.html", context, shown)

    return draw


def plates(structures: Iterable[Any], layer: str, absolute: Callable[[str], str]) -> bytes:
    """A sheet of plates with QR codes, to be cut out and put on structures."""
    told = [(structure, absolute(f"/{layer}/{structure.pk}/")) for structure in structures]
    return _laid_out("cases/plates.html", {"plates": told}, {})


def _laid_out(template: str, context: Mapping[str, Any], pictures: Mapping[str, bytes]) -> bytes:
    with translation.override(LANGUAGE):
        common = {"city": settings.CITY, "demonstration": settings.DEMONSTRATION}
        page = render_to_string(template, common | dict(context))
        content: bytes = import_string(settings.PAPER)(page, pictures)
    return content


def _facts(document: Document) -> dict[str, Any]:
    case = document.case
    structure = case.structure()
    grounds = case.grounds or (violation(structure) if structure else "")
    place = structure.geom.centroid if structure and structure.geom else None
    term = actions.term_of(rules.RUNNING)
    return {
        "document": document,
        "is_order": document.kind == "order",
        "post": settings.ORDER_POST if document.kind == "order" else settings.REPORT_POST,
        "case": case,
        "report": case.documents.filter(kind="report", annulled_at=None).last(),
        "structure": structure,
        "is_lawful": grounds == Ground.NONE,
        "grounds": _grounds(grounds, structure),
        "clause": case.clause or (CLAUSES[Ground(grounds)] if grounds else ""),
        "remedy": REMEDIES.get(Ground(grounds)) if grounds else "",
        "violation": _violation(case),
        "appeal": APPEAL,
        "place": place and f"{place.y:.6f}, {place.x:.6f}",
        "extract": place
        and f"layers=&at={_ZOOM}/{place.y:.7f}/{place.x:.7f}&width={_WIDTH}&height={_HEIGHT}&theme=light",
        "outline": _outline(place, structure.footprint) if place and structure.footprint else "",
        "observations": _observations(case, document.issued_at),
        # What came after a document is not in it.
        "steps": case.steps.exclude(note="").filter(at__lte=document.issued_at),
        "term": term,
        "issued_on": timezone.localtime(document.issued_at).date(),
    }


def _outline(place: Any, footprint: Any) -> str:
    """The corners of a footprint in pixels of the extract, in the middle of which its place lies."""
    plane = footprint.transform(3857, clone=True)
    middle = place.transform(3857, clone=True)
    resolution = 2 * pi * 6378137 / (256 * 2**_ZOOM)
    corners = (
        (_WIDTH / 2 + (x - middle.x) / resolution, _HEIGHT / 2 - (y - middle.y) / resolution)
        for x, y in plane.exterior_ring.coords
    )
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)


def _grounds(grounds: str, structure: Any) -> str:
    """The grounds in words, as exactly as the register has them."""
    if grounds == Ground.EXPIRED and structure is not None and structure.permit_state in _LAPSED:
        until = structure.permit_until
        said = str(_LAPSED[structure.permit_state])
        return f"{said}: {until:%d.%m.%Y}" if until else said
    return str(Ground(grounds).label) if grounds else ""


def _violation(case: Case) -> str:
    """What whoever established a violation said of it."""
    step = case.steps.filter(name="establish").order_by("-at").first()
    return step.note if step else ""


def _observations(case: Case, until: datetime) -> list[Observation]:
    """What inspectors said of the structure since the case was opened, and what opened it."""
    told = case.steps.exclude(observation_id=None).values_list("observation_id", flat=True)
    return list(Observation.objects.filter(pk__in=list(told), seen_at__lte=until).order_by("seen_at"))


def _content(photo: Photo) -> bytes:
    with photo.picture.open("rb") as file:
        return bytes(file.read())
