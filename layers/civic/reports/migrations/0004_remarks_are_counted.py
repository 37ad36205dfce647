"""Remarks of one visitor are counted like reports."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0003_about"),
    ]

    operations = [
        migrations.AlterField(
            model_name="visit",
            name="kind",
            field=models.CharField(
                choices=[("begun", "Begun"), ("sent", "Sent"), ("remarked", "Remarked")], max_length=8
            ),
        ),
    ]
