"""What an inspector is asked about kiosks and advertising structures."""

from collections.abc import Iterator

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from layers.edrpou import holds_tax_number, is_edrpou
from layers.surveys.survey import Answers, Flaw, Question, Survey, register


@register
class KioskSurvey(Survey):
    slug = "kiosk"
    title = _("Kiosk")
    layer_slug = "kiosks"
    until = "permit_until"
    questions = (
        Question("form", first=True, needed=True),
        Question("activity", first=True, needed=True),
        Question("name", help=_("As the sign over the window says.")),
        Question("mobility"),
        Question(
            "area",
            unit=_("m²"),
            at_least=0.5,
            at_most=500,
            help=_("By the outer contour, as paced or measured."),
        ),
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


@register
class AdvertisingSurvey(Survey):
    slug = "advertising"
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
        Question("number", help=_("The number of the permit on the structure, if it bears one.")),
        Question("street"),
        Question("house"),
        Question("without_permit", help=_("Only when somebody looked and there is none.")),
        Question("note"),
    )
