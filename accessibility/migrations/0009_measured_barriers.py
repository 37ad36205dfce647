"""Barriers that were reckoned by rule are called so: nobody has reported them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accessibility", "0008_mending"),
    ]

    operations = [
        migrations.AlterField(
            model_name="barrier",
            name="status",
            field=models.CharField(
                choices=[
                    ("reported", "reported"),
                    ("measured", "measured by rule"),
                    ("confirmed", "confirmed"),
                    ("planned", "removal is planned"),
                    ("removed", "removed"),
                    ("rejected", "rejected"),
                ],
                db_default="reported",
                default="reported",
                max_length=12,
                verbose_name="status",
            ),
        ),
        migrations.RunSQL(
            "UPDATE accessibility_barrier SET status = 'measured' WHERE source = 'rule' AND status = 'reported'",
            "UPDATE accessibility_barrier SET status = 'reported' WHERE status = 'measured'",
            elidable=True,
        ),
        migrations.AlterField(
            model_name="barrier", name="reported_on", field=models.DateField(verbose_name="known since")
        ),
    ]
