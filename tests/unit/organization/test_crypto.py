"""Envelope encryption and blind indexes (design "Who sees what", 3; NIST SP 800-38D)."""

import stat

import pytest

from organization import crypto

ROW = b"party|1|pelapor|0"


@pytest.fixture(autouse=True)
def keys(tmp_path, settings):
    settings.KEYS_DIR = tmp_path / "keys"
    crypto.ensure_keys(settings.KEYS_DIR)
    return settings.KEYS_DIR


def test_what_is_sealed_opens_again():
    key = crypto.new_data_key()
    assert (
        crypto.unseal(key, crypto.seal(key, b"Siti Contoh", associated=ROW), associated=ROW) == b"Siti Contoh"
    )


def test_nothing_readable_is_stored():
    key = crypto.new_data_key()
    sealed = crypto.seal(key, b"Siti Contoh", associated=ROW)
    assert b"Siti" not in sealed
    assert sealed != crypto.seal(key, b"Siti Contoh", associated=ROW)
    assert crypto.unwrap(key) not in key


def test_a_sealed_value_opens_only_in_its_own_place_and_case():
    key = crypto.new_data_key()
    sealed = crypto.seal(key, b"Siti Contoh", associated=ROW)
    with pytest.raises(crypto.SealBroken):
        crypto.unseal(key, sealed, associated=b"party|2|pelapor|0")
    with pytest.raises(crypto.SealBroken):
        crypto.unseal(crypto.new_data_key(), sealed, associated=ROW)


@pytest.mark.parametrize("position", [0, 1, 13, -1])
def test_a_changed_bit_is_noticed(position):
    key = crypto.new_data_key()
    sealed = bytearray(crypto.seal(key, b"Siti Contoh", associated=ROW))
    sealed[position] ^= 1
    with pytest.raises(crypto.SealBroken):
        crypto.unseal(key, bytes(sealed), associated=ROW)


@pytest.mark.parametrize("position", [0, 2, 8, -1])
def test_a_changed_wrapping_is_noticed(position):
    key = bytearray(crypto.new_data_key())
    key[position] ^= 1
    with pytest.raises(crypto.SealBroken):
        crypto.unwrap(bytes(key))


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x01short", b"plain text"])
def test_what_was_never_sealed_is_refused(sealed):
    with pytest.raises(crypto.SealBroken):
        crypto.unseal(crypto.new_data_key(), sealed, associated=ROW)


def test_after_rotation_old_keys_open_and_new_ones_seal(keys):
    old = crypto.new_data_key()
    sealed = crypto.seal(old, b"Siti Contoh", associated=ROW)
    fresh_id = crypto.rotate_master_key(keys)
    assert crypto.unseal(old, sealed, associated=ROW) == b"Siti Contoh"
    assert crypto.new_data_key()[1:5].hex() == fresh_id != old[1:5].hex()


def test_a_key_wrapped_again_no_longer_needs_the_old_master_key(keys):
    old = crypto.new_data_key()
    sealed = crypto.seal(old, b"Siti Contoh", associated=ROW)
    crypto.rotate_master_key(keys)
    fresh = crypto.wrap_again(old)
    master = keys / "master.key"
    master.write_text(master.read_text().splitlines()[0])
    assert crypto.unseal(fresh, sealed, associated=ROW) == b"Siti Contoh"
    assert crypto.wrap_again(fresh) == fresh
    with pytest.raises(crypto.SealBroken):
        crypto.unwrap(old)


def test_keys_are_made_once_and_for_their_owner_only(keys):
    before = {path.name: path.read_text() for path in keys.iterdir()}
    assert set(before) == {"master.key", "index.key", "session.key"}
    assert crypto.ensure_keys(keys) == ()
    assert {path.name: path.read_text() for path in keys.iterdir()} == before
    assert {stat.S_IMODE(path.stat().st_mode) for path in keys.iterdir()} == {0o600}


def test_a_single_missing_key_is_made_without_touching_the_others(keys):
    master = (keys / "master.key").read_text()
    (keys / "index.key").unlink()
    assert crypto.ensure_keys(keys) == (keys / "index.key",)
    assert (keys / "master.key").read_text() == master


@pytest.mark.parametrize("name", ["master.key", "index.key"])
def test_a_missing_key_says_what_to_do(keys, name):
    (keys / name).unlink()
    with pytest.raises(crypto.KeysMissing, match="make setup") as missing:
        crypto.new_data_key()
    assert missing.value.path == keys / name


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("master.key", ""),
        ("master.key", "deadbeef"),
        ("master.key", "deadbeef c2hvcnQ="),
        ("master.key", "DEADBEEF " + "A" * 43 + "="),
        ("index.key", "not base64!"),
        ("index.key", ""),
    ],
)
def test_a_spoilt_key_file_is_refused(keys, name, text):
    (keys / name).write_text(text)
    with pytest.raises(crypto.KeysMissing):
        crypto.keyring()


def test_the_keys_don_t_show_in_messages():
    ring = crypto.keyring()
    assert ring.index.hex() not in repr(ring)
    assert repr(ring.index) not in repr(ring)
    assert all(repr(key) not in repr(ring) for key in ring.masters.values())


def test_equal_values_have_equal_indexes_whatever_their_spelling():
    assert crypto.blind_index(" Hasanah  RUSMINI ") == crypto.blind_index("hasanah rusmini")
    assert crypto.blind_index("6306014101900001") != crypto.blind_index("6306014101900002")


def test_an_index_depends_on_its_purpose_and_on_the_installation(keys):
    value = "6306014101900001"
    before = crypto.blind_index(value, "nik")
    assert before != crypto.blind_index(value, "phone")
    (keys / "index.key").unlink()
    crypto.ensure_keys(keys)
    assert crypto.blind_index(value, "nik") != before


def test_names_are_found_by_whole_words():
    stored = crypto.name_indexes("Hj. Hasanah O'Neil-Rusmini")
    assert crypto.name_indexes("rusmini hasanah") <= stored
    assert crypto.name_indexes("ONEIL") <= stored
    assert not crypto.name_indexes("hasa") & stored


@pytest.mark.parametrize(
    ("text", "words"),
    [("Ngurah  Bagus", ("ngurah", "bagus")), ("Renée D’Arc", ("renee", "darc")), ("", ()), ("...", ())],
)
def test_words_are_folded(text, words):
    assert crypto.normalise_words(text) == words


@pytest.mark.parametrize(
    ("name", "masked"), [("Hasanah Rusmini", "H••• R•••"), ("Ani", "A•••"), (" A  B ", "A••• B•••"), ("", "")]
)
def test_a_masked_name_shows_only_initials(name, masked):
    assert crypto.mask_name(name) == masked
