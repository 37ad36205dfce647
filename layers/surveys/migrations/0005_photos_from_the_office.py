"""An observation may say no more than that photos were brought in."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("surveys", "0004_seen"),
    ]

    operations = [
        migrations.AlterField(
            model_name="observation",
            name="deed",
            field=models.CharField(
                choices=[
                    ("add", "a new object"),
                    ("inspect", "inspected"),
                    ("unchanged", "inspected, nothing has changed"),
                    ("gone", "the object is not there"),
                    ("barred", "could not be inspected"),
                    ("walked", "walked along, nothing found"),
                    ("shown", "photos brought in"),
                ],
                max_length=12,
                verbose_name="what",
            ),
        ),
    ]
