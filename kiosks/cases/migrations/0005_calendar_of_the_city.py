"""Days off are the whole city's, not only those of cases: they move to the framework's calendar with their rows."""

from typing import Any

from django.db import migrations


def move(apps: Any, schema_editor: Any) -> None:
    here, there = apps.get_model("cases", "DayOff"), apps.get_model("layers", "DayOff")
    there.objects.bulk_create(
        (there(day=day, why=why) for day, why in here.objects.values_list("day", "why")),
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_what_was_found"), ("layers", "0010_days_off")]

    operations = [
        migrations.RunPython(move, migrations.RunPython.noop),
        migrations.DeleteModel(name="DayOff"),
    ]
