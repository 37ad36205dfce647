"""Which objects are places that people want to enter, and what is said of them. No database, and never a verdict.

`wheelchair=*` is what a passer-by says without measuring: a claim. A verdict takes an audit under a norm.
"""

import re
from typing import Any

from accessibility.vocabulary import OPENSTREETMAP, Claim, PlaceKind
from maps.osm.words import (
    Tags,
    fitting,
    listed,
    name_of,
    numbers_of,
    phone,
    plain,
    plain_tags,
    street_key,
    website,
)

#: things that stand in a street: nobody enters them
_FURNITURE = listed(
    "bench waste_basket waste_disposal recycling parking parking_space parking_entrance bicycle_parking "
    "motorcycle_parking bicycle_rental bicycle_repair_station car_sharing charging_station vending_machine "
    "drinking_water fountain clock telephone post_box letter_box atm payment_terminal hunting_stand lounger "
    "shelter grit_bin loading_dock taxi bbq give_box public_bookcase parcel_locker smoking_area water_point "
    "compressed_air car_pooling loading_ramp feeding_place watering_place weighbridge table grave_yard"
)
_AMENITIES = {
    PlaceKind.ADMINISTRATION: "townhall public_building embassy",
    PlaceKind.SOCIAL: "social_facility nursing_home social_centre",
    PlaceKind.COURT: "courthouse police",
    PlaceKind.SCHOOL: "school",
    PlaceKind.KINDERGARTEN: "kindergarten childcare",
    PlaceKind.COLLEGE: "college university",
    PlaceKind.HOSPITAL: "hospital clinic doctors dentist",
    PlaceKind.PHARMACY: "pharmacy",
    PlaceKind.BANK: "bank bureau_de_change",
    PlaceKind.POST: "post_office",
    PlaceKind.MARKET: "marketplace",
    PlaceKind.RESTAURANT: "restaurant cafe fast_food bar pub food_court ice_cream biergarten",
    PlaceKind.CULTURE: "library theatre cinema arts_centre community_centre exhibition_centre planetarium",
    PlaceKind.WORSHIP: "place_of_worship",
    PlaceKind.STATION: "bus_station ferry_terminal",
    PlaceKind.TOILET: "toilets",
}
_HEALTH = {"pharmacy": PlaceKind.PHARMACY}
_TOURISM = {
    **dict.fromkeys(listed("hotel hostel guest_house motel apartment"), PlaceKind.HOTEL),
    **dict.fromkeys(listed("museum gallery"), PlaceKind.CULTURE),
    **dict.fromkeys(listed("attraction zoo theme_park aquarium"), PlaceKind.OTHER),
}
_LEISURE = {
    **dict.fromkeys(
        listed("sports_centre sports_hall stadium fitness_centre swimming_pool ice_rink pitch track"),
        PlaceKind.SPORT,
    ),
    **dict.fromkeys(listed("park garden playground"), PlaceKind.PARK),
}
_BUILDINGS = {
    "public": PlaceKind.ADMINISTRATION,
    "civic": PlaceKind.ADMINISTRATION,
    "government": PlaceKind.ADMINISTRATION,
    "school": PlaceKind.SCHOOL,
    "kindergarten": PlaceKind.KINDERGARTEN,
    "college": PlaceKind.COLLEGE,
    "university": PlaceKind.COLLEGE,
    "hospital": PlaceKind.HOSPITAL,
    "train_station": PlaceKind.STATION,
    "museum": PlaceKind.CULTURE,
    "sports_hall": PlaceKind.SPORT,
    **dict.fromkeys(listed("church chapel cathedral mosque synagogue temple"), PlaceKind.WORSHIP),
}
_BY_AMENITY = {value: kind for kind, values in _AMENITIES.items() for value in values.split()}
_NOT_NOW = frozenset({"", "no", "vacant", "yes;no", "disused", "abandoned"})
_SERVICE_CENTRE = re.compile(r"\bцнап\b|надання адміністративних послуг", re.IGNORECASE)
_CLAIMS = {"yes": Claim.YES, "designated": Claim.YES, "limited": Claim.LIMITED, "no": Claim.NO}
CLAIM_SOURCE = OPENSTREETMAP

