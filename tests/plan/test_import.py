"""Schemes as offices have them: tables, GeoPackages, Shapefiles and drawings, in the systems that they are drawn in."""

from pathlib import Path

import numpy
import pyogrio
import pyproj
import pytest
import shapely

from kiosks.plan.models import Comparison, Spot
from layers.importing import runs
from layers.importing.refusals import FileRefused
from layers.registry import catalogue
from tests.samples import HERE, row

pytestmark = pytest.mark.django_db
SCHEMES = Path(__file__).resolve().parents[2] / "fixtures/schemes"
#: UCS-2000 of the oblast, UCS-2000 Gauss–Krüger zone 7, SC-63 zone X6
SYSTEMS = ("EPSG:9835", "EPSG:5565", "EPSG:7830")


def drawn(crs: str, metres: float = 0) -> tuple[float, float]:
    """The place in a national system, east and north in metres."""
    x, y = pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(*HERE)
    return x + metres, y


def mapping(folder: Path, name: str, crs: str) -> Path:
    text = (SCHEMES / name).read_text(encoding="utf-8")
    path = folder / name
    path.write_text(text.replace("EPSG:9835", crs).replace("EPSG:5565", crs), encoding="utf-8")
    return path


def assert_here(spot: Spot) -> None:
    x, y = spot.geom.centroid.coords
    assert (x, y) == (pytest.approx(HERE[0], abs=1e-5), pytest.approx(HERE[1], abs=1e-5))


@pytest.mark.parametrize("crs", SYSTEMS)
def test_a_table_in_a_national_system(tmp_path: Path, crs: str) -> None:
    kiosk = row(catalogue["kiosks"], name="Кава", area=9)
    table = tmp_path / "scheme.csv"
    x, y = drawn(crs)
    table.write_text(
        "number;subject;purpose;area;street;house;decision;approved;until;x;y\n"
        f"С-1;ТС;кава;12,5;вул. Шевченка;1;№ 41;20.12.2018;;{x};{y}\n",
        encoding="utf-8",
    )
    run = runs.run(catalogue["spots"], table, mapping(tmp_path, "table.toml", crs))
    assert (run.created, run.refused) == (1, 0)
    spot = Spot.objects.get()
    assert_here(spot)
    assert (spot.number, spot.subject, spot.area, str(spot.approved_on)) == (
        "С-1",
        "kiosks",
        12.5,
        "2018-12-20",
    )
    # An import of the scheme is compared at once.
    assert Comparison.objects.get().structure_path == f"/kiosks/{kiosk.pk}/"


@pytest.mark.parametrize("ending", ["gpkg", "shp"])
@pytest.mark.parametrize("crs", SYSTEMS)
def test_areas_of_a_geopackage_and_of_a_shapefile(tmp_path: Path, crs: str, ending: str) -> None:
    x, y = drawn(crs)
    path = tmp_path / f"scheme.{ending}"
    pyogrio.raw.write(
        path,
        geometry=shapely.to_wkb([shapely.box(x - 2, y - 2, x + 2, y + 2)]),
        field_data=[numpy.array(["С-7"], dtype=object), numpy.array([16.0])],
        fields=["number", "area"],
        geometry_type="Polygon",
        crs=crs,
    )
    text = 'layer = "spots"\nsource = "gis"\nkey = "number"\n[columns]\nnumber = "number"\narea = "area"\n'
    (tmp_path / "gis.toml").write_text(text, encoding="utf-8")
    run = runs.run(catalogue["spots"], path, tmp_path / "gis.toml")
    assert (run.created, run.refused) == (1, 0), list(run.refusals.values_list("reason", flat=True))
    assert_here(Spot.objects.get())
    assert Spot.objects.get().geom.geom_type == "Polygon"


@pytest.mark.parametrize("crs", SYSTEMS)
def test_a_drawing_names_its_spots_by_texts(tmp_path: Path, crs: str) -> None:
    x, y = drawn(crs)
    path = tmp_path / "scheme.dxf"
    path.write_text(
        _dxf(
            f"0\nTEXT\n5\n2A\n8\nTS\n10\n{x}\n20\n{y}\n40\n1.5\n1\nC-12\n",
            f"0\nPOINT\n5\n2B\n8\nTS\n10\n{x}\n20\n{y}\n",
        ),
        encoding="utf-8",
    )
    run = runs.run(catalogue["spots"], path, mapping(tmp_path, "drawing.toml", crs))
    assert run.created == 1, list(run.refusals.values_list("reason", flat=True))
    assert Spot.objects.get().number == "C-12"
    assert_here(Spot.objects.get())


def _outline(x: float, y: float, half: float) -> str:
    corners = [(x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half)]
    points = "".join(f"10\n{left}\n20\n{low}\n" for left, low in corners)
    return f"0\nLWPOLYLINE\n5\n2C\n8\nTS\n90\n4\n70\n1\n{points}"


def test_an_outline_of_a_drawing_is_a_spot_by_the_label_in_it_or_beside_it(tmp_path: Path) -> None:
    x, y = drawn("EPSG:5565")
    path = tmp_path / "scheme.dxf"
    label = "0\nTEXT\n5\n2{hand}\n8\nTS\n10\n{x}\n20\n{y}\n40\n1.5\n1\n{said}\n"
    path.write_text(
        _dxf(
            _outline(x, y, 2),
            label.format(hand="A", x=x + 0.5, y=y, said="C-1"),
            _outline(x + 40, y, 2),
            label.format(hand="B", x=x + 43, y=y, said="C-2"),
            label.format(hand="D", x=x + 90, y=y, said="C-3"),
        ),
        encoding="utf-8",
    )
    run = runs.run(catalogue["spots"], path, mapping(tmp_path, "drawing.toml", "EPSG:5565"))
    assert (run.created, run.refused) == (3, 0), list(run.refusals.values_list("reason", flat=True))
    shapes = {spot.number: spot.geom.geom_type for spot in Spot.objects.all()}
    assert shapes == {"C-1": "Polygon", "C-2": "Polygon", "C-3": "Point"}


def test_a_drawing_in_the_wrong_zone_is_refused(tmp_path: Path) -> None:
    x, y = drawn("EPSG:7830")
    path = tmp_path / "scheme.dxf"
    path.write_text(_dxf(f"0\nTEXT\n5\n2A\n8\nTS\n10\n{x}\n20\n{y}\n40\n1.5\n1\nC-12\n"), encoding="utf-8")
    run = runs.run(catalogue["spots"], path, mapping(tmp_path, "drawing.toml", "EPSG:5565"))
    assert (run.created, run.refused) == (0, 1)
    assert not Spot.objects.exists()


def test_what_follows_by_rule_is_not_imported(tmp_path: Path) -> None:
    table = tmp_path / "comparison.csv"
    table.write_text("id,title\n1,Кава\n", encoding="utf-8")
    with pytest.raises(FileRefused, match="follows from other layers"):
        runs.run(catalogue["comparison"], table)


def _dxf(*entities: str) -> str:
    """The least drawing that GDAL reads."""
    return f"0\nSECTION\n2\nENTITIES\n{''.join(entities)}0\nENDSEC\n0\nEOF\n"
