"""Exports of identities: asked for, signed by another, fetched once."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import trackii.clock
import trackii.vault.fields
from trackii.constraints import all_or_none, never_the_same, two_signatories


def _somebody(**also):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, **also)


class Migration(migrations.Migration):
    dependencies = [
        ("dialogues", "0006_recoveries_lapse"),
        ("participants", "0010_lists_are_brought"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="Extract",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("state", models.CharField(choices=[("asked", "Asked for"), ("signed", "Signed"), ("fetched", "Fetched"), ("given_up", "Given up"), ("lapsed", "Lapsed")], default="asked", max_length=8)),
                ("scope", models.CharField(choices=[("everybody", "Everybody who stands here"), ("approved", "Those who are approved or further")], max_length=9)),
                ("reason", trackii.vault.fields.SealedField("roster", until="archived")),
                ("asked_at", models.DateTimeField(default=trackii.clock.now)),
                ("signed_at", models.DateTimeField(null=True)),
                ("fetched_at", models.DateTimeField(null=True)),
                ("asked_by", _somebody()),
                ("initiative", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="extracts", to="dialogues.initiative")),
                ("signed_by", _somebody(null=True)),
            ],
            options={
                "ordering": ["-asked_at"],
                "abstract": False,
                "constraints": [
                    all_or_none("signed_by", "signed_at", name="a_second_hand_is_whole"),
                    two_signatories(
                        "asked_by", "signed_by", unless=["asked", "given_up", "lapsed"],
                        name="identities_leave_on_two_signatures",
                    ),
                    never_the_same(
                        "asked_by", "signed_by", name="who_asks_for_identities_does_not_sign"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(state="fetched", fetched_at__isnull=False)
                        | (~models.Q(state="fetched") & models.Q(fetched_at=None)),
                        name="what_was_fetched_has_its_moment",
                    ),
                ],
            },
        ),
    ]
