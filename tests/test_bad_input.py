"""Whatever is sent: a sentence that helps, nothing typed is lost, never a 500."""

import re

import in_service
import make
import pytest
from django import forms
from django.db import connection
from django.urls import get_resolver, reverse
from django.utils.html import escape
from test_doors import DOORS
from world import POST, knock, undone, visit

from dialogues.models import Initiative
from participants import signing
from trackii import direction
from trackii.apps import EMPTY
from trackii.vault import unlocking
from trackii.vault.models import Grant
from workshops.models import Note, Workshop

FORMS = [door for door, (method, *_) in DOORS.items() if method == POST] + [
    "participants:nominate", "workshops:propose", "workshops:rewrite",
    "workshops:offer", "workshops:plan",
]  # fmt: skip
JUNK = {
    "a NUL byte": "be\0fore",
    "too long": "x" * 300_000,
    "the wrong type": "[1, {}]",
    "mixed direction": "\u202eabc\u202c שלום \u2066x\u2069",
    "a lone surrogate's escape": "%ED%A0%80",
    "nothing": "",
    "markup": "<script>alert(1)</script>{{ 7|add:7 }}{% now %}",
}


def holder(world, door):
    """Somebody who may pass this door, so that the form itself is what answers."""
    _method, *answers = DOORS.get(door, ("", 0, 0, 0, 0, 200))
    for role, answer in zip(
        ["reader", "rapporteur", "organiser", "officer", "facilitator", "convener"],
        answers, strict=False,
    ):  # fmt: skip
        if answer in (200, 302):
            return getattr(world, role)
    return world.facilitator


@pytest.mark.parametrize("door", FORMS)
def test_no_form_breaks_on_junk(door, world, inside):
    who = holder(world, door)
    names = _names(world, door)

    answers = {
        kind: knock(
            inside, world, door, who, POST, dict.fromkeys(names, junk)
        ).status_code
        for kind, junk in JUNK.items()
    }

    assert [kind for kind, status in answers.items() if status >= 500] == []


