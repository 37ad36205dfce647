"""The register says since when a structure was not found at its place: first by what was observed until now."""

from django.db import migrations, models

_MISSED = """
UPDATE {table} AS s SET missing_since = told.since
  FROM (SELECT o.feature_id AS id, (min(o.seen_at) AT TIME ZONE current_setting('TimeZone'))::date AS since
          FROM surveys_observation AS o
         WHERE o.layer = '{layer}' AND o.fate = 'accepted' AND o.deed = 'gone' AND NOT EXISTS (
               SELECT FROM surveys_observation AS later
                WHERE later.layer = o.layer AND later.feature_id = o.feature_id AND later.fate = 'accepted'
                  AND later.deed IN ('add', 'inspect', 'unchanged') AND later.seen_at >= o.seen_at)
         GROUP BY o.feature_id) AS told
 WHERE s.id = told.id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("surveys", "0004_seen"),
        ("kiosks", "0006_footprints"),
    ]

    operations = [
        migrations.AddField(
            model_name="advertising",
            name="missing_since",
            field=models.DateField(
                blank=True, editable=False, null=True, verbose_name="not found at its place since"
            ),
        ),
        migrations.AddField(
            model_name="kiosk",
            name="missing_since",
            field=models.DateField(
                blank=True, editable=False, null=True, verbose_name="not found at its place since"
            ),
        ),
        *(
            migrations.RunSQL(_MISSED.format(table=table, layer=layer), migrations.RunSQL.noop, elidable=True)
            for table, layer in (("kiosks_kiosk", "kiosks"), ("kiosks_advertising", "advertising"))
        ),
    ]
