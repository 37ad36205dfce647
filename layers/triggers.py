"""The write side of every layer, installed into the database after each migration.

A row trigger publishes: it derives what everybody may see of a row from its publication and the layer's policy.
Statement triggers keep the ledgers: stamps (versions), tallies (far zooms) and history. They see COPY, bulk updates
and psql alike, so that nothing that writes has to remember them.
"""

import hashlib
import json
from functools import cached_property
from pathlib import Path

from django.db import connection, transaction

from layers import noting, tally
from layers.columns import Column, FilterBy
from layers.feature import ROUGH_SQL
from layers.fields import Audience
from layers.layer import Geometry, Layer
from layers.publication import Publication
from layers.tally import GRID_BITS

#: stamps are kept per tile of this zoom
STAMP_ZOOM = 12
#: a change that touches more stamp cells than this is stamped as «anywhere»
MOST_CELLS = 64

_WEIGHTS = {Audience.PUBLIC: "A", Audience.STAFF: "B", Audience.REGISTRAR: "C"}


def install_functions() -> None:
    """Create or replace the shared SQL functions."""
    with connection.cursor() as cursor:
        cursor.execute((Path(__file__).parent / "sql/functions.sql").read_text(encoding="utf-8"))


@transaction.atomic
def install(layer: Layer) -> bool:
    """Create or replace what the database keeps for a layer. Returns whether anything had changed.

    Idempotent, part by part: what is as before is left alone. When the policy or the searched fields changed, every
    row is derived anew; when the legend's classes changed, the layer is counted anew.
    """
    script = _Script(layer)
    parts = script.parts()
    digests = {name: hashlib.sha256(sql.encode()).hexdigest()[:16] for name, sql in parts.items()}
    known = _installed(layer)
    changed = [name for name in parts if known.get(name) != digests[name]]
    if not changed:
        return False
    with connection.cursor() as cursor:
        for name in changed:
            cursor.execute(parts[name])
        if "publish" in changed:
            _derive_anew(layer)
        if {"publish", "ledgers"} & set(changed):
            _recount(layer)
        cursor.execute(f'COMMENT ON TABLE "{layer.table}" IS %s', [f"layer {json.dumps(digests)}"])
    return True


def is_installed(layer: Layer) -> bool:
    """Whether the database keeps for a layer what this code wants it to keep."""
    known = _installed(layer)
    return all(
        known.get(name) == hashlib.sha256(sql.encode()).hexdigest()[:16]
        for name, sql in _Script(layer).parts().items()
    )


def _installed(layer: Layer) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj_description(to_regclass(%s), 'pg_class')", [layer.table])
        comment = cursor.fetchone()[0] or ""
    return json.loads(comment.removeprefix("layer ")) if comment.startswith("layer {") else {}


def _derive_anew(layer: Layer) -> None:
    """Run the row trigger over all rows; the ledgers are not asked, they are counted anew afterwards."""
    silent = ["ledger_update", *(["note_update"] if noting.is_noted(layer) else [])]
    with connection.cursor() as cursor:
        for trigger in silent:
            cursor.execute(f'ALTER TABLE "{layer.table}" DISABLE TRIGGER {trigger}')
        cursor.execute(f'UPDATE "{layer.table}" SET publication = publication')
        for trigger in silent:
            cursor.execute(f'ALTER TABLE "{layer.table}" ENABLE TRIGGER {trigger}')
        cursor.execute(
            """INSERT INTO layers_stamp (layer, cell, n)
               SELECT %s, cell, 1 + floor(random() * 1000000)::bigint FROM (VALUES (-1), (-2)) AS touched (cell)""",
            [layer.slug],
        )


