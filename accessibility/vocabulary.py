"""The words of accessibility: kinds of places, verdicts, barriers (domain notes G5, G6)."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accessibility import criteria, rules


class Verdict(models.TextChoices):
    """КМУ № 537: the official classes, and «unknown», which is none of them."""

    ACCESSIBLE = rules.ACCESSIBLE, _("barrier-free")
    PARTLY = rules.PARTLY, _("partly barrier-free")
    BARRIER = rules.BARRIER, _("with barriers")
    UNKNOWN = rules.UNKNOWN, _("unknown")


class Profile(models.TextChoices):
    """Whom a verdict is for: what bars one person's way is nothing to another."""

    WHEELCHAIR = criteria.WHEELCHAIR, _("in a wheelchair")
    POWERED = criteria.POWERED, _("in a powered wheelchair")
    PRAM = criteria.PRAM, _("with a pram")
    BLIND = criteria.BLIND, _("with little or no sight")
    DEAF = criteria.DEAF, _("with little or no hearing")
    OLDER = criteria.OLDER, _("at an older age, with a stick")

    @property
    def field(self) -> str:
        """The field of a place (a verdict) or a barrier (a severity) that is this person's: `"for_wheelchair"`."""
        return f"for_{self.value}"


#: the fields of all profiles, in order
PROFILE_FIELDS = tuple(profile.field for profile in Profile)


class Outcome(models.TextChoices):
    PASS = rules.PASS, _("meets the norm")
    FAIL = rules.FAIL, _("does not meet the norm")
    NOT_APPLICABLE = rules.NOT_APPLICABLE, _("not applicable")
    UNKNOWN = rules.UNKNOWN, _("unknown")
    #: of facts that others depend on: never judged
    YES = rules.YES, _("yes")
    NO = rules.NO, _("no")


class Unit(models.TextChoices):
    MILLIMETRES = "mm", _("mm")
    METRES = "m", _("m")
    PER_CENT = "%", "%"
    LUX = "lx", _("lx")
    PIECES = "pcs", _("pcs")


class PartKind(models.TextChoices):
    ENTRANCE = criteria.ENTRANCE, _("entrance")
    FLOOR = criteria.FLOOR, _("floor")
    ROOM = criteria.ROOM, _("room")


class PlaceKind(models.TextChoices):
    ADMINISTRATION = "administration", _("administration")
    SERVICE_CENTRE = "service_centre", _("administrative service centre (TsNAP)")
    SOCIAL = "social", _("social protection")
    COURT = "court", _("court, police")
    SCHOOL = "school", _("school")
    KINDERGARTEN = "kindergarten", _("kindergarten")
    COLLEGE = "college", _("college, university")
    HOSPITAL = "hospital", _("hospital, clinic")
    PHARMACY = "pharmacy", _("pharmacy")
    BANK = "bank", _("bank")
    POST = "post", _("post office")
    SHOP = "shop", _("shop")
    SUPERMARKET = "supermarket", _("supermarket")
    MARKET = "market", _("market")
    RESTAURANT = "restaurant", _("restaurant, café")
    HOTEL = "hotel", _("hotel")
    CULTURE = "culture", _("culture, museum, library")
    SPORT = "sport", _("sport")
    WORSHIP = "worship", _("place of worship")
    STATION = "station", _("station")
    CROSSING = "crossing", _("crossing, underpass")
    PARK = "park", _("park, square")
    TOILET = "toilet", _("public toilet")
    HOUSING = "housing", _("entrance of a block of flats")
    OFFICE = "office", _("office, services")
    OTHER = "other", _("other")
    UNKNOWN = "unknown", _("unknown")


class Claim(models.TextChoices):
    """What somebody says without measuring (OpenStreetMap's `wheelchair=*`, an owner): never a verdict."""

    YES = "yes", _("said to be accessible")
    LIMITED = "limited", _("said to be partly accessible")
    NO = "no", _("said not to be accessible")
    UNKNOWN = "unknown", _("nobody has said")


class Freshness(models.TextChoices):
    """How old the latest audit of a place is."""

    FRESH = rules.FRESH, _("audited within the last year")
    STALE = rules.STALE, _("audited longer ago")
    NEVER = rules.NEVER, _("never audited")


class Word(models.TextChoices):
    """What a second auditor says of an audit."""

    CONFIRMS = "confirms", _("confirms")
    DISAGREES = "disagrees", _("disagrees")
    CANNOT_TELL = "cannot_tell", _("cannot tell")


