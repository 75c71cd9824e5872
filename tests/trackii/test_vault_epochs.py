"""Epochs: after somebody left, what she kept opens nothing that is sealed from then on."""

import make
import pytest

from dialogues import initiatives, team
from trackii.audit.models import Entry
from trackii.vault import compartments, keyring, keystore, sealing, suite, unlocking
from trackii.vault.errors import Corrupt, WrongKey
from trackii.vault.models import Compartment, DataKey, Epoch, Grant
from workshops import scheduling

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(heron, oskar):
    """What oskar could have copied while he was on the team: the seed of the brief."""
    with make.acting(oskar) as ring:
        held = ring.held("brief", heron.pk, initiative=heron.pk)
        return ring.epoch_seed(held)


@pytest.fixture
def left(heron, kept, carla, farid, oskar):
    """Oskar left; whoever signed had the vault locked, so nothing is made anew yet."""
    hers = heron.memberships.get(user=oskar)
    team.name_leaving(hers, by=carla)
    team.release(hers, by=farid)
    return kept


def _brief(initiative):
    return Compartment.objects.get(kind="brief", initiative=initiative.pk)


def _unlock(who):
    unlocking.unlock(who, make.PASSPHRASE, session="of today")


def _opens(seed, key):
    """Whether a seed, the row and the keystore together give the data key."""
    wrapper = keyring.data_wrapper(seed, keystore.get(key.pk))
    try:
        suite.unlock(bytes(key.wrapped), wrapper, about=key.pk.bytes)
    except Corrupt:
        return False
    return True


def test_leaving_marks_the_epoch_due_and_the_next_who_unlocks_makes_it(
    heron, left, carla
):
    due = _brief(heron).due_since
    _unlock(carla)

    room = _brief(heron)
    assert due is not None
    assert (room.due_since, room.epochs.count()) == (None, 2)
    assert Entry.objects.get(verb="renew", subject=room.pk).actor == carla.pk


def test_what_a_leaver_kept_opens_the_old_key_and_not_the_new(heron, left, carla):
    _unlock(carla)

    old, new = DataKey.objects.filter(thing=_brief(heron).pk).order_by("epoch__number")
    assert _opens(left, old)
    assert not _opens(left, new)
    assert not Grant.objects.filter(
        epoch__compartment=_brief(heron), epoch__number=1
    ).exists()


def test_content_stays_as_it_is_and_is_read_as_before(heron, left, carla, vera):
    before = bytes(heron.charter.token)
    _unlock(carla)
    heron.refresh_from_db()

    assert bytes(heron.charter.token) == before
    for reader in (carla, vera):
        with make.acting(reader):
            assert initiatives.read(heron, by=reader) == make.charter()


def test_what_is_sealed_afterwards_is_sealed_with_the_new_key(
    heron, left, carla, farid
):
    _unlock(carla)

    proposed = make.workshop(heron, by=farid)

    new = DataKey.objects.get(thing=_brief(heron).pk, epoch__number=2)
    assert proposed.plan.token[1:17] == new.pk.bytes
    with make.acting(carla):
        assert scheduling.read(proposed, by=carla) == make.plan()


def test_a_deposit_made_before_opens_after(heron, left, carla, vera):
    heron.charter = sealing.seal(make.charter().dump(), of=heron, field="charter")
    heron.save(update_fields=["charter"])
    assert heron.charter.token[:1] == sealing.DEPOSIT

    _unlock(carla)

    with make.acting(vera):
        assert initiatives.read(heron, by=vera) == make.charter()


def test_a_deposit_made_after_goes_to_the_new_epoch(heron, left, carla):
    _unlock(carla)

    deposit = sealing.seal("words", of=heron, field="charter")

    new = DataKey.objects.get(thing=_brief(heron).pk, epoch__number=2)
    assert deposit.token[1:17] == new.pk.bytes


def test_a_second_leaver_makes_a_third_epoch_and_the_first_words_are_still_read(
    heron, left, carla, farid, rosa
):
    _unlock(carla)
    hers = heron.memberships.get(user=rosa)
    team.name_leaving(hers, by=carla)
    team.release(hers, by=farid)
    _unlock(carla)

    assert _brief(heron).epochs.count() == 3
    with make.acting(farid):
        assert initiatives.read(heron, by=farid) == make.charter()


def test_a_newcomer_is_given_the_last_epoch_and_reads_what_came_before(
    heron, left, carla, omar
):
    _unlock(carla)
    with make.acting(carla):
        compartments.give(_brief(heron), to=omar, by=carla)

    assert Grant.objects.get(member=omar).epoch.number == 2
    with make.acting(omar) as ring:
        assert len(ring.held_keys("brief", heron.pk, initiative=heron.pk)) == 2


def test_who_signs_a_leave_with_the_vault_open_makes_it_at_once(
    heron, carla, farid, oskar
):
    hers = heron.memberships.get(user=oskar)
    team.name_leaving(hers, by=carla)
    with make.acting(farid):
        team.release(hers, by=farid)

    assert (_brief(heron).due_since, _brief(heron).epochs.count()) == (None, 2)


def test_who_holds_no_key_makes_no_epoch(heron, left, rhea):
    _unlock(rhea)  # she holds what is released, and nothing of the brief

    assert _brief(heron).epochs.count() == 1


@pytest.mark.parametrize("lie", ["public", "mac", "former"])
def test_an_epoch_that_somebody_put_into_the_database_opens_nothing(
    heron, left, carla, farid, lie
):
    _unlock(carla)
    seed = suite.fresh()
    forged = {
        "public": suite.public(seed),
        "mac": suite.fresh(),
        "former": suite.fresh(96),
    }
    Epoch.objects.filter(compartment=_brief(heron), number=2).update(
        **{lie: forged[lie]}
    )

    with make.acting(farid), pytest.raises((WrongKey, Corrupt)):
        initiatives.read(heron, by=farid)


def test_an_epoch_nobody_vouches_for_is_not_sealed_to(heron, carla, farid):
    """A writer in the database adds an epoch with a key of her own."""
    seed = suite.fresh()
    mine = Epoch.objects.create(
        compartment=_brief(heron),
        number=2,
        public=suite.public(seed),
        mac=suite.fresh(),
    )
    DataKey.objects.create(epoch=mine, thing=_brief(heron).pk, wrapped=suite.fresh(96))

    with pytest.raises(WrongKey):
        sealing.seal("words", of=heron, field="charter")
    with make.acting(farid):
        sealed = sealing.seal("words", of=heron, field="charter")
        assert initiatives.read(heron, by=farid) == make.charter()
    assert sealed.token[1:17] != DataKey.objects.get(epoch=mine).pk.bytes