def _recount(layer: Layer) -> None:
    """Count the whole layer anew: its legend classes may be others than before."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM layers_tally WHERE layer = %s", [layer.slug])
        cursor.execute(f'CREATE TEMPORARY VIEW recounted AS SELECT * FROM "{layer.table}"')
        cursor.execute(tally.add(layer, "SELECT 1 AS sign, r.* FROM recounted r"))
        cursor.execute("DROP VIEW recounted")


class _Script:
    """The SQL of one layer."""

    def __init__(self, layer: Layer) -> None:
        self.layer = layer
        self.table = f'"{layer.table}"'
        self.name = layer.table

    def parts(self) -> dict[str, str]:
        """What is installed, in this order; an index is a part of its own."""
        return {
            "publish": self._publish(),
            "ledgers": self._keep_ledgers(),
            "related": self._related() or "SELECT 1",
            "events": noting.script(self.layer),
            **self._indexes(),
        }

    # -- One row: what of it is public ---------------------------------------------------------------------

    def _publish(self) -> str:
        policy = self.layer.policy
        return f"""
CREATE OR REPLACE FUNCTION "publish_{self.name}"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE place geometry;
BEGIN
    {self._policy_floor()}
    IF NEW.publication = 'delayed' AND NEW.publish_after IS NULL THEN
        NEW.publish_after := coalesce(NEW.created_at, now()) + interval '{int(policy.delay.total_seconds())} seconds';
    END IF;
    NEW.published := NEW.gone_at IS NULL{self._not_withheld()} AND (NEW.publication IN ('public', 'generalised')
        OR NEW.publication = 'delayed' AND NEW.publish_after <= now());
    NEW.restricted := NOT NEW.published OR NEW.publication = 'generalised';
    NEW.approximate := NEW.publication = 'generalised' OR NEW.location_source IN ({ROUGH_SQL});
    NEW.public_geom := CASE
        WHEN NOT NEW.published THEN NULL
        WHEN NEW.publication = 'generalised' THEN {self._generalised()}
        ELSE NEW.geom END;
    place := coalesce(NEW.public_geom, NEW.geom);
    IF place IS NULL OR ST_IsEmpty(place) THEN
        NEW.px := NULL; NEW.py := NULL; NEW.cell := -1;
    ELSE
        {self._representative_point()}
        NEW.px := layers_px(ST_X(place)); NEW.py := layers_py(ST_Y(place));
        NEW.cell := layers_morton(NEW.px, NEW.py);
    END IF;
    NEW.search := {self._search_vector()};
    IF TG_OP = 'UPDATE' AND NEW IS DISTINCT FROM OLD THEN
        NEW.changed_at := now();
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER publish BEFORE INSERT OR UPDATE ON {self.table}
    FOR EACH ROW EXECUTE FUNCTION "publish_{self.name}"();
"""

    def _policy_floor(self) -> str:
        mode = self.layer.policy.mode
        if mode is Publication.PUBLIC:
            return ""
        milder = ", ".join(f"'{p.value}'" for p in Publication if p.strictness < mode.strictness)
        reason = str(self.layer.policy.reason).replace("'", "''")
        return f"""IF NEW.publication IN ({milder}) THEN
        NEW.publication := '{mode.value}';
        IF NEW.publication_reason = '' THEN NEW.publication_reason := '{reason}'; END IF;
    END IF;"""

    def _not_withheld(self) -> str:
        fields = self.layer.policy.withheld.items()
        quoted = {name: ", ".join(f"'{value}'" for value in values) for name, values in fields}
        return "".join(f' AND NEW."{name}" NOT IN ({values})' for name, values in quoted.items())

    def _generalised(self) -> str:
        # The centre of a grid square has no meaning for a street or a building: those are withheld.
        if self.layer.geometry in (Geometry.POINT, Geometry.ANY):
            return f"layers_generalise(NEW.geom, {int(self.layer.policy.grid)})"
        return "NULL"

    def _representative_point(self) -> str:
        if self.layer.geometry is Geometry.POINT:
            return ""
        if not self.layer.clustered:
            return "place := ST_Centroid(ST_Envelope(place));"
        return (
            "place := CASE WHEN GeometryType(place) = 'POINT' THEN place ELSE ST_PointOnSurface(place) END;"
        )

    def _search_vector(self) -> str:
        """Weights are audiences: A is found by everybody, B by staff, C by registrars."""
        parts = []
        for audience, weight in _WEIGHTS.items():
            columns = self.layer.searchable(audience)
            for locating in (False, True):
                chosen = [c for c in columns if c.field.locating is locating]
                if not chosen:
                    continue
                words = f"to_tsvector('simple', layers_fold(concat_ws(' ', {', '.join(map(_new, chosen))})))"
                if locating and weight == "A":
                    parts.append(
                        f"CASE WHEN NEW.publication = 'generalised' THEN setweight({words}, 'B') "
                        f"ELSE setweight({words}, 'A') END"
                    )
                else:
                    parts.append(f"setweight({words}, '{weight}')")
        return " || ".join(parts) or "NULL"

    # -- One statement: what changed where -----------------------------------------------------------------

    def _keep_ledgers(self) -> str:
        return (
            "".join(
                self._ledger_trigger(operation, transition, delta, history)
                for operation, transition, delta, history in (
                    ("insert", "NEW TABLE AS fresh", "SELECT 1 AS sign, f.* FROM fresh f", ""),
                    (
                        "update",
                        "OLD TABLE AS stale NEW TABLE AS fresh",
                        "SELECT -1 AS sign, s.* FROM stale s UNION ALL SELECT 1, f.* FROM fresh f",
                        self._history("update"),
                    ),
                    (
                        "delete",
                        "OLD TABLE AS stale",
                        "SELECT -1 AS sign, s.* FROM stale s",
                        self._history("delete"),
                    ),
                )
            )
            + self._truncation()
        )

    def _ledger_trigger(self, operation: str, transition: str, delta: str, history: str) -> str:
        if operation == "insert" and self.layer.keeps_history:
            history = self._entered()
        return f"""
