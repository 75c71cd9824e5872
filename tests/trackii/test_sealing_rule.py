"""The rule that makes the promise checkable: what describes a person or the conflict is sealed."""

import pytest
from django.apps import apps
from django.db import models

from trackii import policy
from trackii.vault.fields import SealedField, WorkerSealedField

OURS = {
    "accounts",
    "audit",
    "vault",
    "outbox",
    "dialogues",
    "participants",
    "workshops",
}
MODELS = [model for model in apps.get_models() if model._meta.app_label in OURS]

# What tells nothing: numbers that mean nothing, who and when of an act, states, counts.
TELLS_NOTHING = (
    models.UUIDField,
    models.AutoField,
    models.ForeignKey,
    models.DateField,  # a datetime is one of these
)

# Numbers and ticks: how far something came, how many times, which of several; each for a
# reason, since one of them may tell what a word would.
COUNTED = {
    # Whether an account is open, and may administer: the staff's own.
    "accounts.User.is_active", "accounts.User.is_administrator",
    "accounts.Invitation.is_administrator",
    # The record and its chain: positions, how many rows a list opened.
    "audit.Entry.rows", "audit.Link.position", "audit.Link.entry", "audit.Link.foreign",
    # Keys: which generation, which of three, how many wrong tries.
    "vault.Epoch.number", "vault.Custodian.place", "vault.Link.tries",
    # Of the process at a table: the decision about the archive, the threshold everybody is
    # told, which checks are demanded of whoever is put forward, who founded it.
    "dialogues.Initiative.threshold", "dialogues.Initiative.kept_by_decision",
    # Whether tables that said so too see on which days its rounds take the team.
    "dialogues.Initiative.tells_days",
    "dialogues.Destruction.early", "dialogues.Destruction.horizon",
    "dialogues.Destruction.head_position", "dialogues.Membership.founding",
    "participants.Demand.identity", "participants.Demand.sanctions",
    "participants.Demand.interests", "participants.Demand.office",
    "participants.Demand.safety",
    # Sizes: of public lists and their differences, of a list of a table's own.
    "participants.Watchlist.size", "participants.Watchlist.came",
    "participants.Watchlist.changed", "participants.Watchlist.went",
    "participants.OwnList.size",
    # Numbers of things, in the order they came.
    "participants.Piece.number", "workshops.Venue.number", "workshops.Workshop.number",
    "workshops.Workshop.last_session", "workshops.Session.number", "workshops.Session.room",
    "workshops.Handout.copy", "workshops.PackCopy.number",
    # Drawn, and printed where a copy was asked to be marked: it resolves inside alone.
    "workshops.Copy.number",
    # Editions, and how often something was tried or moved.
    "outbox.Letter.edition", "outbox.Letter.attempts", "participants.Wording.edition",
    "workshops.Posting.said", "workshops.Posting.stands",
    "workshops.Workshop.moves", "workshops.Attestation.attempts",
    "workshops.Briefing.edition", "workshops.Briefing.attempts",
    "workshops.Circular.edition", "workshops.Journey.edition",
    "workshops.Journey.for_moves", "workshops.Note.edition", "workshops.Summary.edition",
    "workshops.Aggregate.edition",
    # Of a round: how many of each side it wants, how many days before it reminds.
    "workshops.Workshop.quorum", "workshops.Workshop.remind_days",
    # That all that is left to resolve is doubtful: a desk says so, locked. README owns it.
    "workshops.Summary.doubted",
    # Whether keeping a finding takes two: PostgreSQL asks for the second hand.
    "workshops.Keeping.certain",
    # Whether the room of a round holds somebody's names or marks of them: who has a seat.
    "workshops.RegistryEntry.blind",
}  # fmt: skip

