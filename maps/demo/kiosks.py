"""Kiosks and advertising structures along the streets, with the permits they had."""

from collections.abc import Sequence

import shapely

from kiosks.rules import NO_ACCURACY, advertising_place
from kiosks.vocabulary import ON_THE_GROUND
from maps.demo.ground_tables import GENERATED
from maps.demo.owners import Company, authority, companies
from maps.demo.permits import Permit, history
from maps.demo.scene import Scene
from maps.demo.signs import by_trade
from maps.demo.spots import Manner, stand
from maps.demo.tables import SOURCE, Geometries, Row, Table, shapes

_KIOSK = Manner(5.0, (1.4, 3.6), (1.1, 2.3), 8.5, 9.0, stops=6.0, mains=0.8, centre=1.6, within="settlement")
_BOARD = Manner(
    1.5, (0.9, 3.0), (0.15, 0.3), 24.0, 14.0, stops=0.7, mains=2.4, centre=1.1, within="community"
)
_ARCHITECTURE = authority("Відділ архітектури та містобудування Слов’янської міської ради", 1)

#: activity → weight, what it is called where nothing is written over its window, the forms it takes
_TRADES: dict[str, tuple[float, tuple[str, ...], tuple[str, ...]]] = {
    "coffee": (13, ("Кава на виніс", "Кава й чай"), ("kiosk", "coffee_car", "vending")),
    "bread": (10, ("Хліб і випічка", "Хліб"), ("kiosk", "pavilion")),
    "grocery": (10, ("Продукти", "Продукти біля дому"), ("pavilion", "kiosk", "stop_pavilion")),
    "fast_food": (9, ("Шаурма", "Гарячі страви", "Чебуреки"), ("kiosk", "food_truck", "pavilion")),
    "vegetables": (8, ("Овочі й фрукти", "Овочі"), ("stall", "tent", "kiosk")),
    "flowers": (7, ("Квіти", "Живі квіти"), ("kiosk", "pavilion")),
    "tobacco": (6, ("Цигарки", "Тютюнові вироби"), ("kiosk", "stop_pavilion")),
    "press": (4, ("Преса", "Газети й журнали"), ("kiosk",)),
    "meat": (5, ("М’ясо та ковбаси", "Ковбаси"), ("pavilion", "trailer")),
    "milk": (4, ("Молоко на розлив", "Молочні продукти"), ("trailer", "kiosk")),
    "fish": (2, ("Риба", "Свіжа риба"), ("pavilion", "trailer")),
    "phones": (4, ("Мобільні телефони й ремонт", "Ремонт телефонів"), ("pavilion", "kiosk")),
    "keys": (2, ("Виготовлення ключів",), ("kiosk",)),
    "repair": (3, ("Ремонт взуття", "Ремонт одягу"), ("kiosk", "pavilion")),
    "household": (3, ("Побутова хімія", "Господарські товари"), ("pavilion",)),
    "pets": (2, ("Зоотовари",), ("kiosk", "pavilion")),
    "clothes": (3, ("Одяг і взуття", "Білизна"), ("pavilion", "container")),
    "lottery": (2, ("Лотерея",), ("kiosk",)),
    "pharmacy": (2, ("Аптечний кіоск",), ("kiosk",)),
    "water": (4, ("Вода на розлив", "Питна вода"), ("vending", "kiosk")),
    "ice_cream": (3, ("Морозиво",), ("stall", "trailer")),
    "tickets": (2, ("Квиткова каса",), ("kiosk",)),
    "seeds": (2, ("Насіння й садовина",), ("kiosk", "tent")),
    "other": (4, ("Поштомат", "Пункт приймання вторсировини"), ("parcel_locker", "other")),
    "idle": (4, ("Не працює, без вивіски",), ("kiosk", "pavilion")),
    "unknown": (2, ("Тимчасова споруда",), ("unknown",)),
}
#: what stands before the words of a sign
_FORMS = {
    "kiosk": "Кіоск",
    "pavilion": "Павільйон",
    "stop_pavilion": "Зупинковий павільйон",
    "stall": "Лоток",
    "tent": "Намет",
    "trailer": "Автолавка",
    "container": "Контейнер",
    "coffee_car": "Кавомобіль",
    "food_truck": "Фудтрак",
    "vending": "Автомат",
}
#: metres to which the place of a kiosk is known that was measured, and one of how many was
_MEASURED, _MEASURED_EVERY = 0.3, 8
#: how many have a sign of their own; the others are called by what they sell
_SIGNED = 0.72
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
    signs = by_trade()
    spots = stand(scene.ground, _KIOSK, count, scene.random)
    owners = companies(max(30, count // 9), scene.random)
    places = shapely.points(spots.place)
    rows: list[Row] = []
    passports: list[Row] = []
    for serial, address in enumerate(scene.nearest_addresses(places)):
        past = history(scene, "ПП", serial + 1, 3)
        kiosk = _kiosk(scene, serial, owners, signs, spots.footprint[serial])
        kiosk |= past.columns(len(passports))
        rows.append(kiosk | scene.postal(address, places[serial]))
        passports += [_passport(serial, permit) for permit in past.permits]
    geometries = {"geom": shapes(places), "footprint": shapes(spots.footprint)}
    return _structures("kiosks.Kiosk", rows, geometries, "kiosks.SitingPassport", "kiosk_id", passports)


def advertising_tables(scene: Scene, count: int) -> list[Table]:
    """Advertising structures and their permits."""
    spots = stand(scene.ground, _BOARD, count, scene.random)
    distributors = companies(max(12, count // 25), scene.random, first=40_000)
    places = shapely.points(spots.place)
    rows: list[Row] = []
    permits: list[Row] = []
    for serial, address in enumerate(scene.nearest_addresses(places)):
        past = history(scene, "РК", serial + 1, 5)
        board = _board(scene, serial, past.columns(len(permits)))
        rows.append(board | scene.postal(address, places[serial]))
        # Few distributors have most of the boards.
        distributor = distributors[int(len(distributors) * scene.random.random() ** 1.6)]
        permits += [_advertising_permit(serial, permit, distributor) for permit in past.permits]
    geometries = {"geom": shapes(places)}
    return _structures(
        "kiosks.Advertising", rows, geometries, "kiosks.AdvertisingPermit", "advertising_id", permits
    )


def _structures(
    model: str, rows: list[Row], geometries: Geometries, permit: str, owner: str, permits: list[Row]
) -> list[Table]:
    """Structures and their permits; `owner` is the column by which a permit points to its structure."""
    return [
        Table.of_rows(
            model,
            rows,
            geometries=geometries,
            references={"permit_id": permit},
            ahead={permit: len(permits)},
        ),
        Table.of_rows(permit, permits, references={owner: model}),
    ]


def _kiosk(
    scene: Scene, serial: int, owners: list[Company], signs: dict[str, list[str]], footprint: object
) -> Row:
    trade = scene.choose(list(_TRADES), [weight for weight, _plain, _forms in _TRADES.values()])
    _weight, plain, forms = _TRADES[trade]
    form = scene.choose(forms)
    # Few owners have many kiosks, many have one.
    owner = owners[int(len(owners) * scene.random.random() ** 2)] if scene.chance(0.93) else None
    return {
        "source": SOURCE,
        "location_source": GENERATED,
        # Some were measured so well that the passage beside them is known.
        "location_accuracy": _MEASURED if serial % _MEASURED_EVERY == 0 else None,
        "external_id": f"ts-{serial + 1:05d}",
        "number": f"ТС-{serial + 1:04d}",
        "name": _kiosk_name(scene, form, plain, signs.get(trade, [])),
        "mobility": _mobility(form),
        "form": form,
        "activity": trade,
        "area": round(float(shapely.area(footprint)), 1),
        # As it will be measured: nothing of that is a change.
        "footprint_area": round(float(shapely.area(footprint)), 1),
        "passage": NO_ACCURACY,
        "opening_hours": scene.choose(_HOURS),
        "owner_name": owner.name if owner else "",
        "owner_code": owner.code if owner else "",
        "note": "Власника не встановлено." if owner is None else "",
    }


def _kiosk_name(scene: Scene, form: str, plain: Sequence[str], signs: Sequence[str]) -> str:
    """The words of its sign, of which a chain has several; or what it sells."""
    if not signs or form not in _FORMS or not scene.chance(_SIGNED):
        return scene.choose(plain)
    sign = scene.choose(signs)
    return f"{_FORMS[form]} «{sign}{f'-{scene.number(2, 9)}' if scene.chance(0.2) else ''}»"


def _mobility(form: str) -> str:
    if form == "unknown":
        return "unknown"
    return "mobile" if form in _MOBILE else "stationary"


def _passport(serial: int, permit: Permit) -> Row:
    return {
        "kiosk_id": serial,
        "number": permit.number,
        "status": permit.status,
        "issued_on": permit.issued_on,
        "issued_by": _ARCHITECTURE.name,
        "valid_until": permit.valid_until,
        "document_name": f"passport-{permit.number}.pdf",
    }


def _board(scene: Scene, serial: int, permit: Row) -> Row:
    kind = scene.choose(list(_BOARDS), [board[0] for board in _BOARDS.values()])
    _weight, name, width, height, planes = _BOARDS[kind]
    return {
        "source": SOURCE,
        "location_source": GENERATED,
        "external_id": f"rz-{serial + 1:05d}",
        "number": f"РЗ-{serial + 1:04d}",
        "name": name,
        "kind": kind,
        "planes": planes,
        "width": width,
        "height": height,
        "area": round(width * height * planes, 2),
        "place_area": advertising_place(
            None, width, height, stands=None if kind == "other" else kind in ON_THE_GROUND
        ),
        **permit,
    }


def _advertising_permit(serial: int, permit: Permit, distributor: Company) -> Row:
    return {
        "advertising_id": serial,
        "number": permit.number,
        "status": permit.status,
        "issued_on": permit.issued_on,
        "issued_by": _ARCHITECTURE.name,
        "issued_by_code": _ARCHITECTURE.code,
        "valid_until": permit.valid_until,
        "distributor_name": distributor.name,
        "distributor_code": distributor.code,
        "valid_from": permit.issued_on,
        "contract_number": f"Д-{permit.number}",
        "contract_signed_on": permit.issued_on,
    }
