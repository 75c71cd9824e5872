"""What tells one letter from another is made anew, without its address."""

from uuid import uuid4

from django.db import migrations

from trackii.outbox.letters import fingerprint


def make_anew(apps, schema_editor):
    taken = set()
    for letter in apps.get_model("outbox", "Letter").objects.order_by("posted_at"):
        mark = _mark(letter)
        if letter.state == "cancelled" or mark in taken:
            mark = uuid4().bytes  # it is compared with nothing, or went to two addresses
        taken.add(mark)
        letter.fingerprint = mark
        letter.save(update_fields=["fingerprint"])


def _mark(letter):
    """A letter with a link is of that link; a reminder is of the day it lapses."""
    day = letter.lapses_at.isoformat() if letter.lapses_at else uuid4().hex
    version = str(letter.link) if letter.link else day
    return fingerprint(letter.kind, letter.occasion, version, letter.edition)


class Migration(migrations.Migration):
    dependencies = [("outbox", "0004_letters_name_their_person")]
    operations = [migrations.RunPython(make_anew, migrations.RunPython.noop)]