# Everything else stands here with its reason, or the build fails.
PLAIN = {
    # Drawn code names: nobody chose them, so they tell nothing.
    "dialogues.Initiative.code",
    "participants.Person.code",
    "workshops.RegistryEntry.code",
    # Public lists, as they are published: of nobody at any table.
    "participants.Watchlist.digest",
    "participants.Listed.reference",
    "participants.Listed.version",
    "participants.Listed.names",
    "participants.Listed.births",
    "participants.Listed.nationalities",
    "participants.Listed.about",
    # Against which editions of these, and of sealed words, somebody was looked for: digests.
    "participants.Screening.against",
    "participants.Screening.about",
    "participants.Check.against",
    "participants.Check.about",
    # HMACs under the roster's own key: who has only the database cannot guess at them.
    "participants.Person.email_mark",
    "participants.Person.phone_mark",
    # The staff's own accounts: how they sign in and what colleagues call them.
    "accounts.User.email",
    "accounts.User.name",
    "accounts.User.password",
    "accounts.Invitation.email",
    # Numbers of colleagues, as a foreign key to each would be.
    "workshops.Summary.earlier_authors",
    # Numbers of the accounts a copy was made of, likewise.
    "workshops.Copy.summaries",
    # A hash: the token it belongs to is kept nowhere.
    "accounts.Invitation.token_hash",
    "workshops.Feed.token_hash",
    "participants.Folder.feed_hash",
    # What was done and to what kind of thing: words of the program, not of people.
    "audit.Entry.verb",
    "audit.Entry.subject_kind",
    # What chains the record, and marks its entries.
    "audit.Entry.mark",
    "audit.Link.mac",
    "audit.Link.key",
    "audit.FormerKey.name",
    "audit.FormerKey.wrapped",
    # Keys: public halves with their MACs, and secrets that are wrapped for somebody.
    "vault.MemberKey.public",
    "vault.MemberKey.mac",
    "vault.MemberKey.by_passphrase",
    "vault.MemberKey.by_recovery_code",
    "vault.Epoch.public",
    "vault.Epoch.mac",
    "vault.Epoch.former",
    "vault.Grant.sealed_seed",
    "vault.Grant.mac",
    # Where Redis lists what somebody who left had opened: a MAC.
    "vault.Eviction.place",
    "vault.DataKey.wrapped",
    "vault.Custodian.mac",
    "vault.Custodian.probe",
    "vault.CustodyCopy.sealed",
    "vault.PassedCopy.sealed",
    # Of a private link: a locator that is drawn, hashes and public halves with a MAC.
    "vault.Link.locator",
    "vault.Link.anchor",  # a hash of numbers that stand in other rows
    "vault.Link.token_hash",
    "vault.Link.address_hash",
    # What only the web unwraps; the first is gone when the link was used.
    "vault.Link.pad",
    "vault.Link.word_pepper",
    "vault.Link.public",
    "vault.Link.word_public",
    "vault.Link.mac",
    # How far the chain of the record reached: a MAC.
    "dialogues.Destruction.head_mac",
    # How many of each side had accepted on a day: “A 3 B 2”, which seats say anyway.
    "workshops.Workshop.sides_were",
    # Names of parts of a pack that we ship, in the order somebody put them.
    "workshops.Contents.order",
    # A hash of what stands beside it: kind, occasion, edition, the day. Not of an address.
    "outbox.Letter.fingerprint",
}


def _fields():
    for model in MODELS:
        for field in model._meta.concrete_fields:
            yield f"{model._meta.label}.{field.name}", field


def _tells_nothing(field):
    if isinstance(field, (SealedField, *TELLS_NOTHING)):
        return True
    return isinstance(field, models.CharField) and bool(field.choices)


def test_whatever_is_not_on_the_list_is_sealed():
    told = {name for name, field in _fields() if not _tells_nothing(field)}

    assert told - COUNTED == PLAIN


def test_a_number_or_a_tick_in_the_clear_stands_on_the_list_with_its_reason():
    counts = (models.BooleanField, models.IntegerField)

    assert {
        name
        for name, field in _fields()
        if isinstance(field, counts) and not isinstance(field, models.AutoField)
    } == COUNTED


def test_the_walk_reaches_every_app_of_the_house():
    reached = {model._meta.app_label for model in MODELS}
    of_the_house = {
        config.label
        for config in apps.get_app_configs()
        if config.name.split(".")[0] in {"trackii", *OURS} and list(config.get_models())
    }

    assert reached == of_the_house == OURS