class Ruling(models.TextChoices):
    """How a registrar settles a dispute of two auditors."""

    STANDS = "stands", _("the audit stands")
    OVERRULED = "overruled", _("the second auditor is right")


class BarrierKind(models.TextChoices):
    STAIRS = "stairs", _("stairs without a ramp")
    STEEP_RAMP = "steep_ramp", _("steep ramp")
    NO_HANDRAIL = "no_handrail", _("ramp without handrails")
    NARROW_DOOR = "narrow_door", _("narrow door")
    THRESHOLD = "threshold", _("high threshold")
    KERB = "kerb", _("kerb is not lowered")
    SURFACE = "surface", _("broken surface")
    NO_PAVEMENT = "no_pavement", _("no pavement")
    NARROW_PASSAGE = "narrow_passage", _("narrow passage")
    PARKED_CAR = "parked_car", _("car parked on the pavement")
    SLIPPERY = "slippery", _("slippery surface")
    TACTILE = "tactile", _("tactile paving is broken or misleading")
    UNDERPASS = "underpass", _("underpass without a lift")
    LIFT = "lift", _("lift out of order")
    DARK = "dark", _("unlit stretch")
    NO_SIGNAL = "no_signal", _("crossing without a sound signal")
    ICE = "ice", _("snow or ice not removed")
    SHELLING = "shelling", _("damage from shelling")
    WORKS = "works", _("fence of building works")
    GRATE = "grate", _("grating with wide gaps")
    TACTILE_ENDS = "tactile_ends", _("tactile paving breaks off")
    BUTTON = "button", _("button out of reach")
    NO_CONTRAST = "no_contrast", _("no contrast")
    GLASS = "glass", _("glass doors without marking")
    TURNSTILE = "turnstile", _("turnstile without a wide passage")
    NO_BENCH = "no_bench", _("no benches to rest on")
    PARKING_TAKEN = "parking_taken", _("parking space for people with disabilities is taken")
    OVERHEAD = "overhead", _("something hangs lower than 2.1 m")
    SHELTER = "shelter", _("shelter that cannot be reached")
    TOILET_LOCKED = "toilet_locked", _("accessible toilet is locked")
    NO_BRAILLE = "no_braille", _("sign without Braille")
    PHONE_ONLY = "phone_only", _("registration by telephone only")
    OTHER = "other", _("other")


#: what is met by who enters or uses a place, and by nobody who walks past it
AT_A_PLACE = (
    BarrierKind.NARROW_DOOR,
    BarrierKind.THRESHOLD,
    BarrierKind.GLASS,
    BarrierKind.PARKING_TAKEN,
    BarrierKind.SHELTER,
    BarrierKind.TOILET_LOCKED,
    BarrierKind.NO_BRAILLE,
    BarrierKind.PHONE_ONLY,
)


#: the words by which wishes, plans and purchases speak of what mends a barrier: the map's own choice (2026)
MENDED_AS = {
    BarrierKind.STAIRS: "пандус сходи підйомник вхідна група безбар'єрність",
    BarrierKind.STEEP_RAMP: "пандус безбар'єрність",
    BarrierKind.NO_HANDRAIL: "пандус поручні перила",
    BarrierKind.NARROW_DOOR: "двері вхідна група безбар'єрність",
    BarrierKind.THRESHOLD: "двері поріг пандус вхідна група безбар'єрність",
    BarrierKind.KERB: "тротуар бордюр пониження пішохідний перехід",
    BarrierKind.SURFACE: "тротуар покриття дорожнє асфальт благоустрій доріжка",
    BarrierKind.NO_PAVEMENT: "тротуар пішохідна доріжка",
    BarrierKind.NARROW_PASSAGE: "тротуар прохід демонтаж",
    BarrierKind.PARKED_CAR: "паркування обмежувальні стовпчики",
    BarrierKind.SLIPPERY: "покриття тротуар сходи плитка",
    BarrierKind.TACTILE: "тактильна плитка",
    BarrierKind.TACTILE_ENDS: "тактильна плитка",
    BarrierKind.UNDERPASS: "підземний перехід ліфт підйомник",
    BarrierKind.LIFT: "ліфт підйомник",
    BarrierKind.DARK: "освітлення ліхтарі світильники",
    BarrierKind.NO_SIGNAL: "світлофор звуковий сигнал перехід",
    BarrierKind.BUTTON: "світлофор кнопка перехід",
    BarrierKind.ICE: "зимове утримання прибирання снігу",
    BarrierKind.SHELLING: "відновлення руйнування аварійно тротуар покриття",
    BarrierKind.WORKS: "огорожа тротуар",
    BarrierKind.GRATE: "решітка зливова водовідведення",
    BarrierKind.GLASS: "двері маркування вхідна група",
    BarrierKind.TURNSTILE: "турнікет",
    BarrierKind.NO_BENCH: "лавка лавки зупинка",
    BarrierKind.PARKING_TAKEN: "паркування місця",
    BarrierKind.OVERHEAD: "обрізка дерев знак демонтаж",
    BarrierKind.SHELTER: "укриття сховище пандус",
    BarrierKind.TOILET_LOCKED: "туалет вбиральня",
    BarrierKind.NO_BRAILLE: "табличка шрифт брайля тактильна",
}


