"""The default of tags was the text «{}», not an object without any: what was written by it is mended."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accessibility", "0020_parts_of_places"),
    ]

    operations = [
        migrations.RunSQL(
            "UPDATE accessibility_place SET tags = '{}' WHERE jsonb_typeof(tags) = 'string'",
            migrations.RunSQL.noop,
        ),
        migrations.AlterField(
            model_name="place",
            name="tags",
            field=models.JSONField(
                blank=True,
                db_default=models.Value({}, models.JSONField()),
                default=dict,
                verbose_name="tags of the source",
            ),
        ),
    ]
