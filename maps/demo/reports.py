"""Reports of residents: those that were answered are public, the newest wait for a moderator."""

from datetime import date, timedelta

from shapely import Point

from layers.publication import Publication
from maps.demo.ground_tables import GENERATED
from maps.demo.scene import Scene
from maps.demo.tables import SOURCE, Row, Table, shapes

#: category → weight, what people write, what is answered, and what is answered where it was not so
_SEEN: dict[str, tuple[int, tuple[str, ...], tuple[str, ...], str]] = {
    "kiosk": (
        4,
        ("Кіоск з’явився минулого тижня, дозволу на ньому не видно", "Намет стоїть на тротуарі, не обійти"),
        ("Споруду обстежено, власникові видано припис.", "Кіоск прибрано, тротуар вільний."),
        "Паспорт прив’язки чинний, споруда стоїть за схемою.",
    ),
    "advertising": (
        3,
        ("Щит закриває знак перед переходом", "Банер затулив вікна двох поверхів"),
        ("Щит переставлено за п’ять метрів.", "Банер знято."),
        "Дозвіл чинний, видимості знака конструкція не обмежує.",
    ),
    "barrier": (
        4,
        ("Пандус такий крутий, що візком не заїхати", "Бордюр на переході не знижено"),
        ("Пандус внесено до плану перебудови на цей рік.", "Бордюр знижено."),
        "На цьому місці є обхід без сходинок, його позначено.",
    ),
    "other": (
        2,
        ("Зламана лава, стирчать цвяхи", "Яма посеред пішохідної доріжки"),
        ("Лаву полагоджено.", "Яму засипано."),
        "На місці нічого не виявлено.",
    ),
}
#: days within which there is an answer, and after which somebody looks
_ANSWERED_WITHIN, _TAKEN_UP_WITHIN = 30, 5


def report_tables(scene: Scene, count: int) -> list[Table]:
    """Reports near houses, of the last two years."""
    rows, geometries = [], []
    for number in range(count):
        address = scene.public_address()
        place = scene.ground.addresses[address].place
        geometries.append(Point(place.x + scene.number(-9, 9), place.y + scene.number(-9, 9)))
        rows.append(_row(scene, number, scene.line_of(address)))
    return [Table.of_rows("reports.Report", rows, geometries={"geom": shapes(geometries)})]


def _row(scene: Scene, number: int, nearby: str) -> Row:
    category = scene.choose(list(_SEEN), [seen[0] for seen in _SEEN.values()])
    _weight, words, answers, denial = _SEEN[category]
    reported = scene.days_ago(0, 12) if scene.chance(0.15) else scene.days_ago(13, 700)
    taken_up = reported + timedelta(days=scene.number(1, _TAKEN_UP_WITHIN))
    answered = taken_up + timedelta(days=scene.number(1, _ANSWERED_WITHIN - _TAKEN_UP_WITHIN))
    state = _state(scene, taken_up, answered)
    text = scene.choose(words)
    is_settled, is_public = state in {"answered", "declined"}, state != "received"
    return {
        "source": SOURCE,
        "location_source": GENERATED,
        "external_id": f"report-{number + 1:05d}",
        "category": category,
        "state": state,
        "said": text,
        "text": text,
        "nearby": nearby,
        "reported_on": reported,
        "taken_up_on": taken_up if is_public else None,
        "answered_on": answered if is_settled else None,
        "answer": {"answered": scene.choose(answers), "declined": denial}.get(state, ""),
        "publication": (Publication.PUBLIC if is_public else Publication.HIDDEN).value,
        "publication_reason": "" if is_public else "Модератор ще не переглянув",
    }


def _state(scene: Scene, taken_up: date, answered: date) -> str:
    if taken_up > scene.today:
        return "received"
    if answered > scene.today:
        return "looked_into"
    return "answered" if scene.chance(0.8) else "declined"
