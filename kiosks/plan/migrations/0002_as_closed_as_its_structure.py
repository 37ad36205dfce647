"""A comparison is never more open than its structure, whatever writes that; and the rules of distance to begin with."""

from datetime import date

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FOLLOW = """
CREATE OR REPLACE FUNCTION plan_follow_publication() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE plan_comparison
       SET publication = NEW.publication, publication_reason = NEW.publication_reason, publish_after = NEW.publish_after
     WHERE structure_path = '/' || TG_ARGV[0] || '/' || NEW.id || '/';
    RETURN NULL;
END $$;
CREATE TRIGGER plan_follow_publication AFTER UPDATE OF publication, publication_reason, publish_after ON kiosks_kiosk
    FOR EACH ROW WHEN ((OLD.publication, OLD.publication_reason, OLD.publish_after)
        IS DISTINCT FROM (NEW.publication, NEW.publication_reason, NEW.publish_after))
    EXECUTE FUNCTION plan_follow_publication('kiosks');
CREATE TRIGGER plan_follow_publication AFTER UPDATE OF publication, publication_reason, publish_after
    ON kiosks_advertising
    FOR EACH ROW WHEN ((OLD.publication, OLD.publication_reason, OLD.publish_after)
        IS DISTINCT FROM (NEW.publication, NEW.publication_reason, NEW.publish_after))
    EXECUTE FUNCTION plan_follow_publication('advertising');
CREATE INDEX plan_comparison_structure ON plan_comparison (structure_path);
"""
LEAVE = """
DROP TRIGGER plan_follow_publication ON kiosks_kiosk;
DROP TRIGGER plan_follow_publication ON kiosks_advertising;
DROP FUNCTION plan_follow_publication();
DROP INDEX plan_comparison_structure;
"""

#: subject, goods, keeps away from, metres, clause, certainty, in force from, applied: what is to be checked judges nobody
RULES = (
    (
        "advertising",
        "alcohol",
        "school",
        300,
        "Закон «Про рекламу», ст. 22",
        "perhaps",
        date(2003, 7, 11),
        True,
    ),
    (
        "advertising",
        "tobacco",
        "school",
        300,
        "Закон «Про рекламу», ст. 22",
        "perhaps",
        date(2003, 7, 11),
        True,
    ),
    ("kiosks", "tobacco", "school", 300, "правила міста; перевірити", "perhaps", date(2026, 1, 1), False),
    (
        "kiosks",
        "any",
        "same",
        10,
        "правила благоустрою міста; перевірити",
        "perhaps",
        date(2026, 1, 1),
        False,
    ),
    (
        "kiosks",
        "any",
        "crossing",
        10,
        "правила благоустрою міста; перевірити",
        "perhaps",
        date(2026, 1, 1),
        False,
    ),
    (
        "kiosks",
        "any",
        "stop",
        20,
        "правила благоустрою міста; перевірити",
        "perhaps",
        date(2026, 1, 1),
        False,
    ),
    (
        "kiosks",
        "any",
        "monument",
        50,
        "правила благоустрою міста; перевірити",
        "perhaps",
        date(2026, 1, 1),
        False,
    ),
    ("advertising", "any", "crossing", 10, "правила міста; перевірити", "perhaps", date(2026, 1, 1), False),
    ("advertising", "any", "monument", 50, "правила міста; перевірити", "perhaps", date(2026, 1, 1), False),
)
_NAMES = ("subject", "goods", "near_to", "metres", "clause", "certainty", "in_force_from", "applied")


def begin(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    rule = apps.get_model("plan", "DistanceRule")
    rule.objects.bulk_create(rule(**dict(zip(_NAMES, values, strict=True))) for values in RULES)


class Migration(migrations.Migration):
    dependencies = [("plan", "0001_initial"), ("kiosks", "0002_spots")]
    operations = [
        migrations.RunSQL(FOLLOW, LEAVE),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
