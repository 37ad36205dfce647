import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accessibility", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="place",
            name="audit",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="accessibility.audit",
                verbose_name="latest audit",
            ),
        ),
        migrations.AddConstraint(
            model_name="audit",
            constraint=models.UniqueConstraint(
                fields=("place", "made_on", "authority_code"), name="accessibility_audit_once"
            ),
        ),
    ]
