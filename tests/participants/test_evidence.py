"""Files beside a check: stripped, sealed in pieces, handed to officers, dead with the person."""

import io

import make
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection
from PIL import Image
from pypdf import PdfReader
from telling import CANARY, CUTTING, PICTURES, packed, pdf, picture

from participants import (
    checks,
    conflicts,
    erasing,
    evidence,
    photographs,
    stripping,
)
from participants.models import Check, Evidence, Piece
from trackii.audit.models import Entry
from trackii.policy import Refused
from trackii.vault import keystore
from trackii.vault.errors import Corrupt, Shredded, VaultLocked

URL = "/dialogues/heron/people/a-01/checks/office/files/"


@pytest.mark.parametrize("kind", PICTURES)
def test_a_picture_is_painted_anew_without_what_it_says_of_its_maker(kind):
    given = picture(kind) + CANARY.encode()

    content, ending = stripping.strip(given)

    assert given.count(CANARY.encode()) >= 2
    assert CANARY.encode() not in content
    assert ending == stripping.IMAGES[kind]
    with Image.open(io.BytesIO(content)) as found:
        assert (found.format, found.size) == (kind, (64, 48))
        assert not {"exif", "comment", "xmp", "icc_profile", "Author"} & {*found.info}
        tags = {*found.getexif()}
        assert not tags & {0x013B, 0x010E, 0x0132, 0x0131, 0x8825}


def test_a_photograph_stands_as_its_camera_was_held():
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it by a quarter
    into = io.BytesIO()
    Image.new("RGB", (64, 48)).save(into, "JPEG", exif=exif)

    with Image.open(io.BytesIO(stripping.strip(into.getvalue()).content)) as found:
        assert found.size == (48, 64)


def test_a_pdf_is_its_pages_and_nothing_else():
    given = pdf(pages=2)

    content, ending = stripping.strip(given + CANARY.encode())

    read = PdfReader(io.BytesIO(content))
    assert given.count(CANARY.encode()) >= 2
    assert CANARY.encode() not in content
    assert (ending, len(read.pages), read.metadata, read.attachments) == (
        "pdf", 2, None, {},
    )  # fmt: skip
    assert read.pages[1].images[0].image.size == (64, 48)
    assert b"pypdf" not in content


def test_a_photograph_within_a_pdf_loses_what_its_camera_wrote_and_no_point():
    before = picture("JPEG")

    after = photographs.without_segments(before + CANARY.encode())

    assert CANARY.encode() in before
    assert CANARY.encode() not in after
    with Image.open(io.BytesIO(before)) as one, Image.open(io.BytesIO(after)) as other:
        assert one.tobytes() == other.tobytes()


def _huge():
    """Little to send, and far too much to paint."""
    into = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(into, "PNG")
    return into.getvalue()


def _two_frames():
    into = io.BytesIO()
    one = Image.new("RGB", (8, 8))
    one.save(into, "TIFF", save_all=True, append_images=[one])
    return into.getvalue()


