"""A room recognises the names of everybody at its table, and reads those of its own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workshops", "0034_a_session_has_an_account_of_its_own")]
    operations = [
        migrations.AddField(
            model_name="registryentry",
            name="blind",
            field=models.BooleanField(default=False),
        ),
    ]
