from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("layers", "0007_tally_of_all_facets_together")]

    operations = [
        TrigramExtension(),
        migrations.CreateModel(
            name="Word",
            fields=[
                ("word", models.TextField(primary_key=True, serialize=False)),
                ("rows", models.IntegerField()),
            ],
            options={
                "indexes": [GinIndex(fields=["word"], name="word_trigrams", opclasses=["gin_trgm_ops"])]
            },
        ),
    ]
