"""Who changed an address is known: another hand sends the first link to it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

WHOLE = Q(readdressed_by__isnull=True, readdressed_at__isnull=True) | Q(
    readdressed_by__isnull=False, readdressed_at__isnull=False
)


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("participants", "0012_who_asked_and_who_gave_stand_beside_it"),
    ]
    operations = [
        migrations.AddField(
            model_name="person",
            name="readdressed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="readdressed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=WHOLE, name="a_new_address_is_somebodys"
            ),
        ),
    ]
