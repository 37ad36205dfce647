"""What happened lately in the demonstration: a city that came into being at once has no news, so a few events are
kept and spread over the last weeks.
"""

from django.db import connection

#: of so many objects one is new
_EACH = 60
_WEEKS = 4


def thin_out() -> None:
    """Forget most events of the loading; nobody is told of the others either."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM layers_event WHERE awaits AND (kind = 'changed' OR feature_id %% %s <> 0)", [_EACH]
        )
        cursor.execute(
            """UPDATE layers_event AS e SET awaits = false, at = now() - age
                 FROM (SELECT id, make_interval(mins => (%s * row_number() OVER (ORDER BY md5(id::text))
                              / count(*) OVER ())::int) AS age FROM layers_event WHERE awaits) AS aged
                WHERE aged.id = e.id""",
            [_WEEKS * 7 * 24 * 60],
        )
