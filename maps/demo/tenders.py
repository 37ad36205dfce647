"""Purchases of the city's bodies as ProZorro shows them: statuses, methods, money, and how surely each is placed."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import numpy as np
import shapely
from shapely import Point

from layers.civic.tenders.models import PHASES, Phase
from maps.demo import seeds
from maps.demo.owners import Company, authority, companies
from maps.demo.scene import Scene
from maps.demo.tables import SOURCE, Table, Value, shapes
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


def tender_tables(scene: Scene, count: int) -> list[Table]:
    """Tenders, newest last."""
    themes, purchases = Themes(scene), seeds.words("purchases")
    suppliers = companies(120, scene.random, first=70_000)
    weights = [float(purchase["weight"]) for purchase in purchases]
    rows: list[tuple[Value, ...]] = []
    places = []
    days = sorted(
        scene.days_ago(0, 75) if scene.chance(0.2) else scene.days_ago(0, 1700) for _k in range(count)
    )
    for number, day in enumerate(days):
        purchase = scene.choose(purchases, weights)
        theme = themes.make(purchase["title"], purchase["where"])
        masked = scene.chance(0.05)
        where, accuracy, place = _location(scene, theme, masked=masked)
        rows.append(
            (*_tender(scene, number, day, purchase, theme, suppliers, masked=masked), where, accuracy)
        )
        places.append(place)
    return [
        Table(
            "tenders.Tender",
            (
                *("source", "external_id", "tender_id", "title", "description", "phase", "status", "method"),
                *("category", "buyer_name", "buyer_code", "amount", "currency", "vat_included", "dk_code"),
                *(
                    "dk_title",
                    "announced_on",
                    "bids_until",
                    "modified_at",
                    "supplier_name",
                    "contract_amount",
                ),
                *("address", "masked", "location_source", "location_accuracy"),
            ),
            rows,
            {"geom": shapes(places)},
        )
    ]


def identifier(number: int, day: date) -> str:
    """A public number of ProZorro's form; five digits that begin with 9 keep it apart from what is likely to exist."""
    return f"UA-{day:%Y-%m-%d}-{900000 + number:06d}-a"


def _tender(
    scene: Scene,
    number: int,
    day: date,
    purchase: dict[str, str],
    theme: Theme,
    suppliers: Sequence[Company],
    *,
    masked: bool,
) -> tuple[Value, ...]:
    recent = (scene.today - day).days < 60
    amount = _amount(scene, int(purchase["low"]), int(purchase["high"]))
    status = scene.choose(list(_STATUSES), [pair[1 if recent else 0] for pair in _STATUSES.values()])
    method = scene.choose(list(_METHODS), [pair[0 if amount > _DEAR else 1] for pair in _METHODS.values()])
    if method == "reporting":
        status = "complete"
    ends = datetime.combine(day + timedelta(days=scene.number(7, 30)), time(9), UTC)
    if status in ("active.enquiries", "active.tendering"):
        ends = datetime.combine(scene.today + timedelta(days=scene.number(1, 20)), time(9), UTC)
    supplier = scene.choose(suppliers) if status in ("complete", "active.awarded", "active") else None
    paid = (amount * scene.number(72, 100) / 100).quantize(Decimal("0.01")) if supplier else None
    buyer = scene.choose(_BUYERS)
    public_id = identifier(number, day)
    title = "Тимчасово замасковано" if masked else theme.title
    changed = datetime.combine(min(day + timedelta(days=scene.number(0, 90)), scene.today), time(12), UTC)
    return (
        *(
            SOURCE,
            public_id,
            public_id,
            title,
            "Закупівля створена для демонстрації.",
            _phase(status),
            status,
            method,
        ),
        *(
            purchase["category"],
            buyer.name,
            buyer.code,
            amount,
            "UAH",
            scene.chance(0.72),
            purchase["dk_code"],
        ),
        *(purchase["dk_title"], day, None if method == "reporting" else ends, changed),
        *(supplier.name if supplier else "", paid, _written_place(scene, theme, masked=masked), masked),
    )


def _phase(status: str) -> str:
    return PHASES.get(status, Phase.UNKNOWN).value


def _amount(scene: Scene, low: int, high: int) -> Decimal:
    """Money is spread over orders of magnitude."""
    value = float(np.exp(scene.random.uniform(np.log(low), np.log(high))))
    return Decimal(round(value * 100)).scaleb(-2)


def _written_place(scene: Scene, theme: Theme, *, masked: bool) -> str:
    if masked:
        return ""
    if theme.address >= 0:
        return f"Слов’янськ, {scene.line_of(theme.address)}"
    return "Слов’янськ, відповідно до документації"


def _location(scene: Scene, theme: Theme, *, masked: bool) -> tuple[str, float | None, object]:
    """How the place is known: exactly, by address, by street, by settlement or not at all."""
    if masked or (theme.where == "none" and scene.chance(0.82)):
        return "unknown", None, None
    if theme.where == "street":
        return "street", None, theme.geometry
    if theme.where == "none":
        centre = scene.ground.centre
        return "settlement", round(float(np.sqrt(scene.ground.town.area / np.pi))), Point(centre)
    if theme.where == "address" and scene.chance(0.12):
        # The document's own coordinates: rare, and sure.
        return "register", 5.0, shapely.point_on_surface(theme.geometry)
    if theme.where == "address":
        return "address", 20.0, theme.geometry
    return "hand", None, theme.geometry
