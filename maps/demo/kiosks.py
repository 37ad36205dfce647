"""Kiosks and advertising structures along the streets, with the permits they had."""

import shapely

from maps.demo.ground_tables import GENERATED
from maps.demo.owners import Company, authority, companies
from maps.demo.permits import History, Permit, history
from maps.demo.scene import POSTAL, Scene
from maps.demo.spots import Manner, stand
from maps.demo.tables import SOURCE, Table, Value, shapes

_KIOSK = Manner(4.6, (1.4, 3.6), (1.1, 2.3), 8.5, 9.0, stops=6.0, mains=0.8, centre=1.6, within="settlement")
_BOARD = Manner(
    1.5, (0.9, 3.0), (0.15, 0.3), 24.0, 14.0, stops=0.7, mains=2.4, centre=1.1, within="community"
)
_ARCHITECTURE = authority("Відділ архітектури та містобудування Слов’янської міської ради", 1)

#: activity → weight, what it is called, the forms it takes
_TRADES: dict[str, tuple[float, tuple[str, ...], tuple[str, ...]]] = {
    "coffee": (13, ("Кава на виніс", "Кавова хвилинка", "Тепла чашка"), ("kiosk", "coffee_car", "vending")),
    "bread": (10, ("Хліб і випічка", "Гаряча випічка", "Паляниця"), ("kiosk", "pavilion")),
    "grocery": (10, ("Продукти", "Продукти біля дому"), ("pavilion", "kiosk", "stop_pavilion")),
    "fast_food": (9, ("Шаурма", "Гарячі страви", "Чебуреки"), ("kiosk", "food_truck", "pavilion")),
    "vegetables": (8, ("Овочі й фрукти", "Овочева ятка"), ("stall", "tent", "kiosk")),
    "flowers": (7, ("Квіти", "Квіткова крамничка"), ("kiosk", "pavilion")),
    "tobacco": (6, ("Цигарки",), ("kiosk", "stop_pavilion")),
    "press": (4, ("Преса",), ("kiosk",)),
    "meat": (5, ("М’ясо та ковбаси",), ("pavilion", "trailer")),
    "milk": (4, ("Молоко на розлив",), ("trailer", "kiosk")),
    "fish": (2, ("Риба",), ("pavilion", "trailer")),
    "phones": (4, ("Мобільні телефони й ремонт",), ("pavilion", "kiosk")),
    "keys": (2, ("Виготовлення ключів",), ("kiosk",)),
    "repair": (3, ("Ремонт взуття", "Ремонт одягу"), ("kiosk", "pavilion")),
    "household": (3, ("Побутова хімія",), ("pavilion",)),
    "pets": (2, ("Зоотовари",), ("kiosk", "pavilion")),
    "clothes": (3, ("Одяг і взуття",), ("pavilion", "container")),
    "lottery": (2, ("Лотерея",), ("kiosk",)),
    "pharmacy": (2, ("Аптечний кіоск",), ("kiosk",)),
    "water": (4, ("Вода на розлив",), ("vending", "kiosk")),
    "ice_cream": (3, ("Морозиво",), ("stall", "trailer")),
    "tickets": (2, ("Квиткова каса",), ("kiosk",)),
    "seeds": (2, ("Насіння й садовина",), ("kiosk", "tent")),
    "other": (4, ("Поштомат", "Пункт приймання вторсировини"), ("parcel_locker", "other")),
    "idle": (4, ("Кіоск, не працює",), ("kiosk", "pavilion")),
    "unknown": (2, ("Тимчасова споруда",), ("unknown",)),
}
_MOBILE = {"coffee_car", "food_truck", "trailer", "tent", "stall"}
_HOURS = ("Пн–Нд 08:00–20:00", "Пн–Пт 07:00–19:00, Сб 08:00–16:00", "цілодобово", "Пн–Сб 09:00–18:00", "", "")

#: kind → weight, name, width and height in metres, planes
_BOARDS: dict[str, tuple[float, str, float, float, int]] = {
    "billboard": (26, "Білборд 6×3", 6, 3, 2),
    "city_light": (22, "Сітілайт 1,2×1,8", 1.2, 1.8, 2),
    "superboard": (2, "Суперборд 12×4", 12, 4, 1),
    "backlight": (4, "Беклайт 3×4", 3, 4, 1),
    "scroll": (4, "Скрол 2,3×3,1", 2.3, 3.1, 2),
    "prism": (4, "Призматрон 6×3", 6, 3, 1),
    "lamp_post": (10, "Лайтпостер на опорі 0,8×1,2", 0.8, 1.2, 2),
    "firewall": (2, "Брандмауер 8×10", 8, 10, 1),
    "led_screen": (2, "LED-екран 4×3", 4, 3, 1),
    "stand": (4, "Стенд 2×1,5", 2, 1.5, 1),
    "panel": (3, "Панно 3×2", 3, 2, 1),
    "streamer": (2, "Транспарант-перетяжка 8×1", 8, 1, 2),
    "light_box": (6, "Світловий короб 1×1,5", 1, 1.5, 1),
    "notice_board": (8, "Дошка оголошень 1,5×1", 1.5, 1, 1),
    "pillar": (2, "Афішна тумба", 1.4, 3, 1),
    "pylon": (3, "Пілон 1,5×4", 1.5, 4, 2),
    "roof": (1, "Дахова установка 8×2", 8, 2, 1),
    "bracket": (4, "Панель-кронштейн 0,6×0,9", 0.6, 0.9, 2),
    "other": (1, "Рекламний засіб", 1, 1, 1),
}