@pytest.mark.parametrize(
    ("door", "box"),
    [
        ("participants:recommend", "grounds"), ("participants:approve", "grounds"),
        ("participants:nominate", "case"), ("workshops:propose", "title"),
        ("workshops:write", "words"), ("workshops:keep", "reason"),
        ("workshops:plan", "purpose"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    ("junk", "sentence"),
    [
        ("be\0fore", "Null characters are not allowed."),
        ("x" * 300_000, "(it has 300000)."),
        (JUNK["mixed direction"], "A hidden sign in line 1 turns the direction"),
        ("She\nspoke \u2067of ice", "A hidden sign in line 2 turns the direction"),
    ],
    ids=["a NUL byte", "too long", "mixed direction", "an isolate left open"],
)
def test_what_cannot_be_kept_is_said_beside_its_box(
    door, box, junk, sentence, world, inside
):
    with undone():
        _args, own = visit(world, door)
    who = holder(world, door)

    page = knock(inside, world, door, who, POST, own | {box: junk})

    assert page.status_code == 422
    assert "There is a problem" in page.text
    assert sentence in page.text
    if "\0" not in junk:  # which HTML has no way to write
        assert escape(junk) in page.text


def test_every_empty_field_of_an_opening_is_told_what_to_do(world, inside):
    page = inside(world.convener).post("/dialogues/open/", {}).text

    said = set(re.findall(r"<a href=\"#id_\w+\">[^:]+: ([^<]+)", page))
    assert said == {str(EMPTY[forms.Field]), str(EMPTY[forms.ChoiceField])}


def test_no_form_of_ours_or_of_signing_in_leaves_it_at_django_s_words():
    get_resolver().url_patterns  # noqa: B018 -- reading them imports every view
    told = {
        f"{form.__module__}.{form.__name__}.{name}": str(field.error_messages["required"])
        for form in _below(forms.BaseForm)
        for name, field in getattr(form, "base_fields", {}).items()
        if form.__module__.startswith(("trackii", "dialogues", "participants", "workshops", "allauth"))
    }  # fmt: skip

    assert len(told) > 60
    assert [
        field for field, words in told.items() if words == "This field is required."
    ] == []


def test_every_field_that_takes_words_is_held_against_what_turns_them():
    get_resolver().url_patterns  # noqa: B018 -- reading them imports every view
    words = {
        f"{form.__module__}.{form.__name__}.{name}": field
        for form in _below(forms.BaseForm)
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field, forms.CharField)
        and form.__module__.startswith(("trackii", "dialogues", "participants", "workshops", "allauth"))
    }  # fmt: skip

    assert len(words) > 60
    assert [
        name
        for name, field in words.items()
        if direction.upright not in field.validators
        or direction.legible not in field.validators
    ] == []


@pytest.mark.parametrize("sent", ["form", "multipart"])
def test_bytes_that_are_no_text_are_refused_and_the_rest_handed_back(
    sent, world, inside
):
    """Django puts a sign of its own where they stood: kept, it would be taken for words."""
    way = "/dialogues/heron/workshops/1/room/write/"
    part = b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
    number, words = b"session", b"They spoke.\nOf the \xff ice."
    body, kind = {
        "form": (
            b"session=1&words=They+spoke.%0AOf+the+%ff+ice.",
            "application/x-www-form-urlencoded",
        ),
        "multipart": (
            part % (number, b"1") + part % (b"words", words) + b"--x--\r\n",
            "multipart/form-data; boundary=x",
        ),
    }[sent]
    with undone():
        before = Note.objects.count()
        page = inside(world.rapporteur).post(way, body, content_type=kind)
        after = Note.objects.count()

    assert (page.status_code, after) == (422, before)
    assert "In line 2 there are signs that could not be read" in page.text
    assert "Of the \ufffd ice." in page.text


def test_no_box_for_a_text_is_cut_off_by_the_browser(world, inside):
    """A note takes 200,000 signs, and one too long is refused with every word in its place."""
    client, long = inside(world.rapporteur), "They spoke. " * 20_000

    page = client.get("/dialogues/heron/workshops/1/room/").text
    with undone():
        refused = client.post(
            "/dialogues/heron/workshops/1/room/write/", {"session": 1, "words": long}
        )

    assert "maxlength" not in re.search("<textarea[^>]*>", page)[0]
    assert refused.status_code == 422
    assert "at most 200000 characters" in refused.text
    assert long.strip() in refused.text


def _below(kind):
    for each in kind.__subclasses__():
        yield each
        yield from _below(each)


@pytest.mark.parametrize("door", FORMS)
def test_malformed_multipart_is_a_plain_refusal(door, world, inside):
    with undone():
        args, _own = visit(world, door)
        answer = inside(holder(world, door)).post(
            reverse(door, args=args),
            b'--edge\r\nContent-Disposition: form-data; name="grounds"\r\n\r\nhalf',
            content_type="multipart/form-data; boundary=",
        )

    assert answer.status_code in (400, 302, 422)


def test_what_was_typed_stays_beside_the_sentence(world, inside):
    typed = {"side": "", "name": "Amal Haddad", "case": "She is heard.", "email": "no"}
    url = reverse("participants:nominate", args=["heron"])

    page = inside(world.convener).post(url, typed)

    assert page.status_code == 422
    assert "Amal Haddad" in page.text
    assert "She is heard." in page.text
    assert "There is a problem" in page.text
    assert "Enter a valid email address." in page.text


def test_a_refusal_of_the_operation_keeps_what_was_typed(world, inside):
    url = reverse("participants:approve", args=["heron", world.fresh.person.code])

    with undone():
        type(world.fresh).objects.filter(pk=world.fresh.pk).update(state="in_review")
        given = {
            "grounds": "Two warm references.",
            "read": signing.edition(world.fresh),
        }
        page = inside(world.officer).post(url, given)

    assert page.status_code == 422
    assert "One officer has to review and sign first." in page.text
    assert "Two warm references." in page.text


@pytest.mark.parametrize(
    "path",
    [
        "/dialogues/heron/people/a-99/", "/dialogues/heron/people/zz/",
        "/dialogues/heron/workshops/99999999999999999999/", "/dialogues/heron/workshops/0/",
        "/dialogues/none/", "/dialogues/heron/workshops/1/briefings/9999999999999999/pages/",
        "/dialogues/%00/", "/dialogues/heron/workshops/%2e%2e/", "/join/%00/", "/join/a-token/",
        "/dialogues/larch/", "/dialogues/larch/people/",
    ],
)  # fmt: skip
def test_unknown_and_foreign_ids_are_not_found(path, world, inside):
    assert inside(world.facilitator).get(path).status_code == 404


@pytest.mark.parametrize("query", ["page=-1", "page=zero", "page=99999999999999999999",
                                   "state=%00", "state=none", "side=%F0%9F%8C%8A", "side=AB"])  # fmt: skip
def test_a_list_answers_any_address(query, world, inside):
    client = inside(world.facilitator)

    people = client.get(f"/dialogues/heron/people/?{query}")
    letters = client.get(f"/dialogues/heron/letters/?{query}")
    initiatives = client.get(f"/dialogues/?{query}")

    assert [people.status_code, letters.status_code, initiatives.status_code] == [
        200
    ] * 3


def test_a_second_click_is_told_what_happened_and_doubles_nothing(world, inside):
    client = inside(world.rapporteur)
    url = reverse(
        "workshops:seal", args=["heron", world.rounds[0].number, world.note.pk]
    )

    with undone():
        first = client.post(url, follow=True)
        second = client.post(url, follow=True)
        state = Note.objects.get(pk=world.note.pk).state

    assert "The note is finished." in first.text
    assert "somebody was here before you, and it is now sealed" in second.text
    assert state == "sealed"


AIMS = ("HX-Retarget", "HX-Reswap", "HX-Reselect")


@pytest.mark.parametrize("way", ["", "people/", "no-such-page/", "team/name/"])
def test_a_whole_page_that_refuses_a_region_takes_the_whole_page_s_place(
    way, world, inside
):
    """Else htmx would put it into the region, or look for a part that is not there."""
    client = inside(world.stranger, htmx=True)

    answer = client.get(f"/dialogues/heron/{way}")

    assert answer.status_code in (404, 405)
    assert "<main" in answer.text
    assert [answer.get(name) for name in AIMS] == ["body", "innerHTML", "unset"]


@pytest.mark.parametrize(
    ("who", "verb"), [("rapporteur", "revise"), ("facilitator", "keep")]
)
def test_a_region_that_refuses_keeps_to_its_own_place(who, verb, world, inside):
    with undone():
        form = {"words": "They spoke of the ice.", "reason": "Known.", "key": "x"}
        client = inside(getattr(world, who), htmx=True)
        way = "findings/keep" if verb == "keep" else verb
        page = f"/dialogues/heron/workshops/4/summary/{way}/"
        answer = client.post(page, form | {"edition": 0})

    assert answer.status_code == 409
    region = "walk" if verb == "keep" else "summary"
    assert f'<section id="{region}"' in answer.text
    assert "<main" not in answer.text
    assert [answer.get(name) for name in AIMS] == [None] * 3


def test_with_redis_away_pages_work_and_the_vault_is_locked(world, inside, settings):
    client = inside(world.facilitator)
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    unlocking._redis.cache_clear()

    page = client.get("/dialogues/heron/people/")
    unlock = client.post(reverse("vault:unlock"), {"passphrase": make.PASSPHRASE})
    unlocking._redis.cache_clear()

    assert page.status_code == 200
    assert "Names are sealed." in page.text
    assert "Amal Haddad" not in page.text
    assert unlock.status_code == 503
    assert "The vault cannot be reached" in unlock.text


def test_a_wrong_passphrase_is_told_and_opens_nothing(world, inside):
    client = inside(world.facilitator, locked=True)

    page = client.post(reverse("vault:unlock"), {"passphrase": "not these words"})

    assert page.status_code == 422
    assert "That is not the passphrase" in page.text
    assert "Names are sealed." in client.get("/dialogues/heron/people/").text


def test_a_corrupt_envelope_has_its_own_page_and_shows_nothing(world, inside):
    with undone():
        note = world.note
        stored = bytearray(Note.objects.get(pk=note.pk).words.token)
        stored[-1] ^= 1
        _store(note, "words", stored)
        page = inside(world.rapporteur).get("/dialogues/heron/workshops/1/room/")

    assert page.status_code == 409
    assert "This cannot be opened" in page.text
    assert "winter catch" not in page.text


def test_a_missing_key_leaves_the_page_and_hides_the_words(world, inside):
    with undone():
        Grant.objects.filter(
            member=world.rapporteur, epoch__compartment__kind="room"
        ).delete()
        page = inside(world.rapporteur).get("/dialogues/heron/workshops/1/room/")

    assert page.status_code == 200
    assert "The notes are sealed." in page.text
    assert "winter catch" not in page.text


def test_with_postgresql_away_there_is_one_clear_page():
    words = """
from django.test import Client
client = Client(raise_request_exception=False, headers={"host": "dialogue.example.org"})
client.cookies["__Host-session"] = "some-session"
page = client.get("/", secure=True)
print(page.status_code, page["Retry-After"], page["Cache-Control"], page.text)
"""

    said = in_service.shell(words).stdout

    assert said.startswith("503 30 no-store")
    assert "Closed for a moment" in said


def test_a_locked_note_page_keeps_its_editor(world, inside):
    client = inside(world.rapporteur, locked=True)
    words = {"session": 1, "words": "They spoke of the ice."}

    with undone():
        url = reverse("workshops:write", args=["heron", world.rounds[0].number])
        answer = client.post(url, words, follow=True)
        kept = Note.objects.filter(workshop=world.rounds[0]).count()

    assert "The note is kept, sealed." in answer.text
    assert "They spoke of the ice." not in answer.text
    assert kept == 2


def test_dates_that_do_not_exist_are_asked_about(world, inside):
    """Oslo goes from 02:00 to 03:00 on 28 March 2027."""
    with undone():
        Workshop.objects.filter(pk=world.rounds[0].pk).update(state="provisional")
        page = inside(world.facilitator).post(
            reverse("workshops:settle", args=["heron", world.rounds[0].number]),
            {"starts_at_0": "2027-03-28", "starts_at_1": "02:30",
             "ends_at_0": "2027-03-29", "ends_at_1": "12:00"},
        )  # fmt: skip

    assert page.status_code == 422
    assert "there is no 02:30" in page.text
    assert "Which of the two" in page.text
    assert 'value="2027-03-28"' in page.text


def test_a_code_name_nobody_drew_is_refused(world, inside):
    url = reverse("dialogues:open")

    page = inside(world.convener).post(
        url, {"code": "operation-orchid", "title": "Mine"}
    )

    assert page.status_code == 422
    assert 'value="Mine"' in page.text
    assert not Initiative.objects.filter(code="operation-orchid").exists()


def _names(world, door):
    with undone():
        _args, own = visit(world, door)
    everywhere = {"grounds", "words", "reason", "regime", "name", "case", "edition"}
    return {*own, *everywhere}


def _store(row, field, token):
    table = row._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {field} = %s WHERE id = %s", [bytes(token), row.pk]
        )


def test_an_address_that_acts_says_so_when_it_is_opened_like_a_page(world, inside):
    page = inside(world.convener).get(reverse("dialogues:pause", args=["heron"]))

    assert (page.status_code, page["Allow"]) == (405, "POST")
    assert "This is a button, not a page" in page.text
