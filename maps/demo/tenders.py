"""Purchases of the city's bodies as ProZorro shows them: statuses, methods, money, and how surely each is placed."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import numpy as np
import shapely
from shapely import Point

from layers.civic.tenders.models import PHASES, Phase
from maps.demo import seeds
from maps.demo.owners import Company, authority, companies
from maps.demo.scene import Scene
from maps.demo.tables import SOURCE, Row, Table, shapes
from maps.demo.themes import Theme, Themes

_BUYERS = [
    authority(name, 20 + number)
    for number, name in enumerate(
        (
            "Управління житлово-комунального господарства Слов’янської міської ради",
            "Відділ освіти Слов’янської міської ради",
            "Управління капітального будівництва Слов’янської міської ради",
            "КНП «Міська клінічна лікарня»",
            "КП «Словміськводоканал»",
            "КП «Тролейбусне управління»",
            "Відділ культури Слов’янської міської ради",
            "Управління соціального захисту населення Слов’янської міської ради",
            "Виконавчий комітет Слов’янської міської ради",
            "КП «Благоустрій»",
        )
    )
]
#: status → weight for a purchase of long ago, and for one of the last weeks (domain notes A5: a real week of an oblast)
_STATUSES: dict[str, tuple[float, float]] = {
    "complete": (74, 8),
    "unsuccessful": (9, 4),
    "cancelled": (6, 4),
    "active.enquiries": (0, 8),
    "active.tendering": (0, 40),
    "active.pre-qualification": (0, 3),
    "active.auction": (0, 4),
    "active.qualification": (1, 14),
    "active.awarded": (2, 12),
    "active": (1, 5),
}
#: method → weight for dear and for cheap purchases
_METHODS: dict[str, tuple[float, float]] = {
    "aboveThreshold": (66, 10),
    "priceQuotation": (8, 24),
    "belowThreshold": (6, 14),
    "reporting": (8, 46),
    "negotiation": (6, 2),
    "negotiation.quick": (3, 2),
    "aboveThresholdUA": (3, 2),
}
_DEAR = 200_000
_ZONE = ZoneInfo("Europe/Kyiv")
#: from here on are the numbers of purchases for projects
_FOR_PROJECTS = 50_000
_WORKS = {"category": "works", "dk_code": "45000000-7", "dk_title": "Будівельні роботи та поточний ремонт"}


@dataclass(frozen=True)
class Wanted:
    """A purchase for a project: where the project is, of what it plans, and from whom it was bought."""

    identifier: str
    theme: Theme
    announced_on: date
    amount: Decimal
    supplier: str
    contract_amount: Decimal


def tender_tables(scene: Scene, count: int, wanted: Sequence[Wanted]) -> list[Table]:
    """Tenders, newest last; behind them those for projects. `count` are all together."""
    themes, purchases = Themes(scene), seeds.words("purchases")
    suppliers = companies(120, scene.random, first=70_000)
    weights = [float(purchase["weight"]) for purchase in purchases]
    rows: list[Row] = []
    places = []
    for number, day in enumerate(_days(scene, count - len(wanted))):
        purchase = scene.choose(purchases, weights)
        theme = themes.make(purchase["title"], purchase["where"])
        masked = scene.chance(0.05)
        place, known = _location(scene, theme, masked=masked)
        title = "Тимчасово замасковано" if masked else theme.title
        about = _about(identifier(number, day), day, purchase, title, masked=masked)
        rows.append(about | _course(scene, day, purchase, suppliers) | known)
        places.append(place)
    for one in wanted:
        place, known = _location(scene, one.theme, masked=False)
        rows.append(_for_project(scene, one) | known)
        places.append(place)
    return [Table.of_rows("tenders.Tender", rows, geometries={"geom": shapes(places)})]


def _days(scene: Scene, count: int) -> list[date]:
    """The days on which purchases were announced: many of them lately."""
    return sorted(
        scene.days_ago(0, 75) if scene.chance(0.2) else scene.days_ago(0, 1700) for _turn in range(count)
    )


def identifier(number: int, day: date) -> str:
    """A public number of ProZorro's form; five digits that begin with 9 keep it apart from what is likely to exist."""
    return f"UA-{day:%Y-%m-%d}-{900000 + number:06d}-a"


def identifier_for_project(number: int, day: date) -> str:
    """That of the purchase for a project, by the project's number here."""
    return identifier(_FOR_PROJECTS + number, day)


def _for_project(scene: Scene, wanted: Wanted) -> Row:
    title = f"{wanted.theme.title}: роботи за проєктом бюджету участі"
    contract: Row = {
        "supplier_name": wanted.supplier,
        "contract_amount": wanted.contract_amount,
        "contract_currency": "UAH",
    }
    went = _went(scene, wanted.announced_on, wanted.amount, "complete", "aboveThreshold")
    return _about(wanted.identifier, wanted.announced_on, _WORKS, title, masked=False) | went | contract


