"""Footprints of structures, how they were measured, and what is measured by them."""

import django.contrib.gis.db.models.fields
import django.core.validators
from django.db import migrations, models

import kiosks.models


class Migration(migrations.Migration):
    dependencies = [
        ("kiosks", "0005_files_of_permits"),
    ]

    operations = [
        migrations.AddField(
            model_name="advertising",
            name="depth",
            field=models.FloatField(
                blank=True,
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(0.1),
                    django.core.validators.MaxValueValidator(100),
                ],
                verbose_name="depth on the ground",
            ),
        ),
        migrations.AddField(
            model_name="advertising",
            name="direction",
            field=models.FloatField(
                blank=True,
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(0),
                    django.core.validators.MaxValueValidator(360),
                ],
                verbose_name="direction of its width",
            ),
        ),
        migrations.AddField(
            model_name="advertising",
            name="footprint",
            field=django.contrib.gis.db.models.fields.PolygonField(
                blank=True,
                null=True,
                srid=4326,
                validators=[kiosks.models.refuse_vast],
                verbose_name="footprint",
            ),
        ),
        migrations.AddField(
            model_name="advertising",
            name="place_area",
            field=models.FloatField(
                blank=True, editable=False, null=True, verbose_name="area of the advertising place"
            ),
        ),
        migrations.AddField(
            model_name="kiosk",
            name="direction",
            field=models.FloatField(
                blank=True,
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(0),
                    django.core.validators.MaxValueValidator(360),
                ],
                verbose_name="direction of its length",
            ),
        ),
        migrations.AddField(
            model_name="kiosk",
            name="footprint_area",
            field=models.FloatField(
                blank=True, editable=False, null=True, verbose_name="area of the footprint"
            ),
        ),
        migrations.AddField(
            model_name="kiosk",
            name="length",
            field=models.FloatField(
                blank=True,
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(0.1),
                    django.core.validators.MaxValueValidator(100),
                ],
                verbose_name="length",
            ),
        ),
        migrations.AddField(
            model_name="kiosk",
            name="passage",
            field=models.CharField(
                choices=[
                    ("wide", "wide enough"),
                    ("narrow", "narrower than the norm asks for"),
                    ("aside", "not on a pavement"),
                    ("no_footprint", "unknown: its footprint is not known"),
                    ("no_accuracy", "unknown: how exact its position is, is not known"),
                    ("rough", "unknown: its position is too rough to measure by"),
                    ("no_width", "unknown: the width of the pavement is not known"),
                ],
                db_default="no_footprint",
                default="no_footprint",
                editable=False,
                max_length=12,
                verbose_name="passage beside it",
            ),
        ),
        migrations.AddField(
            model_name="kiosk",
            name="width",
            field=models.FloatField(
                blank=True,
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(0.1),
                    django.core.validators.MaxValueValidator(100),
                ],
                verbose_name="width",
            ),
        ),
        migrations.AlterField(
            model_name="kiosk",
            name="footprint",
            field=django.contrib.gis.db.models.fields.PolygonField(
                blank=True,
                null=True,
                srid=4326,
                validators=[kiosks.models.refuse_vast],
                verbose_name="footprint",
            ),
        ),
    ]
