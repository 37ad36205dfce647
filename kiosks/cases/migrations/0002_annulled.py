import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="document",
            name="annulled_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="annulled"),
        ),
        migrations.AddField(
            model_name="document",
            name="annulled_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="annulled by",
            ),
        ),
        migrations.AddField(
            model_name="document",
            name="annulled_why",
            field=models.TextField(blank=True, default="", editable=False, verbose_name="annulled because"),
        ),
    ]