def _about(number: str, day: date, purchase: dict[str, str], title: str, *, masked: bool) -> Row:
    """What is bought."""
    return {
        "source": SOURCE,
        "external_id": number,
        "tender_id": number,
        "title": title,
        "description": "Закупівля створена для демонстрації.",
        "category": purchase["category"],
        "dk_code": purchase["dk_code"],
        "dk_title": purchase["dk_title"],
        "announced_on": day,
        "masked": masked,
    }


def _course(scene: Scene, day: date, purchase: dict[str, str], suppliers: Sequence[Company]) -> Row:
    """How it is bought, by whom, for how much, and how far it has come."""
    amount = _amount(scene, int(purchase["low"]), int(purchase["high"]))
    status, method = _status(scene, day, dear=amount > _DEAR)
    return _went(scene, day, amount, status, method) | _contract(scene, amount, status, suppliers)


def _went(scene: Scene, day: date, amount: Decimal, status: str, method: str) -> Row:
    """How far it has come."""
    ends = _end_of_bids(scene, day, status)
    buyer = scene.choose(_BUYERS)
    changed = min(day + timedelta(days=scene.number(0, 90)), scene.today)
    return {
        "phase": PHASES.get(status, Phase.UNKNOWN).value,
        "status": status,
        "method": method,
        "amount": amount,
        "currency": "UAH",
        "vat_included": scene.chance(0.72),
        "bids_until": None if method == "reporting" else ends,
        # Of today only the first moment is surely over.
        "modified_at": datetime.combine(changed, time(12 if changed < scene.today else 0), _ZONE),
        "buyer_name": buyer.name,
        "buyer_code": buyer.code,
    }


def _amount(scene: Scene, low: int, high: int) -> Decimal:
    """Money is spread over orders of magnitude."""
    value = float(np.exp(scene.random.uniform(np.log(low), np.log(high))))
    return Decimal(round(value * 100)).scaleb(-2)


def _status(scene: Scene, day: date, *, dear: bool) -> tuple[str, str]:
    """Status and method."""
    recent = (scene.today - day).days < 60
    status = scene.choose(list(_STATUSES), [pair[1 if recent else 0] for pair in _STATUSES.values()])
    method = scene.choose(list(_METHODS), [pair[0 if dear else 1] for pair in _METHODS.values()])
    # A report is made of what has been bought.
    return ("complete" if method == "reporting" else status), method


def _end_of_bids(scene: Scene, day: date, status: str) -> datetime:
    last = day + timedelta(days=scene.number(7, 30))
    if status in {"active.enquiries", "active.tendering"}:
        last = scene.today + timedelta(days=scene.number(1, 20))
    return datetime.combine(last, time(9), UTC)


def _contract(scene: Scene, amount: Decimal, status: str, suppliers: Sequence[Company]) -> Row:
    if status not in {"complete", "active.awarded", "active"}:
        return {"supplier_name": "", "contract_amount": None, "contract_currency": ""}
    supplier = scene.choose(suppliers)
    paid = (amount * scene.number(72, 100) / 100).quantize(Decimal("0.01"))
    return {"supplier_name": supplier.name, "contract_amount": paid, "contract_currency": "UAH"}


def _location(scene: Scene, theme: Theme, *, masked: bool) -> tuple[object, Row]:
    """The place, and how it is known: exactly, by settlement, or by the words that the locator reads."""
    place, known, accuracy = _known(scene, theme, masked=masked)
    written = _written_place(scene, theme, masked=masked)
    clues = [] if masked else [("title", theme.title), ("delivery", written), ("buyer", "м. Слов’янськ")]
    return place, {
        "address": written,
        "location_source": known,
        "location_accuracy": accuracy,
        "place_clues": json.dumps([{"from": said_in, "text": text} for said_in, text in clues]),
    }


def _written_place(scene: Scene, theme: Theme, *, masked: bool) -> str:
    if masked:
        return ""
    if theme.address >= 0:
        return f"Слов’янськ, {scene.line_of(theme.address)}"
    return "Слов’янськ, відповідно до документації"


def _known(scene: Scene, theme: Theme, *, masked: bool) -> tuple[object, str, float | None]:
    if masked or (theme.where == "none" and scene.chance(0.82)):
        return None, "unknown", None
    if theme.where == "none":
        return Point(scene.ground.centre), "settlement", round(float(np.sqrt(scene.ground.town.area / np.pi)))
    if theme.where == "address" and scene.chance(0.12):
        # The document's own coordinates: rare, and sure.
        return shapely.point_on_surface(theme.geometry), "register", 5.0
    if theme.is_in_words:
        return None, "unknown", None
    return theme.geometry, "hand", None
