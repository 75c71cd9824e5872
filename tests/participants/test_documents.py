"""The vetting memo: whole, for officers alone, under a code name, and written down."""

from io import BytesIO

import make
import pytest
from django.core.exceptions import PermissionDenied
from pypdf import PdfReader

from participants import conflicts, documents
from trackii.audit.models import Entry

pytestmark = pytest.mark.django_db

URL = "/dialogues/heron/people/a-01/memo/"


@pytest.fixture
def amal(heron, carla, vera, viktor):
    officers = (vera, viktor)
    return make.candidacy(heron, by=carla, state="approved", officers=officers)


def _text(pages):
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(pages)).pages)


def test_a_memo_says_what_was_found_and_decided_and_whose_it_is_by_code_alone(
    amal, vera, browse
):
    answer = browse(vera).post(URL)

    said = _text(answer.content)
    for words in ("A-01", "Two references, both warm.", "Nothing stands against her.",
                  "Three sources", "Sanctions: Clear", "Vera Novak", "Viktor Lind"):  # fmt: skip
        assert words in said
    assert [w for w in ("Amal", "Haddad", "example.net") if w in said] == []
    assert answer["Content-Disposition"] == 'attachment; filename="heron-a-01-memo.pdf"'
    assert answer["Content-Security-Policy"].startswith("sandbox")
    taken = Entry.objects.get(verb="export")
    assert (taken.actor, taken.subject) == (vera.pk, amal.pk)


def test_nobody_but_an_officer_takes_a_memo(
    amal, carla, farid, rosa, oskar, rhea, omar
):
    for other in (carla, farid, rosa, oskar, rhea, omar):
        with make.acting(other), pytest.raises(PermissionDenied):
            documents.memo(amal, by=other)

    assert not Entry.objects.filter(verb="export").exists()


def test_an_officer_who_is_close_takes_no_memo(amal, viktor, browse):
    with make.acting(viktor):
        conflicts.declare(amal, by=viktor, words="My aunt.")

    answer = browse(viktor).post(URL)

    assert answer.status_code == 403
    assert b"%PDF" not in answer.content


def test_a_locked_vault_gives_no_memo(amal, vera, browse):
    browser = browse(vera, locked=True)

    shown, taken = browser.get(URL), browser.post(URL)

    assert "What officers wrote is sealed." in shown.text
    assert "Download the memo" not in shown.text
    assert b"%PDF" not in taken.content
    assert not Entry.objects.filter(verb="export").exists()


def test_looking_at_the_page_takes_nothing(amal, vera, browse):
    shown = browse(vera).get(URL)

    assert "leaves the vault" in shown.text
    assert not Entry.objects.filter(verb="export").exists()
