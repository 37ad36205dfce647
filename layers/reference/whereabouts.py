"""Where a street roughly is that came without its course: amid what stands on it, or else in its settlement.

Registers of streets are often lists of names. A line is not made up for them; but a card and a search hit can lead to
where the street is, and say by what that is known. Only what everybody may see is asked.
"""

from collections.abc import Collection

from django.db import connection
from django.utils.translation import gettext as _

from layers.layer import Geometry, Layer, Whereabouts
from layers.postal import PostalAddress
from layers.reference.models import Address, Settlement, Street
from layers.registry import catalogue

_STREET, _SETTLEMENT, _ADDRESS = (model._meta.db_table for model in (Street, Settlement, Address))
_OPEN = "published AND NOT restricted AND public_geom IS NOT NULL"


def of_streets(numbers: Collection[int]) -> dict[int, Whereabouts]:
    """By number, the whereabouts of those streets that have no location; without those of which nothing is known."""
    with connection.cursor() as cursor:
        cursor.execute(_sql(), [list(numbers)])
        return {
            number: Whereabouts(x, y, _words(*known))
            for number, x, y, *known in cursor.fetchall()
            if x is not None
        }


def _words(is_register: bool | None, count: int | None, metres: float | None, settlement: str) -> str:
    if count is None:
        return _("Location: only the settlement is known, %(name)s.") % {"name": settlement}
    known = (
        _("Location: approximate, by the known addresses on this street: %(count)d.")
        if is_register
        else _("Location: approximate, by the objects with an address on this street: %(count)d.")
    )
    reach = round(metres or 0, -1)
    spread = _("They lie no farther than %(metres)d m from here.") % {"metres": reach} if reach else ""
    course = _("Where the street itself runs is not known.")
    return " ".join(filter(None, (known % {"count": count}, spread, course)))


def _sql() -> str:
    """Number, longitude, latitude, whether known by the register of addresses, of how many, metres, settlement.

    What stands on a street says so in words («вул. Базарна»): it counts where those words can mean one street only.
    """
    return f"""
        WITH wanted AS (
            SELECT s.id, {_plain("s.name")} AS name, n.name AS settlement, n.place AS settled
              FROM "{_STREET}" AS s LEFT JOIN LATERAL (
                   SELECT name, public_geom AS place FROM "{_SETTLEMENT}"
                    WHERE id = s.settlement_id AND {_OPEN}) AS n ON true
             WHERE s.id = ANY(%s) AND s.geom IS NULL AND s.published AND NOT s.restricted),
        alike AS (
            SELECT DISTINCT s.id, w.name, {_plain("s.kind")} AS kind, {_plain("n.name")} AS settlement
              FROM wanted AS w JOIN "{_STREET}" AS s ON s.search @@ plainto_tsquery('simple', w.name)
              LEFT JOIN "{_SETTLEMENT}" AS n ON n.id = s.settlement_id
             WHERE s.gone_at IS NULL AND {_plain("s.name")} = w.name),
        said AS ({" UNION ALL ".join(_said())}),
        meant AS (
            SELECT *, count(*) OVER (PARTITION BY origin, number) AS readings FROM said
             WHERE starts_with(kind, split_part(words, ' ', 1)) AND substr(words, strpos(words, ' ') + 1) = name
               AND (settlement IS NULL OR locality = '' OR ' ' || locality LIKE '%% ' || settlement)),
        standing AS (
            SELECT id, is_register, place FROM meant WHERE readings = 1
            UNION ALL
            SELECT street_id, true, public_geom FROM "{_ADDRESS}"
             WHERE street_id IN (SELECT id FROM wanted) AND {_OPEN}),
        gathered AS (
            SELECT id, is_register, count(*) AS n, ST_Collect(place) AS places
              FROM (SELECT *, bool_or(is_register) OVER (PARTITION BY id) AS has_register FROM standing) AS s
             WHERE is_register = has_register GROUP BY id, is_register),
        chosen AS (SELECT *, ST_ClosestPoint(places, ST_GeometricMedian(places)) AS middle FROM gathered)
        SELECT w.id, ST_X(coalesce(middle, settled)), ST_Y(coalesce(middle, settled)), is_register, n,
               (SELECT max(ST_Distance(p.geom::geography, middle::geography)) FROM ST_Dump(places) AS p), w.settlement
          FROM wanted AS w LEFT JOIN chosen AS c ON c.id = w.id"""


def _said() -> list[str]:
    """SQL of what may stand on one of the streets alike, and what it says of its address; found by the text's index."""
    register = _saying(_ADDRESS, "street_name", "settlement_name", is_register=True)
    # What is bound to a street does not need its words.
    return [
        f"{register} AND t.street_id IS NULL",
        *(_saying(one.table, "street", "settlement") for one in _postal()),
    ]


def _saying(table: str, street: str, settlement: str, *, is_register: bool = False) -> str:
    return f"""
        SELECT k.*, '{table}' AS origin, t.id AS number, {is_register} AS is_register, t.public_geom AS place,
               {_plain(f"t.{street}")} AS words, {_plain(f"t.{settlement}")} AS locality
          FROM alike AS k JOIN "{table}" AS t ON t.search @@ plainto_tsquery('simple', k.name) WHERE {_OPEN}"""


def _postal() -> list[Layer]:
    """The layers of points whose rows say their street in words."""
    return [
        layer
        for layer in catalogue
        if issubclass(layer.model, PostalAddress) and layer.geometry is Geometry.POINT
    ]


def _plain(column: str) -> str:
    """SQL of words as they are compared, with single spaces."""
    return f"btrim(regexp_replace(layers_fold({column}), ' +', ' ', 'g'))"
