import django.contrib.postgres.functions
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("layers", "0002_tally_by_facet")]

    operations = [
        migrations.AlterField(
            model_name="historyentry",
            name="at",
            field=models.DateTimeField(
                db_default=django.contrib.postgres.functions.TransactionNow(), verbose_name="when"
            ),
        ),
    ]
