"""Rows of tables are known by the year of their collection and their number."""

from django.db import migrations
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat, ExtractYear


def key_by_year(apps, schema_editor):
    petition = apps.get_model("petitions", "Petition")
    rows = petition.objects.filter(source="petitions-table", started_on__isnull=False)
    rows = rows.exclude(external_id__regex=r"^\d{4}/")
    rows.update(
        external_id=Concat(Cast(ExtractYear("started_on"), CharField()), Value("/"), F("external_id"))
    )


class Migration(migrations.Migration):
    dependencies = [("petitions", "0008_not_before_there_were_any")]

    operations = [migrations.RunPython(key_by_year, migrations.RunPython.noop)]