CREATE OR REPLACE FUNCTION "ledger_{operation}_{self.name}"() RETURNS trigger LANGUAGE plpgsql {HASHED} AS $$
BEGIN
    {self._stamp(delta)}
    {tally.add(self.layer, delta)}
    {history}
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER ledger_{operation} AFTER {operation.upper()} ON {self.table}
    REFERENCING {transition} FOR EACH STATEMENT EXECUTE FUNCTION "ledger_{operation}_{self.name}"();
"""

    def _stamp(self, delta: str) -> str:
        if self.layer.geometry is Geometry.POINT:
            # Exact and published place may differ: the stamp follows both.
            cells = f"""SELECT DISTINCT cell >> {2 * (GRID_BITS - STAMP_ZOOM)} AS cell FROM delta WHERE cell >= 0
            UNION SELECT layers_morton(layers_px(ST_X(geom)), layers_py(ST_Y(geom))) >> {2 * (GRID_BITS - STAMP_ZOOM)}
              FROM delta WHERE restricted AND geom IS NOT NULL"""
        else:
            shift = GRID_BITS - STAMP_ZOOM
            # A tile also draws what lies in its neighbour's margin, 1/64 of a tile.
            margin = (1 << shift) >> 6
            cells = f"""SELECT DISTINCT CASE WHEN (x1 - x0 + 1) * (y1 - y0 + 1) > {MOST_CELLS} THEN -2
                        ELSE layers_morton(x, y) END AS cell
              FROM (SELECT (layers_px(ST_XMin(g)) - {margin}) >> {shift} AS x0,
                           (layers_px(ST_XMax(g)) + {margin}) >> {shift} AS x1,
                           (layers_py(ST_YMax(g)) - {margin}) >> {shift} AS y0,
                           (layers_py(ST_YMin(g)) + {margin}) >> {shift} AS y1
                      FROM (SELECT geom AS g FROM delta UNION SELECT public_geom FROM delta WHERE restricted) AS places
                     WHERE NOT ST_IsEmpty(g)) AS boxes,
                   generate_series(greatest(x0, 0), least(x1, x0 + {MOST_CELLS})) AS x,
                   generate_series(greatest(y0, 0), least(y1, y0 + {MOST_CELLS})) AS y"""
        return f"""INSERT INTO layers_stamp (layer, cell, n)
        WITH delta AS ({delta}), cells AS ({cells})
        SELECT '{self.layer.slug}', cell, 1 + floor(random() * 1000000)::bigint
          FROM (SELECT cell FROM cells UNION SELECT -1 WHERE EXISTS (SELECT 1 FROM delta)) AS touched;"""

    _DERIVED = "'{published,restricted,approximate,public_geom,px,py,cell,search,changed_at}'::text[]"

    def _history(self, operation: str) -> str:
        if not self.layer.keeps_history:
            return ""
        changed = (
            f"""FROM stale s JOIN fresh f USING (id)
         WHERE to_jsonb(s) - {self._DERIVED} IS DISTINCT FROM to_jsonb(f) - {self._DERIVED}"""
            if operation == "update"
            else "FROM stale s"
        )
        return f"""INSERT INTO layers_historyentry (layer, feature_id, operation, before, actor, via)
        SELECT '{self.layer.slug}', s.id, '{operation}', layers_masked(to_jsonb(s) - {self._DERIVED}), {_ACTOR}, {_VIA}
          {changed};"""

    def _entered(self) -> str:
        # Rows that come in bulk without a name (the demonstration, a restore) are not entered one by one.
        return f"""IF {_VIA} <> '' OR {_ACTOR} <> '' THEN
        INSERT INTO layers_historyentry (layer, feature_id, operation, actor, via)
        SELECT '{self.layer.slug}', id, 'insert', {_ACTOR}, {_VIA} FROM fresh;
    END IF;"""

    def _truncation(self) -> str:
        return f"""
