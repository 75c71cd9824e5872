"""What waits was asked by somebody, and a hand that gave has its moment."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("participants", "0011_identities_leave_on_two_signatures")]
    operations = [
        migrations.AddConstraint(
            model_name="screening",
            constraint=models.CheckConstraint(
                condition=Q(asked__isnull=True) | Q(asked_by__isnull=False),
                name="what_waits_was_asked_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="undertaking",
            constraint=models.CheckConstraint(
                condition=Q(given_at__isnull=False)
                | Q(given_through__isnull=True, recorded_by__isnull=True),
                name="a_hand_has_its_moment",
            ),
        ),
    ]