#: what a place without a name is called, where its kind says enough
_NAMELESS = {
    PlaceKind.PHARMACY: "Аптека",
    PlaceKind.TOILET: "Громадська вбиральня",
    PlaceKind.BANK: "Банк",
    PlaceKind.POST: "Пошта",
    PlaceKind.SCHOOL: "Школа",
    PlaceKind.KINDERGARTEN: "Дитячий садок",
    PlaceKind.HOSPITAL: "Медичний заклад",
    PlaceKind.SHOP: "Магазин",
    PlaceKind.SUPERMARKET: "Супермаркет",
    PlaceKind.MARKET: "Ринок",
    PlaceKind.RESTAURANT: "Кафе",
    PlaceKind.HOTEL: "Готель",
    PlaceKind.WORSHIP: "Храм",
    PlaceKind.STATION: "Станція",
}


def kind_of(tags: Tags) -> PlaceKind | None:
    """What kind of place an object is; None where it is no place."""
    name = name_of(tags, 300)
    if name and _SERVICE_CENTRE.search(name) and (tags.get("office") or tags.get("amenity")):
        return PlaceKind.SERVICE_CENTRE
    kind = _by_use(tags)
    if kind is None and name:
        kind = _LEISURE.get(tags.get("leisure", "")) or _BUILDINGS.get(tags.get("building", ""))
        if kind is None and tags.get("leisure", "") not in _NOT_NOW:
            kind = PlaceKind.OTHER
    return kind


def _by_use(tags: Tags) -> PlaceKind | None:
    amenity, shop, office = (tags.get(key, "") for key in ("amenity", "shop", "office"))
    if amenity in _BY_AMENITY:
        return _BY_AMENITY[amenity]
    if shop not in _NOT_NOW:
        return PlaceKind.SUPERMARKET if shop in {"supermarket", "hypermarket"} else PlaceKind.SHOP
    if tags.get("healthcare", "") not in _NOT_NOW:
        return _HEALTH.get(tags["healthcare"], PlaceKind.HOSPITAL)
    if tags.get("tourism") in _TOURISM:
        return _TOURISM[tags["tourism"]]
    if tags.get("railway") in {"station", "halt"} or tags.get("public_transport") == "station":
        return PlaceKind.STATION
    if office not in _NOT_NOW:
        return PlaceKind.ADMINISTRATION if office == "government" else PlaceKind.OFFICE
    if amenity not in _NOT_NOW and amenity not in _FURNITURE:
        return PlaceKind.OTHER
    return None


def claim_of(tags: Tags) -> Claim:
    """What is said of wheelchair access."""
    return _CLAIMS.get(tags.get("wheelchair", ""), Claim.UNKNOWN)


def place(tags: Tags) -> dict[str, Any] | None:
    """The columns of a place; None for what is none, or has neither a name nor a telling kind."""
    kind = kind_of(tags)
    if kind is None:
        return None
    name = name_of(tags, 300) or _NAMELESS.get(kind, "")
    if not name:
        return None
    claim = claim_of(tags)
    return {
        "name": name,
        "kind": kind.value,
        "claim": claim.value,
        "claim_source": "" if claim is Claim.UNKNOWN else CLAIM_SOURCE,
        "opening_hours": fitting(tags.get("opening_hours"), 500),
        "website": website(tags),
        "phone": phone(tags),
        "postcode": fitting(tags.get("addr:postcode"), 10),
        "settlement": fitting(tags.get("addr:city:uk") or tags.get("addr:city"), 160),
        "street": _street_of(tags),
        "house": fitting(tags.get("addr:housenumber"), 40),
        "tags": plain_tags(tags),
    }


def address(tags: Tags) -> dict[str, Any] | None:
    """The columns of an address; `house` may be too long for its column, which is for the reader to refuse."""
    street = _street_of(tags)
    house = ", ".join(numbers_of(tags))
    if not street or not house:
        return None
    postcode = plain(tags.get("addr:postcode", ""))
    return {
        "street_name": street,
        "street_key": street_key(street),
        "house": house,
        "postcode": postcode if re.fullmatch(r"\d{5}", postcode) else "",
        "settlement_name": fitting(tags.get("addr:city:uk") or tags.get("addr:city"), 200),
    }


def _street_of(tags: Tags) -> str:
    """A village without streets is numbered as a whole: its houses have addr:place."""
    return next(
        (
            found
            for key in ("addr:street:uk", "addr:street", "addr:place")
            if (found := fitting(tags.get(key), 240))
        ),
        "",
    )
