"""Shred keys: on the disk before they count, and gone for good when they are gone."""

from uuid import uuid4

import pytest

from trackii.vault import keystore
from trackii.vault.errors import Shredded, VaultAway


def _file(settings, key_id):
    [path] = [p for p in settings.KEYSTORE.rglob("*") if p.name == key_id.hex]
    return path


def test_a_shred_key_is_kept_and_is_like_no_other(settings):
    one, other = uuid4(), uuid4()

    made = [keystore.make(one, within=uuid4()), keystore.make(other, within=uuid4())]

    assert [keystore.get(one), keystore.get(other)] == made
    assert [len(key) for key in {*made}] == [32, 32]


def test_only_its_owner_reads_a_shred_key(settings):
    key_id = uuid4()

    keystore.make(key_id, within=uuid4())

    path = _file(settings, key_id)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_shred_key_is_never_made_twice(settings):
    key_id = uuid4()
    made = keystore.make(key_id, within=uuid4())

    with pytest.raises(FileExistsError):
        keystore.make(key_id, within=uuid4())

    assert keystore.get(key_id) == made


def test_a_key_whose_file_is_gone_is_destroyed(settings):
    key_id, other = uuid4(), uuid4()
    keystore.make(key_id, within=uuid4())
    standing = keystore.make(other, within=uuid4())
    _file(settings, key_id).unlink()

    with pytest.raises(Shredded):
        keystore.get(key_id)

    assert keystore.get(other) == standing


def test_a_keystore_that_is_not_mounted_is_away_and_nothing_is_called_destroyed(
    settings,
):
    key_id = uuid4()
    made = keystore.make(key_id, within=uuid4())
    mounted, settings.KEYSTORE = settings.KEYSTORE, settings.KEYSTORE / "elsewhere"

    with pytest.raises(VaultAway):
        keystore.get(key_id)

    settings.KEYSTORE = mounted
    assert keystore.get(key_id) == made


def test_a_file_that_cannot_be_read_is_away_and_not_destroyed(settings):
    key_id = uuid4()
    keystore.make(key_id, within=uuid4())
    path = _file(settings, key_id)
    path.unlink()
    path.mkdir()

    with pytest.raises(VaultAway):
        keystore.get(key_id)


def test_that_something_is_over_is_marked_for_good_and_travels_with_the_keys():
    thing, other = uuid4(), uuid4()
    before = keystore.everything()

    keystore.end(thing)
    keystore.end(thing)  # twice is once

    assert (keystore.has_ended(thing), keystore.has_ended(other)) == (True, False)
    assert len(keystore.everything().keys() - before.keys()) == 1


def test_without_a_keystore_nobody_says_that_a_thing_is_not_over(settings, tmp_path):
    settings.KEYSTORE = tmp_path / "not mounted"

    with pytest.raises(VaultAway):
        keystore.has_ended(uuid4())
