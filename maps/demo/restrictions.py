"""What of the demonstration is not for everybody: a handful of objects under each kind of publication, with its ground.

They are chosen when everything has been drawn, without chance: all other rows are as they would be without them. What
tells the place of a closed object (a title with an address in it) is written anew.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from layers.publication import Publication
from maps.demo import seeds
from maps.demo.owners import Company, authority
from maps.demo.tables import Table, Value

Row = dict[str, Value]

_HOUSING = authority("Управління житлово-комунального господарства Слов’янської міської ради", 20)
_SOCIAL = authority("Управління соціального захисту населення Слов’янської міської ради", 2)
_OPEN: Row = {"publication": Publication.PUBLIC.value, "publication_reason": "", "publish_after": None}


@dataclass(frozen=True)
class Restriction:
    """The last `many` rows of a table that suit (None: all), and what they become.

    `ground` is a key of `fixtures/sloviansk/grounds.csv`; a delay is reckoned from the day in the column `since`.
    """

    ground: str
    suits: Callable[[Row], bool]
    becomes: Callable[[int, date], Row] = lambda _number, _today: {}
    many: int | None = None
    since: str = ""


def restricted(tables: Iterable[Table], today: date) -> Iterator[Table]:
    """The tables, some of whose rows are closed to a part of the readers."""
    grounds = {ground["key"]: ground for ground in seeds.words("grounds")}
    for table in tables:
        restrictions = _RESTRICTIONS.get(table.model)
        yield _restricted(table, restrictions, grounds, today) if restrictions else table


def _restricted(
    table: Table, restrictions: Iterable[Restriction], grounds: dict[str, dict[str, str]], today: date
) -> Table:
    rows: list[Row] = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    for restriction in restrictions:
        open_still = [row for row in rows if "publication" not in row and restriction.suits(row)]
        for number, row in enumerate(open_still[-(restriction.many or len(rows)) :], 1):
            row.update(restriction.becomes(number, today))
            row.update(_closed(row, grounds[restriction.ground], restriction.since))
    columns = (*table.columns, *_OPEN)
    return replace(table, columns=columns, rows=[tuple((_OPEN | row)[c] for c in columns) for row in rows])


def _closed(row: Row, ground: dict[str, str], since: str) -> Row:
    day = row.get(since)
    return {
        "publication": Publication(ground["publication"]).value,
        "publication_reason": f"{ground['reason']} ({ground['norm']}). Приклад для демонстрації.",
        "publish_after": _later(day, int(ground["days"])) if isinstance(day, date) else None,
    }


def _later(day: date, days: int) -> datetime:
    return datetime.combine(day + timedelta(days=days), time(6), UTC)


# -- What the chosen become ----------------------------------------------------------------------------------------


def _fresh_damage(number: int, today: date) -> Row:
    return {"status": "reported", "reported_on": today - timedelta(days=2 * number)}


def _aid_point(number: int, _today: date) -> Row:
    return _service(f"Пункт видачі гуманітарної допомоги № {number}", "за записом")


def _refuge(number: int, _today: date) -> Row:
    return _service(f"Притулок для постраждалих осіб № {number}", "цілодобово")


def _service(name: str, hours: str) -> Row:
    responsible = {"responsible_name": _SOCIAL.name, "responsible_code": _SOCIAL.code}
    return {"name": name, "kind": "social", "opening_hours": hours, **responsible}


def _guard_post(number: int, _today: date) -> Row:
    words = {"name": f"Модульний пост охорони № {number}", "form": "other", "activity": "other", "note": ""}
    return {**words, "opening_hours": "", **_named("owner", _HOUSING)}


def _works(title: str) -> Callable[[int, date], Row]:
    return lambda _number, _today: {"title": title, **_named("buyer", _HOUSING)}


def _named(role: str, who: Company) -> Row:
    return {f"{role}_name": who.name, f"{role}_code": who.code}


def _is_placed_purchase(dk_code: str) -> Callable[[Row], bool]:
    return lambda row: row["dk_code"] == dk_code and row["location_source"] in {"address", "register"}


_RESTRICTIONS = {
    "accessibility.Barrier": (
        Restriction(
            "strike",
            lambda row: row["kind"] == "shelling" and row["status"] in {"reported", "confirmed", "planned"},
            _fresh_damage,
            many=5,
            since="reported_on",
        ),
        Restriction("strike", lambda row: row["kind"] == "shelling", since="reported_on"),
    ),
    "accessibility.Place": (
        Restriction("crowd", lambda row: row["kind"] == "office", _aid_point, many=3),
        Restriction("refuge", lambda row: row["kind"] == "office", _refuge, many=2),
    ),
    "kiosks.Kiosk": (Restriction("guard", lambda row: row["activity"] == "idle", _guard_post, many=2),),
    "tenders.Tender": tuple(
        Restriction("critical", _is_placed_purchase(dk_code), _works(title), many=1)
        for dk_code, title in (
            ("45454000-4", "Реконструкція насосної станції водопостачання"),
            ("45260000-7", "Капітальний ремонт покрівлі котельні"),
            ("71520000-9", "Технічний нагляд: відновлення трансформаторної підстанції"),
        )
    ),
}
