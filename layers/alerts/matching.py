"""From the log of events to letters: who is to be told of what. Sets are compared with sets, in the database.

One transaction takes events that wait, finds whom they concern, and notes both: an event that was taken is in the
letters of all whom it concerns, and no event is taken twice. Each event waits by itself until it is taken. A
position in the log would pass over those whose transactions end later than that of a higher number.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.http import QueryDict
from django.utils import timezone

from layers.alerts.models import Letter, Subscription
from layers.events import IS_A_STATE, PASSAGE, is_of_its_coming, matched, rows_of
from layers.feature import HAS_A_PLACE
from layers.locating.models import Finding
from layers.noting import PLACE, Kind
from layers.problems import BadParameter
from layers.query import select
from layers.registry import catalogue
from layers.viewer import PUBLIC

#: events in one transaction
BATCH = 5000
#: events that a letter tells one by one; all are counted
MOST_TOLD = 60
#: the least time between two letters at once, and so many of them in a day: what comes then waits for the morning
PAUSE, MOST_AT_ONCE = timedelta(minutes=15), 12
#: the hour of the day, by the city's clock, at which daily letters are due
MORNING = 8
#: of two workers one gathers; while letters are closed, nothing is put into them
_LOCK = 6_023_001


@dataclass(frozen=True, slots=True)
class Gathered:
    """How many events were taken, and how many notices of them were put into letters."""

    events: int
    notices: int


def gather(limit: int | None = None) -> Gathered:
    """Take the events that wait, up to `limit` of them, and put them into the letters of whom they concern."""
    events = notices = 0
    while limit is None or events < limit:
        taken, put = _gather_some()
        events, notices = events + taken, notices + put
        if not taken:
            break
    return Gathered(events, notices)


def next_morning(now: datetime) -> datetime:
    """When daily letters are due next, by the city's clock."""
    local = timezone.localtime(now)
    morning = local.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    return morning if morning > local else morning + timedelta(days=1)


@transaction.atomic
def close_due() -> int:
    """Close the letters that are due: what happens from now on comes in another one. Returns how many."""
    _alone()
    due = Letter.objects.filter(state=Letter.State.GATHERING, due_at__lte=timezone.now())
    return due.update(state=Letter.State.WAITING)


