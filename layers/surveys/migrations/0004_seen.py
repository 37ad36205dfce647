"""When something was seen, by a clock that is right."""

from datetime import timedelta

from django.db import migrations, models
from django.db.models import Case, F, Q, When
from django.db.models.functions import Now


def settle(apps, _editor):
    """What has come already: by the device's clock where it was right."""
    off = Q(clock_ahead__gt=timedelta(minutes=5)) | Q(clock_ahead__lt=timedelta(minutes=-5))
    future = Q(made_at__gt=F("received_at") + timedelta(minutes=5))
    ancient = Q(made_at__lt=F("received_at") - timedelta(days=730))
    seen = Case(When(off | future | ancient, then=F("received_at")), default=F("made_at"))
    apps.get_model("surveys", "Observation").objects.update(seen_at=seen)


class Migration(migrations.Migration):
    dependencies = [("surveys", "0003_rounds")]

    operations = [
        migrations.AddField(
            model_name="observation",
            name="seen_at",
            field=models.DateTimeField(db_default=Now(), verbose_name="seen"),
        ),
        migrations.RunPython(settle, migrations.RunPython.noop, elidable=True),
        migrations.RemoveIndex(model_name="observation", name="observation_of_feature"),
        migrations.AddIndex(
            model_name="observation",
            index=models.Index(fields=["layer", "feature_id", "-seen_at"], name="observation_of_object"),
        ),
    ]
