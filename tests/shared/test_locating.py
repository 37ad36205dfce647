"""The labelled titles, held against the locator: no pin is wrong above what it claims."""

import pytest

from layers.feature import LocationSource as By
from layers.locating.finding import locate
from tests.locating import corpus
from tests.locating.corpus import Laid, Score
from tests.locating.town import Town

pytestmark = pytest.mark.shared


def town(laid: list[Laid], *, every: int = 0) -> Town:
    """The register in memory; `every` third house (say) is missing in it."""
    made = Town()
    made.gazetteer.region = "Львівська область"
    number = 0
    streets_of = corpus.by_settlement(laid)
    for settlement in corpus.settlements(corpus.labels(), hints()):
        streets = streets_of.get(settlement, [])
        place = made.settlement(settlement)
        made.areas[place.number] = corpus.area(settlement)
        for street in streets:
            placed = {}
            for house, point in street.houses.items():
                number += 1
                if not every or number % every:
                    placed[house] = point
            made.lay(street.name, corpus.courses(street), placed, kind=street.kind, settlement=place)
    return made


def score(made: Town) -> Score:
    titles, told = corpus.titles(), Score()
    settlements = {one.number: one.name for one in made.gazetteer.settlements.values()}
    for label in corpus.labels():
        title = titles[label.tender_id]
        told.add(label, title, locate(title.text, made.gazetteer, made, title.hint), settlements)
    return told


def hints() -> dict[str, str]:
    return {one.tender_id: one.hint for one in corpus.titles().values()}


def laid(addresses: int) -> list[Laid]:
    return corpus.register(corpus.labels(), hints(), addresses)


@pytest.mark.parametrize("missing", [0, 3])
def test_no_pin_is_wrong_above_what_it_claims(missing: int) -> None:
    told = score(town(laid(20_000), every=missing))
    print(told.table(), *told.mistakes, sep="\n")
    assert told.precision(By.ADDRESS) >= 0.98
    assert min(told.precision(one) for one in (By.STREET, By.SEGMENT, By.CROSSING, By.INTERPOLATED)) >= 0.95
    if not missing:
        assert told.recall(By.ADDRESS) >= 0.95
        assert told.recall(By.STREET) >= 0.9


def test_what_is_said_of_another_city_is_nowhere_in_this_one() -> None:
    made = Town()
    here = made.settlement("Слов’янськ", "city")
    for street in {(one.kind, one.name): one for one in laid(0)}.values():
        made.lay(street.name, corpus.courses(street), street.houses, kind=street.kind, settlement=here)
    drawn = [
        one.text
        for one in corpus.titles().values()
        if locate(one.text, made.gazetteer, made, f"м. {one.hint}").geometry is not None
    ]
    assert drawn == []
