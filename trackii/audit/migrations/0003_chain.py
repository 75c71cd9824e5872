"""The record is chained: links are appended like the entries, and never changed either."""

from django.db import migrations, models

FORBID = """
CREATE TRIGGER the_chain_is_append_only BEFORE UPDATE OR DELETE ON audit_link
FOR EACH STATEMENT EXECUTE FUNCTION the_record_is_append_only();
"""
ALLOW = "DROP TRIGGER the_chain_is_append_only ON audit_link;"


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only")]
    operations = [
        migrations.CreateModel(
            name="Link",
            fields=[
                ("position", models.BigIntegerField(primary_key=True, serialize=False)),
                ("entry", models.BigIntegerField(unique=True)),
                ("mac", models.BinaryField()),
            ],
            options={"ordering": ["position"]},
        ),
        migrations.RunSQL(FORBID, ALLOW),
    ]
