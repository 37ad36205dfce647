"""`./dev bench-alerts`: what it costs to find out who is to be told of what, and what the log costs whoever writes.

Subscribers are spread over the city as people are: most ask about a place, some about an object, a filter, everything.
All events happen to kiosks; each is compared with all subscriptions. Memory is that of this process; the sets are the
database's.
"""

import argparse
import os
import random
import resource
import time
from collections.abc import Callable

import django

SUBSCRIPTIONS, EVENTS, IMPORTED = 10_000, 10_000, 100_000
#: of a hundred subscribers
ROUND_A_PLACE, OF_AN_OBJECT, OF_A_FILTER = 85, 10, 4


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--subscriptions", type=int, default=SUBSCRIPTIONS)
    parser.add_argument("--events", type=int, default=EVENTS)
    parser.add_argument("--imported", type=int, default=IMPORTED)
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maps.settings")
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    _empty()
    _writing(asked.imported)
    _empty()
    _matching(asked.subscriptions, asked.events)


def _empty() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE kiosks_kiosk, layers_event, alerts_subscription, layers_historyentry CASCADE"
        )
        cursor.execute("TRUNCATE layers_stamp, layers_tally")


def _enter(number: int) -> float:
    """Enter kiosks all over the city in one statement; the seconds that it takes."""
    from django.conf import settings
    from django.db import connection

    west, south, east, north = settings.CITY.bounds
    begun = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO kiosks_kiosk (name, geom, permit_state)
               SELECT 'Кіоск ' || n, ST_SetSRID(ST_MakePoint(%s + random() * %s, %s + random() * %s), 4326), 'valid'
                 FROM generate_series(1, %s) AS n""",
            [west, east - west, south, north - south, number],
        )
    return time.monotonic() - begun


def _expire() -> float:
    from kiosks.models import Kiosk

    begun = time.monotonic()
    Kiosk.objects.update(permit_state="expired")
    return time.monotonic() - begun


def _writing(number: int) -> None:
    """With the log and without it, in turns, so that both meet a warm database."""
    from django.db import connection

    def silent(state: str) -> None:
        with connection.cursor() as cursor:
            for trigger in ("note_insert", "note_update"):
                cursor.execute(f"ALTER TABLE kiosks_kiosk {state} TRIGGER {trigger}")

    print(f"{number} rows in one statement, without the log and with it", flush=True)
    spent: dict[tuple[str, str], float] = {}
    for state in ("DISABLE", "ENABLE"):
        _empty()
        silent(state)
        spent[state, "entered"] = _enter(number)
        spent[state, "changed"] = _expire()
    for deed in ("entered", "changed"):
        without, with_it = spent["DISABLE", deed], spent["ENABLE", deed]
        print(
            f"  {deed}: {without:.1f} s, {with_it:.1f} s ({100 * (with_it / without - 1):+.0f} %)", flush=True
        )


def _matching(subscriptions: int, events: int) -> None:
    from layers.alerts.matching import gather
    from layers.alerts.models import Letter, Notice

    _enter(events)
    _taken("the events of loading, with nobody subscribed", gather)
    _subscribe(subscriptions)
    _expire()
    _taken(f"{events} events × {subscriptions} subscriptions", gather)
    told = sum(Letter.objects.values_list("count", flat=True))
    print(f"    {told} times somebody is told of something, {Letter.objects.count()} letters, ", end="")
    print(f"{Notice.objects.count()} notices", flush=True)
    _taken("again, with nothing new", gather)
    _reading()


def _reading() -> None:
    """What the form shows and the feed tells of one layer."""
    from django.http import QueryDict

    from layers.events import recent
    from layers.query import select
    from layers.registry import catalogue
    from layers.viewer import PUBLIC

    begun = time.monotonic()
    selection = select(catalogue["kiosks"], PUBLIC, QueryDict("permit_state=valid"))
    _news, count = recent(selection, states_only=True, limit=6)
    print(f"  30 days of a filter, {count} events: {time.monotonic() - begun:.2f} s", flush=True)


def _taken(title: str, gather: Callable[[], object]) -> None:
    from layers.models import Event

    waiting = Event.objects.filter(awaits=True).count()
    begun = time.monotonic()
    gather()
    seconds = time.monotonic() - begun
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"  {title}: {seconds:.2f} s, {waiting / seconds:.0f} events/s, {memory:.0f} MB at most", flush=True
    )


def _subscribe(number: int) -> None:
    from django.conf import settings
    from django.http import QueryDict
    from django.utils import timezone

    from kiosks.models import Kiosk
    from layers.alerts.actions import watches_of
    from layers.alerts.models import Subscription, Watch
    from layers.registry import catalogue

    chance = random.Random(1)
    west, south, east, north = settings.CITY.bounds
    layer = catalogue["kiosks"]
    states = ["valid", "expiring", "expired", "none", "annulled", "unknown"]
    kiosks = list(Kiosk.objects.values_list("pk", flat=True)[:number])
    made, watches = [], []
    for one in range(number):
        share = one % 100
        if share < ROUND_A_PLACE:
            place = f"{chance.uniform(west, east):.5f},{chance.uniform(south, north):.5f}"
            words = f"near={place},{chance.choice([300, 500, 1000])}"
        elif share < ROUND_A_PLACE + OF_AN_OBJECT:
            words = f"ids={chance.choice(kiosks)}"
        elif share < ROUND_A_PLACE + OF_AN_OBJECT + OF_A_FILTER:
            words = f"permit_state={','.join(sorted(chance.sample(states, 3)))}"
        else:
            words = ""
        subscription = Subscription(
            email=f"reader{one}@example.org", words=words, title=words, language="uk", site="", state="confirmed",
            since=timezone.now(),
        )  # fmt: skip
        made.append(subscription)
        for watch in watches_of(layer, QueryDict(words)):
            watch.subscription = subscription
            watches.append(watch)
    Subscription.objects.bulk_create(made)
    Watch.objects.bulk_create(watches)


if __name__ == "__main__":
    main()
