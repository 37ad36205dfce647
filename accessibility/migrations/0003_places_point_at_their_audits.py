from django.db import migrations

_POINT = """
UPDATE accessibility_place AS p SET audit_id = latest.id
  FROM (SELECT DISTINCT ON (place_id) place_id, id FROM accessibility_audit
         ORDER BY place_id, made_on DESC, id DESC) AS latest
 WHERE p.id = latest.place_id
"""


class Migration(migrations.Migration):
    dependencies = [("accessibility", "0002_latest_audit")]

    operations = [migrations.RunSQL(_POINT, migrations.RunSQL.noop)]
