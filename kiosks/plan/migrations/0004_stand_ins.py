"""A spot whose structure is not for everybody looks like one without any."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("plan", "0003_unchecked_rules"),
    ]

    operations = [
        migrations.AddField(
            model_name="comparison",
            name="is_stand_in",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AlterField(
            model_name="comparison",
            name="finding",
            field=models.CharField(
                choices=[
                    ("matches", "matches the scheme"),
                    ("moved", "moved from its spot"),
                    ("oversize", "larger than the spot allows"),
                    ("expired", "its permit has expired or was annulled"),
                    ("no_permit", "has no permit"),
                    ("empty", "empty: no structure is shown there"),
                    ("outside", "stands outside of the scheme"),
                    ("unknown_owner", "its owner is not known"),
                    ("narrows", "narrows the pavement below the norm"),
                    ("too_near", "stands too near to something"),
                    ("unclear", "not enough is known to tell"),
                ],
                max_length=14,
                verbose_name="plan and reality",
            ),
        ),
    ]
