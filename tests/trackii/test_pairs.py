"""Who and when stand in pairs, in every model, and PostgreSQL keeps the two together."""

import pytest
from django.apps import apps
from django.db.models import CheckConstraint, Q

from trackii.constraints import all_or_none

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

NOT_PAIRED = {
    # Nobody invited the first administrator: the command line founded the house.
    "accounts.Invitation.invited_by",
    # Lists come from the command line as well, at a moment and by nobody.
    "participants.Watchlist.added_by",
    # Its moment is given_at, whose other hand may be her link: a_hand_has_its_moment.
    "participants.Undertaking.recorded_by",
    # When she asked stands in the record; nothing waits unasked: what_waits_was_asked_by_somebody.
    "participants.Screening.asked_by",
}
NOBODYS = {
    # What the worker did by itself has a when and no who.
    "outbox.Letter.lapses_at",
    "outbox.Letter.sent_at",
    # Of a private link: who came has no account, and what sent it is a letter.
    "vault.Link.sent_at",
    "vault.Link.used_at",
    "workshops.Briefing.issued_at",
    # With an account in it, whose recall stands in the record.
    "workshops.Copy.recalled_at",
    # What a participant said herself has her link for a who: an_own_answer_is_whole.
    "workshops.Seat.told_at",
    "workshops.Canvass.told_at",
    "workshops.Review.told_at",
    # Who concluded and who withdrew stands in the record; the house destroys by itself.
    "dialogues.Initiative.concluded_at",
    "participants.Candidacy.withdrawn_at",
    "dialogues.Destruction.done_at",
    # Who brought the next edition stands on that; who removed a list stands in the record.
    "participants.Watchlist.followed_at",
    # The worker looks as well as an officer does.
    "participants.Screening.screened_at",
    # The worker alone could not look.
    "participants.Screening.missed_at",
    # Who carried them out stands in the record: what_was_fetched_has_its_moment.
    "participants.Extract.fetched_at",
    # By a link or by who has the paper: a_signature_came_by_a_hand.
    "participants.Undertaking.given_at",
    "participants.Undertaking.withdrawn_at",
    # A participant's own, said through her link.
    "participants.Folder.said_at",
    "participants.Candidacy.erasure_asked_at",
    "participants.Folder.days_at",
    # The worker prints: what_is_issued_has_its_pages.
    "workshops.Attestation.issued_at",
    # By her link or told to a colleague: the record says which; wiping takes it away.
    "participants.Candidacy.needs_shut_at",
    # A custodian's row is one person's: who showed that it opens is its own member.
    "vault.Custodian.drilled_at",
    # A round's own dates are a pair of another kind: dates_have_two_ends.
    "workshops.Workshop.starts_at",
    "workshops.Workshop.remind_at",
    "workshops.Workshop.dated_at",
    "workshops.Workshop.ends_at",
}


def _nullable(ending):
    for model in MODELS:
        for field in model._meta.concrete_fields:
            if field.null and field.name.endswith(ending):
                yield f"{model._meta.label}.{field.name}"


def _leaves(condition):
    for child in condition.children:
        if isinstance(child, Q):
            yield from _leaves(child)
        else:
            yield child[0].removesuffix("__isnull")


def _whole(model):
    """The groups of columns that this model fills together or not at all."""
    for constraint in model._meta.constraints:
        if isinstance(constraint, CheckConstraint):
            fields = dict.fromkeys(_leaves(constraint.condition))
            whole = all_or_none(*fields, name="whole").condition
            if constraint.condition == whole:
                yield set(fields)


@pytest.mark.parametrize("actor", sorted({*_nullable("_by")} - NOT_PAIRED))
def test_who_and_when_are_filled_together(actor):
    label, name = actor.rsplit(".", 1)
    pair = {name, name.removesuffix("_by") + "_at"}

    together = [group for group in _whole(apps.get_model(label)) if pair <= group]

    assert len(together) == 1


def test_every_when_that_may_be_blank_has_its_who():
    actors = {actor.removesuffix("_by") for actor in _nullable("_by")}

    alone = {moment for moment in _nullable("_at") if moment[:-3] not in actors}

    assert alone == NOBODYS


def test_the_walk_finds_the_pairs_there_are():
    assert len({*_nullable("_by")}) >= 12
    assert {*_nullable("_by")} >= NOT_PAIRED
