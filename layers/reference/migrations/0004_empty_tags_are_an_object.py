"""The default of tags was the text «{}», not an object without any: what was written by it is mended."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reference", "0003_more_ways_to_know_a_place"),
    ]

    operations = [
        migrations.RunSQL(
            "UPDATE reference_building SET tags = '{}' WHERE jsonb_typeof(tags) = 'string'",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            "UPDATE reference_green SET tags = '{}' WHERE jsonb_typeof(tags) = 'string'",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            "UPDATE reference_railway SET tags = '{}' WHERE jsonb_typeof(tags) = 'string'",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            "UPDATE reference_road SET tags = '{}' WHERE jsonb_typeof(tags) = 'string'",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            "UPDATE reference_water SET tags = '{}' WHERE jsonb_typeof(tags) = 'string'",
            migrations.RunSQL.noop,
        ),
        migrations.AlterField(
            model_name="building",
            name="tags",
            field=models.JSONField(
                blank=True,
                db_default=models.Value({}, models.JSONField()),
                default=dict,
                verbose_name="tags of the source",
            ),
        ),
        migrations.AlterField(
            model_name="green",
            name="tags",
            field=models.JSONField(
                blank=True,
                db_default=models.Value({}, models.JSONField()),
                default=dict,
                verbose_name="tags of the source",
            ),
        ),
        migrations.AlterField(
            model_name="railway",
            name="tags",
            field=models.JSONField(
                blank=True,
                db_default=models.Value({}, models.JSONField()),
                default=dict,
                verbose_name="tags of the source",
            ),
        ),
        migrations.AlterField(
            model_name="road",
            name="tags",
            field=models.JSONField(
                blank=True,
                db_default=models.Value({}, models.JSONField()),
                default=dict,
                verbose_name="tags of the source",
            ),
        ),
        migrations.AlterField(
            model_name="water",
            name="tags",
            field=models.JSONField(
                blank=True,
                db_default=models.Value({}, models.JSONField()),
                default=dict,
                verbose_name="tags of the source",
            ),
        ),
    ]