def kiosk_tables(scene: Scene, count: int) -> list[Table]:
    """Temporary structures and their siting passports."""
    spots = stand(scene.ground, _KIOSK, count, scene.random)
    owners = companies(max(30, count // 9), scene.random)
    places = shapely.points(spots.place)
    rows: list[tuple[Value, ...]] = []
    permits: list[tuple[Value, ...]] = []
    nearest = scene.nearest_addresses(places)
    for k, address in enumerate(nearest):
        past = history(scene, "ПП", k + 1, 3)
        rows.append(_kiosk(scene, k, owners, spots.footprint[k], past, len(permits)))
        rows[-1] += scene.postal(address, places[k])
        for permit in past.permits:
            file = f"passport-{permit.number}.pdf"
            permits.append(
                (
                    k,
                    permit.number,
                    permit.status,
                    permit.issued_on,
                    _ARCHITECTURE.name,
                    permit.valid_until,
                    file,
                )
            )
    kiosks = Table(
        "kiosks.Kiosk",
        (
            *(
                "source",
                "location_source",
                "external_id",
                "number",
                "name",
                "mobility",
                "form",
                "activity",
                "area",
            ),
            *("opening_hours", "owner_name", "owner_code", "permit_id", "permit_state", "permit_until"),
            *("without_permit", "note"),
            *POSTAL,
        ),
        rows,
        {"geom": shapes(places), "footprint": shapes(spots.footprint)},
        {"permit_id": "kiosks.SitingPassport"},
        {"kiosks.SitingPassport": len(permits)},
    )
    return [
        kiosks,
        Table(
            "kiosks.SitingPassport",
            ("kiosk_id", "number", "status", "issued_on", "issued_by", "valid_until", "document_name"),
            permits,
            references={"kiosk_id": "kiosks.Kiosk"},
        ),
    ]


def _kiosk(
    scene: Scene, serial: int, owners: list[Company], footprint: object, past: History, permits: int
) -> tuple[Value, ...]:
    trade = scene.choose(list(_TRADES), [weight for weight, _names, _forms in _TRADES.values()])
    _weight, names, forms = _TRADES[trade]
    form = scene.choose(forms)
    mobility = "unknown" if form == "unknown" else ("mobile" if form in _MOBILE else "stationary")
    # Few owners have many kiosks, many have one.
    owner = owners[int(len(owners) * scene.random.random() ** 2)] if scene.chance(0.93) else None
    current = past.permits[-1] if past.permits else None
    label = scene.choose(names)
    name = f"Кіоск «{label}»" if form in ("kiosk", "stop_pavilion") else label
    return (
        *(SOURCE, GENERATED, f"ts-{serial + 1:05d}", f"ТС-{serial + 1:04d}", name, mobility, form, trade),
        round(float(shapely.area(footprint)), 1),
        scene.choose(_HOURS),
        owner.name if owner else "",
        owner.code if owner else "",
        permits + len(past.permits) - 1 if current else None,
        past.state,
        current.valid_until if current else None,
        past.without,
        "Власника не встановлено." if owner is None else "",
    )


def advertising_tables(scene: Scene, count: int) -> list[Table]:
    """Advertising structures and their permits."""
    spots = stand(scene.ground, _BOARD, count, scene.random)
    distributors = companies(max(12, count // 25), scene.random, first=40_000)
    places = shapely.points(spots.place)
    rows: list[tuple[Value, ...]] = []
    permits: list[tuple[Value, ...]] = []
    for k, address in enumerate(scene.nearest_addresses(places)):
        past = history(scene, "РК", k + 1, 5)
        rows.append((*_board(scene, k, past, len(permits)), *scene.postal(address, places[k])))
        distributor = distributors[int(len(distributors) * scene.random.random() ** 1.6)]
        permits += [_advertising_permit(k, permit, distributor) for permit in past.permits]
    boards = Table(
        "kiosks.Advertising",
        (
            *(
                "source",
                "location_source",
                "external_id",
                "number",
                "name",
                "kind",
                "planes",
                "width",
                "height",
            ),
            *("area", "permit_id", "permit_state", "permit_until", "without_permit"),
            *POSTAL,
        ),
        rows,
        {"geom": shapes(places)},
        {"permit_id": "kiosks.AdvertisingPermit"},
        {"kiosks.AdvertisingPermit": len(permits)},
    )
    return [
        boards,
        Table(
            "kiosks.AdvertisingPermit",
            (
                *(
                    "advertising_id",
                    "number",
                    "status",
                    "issued_on",
                    "issued_by",
                    "issued_by_code",
                    "valid_until",
                ),
                *(
                    "distributor_name",
                    "distributor_code",
                    "valid_from",
                    "contract_number",
                    "contract_signed_on",
                ),
            ),
            permits,
            references={"advertising_id": "kiosks.Advertising"},
        ),
    ]


def _board(scene: Scene, serial: int, past: History, permits: int) -> tuple[Value, ...]:
    kind = scene.choose(list(_BOARDS), [board[0] for board in _BOARDS.values()])
    _weight, name, width, height, planes = _BOARDS[kind]
    current = past.permits[-1] if past.permits else None
    return (
        *(
            SOURCE,
            GENERATED,
            f"rz-{serial + 1:05d}",
            f"РЗ-{serial + 1:04d}",
            name,
            kind,
            planes,
            width,
            height,
        ),
        round(width * height * planes, 2),
        permits + len(past.permits) - 1 if current else None,
        past.state,
        current.valid_until if current else None,
        past.without,
    )


def _advertising_permit(serial: int, permit: Permit, distributor: Company) -> tuple[Value, ...]:
    return (
        *(serial, permit.number, permit.status, permit.issued_on, _ARCHITECTURE.name, _ARCHITECTURE.code),
        *(permit.valid_until, distributor.name, distributor.code, permit.issued_on),
        *(f"Д-{permit.number}", permit.issued_on),
    )
