"""The tax number of a person that stood beside an owner's name is masked where it is stored."""

from django.db import migrations

_MASKED = """
UPDATE {table} SET {column} = regexp_replace({column}, '(?<![0-9])[0-9]{{10}}(?![0-9])', '…', 'g')
 WHERE {column} ~ '(?<![0-9])[0-9]{{10}}(?![0-9])'
"""


class Migration(migrations.Migration):
    dependencies = [("kiosks", "0003_terms_and_bounds")]

    operations = [
        migrations.RunSQL(_MASKED.format(table=table, column=column), migrations.RunSQL.noop, elidable=True)
        for table, column in (
            ("kiosks_kiosk", "owner_name"),
            ("kiosks_advertisingpermit", "distributor_name"),
        )
    ]
