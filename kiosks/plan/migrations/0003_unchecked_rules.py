"""Rules whose figures nobody has checked are told where they would speak; kiosks that sell alcohol have one, too."""

from datetime import date

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def begin(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("plan", "DistanceRule").objects.create(
        subject="kiosks",
        goods="alcohol",
        near_to="school",
        metres=300,
        clause="правила міста; перевірити",
        certainty="perhaps",
        in_force_from=date(2026, 1, 1),
        applied=False,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("plan", "0002_as_closed_as_its_structure"),
    ]

    operations = [
        migrations.AddField(
            model_name="comparison",
            name="not_applied",
            field=models.TextField(blank=True, default="", verbose_name="not applied: figure not checked"),
        ),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
