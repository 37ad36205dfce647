"""Permits end after they begin, and days and areas are those of this world. What is stored already stays as it is."""

import datetime

import django.core.validators
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("kiosks", "0002_spots"),
    ]

    operations = [
        migrations.AlterField(
            model_name="advertising",
            name="area",
            field=models.FloatField(
                blank=True,
                null=True,
                validators=[django.core.validators.MaxValueValidator(5000)],
                verbose_name="area",
            ),
        ),
        migrations.AlterField(
            model_name="advertisingpermit",
            name="issued_on",
            field=models.DateField(
                blank=True,
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(datetime.date(1991, 8, 24)),
                    django.core.validators.MaxValueValidator(datetime.date(2100, 1, 1)),
                ],
                verbose_name="issued on",
            ),
        ),
        migrations.AlterField(
            model_name="advertisingpermit",
            name="valid_from",
            field=models.DateField(
                blank=True,
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(datetime.date(1991, 8, 24)),
                    django.core.validators.MaxValueValidator(datetime.date(2100, 1, 1)),
                ],
                verbose_name="valid from",
            ),
        ),
        migrations.AlterField(
            model_name="advertisingpermit",
            name="valid_until",
            field=models.DateField(
                blank=True,
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(datetime.date(1991, 8, 24)),
                    django.core.validators.MaxValueValidator(datetime.date(2100, 1, 1)),
                ],
                verbose_name="valid until",
            ),
        ),
        migrations.AlterField(
            model_name="kiosk",
            name="area",
            field=models.FloatField(
                blank=True,
                null=True,
                validators=[django.core.validators.MaxValueValidator(5000)],
                verbose_name="area",
            ),
        ),
        migrations.AlterField(
            model_name="sitingpassport",
            name="issued_on",
            field=models.DateField(
                blank=True,
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(datetime.date(1991, 8, 24)),
                    django.core.validators.MaxValueValidator(datetime.date(2100, 1, 1)),
                ],
                verbose_name="issued on",
            ),
        ),
        migrations.AlterField(
            model_name="sitingpassport",
            name="valid_until",
            field=models.DateField(
                blank=True,
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(datetime.date(1991, 8, 24)),
                    django.core.validators.MaxValueValidator(datetime.date(2100, 1, 1)),
                ],
                verbose_name="valid until",
            ),
        ),
        AddConstraintNotValid(
            model_name="advertisingpermit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_until__isnull", True),
                    ("valid_until__gte", models.F("issued_on")),
                    ("issued_on__isnull", True),
                    _connector="OR",
                ),
                name="permit_issued_term",
                violation_error_message="This permit would end before it begins: look at its days again.",
            ),
        ),
        AddConstraintNotValid(
            model_name="advertisingpermit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_until__isnull", True),
                    ("valid_until__gte", models.F("valid_from")),
                    ("valid_from__isnull", True),
                    _connector="OR",
                ),
                name="permit_term",
                violation_error_message="This permit would end before it begins: look at its days again.",
            ),
        ),
        AddConstraintNotValid(
            model_name="sitingpassport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_until__isnull", True),
                    ("valid_until__gte", models.F("issued_on")),
                    ("issued_on__isnull", True),
                    _connector="OR",
                ),
                name="passport_term",
                violation_error_message="This permit would end before it begins: look at its days again.",
            ),
        ),
    ]
