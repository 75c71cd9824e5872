"""Each copy of a pack has a number, and a pack can be recalled."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workshops", "0022_reminders_wait_for_the_day")]
    operations = [
        migrations.AddField(
            model_name="handout",
            name="copy",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddConstraint(
            model_name="handout",
            constraint=models.UniqueConstraint(
                fields=("initiative", "copy"), name="a_copy_number_is_one_seats"
            ),
        ),
        migrations.AlterField(
            model_name="briefing",
            name="state",
            field=models.CharField(
                choices=[("cleared", "Cleared, being made"), ("issued", "Issued"), ("failed", "Failed"), ("superseded", "Superseded"), ("recalled", "Recalled")],
                default="cleared",
                max_length=12,
            ),
        ),
    ]
