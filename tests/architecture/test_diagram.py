"""The picture on the architecture's page is true: an arrow says who may import whom; nobody does the other way."""

import re
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
#: node of the picture → its modules
NODES = {
    name: re.findall(r"\b(?:maps|kiosks|accessibility|layers(?:\.\w+)?)\b", label.split("—")[0])
    for name, label in re.findall(r'^\s+(\w+)\["(.+?)"\]$', TEXT, flags=re.MULTILINE)
}
ARROWS = [
    (first, second)
    for line in re.findall(r"^\s+(\w+(?: --> \w+)+)$", TEXT, flags=re.MULTILINE)
    for first, second in zip(line.split(" --> "), line.split(" --> ")[1:], strict=False)
    if first in NODES and second in NODES
]


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("maps", "layers", "kiosks", "accessibility")


def knows(graph: grimp.ImportGraph, importers: list[str], imported: list[str]) -> bool:
    return any(
        graph.find_shortest_chains(importer=one, imported=other, as_packages=True)
        for one in importers
        for other in imported
    )


def test_the_picture_can_be_read() -> None:
    assert {"maps", "domains", "reference", "surfaces", "query", "layer"} <= set(NODES)
    assert len(ARROWS) >= 6
    assert NODES["domains"] == ["kiosks", "accessibility", "layers.civic"]


@pytest.mark.parametrize(("upper", "lower"), ARROWS)
def test_nobody_imports_against_an_arrow(graph: grimp.ImportGraph, upper: str, lower: str) -> None:
    assert not knows(graph, NODES[lower], NODES[upper]), f"{lower} knows {upper}"


def test_every_package_is_in_the_picture_or_on_the_page() -> None:
    for path in (ROOT / "layers").glob("*/__init__.py"):
        name = path.parent.name
        assert name in TEXT or name in {"migrations", "management", "templatetags", "sql"}, name
