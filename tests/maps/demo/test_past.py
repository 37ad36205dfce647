"""The demonstration has a past, and it agrees with the present."""

import orjson
import pytest

from maps.demo.past import KEPT
from maps.demo.tables import Table
from tests.maps.demo.conftest import TODAY, column

Objects = dict[str, Table]
Entries = list[dict[str, object]]


@pytest.fixture(scope="session")
def history(tables: list[Table]) -> Entries:
    told = [table for table in tables if table.model == "layers.HistoryEntry"]
    return [dict(zip(table.columns, row, strict=True)) for table in told for row in table.rows]


def test_the_map_has_known_everything_for_a_while(objects: Objects) -> None:
    for model in ("kiosks.Kiosk", "accessibility.Place", "petitions.Petition"):
        entered = {day.date() for day in column(objects[model], "created_at")}  # type: ignore[attr-defined]
        assert min(entered) == TODAY - KEPT
        assert max(entered) < TODAY


def test_what_was_reported_later_was_entered_then(objects: Objects) -> None:
    table = objects["accessibility.Barrier"]
    entered, reported = column(table, "created_at"), column(table, "reported_on")
    later = [
        (moment.date(), day)  # type: ignore[attr-defined]
        for moment, day in zip(entered, reported, strict=True)
        if TODAY - KEPT < day < TODAY  # type: ignore[operator]
    ]
    assert later
    assert all(moment == day for moment, day in later)


def test_a_permit_that_has_expired_was_in_force_before(history: Entries) -> None:
    kiosks = [entry for entry in history if entry["layer"] == "kiosks"]
    assert {orjson.loads(str(entry["before"]))["permit_state"] for entry in kiosks} == {"valid", "expiring"}
    for entry in history:
        assert TODAY - KEPT < entry["at"].date() < TODAY  # type: ignore[attr-defined]


def test_the_oldest_entry_has_the_first_number(history: Entries) -> None:
    for slug in ("kiosks", "advertising", "petitions", "barriers"):
        moments = [entry["at"] for entry in history if entry["layer"] == slug]
        assert moments
        assert moments == sorted(moments)  # type: ignore[type-var]


def test_what_changed_was_changed_on_the_last_of_its_days(history: Entries, objects: Objects) -> None:
    changed = column(objects["kiosks.Kiosk"], "changed_at")
    last = {entry["feature_id"]: entry["at"] for entry in history if entry["layer"] == "kiosks"}
    assert all(changed[number] == moment for number, moment in last.items())  # type: ignore[index]