REFUSED = {
    "nothing": (b"", "is empty"),
    "too much": (b"a" * (20 * 1024 * 1024 + 1), "larger than 20 MB"),
    "a password": (lambda: pdf(password="x"), "asks for a password"),
    "half a PDF": (lambda: b"%PDF-1.7\nhalf", "cannot be read"),
    "half a picture": (lambda: picture("PNG")[:200], "cannot be read"),
    "half a photograph": (lambda: picture("JPEG")[:-400], "cannot be read"),
    "half a page of the web's": (lambda: picture("WEBP")[:-60], "cannot be read"),
    "a picture in name": (b"\xff\xd8\xff\xe0 no picture", "cannot be read"),
    "too many points": (_huge, "more than 50 million points"),
    "several pictures": (_two_frames, "several pictures"),
    "a word processor's file": (packed, "none of PDF, JPEG"),
    "a page of the web": (b"<!doctype html><script>alert(1)</script>", "none of PDF"),
    "a drawing that acts": (b"\xef\xbb\xbf  <svg onload='alert(1)'/>", "none of PDF"),
    "a program": (b"MZ\x90\x00\x03", "none of PDF"),
    "text that is a PDF too": (b"hello\n%PDF-1.7\n", "none of PDF"),
    "words in no known letters": ("Ж".encode("koi8-r"), "none of PDF"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_stripped_is_refused_with_a_sentence(what):
    given, said = REFUSED[what]

    with pytest.raises(ValidationError, match=said):
        stripping.strip(given() if callable(given) else given)


def test_text_stays_as_it_was_written():
    words = "\ufeffHaddad, أمل — Харбор\n".encode()

    assert stripping.strip(words) == ("Haddad, أمل — Харбор\n".encode(), "txt")


@pytest.fixture
def office(heron, carla, vera, viktor):
    """The check on an official post about somebody in review."""
    make.candidacy(heron, by=carla, state="in_review", officers=(vera, viktor))
    return Check.objects.select_related("person").get(kind="office")


def _attach(check, by, content=CUTTING, words="A cutting"):
    with make.acting(by):
        return evidence.attach(check, by=by, content=content, words=words)


def _read(found, by):
    with make.acting(by):
        return evidence.read(found, by=by)


@pytest.mark.parametrize("size", [1, evidence.PIECE, evidence.PIECE + 1, 700_000])
def test_a_file_comes_back_whole_for_another_officer(size, office, vera, viktor):
    given = (CUTTING * (size // len(CUTTING) + 1))[:size]

    made = _attach(office, vera, given)
    content, label = _read(Evidence.objects.get(), viktor)

    assert content == given
    assert (label.words, label.ending, label.size) == ("A cutting", "txt", size)
    assert Piece.objects.count() in (1, 2, 4)
    assert len({len(piece.content.token) for piece in Piece.objects.all()}) == 1
    acts = Entry.objects.filter(subject=made.pk).exclude(verb="unseal")
    assert [(act.verb, act.actor) for act in acts] == [("attach", vera.pk)]


def test_a_database_shows_no_word_of_a_file_and_not_what_it_is(office, vera):
    _attach(office, vera, words="Her brother's letter")

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e::text || p::text FROM participants_evidence e"
            " JOIN participants_piece p ON p.evidence_id = e.id"
        )
        [(row,)] = cursor.fetchall()
    words = ["fishers", b"fishers".hex(), b"brother".hex(), b'"txt"'.hex()]
    assert [word for word in words if word in row] == []


def test_only_officers_who_are_not_close_take_a_file_and_none_who_is_lays_one(
    office, vera, viktor, carla, farid, oskar
):
    made = _attach(office, vera)
    candidacy = office.person.candidacy
    with make.acting(viktor):
        conflicts.declare(candidacy, by=viktor, words="A cousin.")

    for other in (carla, farid, oskar):
        with pytest.raises(PermissionDenied):
            _read(made, other)
        with pytest.raises(PermissionDenied):
            _attach(office, other)
    with pytest.raises(Refused, match="takes no file"):
        _read(made, viktor)
    with pytest.raises(Refused, match="close to somebody"):
        _attach(office, viktor)
    with pytest.raises(VaultLocked):
        evidence.read(made, by=vera)


def test_what_two_sign_is_what_lay_there(office, vera, viktor):
    with make.acting(vera):
        make.found(office, by=vera)

    with pytest.raises(ValidationError, match="Set the finding aside"):
        _attach(office, viktor)
    with make.acting(viktor):
        checks.set_aside(office, by=viktor, words="There is a letter.")

    assert _attach(office, viktor).pk


def test_a_file_dies_with_the_person_in_every_copy(office, vera):
    made = _attach(office, vera)
    person = office.person_id

    keys = erasing.ENDING.keys(person)
    for key in keys:
        keystore.destroy(key)

    assert {made.pk, person} <= {*keys}
    with pytest.raises(Shredded):
        _read(made, vera)


def test_a_file_moved_to_another_person_dies_with_whom_it_was_about(
    office, heron, carla, vera, viktor
):
    made = _attach(office, vera)
    other = make.candidacy(
        heron, by=carla, name="Boris Lem", state="in_review", officers=(vera, viktor)
    )
    make.by_hand(
        "UPDATE participants_evidence SET check_on_id = (SELECT id FROM"
        " participants_check WHERE person_id = %s AND kind = 'office')",
        other.person_id,
    )

    assert made.pk in erasing.ENDING.keys(office.person_id)


def test_a_piece_struck_or_put_elsewhere_opens_nothing(office, vera):
    made = _attach(office, vera, b"a" * (3 * evidence.PIECE))

    make.by_hand("UPDATE participants_piece SET number = number + 10 WHERE number = 1")
    with pytest.raises(Corrupt):
        _read(made, vera)
    make.by_hand("UPDATE participants_piece SET number = 1 WHERE number = 11")
    make.by_hand(
        "UPDATE participants_piece p SET number = 9 - p.number WHERE number < 2"
    )
    with pytest.raises(Corrupt):
        _read(made, vera)
    with pytest.raises(IntegrityError, match="pieces_are_counted"):
        make.by_hand("UPDATE participants_piece SET number = 3")


def test_the_page_takes_a_file_and_hands_it_out_as_a_download_alone(
    office, vera, viktor, browse
):
    canary = f"{CANARY}.jpg"
    given = SimpleUploadedFile(canary, picture("JPEG"), content_type="text/html")

    done = browse(vera).post(URL, {"file": given, "words": "A photograph"})
    shown = browse(viktor).get(URL).text
    locked = browse(viktor, locked=True).get(URL).text
    answer = browse(viktor).post(f"{URL}{Evidence.objects.get().pk}/")

    assert done.status_code == 302
    assert "A photograph" in shown
    assert "A photograph" not in locked
    assert CANARY not in shown
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith('attachment; filename="heron-a-01-')
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer.content.startswith(b"\xff\xd8\xff")
    assert CANARY.encode() not in answer.content
    assert Entry.objects.filter(verb="export", actor=viktor.pk).count() == 1


def test_bad_files_get_a_sentence_and_the_words_typed_stay(office, vera, browse):
    browser = browse(vera)
    said = {"words": "Her brother's letter"}
    sent = {
        "none of PDF": SimpleUploadedFile("a.pdf", b"<svg/>"),
        "is empty": SimpleUploadedFile("a.pdf", b""),
        "larger than 20 MB": SimpleUploadedFile("a.txt", b"a" * (20 * 2**20 + 1)),
    }
    answers = {
        words: browser.post(URL, said | {"file": file}) for words, file in sent.items()
    }
    answers["Choose a file"] = browser.post(URL, said)

    for words, answer in answers.items():
        assert answer.status_code == 422
        assert words in answer.text
        assert "brother&#x27;s letter" in answer.text
    assert not Evidence.objects.exists()
    assert not Piece.objects.exists()
