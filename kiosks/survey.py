"""What an inspector is asked about kiosks and advertising structures."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib.gis.geos import GEOSGeometry
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kiosks.rules import rectangle
from layers.edrpou import holds_tax_number, is_edrpou
from layers.surveys.survey import Answers, Flaw, Question, Survey, register

#: where one stands before a structure and has a phone with a compass in hand
_DIRECTION_HELP = _("Degrees clockwise from north, by the compass of the phone: 0 is north, 90 is east.")


def _outline(feature: Any, length: float | None, width: float | None) -> None:
    """Draw the footprint of a structure round its place, where its sides and their direction are known (metres).

    What was drawn before stays where they are not.
    """
    if None in (length, width, feature.direction) or feature.geom is None:
        return
    centre = feature.geom.transform(settings.CITY.metric_srid, clone=True)
    drawn = rectangle(centre.x, centre.y, length or 0, width or 0, feature.direction)
    footprint = GEOSGeometry(drawn.wkb_hex, srid=settings.CITY.metric_srid).transform(4326, clone=True)
    if feature.footprint is None or not feature.footprint.equals_exact(footprint, 1e-8):
        feature.footprint = footprint
        feature.save(update_fields=["footprint"])


@register
class KioskSurvey(Survey):
    slug = "kiosk"
    version = 2
    title = _("Kiosk")
    layer_slug = "kiosks"
    until = "permit_until"
    questions = (
        Question("form", first=True, needed=True),
        Question("activity", first=True, needed=True),
        Question("name", help=_("As the sign over the window says.")),
        Question("sells_alcohol", help=_("Beer and low-alcohol drinks are alcohol, too.")),
        Question(
            "sells_tobacco", help=_("Also heated tobacco, hookahs and liquids for electronic cigarettes.")
        ),
        Question("mobility"),
        Question(
            "area",
            unit=_("m²"),
            at_least=0.5,
            at_most=500,
            help=_("By the outer contour, as paced or measured."),
        ),
        Question(
            "length",
            unit=_("m"),
            at_least=0.3,
            at_most=50,
            help=_("The longer side on the ground: with the width and the direction the outline is drawn."),
        ),
        Question("width", unit=_("m"), at_least=0.3, at_most=50, help=_("The shorter side on the ground.")),
        Question("direction", unit=_("°"), at_least=0, at_most=360, help=_DIRECTION_HELP),
        Question("number", help=_("The inventory number on the plate, if there is one.")),
        Question("street"),
        Question("house"),
        Question("opening_hours"),
        Question("owner_name", help=_("As the notice for buyers says.")),
        Question("owner_code", help=_("Eight digits. The number of a natural person is never written down.")),
        Question("without_permit", help=_("Only when somebody looked and there is none.")),
        Question("note"),
    )

    def flaws(self, answers: Answers, *, whole: bool) -> Iterator[Flaw]:
        yield from super().flaws(answers, whole=whole)
        code = answers.get("owner_code")
        if isinstance(code, str) and code and not is_edrpou(code):
            yield Flaw(
                "owner_code",
                gettext("This is no EDRPOU code: eight digits, the last of which is a check digit."),
            )
        owner = answers.get("owner_name")
        if isinstance(owner, str) and holds_tax_number(owner):
            said = gettext(
                "Ten digits are the tax number of a person, which is never written down: leave it out."
            )
            yield Flaw("owner_name", said)

    def follow(self, feature: Any, answers: Answers) -> None:
        _outline(feature, feature.length, feature.width)


@register
class AdvertisingSurvey(Survey):
    slug = "advertising"
    version = 2
    title = _("Advertising structure")
    layer_slug = "advertising"
    until = "permit_until"
    questions = (
        Question("kind", first=True, needed=True),
        Question("name", help=_("Who or what is advertised, if it is always the same.")),
        Question("theme", help=_("Alcohol and tobacco have to keep away from schools.")),
        Question("planes", at_least=1, at_most=12),
        Question("width", unit=_("m"), at_least=0.1, at_most=60),
        Question("height", unit=_("m"), at_least=0.1, at_most=60),
        Question(
            "depth",
            unit=_("m"),
            at_least=0.1,
            at_most=20,
            help=_(
                "Of what stands on the ground, across its width: with the direction its outline is drawn."
            ),
        ),
        Question("direction", unit=_("°"), at_least=0, at_most=360, help=_DIRECTION_HELP),
        Question("number", help=_("The number of the permit on the structure, if it bears one.")),
        Question("street"),
        Question("house"),
        Question("without_permit", help=_("Only when somebody looked and there is none.")),
        Question("note"),
    )

    def follow(self, feature: Any, answers: Answers) -> None:
        # Its width is the side that its direction is of.
        _outline(feature, feature.width, feature.depth)
