"""Code names: a side's letter and the next number, given once and never again."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Cast, Substr

from dialogues.models import Initiative, Side
from participants.models import Person


def next_code(side: Side) -> str:
    """The next number of a side. The row of the initiative is the queue for it."""
    Initiative.objects.select_for_update().get(pk=side.initiative_id)
    numbers = Person.objects.filter(side=side).annotate(
        number=Cast(Substr("code", 3), models.IntegerField())
    )
    highest = numbers.aggregate(models.Max("number"))["number__max"] or 0
    return f"{side.letter.lower()}-{highest + 1:02d}"