def _alone() -> None:
    """Wait until no other worker gathers; until the transaction ends, none does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


@transaction.atomic
def _gather_some() -> tuple[int, int]:
    with connection.cursor() as cursor:
        _alone()
        # Millions of pairs are sorted once; of one worker at a time.
        cursor.execute("SET LOCAL work_mem = '64MB'")
        cursor.execute("CREATE TEMPORARY TABLE taken ON COMMIT DROP AS " + _taken())
        taken = int(cursor.rowcount)
        for table, column in (("answer", "words text"), ("spot", "place geometry")):
            cursor.execute(
                f"""CREATE TEMPORARY TABLE {table} (event bigint, layer text, {column}, is_now boolean, was boolean)
                    ON COMMIT DROP"""
            )
        cursor.execute("SELECT DISTINCT layer FROM taken")
        for (slug,) in cursor.fetchall():
            if slug in catalogue:
                _answer(slug)
        cursor.execute("CREATE INDEX ON answer (layer, words); ANALYZE taken, answer, spot")
        cursor.execute("CREATE TEMPORARY TABLE pair ON COMMIT DROP AS " + _PAIRS)
        cursor.execute("ANALYZE pair")
        cursor.execute(_LETTERS, _when(timezone.now()))
        cursor.execute("CREATE TEMPORARY TABLE filled ON COMMIT DROP AS " + _FILLED)
        cursor.execute("ANALYZE filled")
        cursor.execute(_NOTICES, {"most": MOST_TOLD})
        notices = int(cursor.rowcount)
        cursor.execute("UPDATE layers_event SET awaits = false WHERE id IN (SELECT id FROM taken)")
        cursor.execute("DROP TABLE taken, answer, spot, pair, filled")
    return taken, notices


#: minutes in which what came without a location is looked for by its words (layers/locating/): until then nobody knows
#: whom it concerns
_TO_BE_PLACED = 10


def _taken() -> str:
    """SQL of the events that are told now. Nobody hears of a change before he has heard that there is something."""
    waits = (
        f"""(e.layer = '{layer.slug}' AND NOT EXISTS (SELECT FROM "{Finding._meta.db_table}" AS f
              WHERE f.layer = e.layer AND f.feature_id = e.feature_id)
             AND EXISTS (SELECT FROM "{layer.table}" AS t WHERE t.id = e.feature_id AND t.geom IS NULL))"""
        for layer in catalogue
        if layer.clues
    )
    return f"""
        SELECT * FROM layers_event AS e
         WHERE awaits AND NOT (({" OR ".join(waits) or "false"}) AND EXISTS (
                   SELECT FROM layers_event AS came
                    WHERE came.awaits AND came.layer = e.layer AND came.feature_id = e.feature_id
                      AND came.kind = '{Kind.NEW}' AND came.at > now() - interval '{_TO_BE_PLACED} minutes'))
         ORDER BY id LIMIT {BATCH}"""


def _answer(slug: str) -> None:
    """Which of the taken events of a layer each filter that is watched selects, and where they happened: each with
    whether that is so now, and whether it was before."""
    layer = catalogue[slug]
    rows, params = rows_of(layer, "taken_here")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE taken_here AS SELECT * FROM taken WHERE layer = %s", [slug])
        cursor.execute(f"CREATE TEMPORARY TABLE shown AS {rows}", params)
        cursor.execute("CREATE INDEX ON shown (cell); ANALYZE shown")
        for words in _watched(slug):
            _answer_words(slug, words)
        cursor.execute(
            f"""INSERT INTO spot
                SELECT cell / 2, %s, {PLACE}, bool_or(cell & 1 = 0), bool_or(cell & 1 = 1) FROM shown
                 WHERE published AND {PLACE} IS NOT NULL AND {HAS_A_PLACE} GROUP BY cell / 2, {PLACE}""",
            [slug],
        )
        cursor.execute("DROP TABLE taken_here, shown")


def _watched(slug: str) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT DISTINCT w.words FROM alerts_watch AS w JOIN alerts_subscription AS s ON s.id = w.subscription_id
                WHERE w.layer = %s AND s.state = %s""",
            [slug, Subscription.State.CONFIRMED],
        )
        rows = cursor.fetchall()
    return (words for (words,) in rows)


