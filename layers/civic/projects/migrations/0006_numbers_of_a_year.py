"""Rows of tables are known by year and number: numbers begin anew with each budget."""

from django.db import migrations
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat


def key_by_year(apps, schema_editor):
    project = apps.get_model("projects", "Project")
    rows = project.objects.filter(source="projects-table", year__isnull=False).exclude(
        external_id__regex=r"^\d{4}/"
    )
    rows.update(external_id=Concat(Cast("year", CharField()), Value("/"), F("external_id")))


class Migration(migrations.Migration):
    dependencies = [("projects", "0005_found_by_another_map")]

    operations = [migrations.RunPython(key_by_year, migrations.RunPython.noop)]
