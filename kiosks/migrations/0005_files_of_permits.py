"""Permits keep their file, and say where it is to those who may open it."""

from django.db import migrations, models

import layers.surveys.papers


class Migration(migrations.Migration):
    dependencies = [
        ("kiosks", "0004_no_tax_numbers"),
    ]

    operations = [
        migrations.AddField(
            model_name="advertisingpermit",
            name="closed_file",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                editable=False,
                max_length=120,
                verbose_name="file, not published",
            ),
        ),
        migrations.AddField(
            model_name="advertisingpermit",
            name="file",
            field=models.FileField(
                blank=True,
                db_default="",
                default="",
                storage=layers.surveys.papers.papers,
                upload_to="",
                verbose_name="file",
            ),
        ),
        migrations.AddField(
            model_name="advertisingpermit",
            name="is_file_public",
            field=models.BooleanField(
                db_default=False, default=False, verbose_name="everybody may open the file"
            ),
        ),
        migrations.AddField(
            model_name="advertisingpermit",
            name="public_file",
            field=models.CharField(
                blank=True, db_default="", default="", editable=False, max_length=120, verbose_name="file"
            ),
        ),
        migrations.AddField(
            model_name="sitingpassport",
            name="closed_file",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                editable=False,
                max_length=120,
                verbose_name="file, not published",
            ),
        ),
        migrations.AddField(
            model_name="sitingpassport",
            name="file",
            field=models.FileField(
                blank=True,
                db_default="",
                default="",
                storage=layers.surveys.papers.papers,
                upload_to="",
                verbose_name="file",
            ),
        ),
        migrations.AddField(
            model_name="sitingpassport",
            name="is_file_public",
            field=models.BooleanField(
                db_default=False, default=False, verbose_name="everybody may open the file"
            ),
        ),
        migrations.AddField(
            model_name="sitingpassport",
            name="public_file",
            field=models.CharField(
                blank=True, db_default="", default="", editable=False, max_length=120, verbose_name="file"
            ),
        ),
    ]
