"""Which of the city's places a person gets to from public transport, and of how many nobody knows: the yearly figure.

A place counts as reached where a way leads to it from some stop within a quarter of an hour at the person's own pace.
«Known» is what is reached over stretches alone that are measured and can be passed, some with difficulty; «perhaps»
what is reached only if those that nobody has measured can be passed as well.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache

from django.conf import settings
from django.contrib.gis.db.models.functions import Transform
from django.utils import timezone

from accessibility.models import Reach
from accessibility.routing.needs import Needs, Unknown
from accessibility.routing.network import Place as Point
from accessibility.routing.route import Question, arrive, reach
from accessibility.vocabulary import Profile, Reached
from accessibility.ways import question
from layers import stamps
from layers.registry import catalogue
from layers.viewer import PUBLIC

#: a quarter of an hour
MINUTES = 15
STOPS = "stops"


def places(profile: Profile) -> Mapping[int, Reached]:
    """How each place that everybody may see is reached by a person, by its number."""
    version = stamps.version([catalogue[slug] for slug in ("roads", "barriers", "places", STOPS)])
    return _places(version, timezone.localdate().toordinal(), profile)


@lru_cache(maxsize=len(Profile))
def _places(_version: int, _day: int, profile: Profile) -> Mapping[int, Reached]:
    known, perhaps = (question(profile, policy, {}) for policy in (Unknown.NEVER, Unknown.ACCEPT))
    anybody = Question(perhaps.network, Needs(pace=perhaps.needs.pace))
    stops = list(points(STOPS).values())
    there = points("places")
    found = [
        (state, _arrived(asked, stops, there))
        for state, asked in ((Reached.KNOWN, known), (Reached.PERHAPS, perhaps), (Reached.BARRED, anybody))
    ]
    return {
        number: next((state for state, arrived in found if number in arrived), Reached.FAR)
        for number in there
    }


def _arrived(asked: Question, starts: Sequence[Point], ends: Mapping[int, Point]) -> set[int]:
    most = walk(asked)
    reached = reach(asked, starts, most)
    return {number for number, place in ends.items() if arrive(asked, place, reached) <= most}


def walk(asked: Question) -> float:
    """How many metres this person walks in a quarter of an hour."""
    return MINUTES * asked.needs.pace


def points(slug: str) -> dict[int, Point]:
    """Where everybody may see the features of a layer of points, in metres of the city's plane, by their numbers."""
    rows = catalogue[slug].features(PUBLIC).filter(gone_at=None, public_geom__isnull=False)
    placed = rows.annotate(metric=Transform("public_geom", settings.CITY.metric_srid)).order_by()
    return {number: (place.x, place.y) for number, place in placed.values_list("pk", "metric").iterator()}


def count() -> None:
    """Write today's figures, one row for each person; a second time on the same day they are written anew."""
    for profile in Profile:
        found = Counter(places(profile).values())
        Reach.objects.update_or_create(
            day=timezone.localdate(),
            profile=profile,
            defaults={state.value: found[state] for state in Reached},
        )
