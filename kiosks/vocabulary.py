"""The words of the field for temporary and advertising structures (domain notes G1–G4)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kiosks import rules


class Subject(models.TextChoices):
    """A kind of structure: the slug of its layer."""

    KIOSKS = "kiosks", _("temporary structure")
    ADVERTISING = "advertising", _("advertising structure")


class Certainty(models.TextChoices):
    """How sure a figure of a rule is."""

    FOUND = rules.Certainty.FOUND, _("read in a source")
    LIKELY = rules.Certainty.LIKELY, _("likely")
    PERHAPS = rules.Certainty.PERHAPS, _("to be checked with a lawyer")


class PermitState(models.TextChoices):
    """The computed state of a permit (rules.permit_state)."""

    VALID = rules.VALID, _("in force")
    EXPIRING = rules.EXPIRING, _("expires within 30 days")
    EXPIRED = rules.EXPIRED, _("expired")
    SUSPENDED = rules.SUSPENDED, _("suspended")
    ANNULLED = rules.ANNULLED, _("annulled")
    NONE = rules.NONE, _("no permit")
    UNKNOWN = rules.UNKNOWN, _("unknown")


class RegisterStatus(models.TextChoices):
    """What the register itself says of a permit."""

    VALID = rules.VALID, _("valid")
    SUSPENDED = rules.SUSPENDED, _("suspended")
    ANNULLED = rules.ANNULLED, _("annulled")
    EXPIRED = rules.EXPIRED, _("term is over")
    REISSUED = "reissued", _("reissued")
    UNKNOWN = rules.UNKNOWN, _("unknown")


class Known(models.TextChoices):
    """An answer, or that there is none."""

    YES = "yes", _("yes")
    NO = "no", _("no")
    UNKNOWN = "unknown", _("unknown")

    @classmethod
    def of(cls, answer: bool | None) -> "Known":
        return cls.UNKNOWN if answer is None else cls.YES if answer else cls.NO


class Passage(models.TextChoices):
    """What is known of the pavement beside a structure (rules.passage)."""

    WIDE = rules.WIDE, _("wide enough")
    NARROW = rules.NARROW, _("narrower than the norm asks for")
    ASIDE = rules.ASIDE, _("not on a pavement")
    NO_FOOTPRINT = rules.NO_FOOTPRINT, _("unknown: its footprint is not known")
    NO_ACCURACY = rules.NO_ACCURACY, _("unknown: how exact its position is, is not known")
    ROUGH = rules.ROUGH, _("unknown: its position is too rough to measure by")
    NO_WIDTH = rules.NO_WIDTH, _("unknown: the width of the pavement is not known")


class Mobility(models.TextChoices):
    """Стаціонарна or пересувна (Порядок № 244, п. 1.3)."""

    STATIONARY = "stationary", _("stationary")
    MOBILE = "mobile", _("mobile")
    UNKNOWN = "unknown", _("unknown")


class Form(models.TextChoices):
    KIOSK = "kiosk", _("kiosk")
    PAVILION = "pavilion", _("trade pavilion")
    SMALL_FORM = "small_form", _("small architectural form")
    TRAILER = "trailer", _("trade trailer")
    STOP_PAVILION = "stop_pavilion", _("stop with a trade pavilion")
    STALL = "stall", _("stall")
    VENDING = "vending", _("vending machine")
    COFFEE_CAR = "coffee_car", _("coffee car")
    FOOD_TRUCK = "food_truck", _("food truck")
    SUMMER_TERRACE = "summer_terrace", _("summer terrace")
    TENT = "tent", _("trade tent")
    CONTAINER = "container", _("container")
    PARCEL_LOCKER = "parcel_locker", _("parcel locker")
    OTHER = "other", _("other")
    UNKNOWN = "unknown", _("unknown")


class Activity(models.TextChoices):
    GROCERY = "grocery", _("food")
    BREAD = "bread", _("bread and pastry")
    FAST_FOOD = "fast_food", _("shawarma and hot food")
    COFFEE = "coffee", _("coffee to go")
    MEAT = "meat", _("meat and sausages")
    FISH = "fish", _("fish")
    MILK = "milk", _("milk")
    VEGETABLES = "vegetables", _("vegetables and fruit")
    FLOWERS = "flowers", _("flowers")
    SEEDS = "seeds", _("seeds and seedlings")
    TOBACCO = "tobacco", _("tobacco")
    PRESS = "press", _("press")
    HOUSEHOLD = "household", _("household goods")
    PETS = "pets", _("pet supplies")
    CLOTHES = "clothes", _("clothes and shoes")
    REPAIR = "repair", _("repair of clothes, shoes, watches")
    KEYS = "keys", _("keys")
    PHONES = "phones", _("mobile phones and repair")
    LOTTERY = "lottery", _("lottery")
    PHARMACY = "pharmacy", _("pharmacy kiosk")
    WATER = "water", _("water")
    ICE_CREAM = "ice_cream", _("ice cream")
    TICKETS = "tickets", _("tickets and information")
    IDLE = "idle", _("empty or not working")
    OTHER = "other", _("other")
    UNKNOWN = "unknown", _("unknown")


class AdvertisingKind(models.TextChoices):
    BILLBOARD = "billboard", _("billboard")
    SUPERBOARD = "superboard", _("superboard")
    CITY_LIGHT = "city_light", _("city light")
    BACKLIGHT = "backlight", _("backlight")
    SCROLL = "scroll", _("scroller")
    PRISM = "prism", _("prismatron")
    LAMP_POST = "lamp_post", _("lamp-post light box")
    FIREWALL = "firewall", _("wall banner")
    LED_SCREEN = "led_screen", _("LED screen")
    STAND = "stand", _("stand")
    PANEL = "panel", _("panel")
    STREAMER = "streamer", _("street banner")
    LIGHT_BOX = "light_box", _("light box")
    NOTICE_BOARD = "notice_board", _("notice board")
    PILLAR = "pillar", _("poster pillar")
    PYLON = "pylon", _("pylon")
    ROOF = "roof", _("roof installation")
    BRACKET = "bracket", _("bracket")
    OTHER = "other", _("other")
    UNKNOWN = "unknown", _("unknown")


#: what stands on the ground by itself; what is neither here nor unknown hangs on something
ON_THE_GROUND = frozenset(
    {
        *(AdvertisingKind.BILLBOARD, AdvertisingKind.SUPERBOARD, AdvertisingKind.CITY_LIGHT),
        *(AdvertisingKind.BACKLIGHT, AdvertisingKind.SCROLL, AdvertisingKind.PRISM, AdvertisingKind.STAND),
        *(AdvertisingKind.NOTICE_BOARD, AdvertisingKind.PILLAR, AdvertisingKind.PYLON),
    }
)


class Theme(models.TextChoices):
    """What is advertised, as far as the law asks: the Law on Advertising, art. 22."""

    ALCOHOL = "alcohol", _("alcohol")
    TOBACCO = "tobacco", _("tobacco")
    SOCIAL = "social", _("social advertising")
    OTHER = "other", _("something else")
    EMPTY = "empty", _("nothing: the planes are empty")
    UNKNOWN = "unknown", _("unknown")
