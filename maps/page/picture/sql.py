"""Geometries as paths of a picture, written by PostgreSQL: clipped, simplified to half a pixel, in half pixels.

Half pixels are whole numbers, which are short; the group that holds the paths is drawn at half their size.
"""

from maps.page.picture.frame import Frame

#: pixels beyond the picture's edge: where the lines that something was cut by may lie unseen
MARGIN = 48
#: what the paths are drawn at
SCALE = 0.5


def shape(geometry: str, frame: Frame) -> str:
    """SQL of a geometry (EPSG:4326) in half pixels, to the right and, below zero, down; null where nothing is left."""
    west, south, east, north = frame.envelope(MARGIN)
    edges = f"ST_MakeEnvelope({west!r}, {south!r}, {east!r}, {north!r}, 3857)"
    clipped = f"ST_ClipByBox2D(ST_Transform({geometry}, 3857), {edges})"
    return f"ST_SnapToGrid(ST_Simplify({_placed(clipped, frame)}, 1), 1)"


def spot(geometry: str, frame: Frame) -> str:
    """SQL of a point on a geometry (EPSG:4326), likewise: for what is too small to have a shape."""
    return f"ST_SnapToGrid({_placed(f'ST_Transform(ST_PointOnSurface({geometry}), 3857)', frame)}, 1)"


def _placed(geometry: str, frame: Frame) -> str:
    per_unit = 1 / SCALE / frame.resolution
    west, north = -frame.west * per_unit, -frame.north * per_unit
    return f"ST_Affine({geometry}, {per_unit!r}, 0, 0, {per_unit!r}, {west!r}, {north!r})"


def path(shape: str) -> str:
    """SQL of the path data of what `shape` gives."""
    return f"ST_AsSVG({shape}, 1, 0)"


def meets(geometry: str, frame: Frame) -> str:
    """SQL of whether a geometry may be seen: by its index."""
    west, south, east, north = frame.envelope(MARGIN)
    return (
        f"{geometry} && ST_Transform(ST_MakeEnvelope({west!r}, {south!r}, {east!r}, {north!r}, 3857), 4326)"
    )