class BarrierStatus(models.TextChoices):
    REPORTED = "reported", _("reported")
    #: reckoned by rule from what was measured: nobody has reported it, and nobody has to confirm it
    MEASURED = "measured", _("measured by rule")
    CONFIRMED = "confirmed", _("confirmed")
    PLANNED = "planned", _("removal is planned")
    REMOVED = "removed", _("removed")
    REJECTED = "rejected", _("rejected")


#: what bars nobody (any more)
GONE = (BarrierStatus.REMOVED, BarrierStatus.REJECTED)


class Severity(models.TextChoices):
    IMPASSABLE = "impassable", _("impassable")
    HARD = "hard", _("passable with help")
    ANNOYING = "annoying", _("passable with difficulty")
    NONE = rules.NO_OBSTACLE, _("no obstacle")
    UNKNOWN = "unknown", _("unknown")


class Reached(models.TextChoices):
    """How a person gets from public transport to a place (accessibility.reachable)."""

    KNOWN = "known", _("reached, over ways that are measured and can be passed")
    PERHAPS = "perhaps", _("reached only if what nobody has measured is good")
    BARRED = "barred", _("not reached: something on each way bars it")
    FAR = "far", _("too far from every stop, or off all known ways")


class Urgency(models.TextChoices):
    """How soon something should be mended (accessibility.mending)."""

    FIRST = "first", _("among the first")
    SOON = "soon", _("soon")
    LATER = "later", _("later")


class Subject(models.TextChoices):
    """What is mended."""

    PLACE = "place", _("a place")
    BARRIER = "barrier", _("a barrier")
    WAY = "way", _("a way")


class Effort(models.TextChoices):
    """How much work it is to mend something: the city's own estimate."""

    LITTLE = "S", _("little work")
    SOME = "M", _("some work")
    MUCH = "L", _("building works")


class SaidOfBarrier(models.TextChoices):
    """What a passer-by says of a barrier."""

    STILL = "still", _("it is still there")
    GONE = "gone", _("it is gone")


class PhotoMoment(models.TextChoices):
    """Which side of its removal a photo of a barrier shows."""

    AFTER = "after", _("after its removal")
    BEFORE = "before", _("before its removal")


class Amenity(models.TextChoices):
    """What people look for in a place (accessibility.amenities)."""

    RAMP = "ramp", _("level entrance or ramp")
    TOILET = "toilet", _("accessible toilet")
    LIFT = "lift", _("lift")
    TACTILE = "tactile", _("tactile paving")
    HEARING_LOOP = "hearing_loop", _("hearing loop")
    PARKING = "parking", _("parking for people with disabilities")

    @property
    def field(self) -> str:
        """The field of a place that says whether it has it: `"has_ramp"`."""
        return f"has_{self.value}"


#: the fields of all amenities, in order
AMENITY_FIELDS = tuple(amenity.field for amenity in Amenity)


class Has(models.TextChoices):
    """Whether a place has something: not known is an answer of its own."""

    YES = "yes", _("yes")
    NO = "no", _("no")
    #: of a lift alone
    NEEDLESS = "needless", _("not needed: one storey")
    UNKNOWN = "unknown", _("unknown")

    @classmethod
    def of(cls, amenity: Amenity) -> list[tuple[str, Any]]:
        """What may be said of an amenity."""
        return [choice for choice in cls.choices if choice[0] != cls.NEEDLESS or amenity == Amenity.LIFT]


#: the authority of an audit that tags make: a passer-by's word, and no auditor's
OPENSTREETMAP = "OpenStreetMap"
