"""How people come to a round, and what they are paid: nothing to who is not clear of the lists."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import trackii.vault.fields

# Asked again when it is paid: a newer list may have come in between.
GUARD = """
CREATE FUNCTION nobody_is_paid_while_screening_is_open() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  who CONSTANT uuid := (
    SELECT hers.person_id FROM workshops_seat AS seat
      JOIN participants_candidacy AS hers ON hers.id = seat.candidacy_id
     WHERE seat.id = NEW.seat_id
  );
  day CONSTANT date := coalesce(NEW.paid_at, NEW.cleared_at, now())::date;
BEGIN
  IF who IS NULL OR NOT cleared_of_sanctions(who, day) THEN
    PERFORM refuse_as('nobody_is_paid_while_screening_is_open');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER nobody_is_paid_while_screening_is_open
BEFORE INSERT OR UPDATE OF state, seat_id, cleared_at, paid_at ON workshops_journey
FOR EACH ROW WHEN (NEW.state IN ('cleared', 'paid'))
EXECUTE FUNCTION nobody_is_paid_while_screening_is_open();
"""
LET = """
DROP TRIGGER nobody_is_paid_while_screening_is_open ON workshops_journey;
DROP FUNCTION nobody_is_paid_while_screening_is_open;
"""

class Migration(migrations.Migration):

    dependencies = [
        ('participants', '0023_nobody_is_clear_of_lists_that_moved_on'),
        ('dialogues', '0006_recoveries_lapse'),
        ('workshops', '0020_papers_end'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Journey',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('none', 'Nothing to pay'), ('waiting', 'Waits to be cleared'), ('cleared', 'May be paid'), ('paid', 'Paid')], default='none', max_length=8)),
                ('travel', trackii.vault.fields.SealedField('roster', until='erased', dies_with='person_id')),
                ('due', trackii.vault.fields.SealedField('roster', until='erased', dies_with='person_id')),
                ('edition', models.PositiveSmallIntegerField(default=1)),
                ('for_moves', models.PositiveSmallIntegerField()),
                ('cleared_at', models.DateTimeField(null=True)),
                ('paid_at', models.DateTimeField(null=True)),
                ('cleared_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('initiative', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dialogues.initiative')),
                ('paid_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('seat', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='journey', to='workshops.seat')),
            ],
            options={
                'ordering': ['seat__candidacy__person__code'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('cleared_at__isnull', True), ('cleared_by__isnull', True)), models.Q(('cleared_at__isnull', False), ('cleared_by__isnull', False)), _connector='OR'), name='a_cleared_payment_is_signed_whole'), models.CheckConstraint(condition=models.Q(models.Q(('paid_at__isnull', True), ('paid_by__isnull', True)), models.Q(('paid_at__isnull', False), ('paid_by__isnull', False)), _connector='OR'), name='a_payment_is_noted_whole'), models.CheckConstraint(condition=models.Q(models.Q(('cleared_by__isnull', False), ('state__in', ['cleared', 'paid'])), models.Q(('cleared_by__isnull', True), ('state__in', ['none', 'waiting'])), _connector='OR'), name='what_may_be_paid_was_cleared_by_somebody'), models.CheckConstraint(condition=models.Q(('state__in', ['cleared', 'none', 'waiting']), models.Q(('cleared_by__isnull', False), ('paid_by__isnull', False), models.Q(('cleared_by', models.F('paid_by')), _negated=True)), _connector='OR'), name='who_clears_a_payment_does_not_make_it')],
            },
        ),
        migrations.RunSQL(GUARD, LET),
    ]
