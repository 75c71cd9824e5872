"""The record speaks: whatever is written down has a word that can be translated."""

import ast
from pathlib import Path

import make
import pytest
from django.apps import apps
from django.utils.functional import Promise

from trackii.audit import words
from trackii.audit.models import Entry
from trackii.policy import Action
from trackii.vault.errors import VaultAway, VaultError
from workshops.models import Copy

HOUSE = Path(__file__).parents[2]
OURS = ("trackii", "dialogues", "participants", "workshops")
SOURCE = [
    path
    for app in OURS
    for path in sorted((HOUSE / app).rglob("*.py"))
    if not {"migrations", "demo", "crowd", "bench"} & set(path.parts)
]
WRITING = {"Step", "record", "_record", "_written_down"}

# Where the verb is no plain word in the source, and what stands for it.
NOT_PLAIN = {
    "trackii/states.py": "the verb of a Step",
    "trackii/middleware.py": "an Action refused; or, at no table, a page's name",
    "trackii/vault/middleware.py": "which refusal of the vault it was",
    "trackii/vault/links.py": "the same, or the verb that refuse was given",
    "trackii/vault/members.py": "the verb that _written_down was given",
    "trackii/accounts/adapters.py": "at no table: the library's name of what changed",
    "trackii/exports.py": "an export; of released words, with what it is for",
    "workshops/keepings.py": "what was done with a reason: given, agreed to, turned down",
    "trackii/outbox/delivery.py": "how a letter ended: one of its states",
}
ENDED = {"sent", "uncertain", "failed", "cancelled"}
REFUSALS = {
    each.__name__.lower()
    for each in VaultError.__subclasses__()
    if each is not VaultAway  # nothing was refused: the vault was not there
}
CARRIED = {f"export_{purpose}" for purpose in Copy.Purpose}
REASONED = {"keep", "uphold", "overrule"}
OTHERS = {str(action) for action in Action} | ENDED | REFUSALS | CARRIED | REASONED
# A page's question: what it writes down is "revoke link".
ASKED_ALONE = {"revoke"}
# Rows that nobody's act is about: they are kept beside what it is about.
NEVER_A_SUBJECT = {
    "accounts.sent", "audit.entry", "audit.link", "vault.eviction",
    "participants.listed",
}  # fmt: skip


def _verbs():
    """Every verb that is written down, by the file it stands in; None where it is not plain."""
    for path in SOURCE:
        for node in ast.walk(ast.parse(path.read_text())):
            called = getattr(node, "func", None)
            name = getattr(called, "attr", getattr(called, "id", ""))
            if name in WRITING and node.args:
                verb = getattr(node.args[0], "value", None)
                yield (
                    path.relative_to(HOUSE).as_posix(),
                    verb if isinstance(verb, str) else None,
                )


def test_every_verb_that_is_written_down_has_a_word():
    plain = {verb for _path, verb in _verbs() if verb}

    assert {"sign", "unseal", "renew passphrase", "close", "make link"} <= plain
    assert plain - set(words.ACTS) == ASKED_ALONE
    assert len(REFUSALS) > 10
    assert OTHERS - set(words.ACTS) == set()
    assert {path for path, verb in _verbs() if verb is None} == set(NOT_PLAIN)


def test_no_word_is_kept_for_a_verb_that_nothing_writes():
    written = {verb for _path, verb in _verbs()} | OTHERS

    assert set(words.ACTS) - written == set()
    assert {verb for verb, _kind in words.OF_ONE_KIND} <= written
    assert {kind for _verb, kind in words.OF_ONE_KIND} <= set(words.KINDS)


def test_every_kind_that_is_recorded_has_a_word():
    models = {
        model._meta.label_lower
        for model in apps.get_models()
        if model.__module__.partition(".")[0] in OURS
    }

    assert set(words.KINDS) == models - NEVER_A_SUBJECT | {"mfa.authenticator"}


def test_each_word_is_marked_for_translation():
    said = [*words.ACTS.values(), *words.OF_ONE_KIND.values(), *words.KINDS.values()]

    assert all(isinstance(word, Promise) for word in said)


@pytest.mark.parametrize(
    ("verb", "kind", "said"),
    [
        ("unseal", "workshops.registryentry", ("read", "entry of the registry")),
        ("settle", "workshops.workshop", ("settle the dates of", "round")),
        ("settle", "outbox.letter", ("decide what became of", "letter")),
        ("sign_in", "sessions.session", ("sign in", "sessions.session")),
    ],
)
def test_an_entry_is_read_in_the_words_of_the_field(verb, kind, said):
    entry = Entry(verb=verb, subject_kind=kind)

    assert (entry.act, entry.kind) == said


@pytest.mark.django_db
def test_the_record_speaks_of_rounds_as_the_tabs_do(heron, carla, farid, browse):
    make.workshop(heron, by=farid)

    page = browse(carla).get("/dialogues/heron/record/").text

    assert ">propose<" in page
    assert ">round<" in page
    assert ">workshop<" not in page
