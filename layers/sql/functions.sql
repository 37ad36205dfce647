-- Functions that rows, indexes and queries share. All are immutable: they may stand in indexes.

-- A coordinate on the grid of zoom 18 × 4096: 2^30 steps round the world, 3.7 cm at the equator.
CREATE OR REPLACE FUNCTION layers_px(longitude double precision) RETURNS integer
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN least(1073741823, greatest(0, floor((longitude + 180) / 360 * 1073741824)))::integer;

CREATE OR REPLACE FUNCTION layers_py(latitude double precision) RETURNS integer
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN least(1073741823, greatest(0, floor(
        (0.5 - ln(tan(pi() / 4 + radians(least(85.0511287, greatest(-85.0511287, latitude))) / 2)) / (2 * pi()))
        * 1073741824)))::integer;

-- Spreads the 30 bits of a coordinate to every other bit of 60.
CREATE OR REPLACE FUNCTION layers_spread(coordinate bigint) RETURNS bigint
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    coordinate := (coordinate | (coordinate << 16)) & x'0000FFFF0000FFFF'::bigint;
    coordinate := (coordinate | (coordinate << 8)) & x'00FF00FF00FF00FF'::bigint;
    coordinate := (coordinate | (coordinate << 4)) & x'0F0F0F0F0F0F0F0F'::bigint;
    coordinate := (coordinate | (coordinate << 2)) & x'3333333333333333'::bigint;
    RETURN (coordinate | (coordinate << 1)) & x'5555555555555555'::bigint;
END $$;

-- The Morton key of a grid point: a tile of any zoom is one contiguous range of keys.
CREATE OR REPLACE FUNCTION layers_morton(px integer, py integer) RETURNS bigint
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN layers_spread(px) | (layers_spread(py) << 1);

-- Text as it is compared: small letters, no apostrophes, Latin letters that look like Cyrillic ones made Cyrillic,
-- punctuation made spaces (or the parser would see hosts and files in «вул.Базарна»). Ґ stays apart from Г.
-- Applied alike to what is searched and to what is asked; layers.text.fold is its twin.
CREATE OR REPLACE FUNCTION layers_fold(words text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN translate(
        translate(lower(words), '.,;:/\-_()[]{}#№!?&+*=<>|@%$^~–—…«»“”„"'||E'\t\r\n''’ʼ`´‘',
                  '                                          '),
        'abceikmhoptxyё', 'авсеікмнортхуе');

-- A state of a row for the history, without the tax number of a person that may have stood beside a name
-- (layers.edrpou is its twin).
CREATE OR REPLACE FUNCTION layers_masked(state jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN CASE WHEN state ?| ARRAY['owner_name', 'distributor_name'] THEN state || coalesce((
        SELECT jsonb_object_agg(key, regexp_replace(value, '(?<![0-9])[0-9]{10}(?![0-9])', '…', 'g'))
          FROM jsonb_each_text(state) WHERE key IN ('owner_name', 'distributor_name') AND value IS NOT NULL), '{}')
        ELSE state END;

-- Ukrainian order, in which house 2 comes before house 10.
CREATE COLLATION IF NOT EXISTS layers_ukrainian (provider = icu, locale = 'uk-u-kn');

-- The centre of the square of a grid that a place lies in; `side` is in metres on the ground.
CREATE OR REPLACE FUNCTION layers_generalise(place geometry, side integer) RETURNS geometry
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN (
        WITH centre AS (SELECT ST_Centroid(place) AS p),
             steps AS (SELECT p, side / 111320.0 AS dy,
                              side / (111320.0 * greatest(0.01, cos(radians(round(ST_Y(p)))))) AS dx FROM centre)
        SELECT ST_SetSRID(ST_MakePoint((floor(ST_X(p) / dx) + 0.5) * dx, (floor(ST_Y(p) / dy) + 0.5) * dy), 4326)
          FROM steps);

-- The version of some layers in some stamp cells (layers.stamps). In PL/pgSQL, because its plan is kept by the session:
-- planning would cost more than the few index entries that are read.
CREATE OR REPLACE FUNCTION layers_version(slugs text[], cells bigint[]) RETURNS bigint
    LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT coalesce(sum(n), 0)::bigint FROM layers_stamp WHERE layer = ANY (slugs) AND cell = ANY (cells));
END $$;
