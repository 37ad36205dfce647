"""`./dev bench-locating`: how right and how fast the locator is, over a register of 50,000 addresses in the database.

The labelled titles are real ones, beside the project (where there are none, addresses made of the labels are read
instead); the register has what the labels name and much that is alike. The second table is of the same register without
every third house: what is not known has to be claimed more roughly. Each title is located alone, by the same functions
as the worker's, with an empty memory of streets and houses.
"""

import argparse
import os
import resource
import time
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import django

ADDRESSES = 50_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--addresses", type=int, default=ADDRESSES)
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maps.settings")
    django.setup()
    from django.core.management import call_command

    from tests.locating import corpus

    if not corpus.TITLES.is_file():
        print("The real titles are not beside the project: addresses made of their labels are read instead.")
    call_command("migrate", verbosity=0)
    for every in (0, 3):
        _measure(asked.addresses, every)
    print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB at most")


def _measure(addresses: int, every: int) -> None:
    from layers.locating import register
    from layers.locating.finding import locate
    from tests.locating import corpus

    titles = corpus.titles()
    hints = {one.tender_id: one.hint for one in titles.values()}
    labels = corpus.labels()
    count = _fill(corpus.register(labels, hints, addresses), corpus.settlements(labels, hints), every)
    print(f"\n{count} addresses{f', every {every}rd house is missing' if every else ''}")
    started = time.perf_counter()
    known = register.gazetteer()
    known.region = "Львівська область"
    print(f"names read in {time.perf_counter() - started:.2f} s")
    settlements = {one.number: one.name for one in known.settlements.values()}
    score, taken = corpus.Score(), []
    for label in labels:
        title = titles[label.tender_id]
        started = time.perf_counter()
        found = locate(title.text, known, register.DatabaseGround(), title.hint)
        taken.append((time.perf_counter() - started) * 1000)
        score.add(label, title, found, settlements)
    print(score.table())
    taken.sort()
    print(
        f"{len(taken)} titles: {sum(taken) / len(taken):.2f} ms a title, "
        f"p50 {taken[len(taken) // 2]:.2f}, p95 {taken[len(taken) * 95 // 100]:.2f}, most {taken[-1]:.2f} ms"
    )


def _fill(laid: Sequence[Any], settlements: Iterable[str], every: int) -> int:
    """Write a register; returns its number of addresses."""
    from django.contrib.gis.geos import MultiLineString, MultiPolygon, Point, Polygon

    from layers.reference.models import Address, Boundary, Settlement, Street
    from tests.locating import corpus

    for model in (Address, Street, Settlement, Boundary):
        model.objects.all().delete()
    places = {name: Settlement(name=name, kind="city", geom=Point(0, 0, srid=4326)) for name in settlements}
    Settlement.objects.bulk_create(places.values())
    Boundary.objects.bulk_create(
        Boundary(name=name, level="settlement", geom=MultiPolygon(Polygon(_outline(corpus.area(name)))))
        for name in places
    )
    streets = [
        Street(
            name=one.name,
            kind=one.kind,
            settlement=places[one.settlement],
            geom=MultiLineString(_line(one.course.coords)),
        )
        for one in laid
    ]
    Street.objects.bulk_create(streets)
    addresses = [
        Address(
            street=street,
            street_name=str(street),
            house=house,
            geom=Point(*_degrees(point.x, point.y), srid=4326),
        )
        for street, one in zip(streets, laid, strict=True)
        for number, (house, point) in enumerate(one.houses.items())
        if not every or (number + street.pk) % every
    ]
    Address.objects.bulk_create(addresses, batch_size=5000)
    return len(addresses)


def _degrees(x: float, y: float) -> tuple[float, float]:
    """The plane of the corpus is laid down in the city's own projection."""
    longitude, latitude = _transformer().transform(300_000 + x, 5_300_000 + y)
    return longitude, latitude


@cache
def _transformer() -> Any:
    from django.conf import settings
    from pyproj import Transformer

    return Transformer.from_crs(settings.CITY.metric_srid, 4326, always_xy=True)


def _line(coordinates: Iterable[tuple[float, float]]) -> Any:
    from django.contrib.gis.geos import LineString

    return LineString([_degrees(x, y) for x, y in coordinates], srid=4326)


def _outline(area: Any) -> list[tuple[float, float]]:
    return [_degrees(x, y) for x, y in area.exterior.coords]


if __name__ == "__main__":
    main()
