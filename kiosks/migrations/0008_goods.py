"""Whether a kiosk sells what has to keep away from schools."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("kiosks", "0007_missing"),
    ]

    operations = [
        migrations.AddField(
            model_name="kiosk",
            name="sells_alcohol",
            field=models.CharField(
                choices=[("yes", "yes"), ("no", "no"), ("unknown", "unknown")],
                db_default="unknown",
                default="unknown",
                max_length=8,
                verbose_name="sells alcohol",
            ),
        ),
        migrations.AddField(
            model_name="kiosk",
            name="sells_tobacco",
            field=models.CharField(
                choices=[("yes", "yes"), ("no", "no"), ("unknown", "unknown")],
                db_default="unknown",
                default="unknown",
                max_length=8,
                verbose_name="sells tobacco",
            ),
        ),
    ]
