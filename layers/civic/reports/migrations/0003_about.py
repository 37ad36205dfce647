from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0002_visits"),
    ]

    operations = [
        migrations.AddField(
            model_name="draft",
            name="about",
            field=models.CharField(blank=True, db_default="", default="", max_length=120),
        ),
        migrations.AddField(
            model_name="draft",
            name="about_title",
            field=models.CharField(blank=True, db_default="", default="", max_length=300),
        ),
        migrations.AddField(
            model_name="report",
            name="about",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=120, verbose_name="about the object"
            ),
        ),
    ]
