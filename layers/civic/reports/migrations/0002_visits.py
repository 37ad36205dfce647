import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Visit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("visitor", models.CharField(max_length=64)),
                ("kind", models.CharField(choices=[("begun", "Begun"), ("sent", "Sent")], max_length=8)),
                (
                    "made_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), db_index=True, editable=False
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["visitor", "kind", "-made_at"], name="visit_of_visitor")],
            },
        ),
    ]
