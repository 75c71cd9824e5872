"""Folders: handed to the link they were laid for, and to no other that somebody put there."""

import make
import pytest

from participants import folders, wordings
from participants.models import Folder
from participants.wishes import Said
from trackii.audit.models import Entry
from trackii.vault import sealing
from trackii.vault.models import Link

pytestmark = pytest.mark.django_db


@pytest.fixture
def both(heron, oskar, approved, worker):
    """Two people of two sides, each with a page of her own."""
    with make.acting(oskar):
        wordings.write_standard(heron, by=oskar)
        for each in approved:
            folders.send(each, by=oskar)
    return approved


def _swap(*candidacies):
    """Each folder says that it is the other's: no token changes hands for that."""
    one, other = (Folder.objects.get(candidacy=each) for each in candidacies)
    for folder, hers in ((one, candidacies[1]), (other, candidacies[0])):
        make.by_hand(
            "UPDATE participants_folder SET candidacy_id = %s WHERE id = %s",
            hers.pk, folder.pk,
        )  # fmt: skip


def test_a_folder_that_was_moved_is_handed_nothing_and_the_record_says_so(
    both, heron, oskar
):
    _swap(*both)
    before = {folder.pk: folder.known.token for folder in Folder.objects.all()}

    with make.acting(oskar):
        wordings.write(heron, "travel", by=oskar, words={"en": "By sea."}, edition=1)

    after = {folder.pk: folder.known.token for folder in Folder.objects.all()}
    refused = Entry.objects.filter(verb="hand out", outcome="refused")
    assert after == before
    assert refused.count() == 2


def test_what_lies_in_place_is_handed_anew(both, heron, oskar):
    before = {folder.pk: folder.handed.token for folder in Folder.objects.all()}

    with make.acting(oskar):
        wordings.write(heron, "travel", by=oskar, words={"en": "By sea."}, edition=1)

    after = {folder.pk: folder.handed.token for folder in Folder.objects.all()}
    assert [pk for pk in before if before[pk] == after[pk]] == []


def test_what_is_known_takes_the_two_words_and_an_invitation_has_none(both):
    folder = Folder.objects.get(candidacy=both[0])
    link = Link.objects.get(occasion=both[0].pk)

    assert bytes(link.word_public) != bytes(link.public)
    assert folder.known.token != folder.handed.token
    assert folders.read_known(folder, seed=b"") is None


def test_the_same_size_whatever_she_said(both, oskar):
    folder = Folder.objects.get(candidacy=both[0])
    folder.candidacy = both[0]
    sizes = set()
    for said in (Said(), Said(travel="تأشيرة. " * 40, diet="No fish.")):
        sealed = sealing.seal(said.dump_needs(), of=folder, field="said")
        sizes.add(len(sealed.token))

    assert len(sizes) == 1