@pytest.mark.parametrize(
    ("name", "field"),
    [pair for pair in _fields() if isinstance(pair[1], SealedField)],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_a_sealed_field_names_its_compartment_and_the_day_it_dies_by(name, field):
    assert field.compartment in policy.KEYS
    assert field.until in {
        "archived",
        "destroyed",
        "erased",
        "issued",
        "released",
        "sent",
    }


def test_what_describes_people_the_conflict_and_the_room_is_sealed_where_it_belongs():
    sealed = {
        name: (field.compartment, isinstance(field, WorkerSealedField))
        for name, field in _fields()
        if isinstance(field, SealedField)
    }

    assert sealed == {
        "outbox.Letter.recipient": ("roster", True),
        "vault.Link.language": ("roster", False),
        "dialogues.Initiative.charter": ("brief", False),
        "dialogues.Side.title": ("brief", False),
        "participants.Person.particulars": ("roster", False),
        "participants.Person.care": ("roster", False),
        "participants.Sheet.words": ("roster", False),
        "participants.Evidence.label": ("vetting", False),
        "participants.Piece.content": ("vetting", False),
        "participants.Extract.reason": ("roster", False),
        "participants.Candidacy.standing": ("roster", False),
        "participants.Candidacy.case": ("roster", False),
        "participants.Candidacy.recommendation": ("vetting", False),
        "participants.Candidacy.grounds": ("vetting", False),
        "participants.Candidacy.earlier": ("vetting", False),
        "participants.Candidacy.resolution": ("vetting", False),
        "participants.Candidacy.conditions": ("roster", False),
        "participants.Check.finding": ("vetting", False),
        "participants.Check.history": ("vetting", False),
        "participants.Conflict.words": ("vetting", False),
        "participants.Target.numbers": ("roster", False),
        "participants.Screening.findings": ("vetting", False),
        "participants.Screening.asked": ("vetting", True),
        "participants.Judgement.words": ("vetting", False),
        "participants.OwnList.words": ("vetting", False),
        "participants.OwnList.asked": ("vetting", True),
        "participants.Wording.words": ("brief", False),
        "participants.Undertaking.signature": ("roster", False),
        "participants.Undertaking.paper": ("roster", False),
        "participants.Folder.handed": ("roster", False),
        "participants.Folder.known": ("roster", False),
        "participants.Folder.said": ("roster", False),
        "participants.Folder.said_back": ("roster", False),
        "participants.Folder.days": ("roster", False),
        "participants.Folder.days_back": ("roster", False),
        "workshops.Workshop.plan": ("brief", False),
        "workshops.Workshop.joining": ("brief", False),
        "workshops.Venue.premises": ("brief", False),
        "workshops.Workshop.options": ("brief", False),
        "workshops.Workshop.despite": ("brief", False),
        "workshops.Workshop.uneven": ("brief", False),
        "workshops.Workshop.apart": ("roster", False),
        "workshops.Workshop.arrangement": ("brief", False),
        "workshops.Workshop.regrouped": ("roster", False),
        "workshops.Canvass.circumstances": ("roster", False),
        "workshops.Canvass.offer": ("roster", False),
        "workshops.Canvass.answers": ("roster", False),
        "workshops.Canvass.answers_back": ("roster", False),
        "workshops.Canvass.said": ("brief", False),
        "workshops.Journey.travel": ("roster", False),
        "workshops.Journey.due": ("roster", False),
        "workshops.Session.purpose": ("brief", False),
        "workshops.RegistryEntry.names": ("room", False),
        "workshops.Note.words": ("room", False),
        "workshops.Summary.draft": ("room", False),
        "workshops.Summary.kept": ("room", False),
        "workshops.Summary.found": ("room", False),
        "workshops.Summary.proof": ("ideas", False),
        "workshops.Summary.text": ("released", False),
        "workshops.Copy.recipient": ("roster", False),
        "workshops.Aggregate.numbers": ("released", False),
        "workshops.Attestation.content": ("roster", True),
        "workshops.Attestation.pages": ("roster", False),
        "workshops.Circular.words": ("roster", False),
        "workshops.Enclosure.words": ("roster", False),
        "workshops.Briefing.content": ("brief", True),
        "workshops.Briefing.pages": ("brief", False),
        "workshops.Briefing.room_content": ("room", True),
        "workshops.Briefing.room_pages": ("room", False),
        "workshops.Briefing.released_content": ("released", True),
        "workshops.Briefing.released_pages": ("released", False),
        "workshops.Contents.words": ("room", False),
        "workshops.Handout.pages": ("brief", False),
        "workshops.Seat.offer": ("brief", False),
        "workshops.Seat.joining": ("brief", False),
        "workshops.Seat.words": ("roster", False),
        "workshops.Seat.words_back": ("roster", False),
        "workshops.Review.handed": ("room", False),
        "workshops.Review.words": ("room", False),
        "workshops.Review.words_back": ("room", False),
    }


def test_what_dies_before_its_compartment_names_the_thing_it_dies_with():
    dies_with = {
        name: field.dies_with
        for name, field in _fields()
        if isinstance(field, SealedField) and field.dies_with
    }

    assert dies_with == {
        "outbox.Letter.recipient": "person",
        "participants.Person.particulars": "pk",
        "participants.Person.care": "pk",
        "participants.Candidacy.standing": "person_id",
        "participants.Candidacy.case": "person_id",
        "participants.Candidacy.recommendation": "person_id",
        "participants.Candidacy.grounds": "person_id",
        "participants.Candidacy.earlier": "person_id",
        "participants.Candidacy.resolution": "person_id",
        "participants.Sheet.words": "pk",
        "participants.OwnList.words": "pk",
        "participants.OwnList.asked": "pk",
        "participants.Evidence.label": "pk",
        "participants.Piece.content": "evidence_id",
        "participants.Candidacy.conditions": "person_id",
        "participants.Check.finding": "person_id",
        "participants.Check.history": "person_id",
        "participants.Conflict.words": "person_id",
        "participants.Screening.findings": "person_id",
        "participants.Screening.asked": "person_id",
        "participants.Judgement.words": "person_id",
        "participants.Undertaking.signature": "person_id",
        "participants.Undertaking.paper": "person_id",
        "participants.Folder.handed": "person_id",
        "participants.Folder.known": "person_id",
        "participants.Folder.said": "person_id",
        "participants.Folder.said_back": "person_id",
        "participants.Folder.days": "person_id",
        "participants.Folder.days_back": "person_id",
        "vault.Link.language": "person",
        "workshops.Canvass.circumstances": "person_id",
        "workshops.Canvass.offer": "person_id",
        "workshops.Canvass.answers": "person_id",
        "workshops.Canvass.answers_back": "person_id",
        "workshops.RegistryEntry.names": "person_id",
        "workshops.Enclosure.words": "person_id",
        "workshops.Attestation.content": "person_id",
        "workshops.Attestation.pages": "person_id",
        "workshops.Journey.travel": "person_id",
        "workshops.Journey.due": "person_id",
        "workshops.Briefing.room_content": "things",  # everybody it names, and its key
        "workshops.Briefing.room_pages": "things",
        "workshops.Contents.words": "workshop_id",
        "workshops.Handout.pages": "person_id",
        "workshops.Seat.offer": "person_id",
        "workshops.Seat.joining": "person_id",
        "workshops.Seat.words": "person_id",
        "workshops.Seat.words_back": "person_id",
        "workshops.Review.handed": "person_id",
        "workshops.Review.words": "person_id",
        "workshops.Review.words_back": "person_id",
        "workshops.Note.words": "session_id",
        "workshops.Summary.draft": "workshop_id",
        "workshops.Summary.kept": "workshop_id",
        "workshops.Summary.found": "workshop_id",
        "workshops.Summary.proof": "workshop_id",
    }


def test_a_choice_in_the_clear_is_a_state_or_a_kind_of_process_and_nothing_of_a_person():
    choices = {
        name
        for name, field in _fields()
        if isinstance(field, models.CharField) and field.choices
    }

    assert choices == {
        "audit.Entry.outcome",
        # In which form words were carried away, and what for: the record says it too.
        "workshops.Copy.form",
        "workshops.Copy.purpose",
        "workshops.Aggregate.state",
        "vault.Compartment.kind",
        "vault.Link.kind",
        "vault.Link.state",
        "outbox.Letter.kind",
        "outbox.Letter.state",
        "dialogues.Initiative.state",
        "dialogues.Initiative.regime",
        "dialogues.Initiative.archive",
        "dialogues.Destruction.kind",
        "dialogues.Destruction.state",
        "dialogues.Hold.state",
        "dialogues.Side.letter",
        "dialogues.Membership.role",
        "dialogues.Membership.state",
        "dialogues.Custody.state",
        "dialogues.Recovery.state",
        "participants.Person.state",
        "participants.Candidacy.state",
        "participants.Extract.state",
        "participants.Extract.scope",
        "participants.Check.kind",
        "participants.Check.state",
        "participants.Check.outcome",
        "participants.Demand.state",
        # Of which list an edition is, and what an entry of it is: public.
        "participants.Watchlist.kind",
        "participants.Listed.sort",
        "participants.Wording.kind",
        "participants.Undertaking.state",
        "workshops.Venue.state",
        "workshops.Workshop.state",
        "workshops.Session.state",
        "workshops.Session.phase",
        "workshops.Session.regime",
        "workshops.Seat.state",
        "workshops.Journey.state",
        "workshops.Note.state",
        "workshops.Summary.state",
        "workshops.Review.state",
        "workshops.Attestation.kind",
        "workshops.Attestation.state",
        "workshops.Circular.kind",
        "workshops.Circular.state",
        "workshops.Briefing.audience",
        "workshops.Contents.audience",
        "workshops.Briefing.state",
    }


def test_no_foreign_key_leads_from_a_person_to_anything_but_her_table_and_side():
    """And to the code name she goes by, where one human was put forward twice."""
    person = apps.get_model("participants", "Person")

    led = {field.name for field in person._meta.concrete_fields if field.is_relation}

    assert led == {"initiative", "side", "merged_into", "readdressed_by"}  # a colleague
