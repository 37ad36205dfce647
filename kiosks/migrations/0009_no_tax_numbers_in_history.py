"""The tax number of a person that stood beside a name is masked in what the history remembers, too."""

from django.db import migrations

_MASKED = """
UPDATE layers_historyentry
   SET before = jsonb_set(before, '{{{name}}}', to_jsonb(
       regexp_replace(before ->> '{name}', '(?<![0-9])[0-9]{{10}}(?![0-9])', '…', 'g')))
 WHERE before ->> '{name}' ~ '(?<![0-9])[0-9]{{10}}(?![0-9])'
"""


class Migration(migrations.Migration):
    dependencies = [("kiosks", "0008_goods"), ("layers", "0009_runs_that_broke_off")]

    operations = [
        migrations.RunSQL(_MASKED.format(name=name), migrations.RunSQL.noop, elidable=True)
        for name in ("owner_name", "distributor_name")
    ]
