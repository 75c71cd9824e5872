"""The two words that go by another channel: they open a draft together with a link's token.

Two words of 7,776 are few. Who has the token of somebody's letter and a copy of the
database would try them all in a week or two, where nobody counts. So a third thing goes
into the seed, of chance, which the row keeps wrapped by the root key: without the web
process no guess can be told from another, and with it there are five.
"""

from __future__ import annotations

import secrets

from django.db import transaction
from django.db.models import F

from trackii.audit import trail
from trackii.vault import members, rooted, suite
from trackii.vault.errors import LinkSpent, WrongWords
from trackii.vault.models import Link

State = Link.State


def draw() -> str:
    """Two of 7,776: with five tries one in twelve million."""
    return " ".join(secrets.choice(members.word_list()) for _ in range(2))


def pair(link: Link, base: bytes, words: str) -> None:
    """Give a link that is being made its second key pair. `base` is of its token."""
    pepper = suite.fresh()
    link.word_pepper = rooted.wrap(pepper, of=link, field="word_pepper")
    link.word_public = suite.public(_seed(link, base, words, pepper))


def say(link: Link, base: bytes, words: str) -> bytes:
    """The seed of token and words together. The fifth wrong try shuts the link for good."""
    # The try is counted before it is made: five at once are five.
    asked = Link.objects.filter(pk=link.pk, state=State.LIVE, tries__lt=Link.TRIES)
    if not link.word_public or not asked.update(tries=F("tries") + 1):
        raise LinkSpent
    seed = _seed(link, base, words, rooted.unwrap(link, "word_pepper"))
    if suite.same(link.word_public, suite.public(seed)):
        Link.objects.filter(pk=link.pk).update(tries=F("tries") - 1)
        trail.record("say words", link, by=link)
        return seed
    raise LinkSpent if _is_spent(link) else WrongWords


@transaction.atomic
def _is_spent(link: Link) -> bool:
    """Write down a wrong try; whether it was the last."""
    refused = trail.Entry.Outcome.REFUSED
    trail.record("say words", link, by=link, outcome=refused)
    last = Link.objects.filter(pk=link.pk, state=State.LIVE, tries__gte=Link.TRIES)
    if spent := last.update(state=State.SPENT):
        trail.record("spend link", link, by=link)
    return bool(spent)


def _seed(link: Link, base: bytes, words: str, pepper: bytes) -> bytes:
    plain = " ".join(words.replace("-", " ").casefold().split())
    slow = members.slow_key(plain, link.pk.bytes)
    return suite.derive(base + slow + pepper, "link with words")
