"""Folders: what a participant's link hands out to her, and what she says by it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from dialogues import initiatives
from participants import addresses, care, facts, people, undertakings, wishes
from participants.models import Candidacy, Folder, Person
from participants.particulars import Particulars, Standing, filled
from trackii import clock, policy
from trackii.audit import trail
from trackii.outbox import letters
from trackii.policy import Action
from trackii.vault import links, sealing
from trackii.vault.errors import Corrupt
from trackii.vault.models import Link

if TYPE_CHECKING:
    from dialogues.models import Initiative
    from participants.wishes import Said
    from trackii.accounts.models import User
    from trackii.vault.fields import Sealed

# Who was approved, and everybody after that.
MAY_HAVE = {"approved", "invited", "accepted", "confirmed"}
# What is known of her takes as much room as of anybody else.
ROOM = 8188


@dataclass
class Known:
    """What is known of her, as of which day."""

    known: dict[str, Any]
    standing: dict[str, Any]
    on: str


@dataclass
class Handed:
    """What lies in a folder for her: the texts by kind, and of which edition each is."""

    texts: dict[str, undertakings.Words]
    editions: dict[str, int] = field(default_factory=dict)

    def words(self, kind: str, language: str) -> str:
        return self.texts.get(kind, {}).get(self.spoken(kind, language), "")

    def spoken(self, kind: str, language: str) -> str:
        """In which language a text stands before her: hers, if it was put into it."""
        return language if self.texts.get(kind, {}).get(language) else "en"


@transaction.atomic
def send(candidacy: Candidacy, *, by: User, days: int = 365, vouched: str = "") -> str:
    """Send somebody the link to her own page, by a letter that says nothing.

    What is known of her opens with two words more, told her by another way: say them now.
    """
    policy.require(by, Action.INVITE, candidacy)
    initiatives.at_work(candidacy.initiative)
    if candidacy.state not in MAY_HAVE:
        raise ValidationError(_("A page of one's own is for who was approved."))
    addresses.insist_on([candidacy.person], by=by, vouched=vouched)
    [known] = people.read([candidacy.person], by=by)
    if not known.email:
        raise ValidationError(_("No e-mail address is known. Tell them yourself."))
    letters.cancel(candidacy.pk, by=by, kind="own")
    until = clock.now() + timedelta(days=days)
    made = links.make(
        Link.Kind.OWN, of=candidacy, language=known.language, deadline=until, by=by,
        person=candidacy.person_id, with_words=True,
    )  # fmt: skip
    lay([(made.link, candidacy)], by=by)
    letters.post(
        "own", initiative=candidacy.initiative_id, occasion=candidacy.pk,
        version=str(made.link.pk), address=known.email, language=known.language,
        due_at=clock.now() + letters.JITTER, lapses_at=until,
        person=candidacy.person_id, made=made,
    )  # fmt: skip
    return made.words


@transaction.atomic
def revoke(candidacy: Candidacy, *, by: User) -> None:
    """Take the link to her own page back: its next request finds it shut."""
    policy.require(by, Action.INVITE, candidacy)
    letters.cancel(candidacy.pk, by=by, kind="own")
    links.revoke(candidacy.pk, by=by)


@transaction.atomic
def lay(made: Sequence[tuple[Link, Candidacy]], *, by: User) -> None:
    """Give each new link a folder. What she said by an earlier one is in it."""
    for link, candidacy in made:
        undertakings.offer(candidacy, by=by)
        earlier = wishes.last(candidacy, by=by)
        candidacy.folders.exclude(link__state=Link.State.LIVE).delete()
        folder = Folder(
            initiative_id=candidacy.initiative_id, candidacy=candidacy, link=link
        )
        if earlier is not None:
            wishes.put_needs(folder, earlier)
            wishes.put_days(folder, earlier)
        folder.handed = links.hand_out("", to=link, of=folder, field="handed")
        folder.save(force_insert=True)
    _fill([link.pk for link, _candidacy in made], by=by)


def link_of(candidacy: Candidacy) -> Link | None:
    """The last link to her own page, live or not."""
    return links.about(candidacy.pk).get(candidacy.pk)


def refresh(initiative: Initiative, *, by: User) -> None:
    """A text changed: what open links hand out is replaced, without their tokens."""
    live = Link.objects.filter(state=Link.State.LIVE, deadline_at__gt=clock.now())
    rows = Folder.objects.filter(initiative=initiative, link__in=live)
    _fill(list(rows.values_list("link", flat=True)), by=by)


def correct(
    person: Person, known: Particulars, particulars: Particulars, *, by: User
) -> None:
    """What is known of her was corrected: her own page says so, too."""
    if particulars.email.casefold() != known.email.casefold():
        for candidacy in Candidacy.objects.filter(person=person):
            letters.cancel(candidacy.pk, by=by, kind="own")  # no way in to the old one
    live = Folder.objects.filter(
        candidacy__person=person, link__state=Link.State.LIVE
    ).values_list("link", flat=True)
    _fill(list(live), by=by)


def _fill(open_: list[Any], *, by: User) -> None:
    """Hand out what is true now to each of these links."""
    rows = Folder.objects.filter(link__in=open_).select_related(
        "link", "candidacy__person", "initiative"
    )
    folders = [folder for folder in rows if stands(folder, by)]
    if not folders:
        return
    texts = undertakings.texts(folders[0].initiative, by=by)
    words = {kind: each for kind, (_wording, each) in texts.items()}
    editions = {kind: wording.edition for kind, (wording, _each) in texts.items()}
    content = json.dumps(vars(Handed(words, editions)), ensure_ascii=False)
    candidacies = [folder.candidacy for folder in folders]
    for each in candidacies:
        each.person.candidacy = each
    known = care.read([each.person for each in candidacies], by=by)
    [standings] = sealing.unseal_columns(candidacies, ["standing"], by=by)
    for folder, who, standing in zip(folders, known, standings, strict=True):
        folder.handed = links.hand_out(
            content, to=folder.link, of=folder, field="handed"
        )
        if folder.link.word_public:
            folder.known = _known(folder, who, Standing.load(standing))
        folder.save(update_fields=["handed", "known"])


def stands(folder: Folder, by: User) -> bool:
    """Whether it lies where its link says: one that somebody moved is handed nothing.

    It keeps nothing from all the others, and is written down.
    """
    link, hers = folder.link, folder.candidacy
    own = link.kind == Link.Kind.OWN
    try:
        links.insist_on(link, hers if own else hers.seats.get(pk=link.occasion))
    except (Corrupt, ObjectDoesNotExist):
        trail.record("hand out", folder, by=by, outcome=trail.Entry.Outcome.REFUSED)
        return False
    return True


def _known(folder: Folder, who: Particulars, standing: Standing) -> Sealed:
    known = Known(facts.shown(who), vars(standing), str(clock.today()))
    words = filled(vars(known), ROOM)
    return links.hand_out_guarded(words, to=folder.link, of=folder, field="known")


# --- what she does herself, by her link


def find(link: Link, candidacy: Candidacy) -> Folder | None:
    """The folder of a link that is about this candidacy, if it has one."""
    found = Folder.objects.filter(link=link, candidacy=candidacy).first()
    if found is not None:
        found.link, found.candidacy = link, candidacy
    return found


def read(folder: Folder, *, seed: bytes) -> tuple[Handed, Said]:
    """What was handed out to her, and what she said."""
    handed = Handed(**json.loads(sealing.unseal_sent(folder, "handed", seed=seed)))
    trail.record("read folder", folder, by=folder.link)
    return handed, wishes.read_back(folder, seed=seed)


def read_known(folder: Folder, *, seed: bytes) -> Known | None:
    """What is known of her, for who has said the two words."""
    if folder.known is None or not seed:
        return None
    return Known(**json.loads(sealing.unseal_sent(folder, "known", seed=seed)))
