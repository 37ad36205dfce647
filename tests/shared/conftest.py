"""Tests over the real data beside the project; where it is absent they are not collected."""

from pathlib import Path

DATA = Path(__file__).resolve().parents[3] / "shared/data"

collect_ignore = [] if DATA.is_dir() else ["test_ladyzhyn.py", "test_locating.py", "test_prozorro.py"]
