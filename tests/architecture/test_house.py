"""The house rules that a machine can keep."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from layers.registry import catalogue

ROOT = Path(__file__).resolve().parents[2]
CODE = [
    path for name in ("layers", "kiosks", "accessibility", "maps") for path in (ROOT / name).rglob("*.py")
]
RULES = [path for path in CODE if path.name == "rules.py"]


def test_imports_go_one_way() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", RULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_rules_know_no_django(path: Path) -> None:
    imported = {
        (node.module or "") if isinstance(node, ast.ImportFrom) else alias.name
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert not {name for name in imported if name.startswith("django")}


@pytest.mark.parametrize(
    "path",
    [path for path in CODE if "migrations" not in path.parts and path.stat().st_size],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_every_module_says_why_it_exists(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree) or path.name == "apps.py"


def test_nobody_asks_which_layer_it_is() -> None:
    for path in CODE:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"layer.slug\s*(==|!=)\s*['\"]|layer.slug\s+in\s+[\[({]['\"]", text), path


def test_a_surface_names_no_layer() -> None:
    slugs = {layer.slug for layer in catalogue} - {"water", "green", "buildings", "railways", "roads"}
    for path in (ROOT / "layers/surfaces").glob("*.py"):
        strings = {
            node.value
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        assert not strings & slugs, path
