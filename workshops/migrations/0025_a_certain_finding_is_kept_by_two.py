"""What is kept in an account: by somebody who did not write it, and if certain by two."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import trackii.clock

# Asked where the second reader signs, and at every step from there to the release.
GUARD = """
CREATE FUNCTION a_certain_finding_is_kept_by_two() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  authors CONSTANT uuid[] := NEW.earlier_authors || NEW.written_by_id;
BEGIN
  IF EXISTS (
    SELECT FROM workshops_keeping AS kept
     WHERE kept.summary_id = NEW.id AND kept.certain AND kept.agreed_by_id IS NULL
  ) THEN
    PERFORM refuse_as('a_certain_finding_is_kept_by_two');
  END IF;
  IF EXISTS (
    SELECT FROM workshops_keeping AS kept WHERE kept.summary_id = NEW.id
       AND kept.kept_by_id = ANY (authors)
       AND coalesce(kept.agreed_by_id = ANY (authors), true)
  ) THEN
    PERFORM refuse_as('an_author_alone_keeps_no_finding');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER a_certain_finding_is_kept_by_two
BEFORE INSERT OR UPDATE OF state ON workshops_summary
FOR EACH ROW WHEN (NEW.state IN ('second_read', 'participant_review', 'released'))
EXECUTE FUNCTION a_certain_finding_is_kept_by_two();
"""
LET = """
DROP TRIGGER a_certain_finding_is_kept_by_two ON workshops_summary;
DROP FUNCTION a_certain_finding_is_kept_by_two;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('dialogues', '0006_recoveries_lapse'),
        ('workshops', '0024_rounds_know_when_they_were_dated'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Keeping',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('certain', models.BooleanField()),
                ('kept_at', models.DateTimeField(default=trackii.clock.now)),
                ('agreed_at', models.DateTimeField(null=True)),
                ('agreed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('initiative', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dialogues.initiative')),
                ('kept_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('summary', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='keepings', to='workshops.summary')),
            ],
            options={
                'ordering': ['kept_at'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('agreed_at__isnull', True), ('agreed_by__isnull', True)), models.Q(('agreed_at__isnull', False), ('agreed_by__isnull', False)), _connector='OR'), name='an_agreement_is_whole'), models.CheckConstraint(condition=models.Q(('agreed_by__isnull', True), ('kept_by__isnull', True), models.Q(('agreed_by', models.F('kept_by')), _negated=True), _connector='OR'), name='what_is_kept_is_agreed_to_by_another')],
            },
        ),
        migrations.RunSQL(GUARD, LET),
    ]
