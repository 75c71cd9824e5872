from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dialogues", "0006_recoveries_lapse")]
    operations = [
        migrations.AddField(
            "initiative", "tells_days", models.BooleanField(default=False)
        ),
    ]
