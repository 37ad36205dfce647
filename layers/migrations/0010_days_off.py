from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("layers", "0009_runs_that_broke_off")]

    operations = [
        migrations.CreateModel(
            name="DayOff",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(unique=True, verbose_name="day")),
                ("why", models.CharField(blank=True, default="", max_length=120, verbose_name="why")),
            ],
            options={"verbose_name": "day off", "verbose_name_plural": "days off", "ordering": ["day"]},
        ),
    ]
