"""A barrier by rule is never more open than the kiosk that bars the way, whatever writes that."""

from django.db import migrations

FOLLOW = """
CREATE OR REPLACE FUNCTION maps_barrier_follows_cause() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE accessibility_barrier
       SET publication = NEW.publication, publication_reason = NEW.publication_reason, publish_after = NEW.publish_after
     WHERE source = 'rule' AND external_id = '/kiosks/' || NEW.id || '/';
    RETURN NULL;
END $$;
CREATE TRIGGER maps_barrier_follows_cause AFTER UPDATE OF publication, publication_reason, publish_after ON kiosks_kiosk
    FOR EACH ROW WHEN ((OLD.publication, OLD.publication_reason, OLD.publish_after)
        IS DISTINCT FROM (NEW.publication, NEW.publication_reason, NEW.publish_after))
    EXECUTE FUNCTION maps_barrier_follows_cause();
"""
LEAVE = """
DROP TRIGGER maps_barrier_follows_cause ON kiosks_kiosk;
DROP FUNCTION maps_barrier_follows_cause();
"""


class Migration(migrations.Migration):
    dependencies = [("maps", "0004_remark_photo"), ("kiosks", "0002_spots"), ("accessibility", "0004_causes")]
    operations = [migrations.RunSQL(FOLLOW, LEAVE)]