CREATE OR REPLACE FUNCTION "ledger_truncate_{self.name}"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM layers_tally WHERE layer = '{self.layer.slug}';
    INSERT INTO layers_stamp (layer, cell, n)
    SELECT '{self.layer.slug}', cell, 1 + floor(random() * 1000000)::bigint FROM (VALUES (-1), (-2)) AS touched (cell);
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER ledger_truncate AFTER TRUNCATE ON {self.table}
    FOR EACH STATEMENT EXECUTE FUNCTION "ledger_truncate_{self.name}"();
"""

    def _related(self) -> str:
        """A change of a related row (a permit) is a change of the layer: we do not know where, so anywhere."""
        tables = sorted({c.model_field.model._meta.db_table for c in self.layer.columns if not c.is_local})
        slug = self.layer.slug
        return "".join(
            f"""
CREATE OR REPLACE FUNCTION "stamp_{self.name}"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO layers_stamp (layer, cell, n)
    SELECT '{slug}', cell, 1 + floor(random() * 1000000)::bigint FROM (VALUES (-1), (-2)) AS touched (cell);
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER "stamp_{slug}" AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "{table}"
    FOR EACH STATEMENT EXECUTE FUNCTION "stamp_{self.name}"();
"""
            for table in tables
        )

    # -- Indexes -------------------------------------------------------------------------------------------

    @cached_property
    def tile_columns(self) -> list[Column]:
        """What the tile's index carries: what is drawn, and what is filtered by but free text, so that no row is
        read.
        """
        return [
            c
            for c in self.layer.columns
            if c.is_local and (c.field.in_tile or (c.field.filter and c.filter_by is not FilterBy.TEXT))
        ]

    def _indexes(self) -> dict[str, str]:
        carried = "".join(f', "{column.model_field.column}"' for column in self.tile_columns)
        include = f"published, id, px, py, restricted, approximate{carried}"
        indexes = {
            "tile": f"(cell) INCLUDE ({include})",
            "text": "USING gin (search)",
            "place": "USING gist (public_geom)",
            "exact": "USING gist (geom)",
        }
        if self.layer.clustered:
            indexes["unpublished"] = "(publish_after) WHERE publication = 'delayed' AND NOT published"
        for column in self.layer.columns:
            if column.field.filter and column.is_local:
                indexes[f"by_{column.name}"] = f'("{column.model_field.column}")'
        return {
            name: f'DROP INDEX IF EXISTS "{self.name}_{name}";'
            f'CREATE INDEX "{self.name}_{name}" ON {self.table} {definition};'
            for name, definition in indexes.items()
        }


#: A plan is made once in a session, perhaps for no rows at all (an upsert): the next statement would compare each of
#: its old rows with each of the new ones. Rows are joined by hash, however many the first were.
HASHED = "SET enable_nestloop = off"

_ACTOR = "coalesce(current_setting('map.actor', true), '')"
_VIA = "coalesce(current_setting('map.via', true), '')"


def _new(column: Column) -> str:
    return f'NEW."{column.model_field.column}"'
