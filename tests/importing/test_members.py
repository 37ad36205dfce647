"""What an object in a file says is told as it says it: the same once, nothing lost, nothing guessed."""

import pytest

from layers.importing.mapping import Rule

HOURS = Rule(("hours",), members={"monday": "Пн", "saturday": "Сб", "sunday": "Нд"})


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ('{ "monday": "08:00", "saturday": "08:00", "sunday": "Вихідний" }', "Пн, Сб 08:00; Нд Вихідний"),
        ({"monday": "10:00-03:00", "saturday": "", "sunday": None}, "Пн 10:00-03:00"),
        ({"sunday": "08:00-16-00", "monday": "08:00-20:00"}, "Пн 08:00-20:00; Нд 08:00-16-00"),
        ({"monday": "Не працює", "tuesday": "09:00-18:00"}, "Пн Не працює; tuesday 09:00-18:00"),
        ({"monday": "", "saturday": "", "sunday": ""}, None),
        ("щодня, крім неділі", "щодня, крім неділі"),
        ("24", "24"),
        ("", None),
    ],
)
def test_an_object_is_told_by_its_members(raw: object, told: str | None) -> None:
    assert HOURS.read({"hours": raw}) == told