def _answer_words(slug: str, words: str) -> None:
    try:
        selection = select(catalogue[slug], PUBLIC, QueryDict(words))
    except BadParameter:
        # A column that was open when somebody subscribed is not any more, or is called otherwise.
        return
    sql, params = matched(selection)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""INSERT INTO answer WITH "{selection.layer.table}" AS (SELECT * FROM shown)
                SELECT event, %s, %s, is_now, was FROM ({sql}) AS found""",
            [slug, words, *params],
        )


_OPEN = f"s.state = '{Subscription.State.CONFIRMED.value}' AND s.since <= e.at"
#: what was asked of an answer `a`: beside new things and states, what came into a filter or left it
_ASKED = f"(NOT s.states_only OR {IS_A_STATE} OR e.before <> '{{}}' AND a.is_now <> a.was)"

#: everywhere, one object, round a place: each found by its own index
_FOUND = f"""
    SELECT s.id AS subscription, e.id AS event, s.states_only, w.style, a.is_now, a.was
      FROM taken AS e JOIN answer AS a ON a.event = e.id
      JOIN alerts_watch AS w ON w.layer = a.layer AND w.words = a.words
      JOIN alerts_subscription AS s ON s.id = w.subscription_id
     WHERE w.feature_id IS NULL AND w.place IS NULL AND {_OPEN} AND {_ASKED}
    UNION ALL
    SELECT s.id, e.id, s.states_only, w.style, a.is_now, a.was
      FROM taken AS e JOIN answer AS a ON a.event = e.id
      JOIN alerts_watch AS w ON w.layer = a.layer AND w.feature_id = e.feature_id AND w.words = a.words
      JOIN alerts_subscription AS s ON s.id = w.subscription_id
     WHERE w.place IS NULL AND {_OPEN} AND {_ASKED}
    UNION ALL
    SELECT s.id, e.id, s.states_only, w.style, bool_or(a.is_now AND p.is_now), bool_or(a.was AND p.was)
      FROM spot AS p JOIN taken AS e ON e.id = p.event
      JOIN alerts_watch AS w ON w.reach && p.place AND w.layer = p.layer
      JOIN answer AS a ON a.event = e.id AND a.layer = w.layer AND a.words = w.words
      JOIN alerts_subscription AS s ON s.id = w.subscription_id
     WHERE (w.feature_id IS NULL OR w.feature_id = e.feature_id) AND {_OPEN}
       AND ({_ASKED} OR jsonb_exists(e.before, '{PLACE}'))
       AND CASE WHEN w.metres IS NULL THEN ST_Intersects(w.place, p.place)
                ELSE ST_DWithin(w.place::geography, p.place::geography, w.metres) END
     GROUP BY s.id, e.id, w.style"""

#: what belongs to the coming of something is told with it; what moved inside of an area did neither come nor go
_PAIRS = f"""
    SELECT subscription, event, passage FROM (
        SELECT found.*, e.kind, e.before, {PASSAGE} AS passage
          FROM ({_FOUND}) AS found JOIN taken AS e ON e.id = found.event WHERE is_now OR was) AS e
     WHERE (NOT states_only OR {IS_A_STATE} OR passage <> '')
       AND event NOT IN (SELECT e.id FROM taken AS e WHERE {is_of_its_coming("taken")})"""

_GATHERING = Letter.State.GATHERING.value
_LETTERS = f"""
    INSERT INTO alerts_letter (id, subscription_id, kind, state, count, due_at, attempts)
    SELECT gen_random_uuid(), s.id, '{Letter.Kind.NEWS.value}', '{_GATHERING}', n.count,
           CASE WHEN s.pace = '{Subscription.Pace.DAILY.value}' OR sent.today >= %(most)s THEN %(morning)s
                ELSE greatest(%(now)s, sent.last + %(pause)s) END, 0
      FROM (SELECT subscription, count(*) FROM pair GROUP BY 1) AS n
      JOIN alerts_subscription AS s ON s.id = n.subscription,
           LATERAL (SELECT count(*) AS today, max(settled_at) AS last FROM alerts_letter AS l
                     WHERE l.subscription_id = s.id AND l.kind = '{Letter.Kind.NEWS.value}'
                       AND l.settled_at > %(now)s - interval '1 day') AS sent
    ON CONFLICT (subscription_id) WHERE state = '{_GATHERING}'
    DO UPDATE SET count = alerts_letter.count + excluded.count"""

#: the letters that the pairs go into, and how many notices they have by now
_FILLED = f"""
    SELECT l.id, l.subscription_id, count(n.id) AS told
      FROM alerts_letter AS l LEFT JOIN alerts_notice AS n ON n.letter_id = l.id
     WHERE l.state = '{_GATHERING}' AND l.subscription_id IN (SELECT subscription FROM pair) GROUP BY 1, 2"""

_NOTICES = """
    INSERT INTO alerts_notice (letter_id, subscription_id, event, passage)
    SELECT f.id, p.subscription, p.event, p.passage
      FROM (SELECT *, row_number() OVER (PARTITION BY subscription ORDER BY event) AS rank FROM pair) AS p
      JOIN filled AS f ON f.subscription_id = p.subscription
     WHERE p.rank <= %(most)s AND p.rank + f.told <= %(most)s"""


def _when(now: datetime) -> dict[str, Any]:
    return {"now": now, "morning": next_morning(now), "pause": PAUSE, "most": MOST_AT_ONCE}
