"""Who rotates secrets vouches for grants again."""

from django.db import migrations

from trackii.rows import let_make_again


class Migration(migrations.Migration):
    dependencies = [
        ("trackii", "0005_recoveries_lapse"),
        ("vault", "0005_grants_are_vouched_for"),
    ]
    operations = [let_make_again("vault_grant")]
