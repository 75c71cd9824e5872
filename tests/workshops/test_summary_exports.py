"""What is carried away: the released words under their rule, and not a word beside them.

Every form is read back by something that did not write it.
"""

import json
import subprocess
from dataclasses import fields
from hashlib import sha256
from html.parser import HTMLParser
from io import BytesIO
from zipfile import ZipFile

import docx
import make
import odfdo
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from pypdf import PdfReader

from dialogues.models import Initiative
from trackii.audit.models import Entry
from trackii.states import WrongState
from trackii.vault.errors import VaultLocked
from workshops import copies, exports, programme, releases, reviews, summaries
from workshops.models import Copy
from workshops.regimes import RULES
from workshops.releases import Account, Release

pytestmark = pytest.mark.django_db

KNOWN_INSIDE = [
    "amal", "haddad", "boris", "lem ", "carla", "farid", "rosa", "vera", "a-01", "b-01",
    "marsh talks", "lantern", "upper villages", "harbour league", "osier", "lower lane",
    "winter was", "example", "the fund",
]  # fmt: skip
DIGEST = sha256(make.CLEAN.encode()).hexdigest()
FORMS = list(Copy.Form.values)


@pytest.fixture
def released(in_session, rosa, farid, carla):
    make.note(in_session.sessions.get(), by=rosa, words="Their winter was a bad one.")
    return make.summary(
        in_session, by=rosa, reader=farid, releaser=carla, state="released"
    )


def _copy(summary, *, by, form="md", **more):
    said = {"purpose": "donor", "recipient": "The fund", "account": "1"} | more
    with make.acting(by):
        return copies.make(summary.initiative, by=by, form=form, **said)


def _file(copy, *, by):
    with make.acting(by):
        return exports.fetch(copy, by=by).content


def _exported(summary, form, *, by, **more):
    return _file(_copy(summary, by=by, form=form, **more), by=by)


class _Page(HTMLParser):
    def __init__(self, markup):
        super().__init__()
        self.words, self.tags, self.attributes, self._in = "", [], [], ""
        self.feed(markup)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        self._in = tag

    def handle_data(self, data):
        self.words += "" if self._in == "style" else data


def _read(form, content):
    """The words of a file, by a reader of its own kind."""
    if form == "pdf":
        told = subprocess.run(
            ["/usr/bin/pdftotext", "-", "-"], input=content, capture_output=True,
            check=True,
        )  # fmt: skip
        return " ".join(told.stdout.decode().split())
    if form == "docx":
        return "\n".join(
            each.text for each in docx.Document(BytesIO(content)).paragraphs
        )
    if form == "odt":
        return "\n".join(
            each.inner_text for each in odfdo.Document(BytesIO(content)).body.children
        )
    if form == "html":
        return " ".join(_Page(content.decode()).words.split())
    if form == "json":
        return json.dumps(json.loads(content), ensure_ascii=False).replace("\\n", " ")
    return content.decode()


def test_an_export_is_made_of_these_facts_and_there_is_room_for_no_other():
    assert [field.name for field in fields(Release)] == [
        "name", "regime", "rule", "accounts", "copy",
    ]  # fmt: skip
    assert [field.name for field in fields(Account)] == [
        "round", "edition", "released_on", "text", "read_by", "released_by", "session",
    ]  # fmt: skip


def test_what_is_hidden_is_not_even_asked_for(released, carla):
    copy = _copy(released, by=carla)

    with make.acting(carla), CaptureQueriesContext(connection) as asked:
        releases.gather(copy, by=carla)

    of_accounts = [q["sql"] for q in asked if '"workshops_summary"."text"' in q["sql"]]
    hidden = ["draft", "kept", "found", "proof", "written_by_id", "earlier_authors",
              "charter", "plan"]  # fmt: skip
    assert len(of_accounts) == 1
    assert [name for name in hidden if f'"{name}"' in of_accounts[0]] == []
    never = ("workshops_note", "workshops_registryentry", "participants_person",
             "workshops_review")  # fmt: skip
    assert [t for t in never for q in asked if f'FROM "{t}"' in q["sql"]] == []


@pytest.mark.parametrize("form", FORMS)
def test_an_export_carries_the_words_the_rule_and_how_it_was_signed(
    released, carla, form
):
    text = _read(form, _exported(released, form, by=carla))

    numbers = releases.signatures([released])[released.pk]
    wanted = ["HERON", "Chatham House Rule", "Neither who said it",
              "Both want the winter months", *numbers.values()]  # fmt: skip
    assert [part for part in wanted if part not in text] == []
    assert DIGEST in "".join(text.split())
    assert "second reader" in text
    assert "convener" in text


@pytest.mark.parametrize("form", FORMS)
def test_an_export_carries_nothing_of_who_was_there_or_what_it_is_about(
    released, carla, form
):
    content = _exported(released, form, by=carla)

    text = _read(form, content).lower()
    assert [word for word in KNOWN_INSIDE if word in text] == []
    raw = b" ".join(_parts(form, content)).lower()
    assert [word for word in KNOWN_INSIDE if word.encode() in raw] == []


def _parts(form, content):
    if form not in ("docx", "odt"):
        return [content]
    with ZipFile(BytesIO(content)) as archive:
        return [archive.read(name) for name in archive.namelist()]


@pytest.mark.parametrize("form", FORMS)
def test_the_same_words_make_the_same_bytes(released, carla, oskar, form):
    first = _exported(released, form, by=carla)
    second = _exported(released, form, by=oskar, purpose="archive", recipient="Others")

    assert first == second


@pytest.mark.parametrize("form", FORMS)
def test_no_hour_no_program_and_no_path_stands_in_a_file(released, carla, form):
    raw = b" ".join(_parts(form, _exported(released, form, by=carla)))

    hour = f"{released.released_at:%H:%M}".encode()
    told = [b"python", b"weasyprint", b"trackii", b"django", b"Microsoft Office", b"Macintosh", b"/tmp", b"file:",
            str(released.pk).encode(), str(released.initiative_id).encode(), hour]  # fmt: skip
    assert [word for word in told if word.lower() in raw.lower()] == []


def test_a_word_file_is_bare_of_properties_and_of_its_moment(released, carla):
    content = _exported(released, "docx", by=carla)

    with ZipFile(BytesIO(content)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        moments = {part.date_time for part in archive.infolist()}
        said = archive.read("_rels/.rels") + archive.read("[Content_Types].xml")
        settings = archive.read("word/settings.xml") + archive.read("word/document.xml")
    assert [name for name in names if "docProps" in name or "custom" in name] == []
    assert moments == {(1980, 1, 1, 0, 0, 0)}
    assert b"docProps" not in said
    assert b"rsid" not in settings
    read = docx.Document(BytesIO(content)).core_properties
    assert read.last_modified_by in (
        "",
        "python-docx",
    )  # the reader's own, of a file with none


def test_an_open_document_is_four_parts_of_no_moment(released, carla):
    content = _exported(released, "odt", by=carla)

    with ZipFile(BytesIO(content)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        moments = {part.date_time for part in archive.infolist()}
    parts = ["mimetype", "content.xml", "styles.xml", "META-INF/manifest.xml"]
    assert names == parts
    assert moments == {(1980, 1, 1, 0, 0, 0)}
    kind = b"application/vnd.oasis.opendocument.text"
    assert content[38 : 38 + len(kind)] == kind  # where a reader that guesses looks
    body = odfdo.Document(BytesIO(content)).body
    titles = [(int(each.level), each.inner_text) for each in body.headers]
    assert titles == [
        (1, "HERON · Round 1"), (2, "What this is"), (3, "Round 1"),
        (3, "Account of round 1"),
    ]  # fmt: skip


def test_a_page_loads_nothing_and_runs_nothing(released, carla):
    page = _Page(_exported(released, "html", by=carla).decode())

    assert {"script", "img", "link", "iframe", "form", "base"} & set(page.tags) == set()
    ways = [value for name, value in page.attributes if name in ("href", "src")]
    assert ways == []
    assert [n for n, _v in page.attributes if n.startswith("on") or n == "style"] == []
    assert ("http-equiv", "Content-Security-Policy") in page.attributes


def test_a_pdf_is_tagged_and_names_its_language_and_title(released, carla):
    reader = PdfReader(BytesIO(_exported(released, "pdf", by=carla)))
    root = reader.trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"] is True or root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert dict(reader.metadata) == {"/Title": "HERON · Round 1"}
    assert b"pdfuaid" in root["/Metadata"].get_data()


def test_what_stands_on_every_page_is_the_round_its_rule_and_the_copy(released, carla):
    plain = PdfReader(BytesIO(_exported(released, "pdf", by=carla)))
    copy = _copy(released, by=carla, form="pdf", marked=True)
    marked = PdfReader(BytesIO(_file(copy, by=carla)))

    [page] = plain.pages
    [other] = marked.pages
    line = "HERON · Round 1 · Chatham House Rule"
    assert page.extract_text().splitlines()[-2:] == [line, "1 / 1"]
    assert other.extract_text().splitlines()[-2:] == [
        f"{line} · {copy.marked}",
        "1 / 1",
    ]


@pytest.mark.parametrize("form", FORMS)
def test_a_marked_copy_says_its_number_and_no_other_does(released, carla, form):
    copy = _copy(released, by=carla, form=form, marked=True)
    plain = _copy(released, by=carla, form=form)

    assert len(copy.marked) == 9
    assert plain.marked == ""
    assert copy.marked in _read(form, _file(copy, by=carla))
    assert "Copy" not in _read(form, _file(plain, by=carla))


def test_a_markdown_export_is_exactly_this(released, carla):
    text = _exported(released, "md", by=carla).decode()

    read, signed = releases.signatures([released])[released.pk].values()
    assert text == (
        "# HERON · Round 1\n\n"
        f"> **Chatham House Rule.** {RULES['chatham_house']}\n\n"
        f"{make.CLEAN}\n\n"
        "## What this is\n\n"
        "### Round 1\n\n"
        "- **Code name:** HERON\n\n"
        "- **Regime:** Chatham House Rule\n\n"
        "### Account of round 1\n\n"
        "- **Edition:** 1\n\n"
        f"- **Released:** {released.released_at:%-d %B %Y}\n\n"
        f"- **Signed by a second reader:** {read}\n\n"
        f"- **Signed by a convener:** {signed}\n\n"
        f"- **SHA-256 of the text:** {DIGEST}\n"
    )


def test_a_program_reads_exactly_this(released, carla):
    said = json.loads(_exported(released, "json", by=carla))

    read, signed = releases.signatures([released])[released.pk].values()
    assert said == {
        "name": "HERON",
        "regime": {
            "name": "Chatham House Rule", "rule": str(RULES["chatham_house"]),
        },
        "accounts": [{
            "round": 1, "edition": 1, "released_on": str(released.released_at.date()),
            "text": make.CLEAN, "sha256": DIGEST,
            "signatures": [{"role": "second reader", "number": read},
                           {"role": "convener", "number": signed}],
        }],
    }  # fmt: skip


# --- the rule of the tightest, cell by cell


def _round(
    on, regime, people, *, by, reader, releaser, words=make.CLEAN, state="released"
):
    held = make.workshop(on, by=reader, state="in_session", seated=people)
    make.attended(held, by=reader)
    for each in ("on_the_record", regime):
        make.session(held, by=reader, regime=each)
    return make.summary(
        held, by=by, reader=reader, releaser=releaser, state=state, words=words
    )


@pytest.fixture
def hands(rosa, farid, carla, worker):
    return {"by": rosa, "reader": farid, "releaser": carla}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("regime", Initiative.Regime)
def test_every_export_says_the_rule_of_the_tightest_session(
    heron, approved, hands, carla, regime, form
):
    summary = _round(heron, regime, approved, **hands)

    text = _read(form, _exported(summary, form, by=carla))

    plain = " ".join(text.split())
    assert [r for r in RULES if str(RULES[r]) in plain] == [regime]
    assert str(regime.label) in plain


@pytest.mark.parametrize("regime", Initiative.Regime)
def test_under_no_regime_does_an_export_say_who_spoke_or_who_was_there(
    heron, approved, hands, carla, regime
):
    summary = _round(heron, regime, approved, **hands)

    files = [_exported(summary, form, by=carla) for form in FORMS]

    texts = [_read(form, f).lower() for form, f in zip(FORMS, files, strict=True)]
    assert [word for word in KNOWN_INSIDE for text in texts if word in text] == []
    said = json.loads(files[FORMS.index("json")])
    assert set(said) == {"name", "regime", "accounts"}
    assert set(said["accounts"][0]) == {
        "round", "edition", "released_on", "text", "sha256", "signatures",
    }  # fmt: skip


SIDES = {
    "off_the_record": (False, False), "deep_background": (False, False),
    "chatham_house": (False, True), "background": (True, True),
    "on_the_record": (True, True),
}  # fmt: skip


@pytest.mark.parametrize("regime", Initiative.Regime)
def test_a_side_is_told_as_the_regime_has_it(heron, approved, hands, carla, regime):
    below, above = SIDES[regime]
    words = "Side A asked for ice in the harbour."
    summary = _round(heron, regime, approved, words=words, **hands)

    for threshold, may in ((5, below), (1, above)):
        Initiative.objects.filter(pk=heron.pk).update(threshold=threshold)
        if may:
            assert "Side A" in _exported(summary, "md", by=carla).decode()
        else:
            with pytest.raises(ValidationError, match="says too much of side A"):
                _exported(summary, "md", by=carla)
    assert not Copy.objects.filter(summaries=[]).exists()


@pytest.mark.parametrize("regime", Initiative.Regime)
def test_without_the_whole_release_nothing_is_carried_away(
    heron, approved, hands, carla, regime
):
    summary = _round(heron, regime, approved, state="second_read", **hands)

    with pytest.raises(ValidationError, match="Nothing of it is released"):
        _copy(summary, by=carla)


def test_off_the_record_one_who_does_not_answer_keeps_all_of_it_inside(
    heron, approved, hands, carla, farid
):
    summary = _round(
        heron, "off_the_record", approved, state="participant_review", **hands
    )
    silent = summary.reviews.first()
    type(silent).objects.filter(pk=silent.pk).update(
        state="asked", answered_by=None, answered_at=None
    )
    reviews.answer(silent, "pass_by", by=farid)

    with pytest.raises(ValidationError, match="everybody who was there has to agree"):
        summaries.release(summary, by=carla)
    with pytest.raises(ValidationError, match="Nothing of it is released"):
        _copy(summary, by=carla)


def test_the_series_obeys_the_tightest_of_its_rounds(heron, approved, hands, carla):
    words = "Side A asked for ice in the harbour."
    open_one = _round(heron, "on_the_record", approved, words=words, **hands)
    assert "Side A" in _exported(open_one, "md", by=carla, account="1").decode()

    tight = _round(heron, "deep_background", approved, **hands)

    with pytest.raises(ValidationError, match="the account of round 1 says too much"):
        _exported(tight, "md", by=carla, account="0")
    assert "Side A" in _exported(open_one, "md", by=carla, account="1").decode()


@pytest.mark.parametrize("form", FORMS)
def test_the_series_is_all_that_is_released_in_the_order_of_its_rounds(
    heron, approved, hands, carla, form
):
    first = _round(heron, "chatham_house", approved, **hands)
    second = _round(
        heron, "deep_background", approved, words="They spoke of ice.", **hands
    )

    text = " ".join(_read(form, _exported(second, form, by=carla, account="0")).split())

    assert text.index("Both want the winter") < text.index("They spoke of ice.")
    assert str(RULES["deep_background"]) in text
    assert str(RULES["chatham_house"]) not in text
    numbers = releases.signatures([first, second])
    told = [n for each in numbers.values() for n in each.values() if n in text]
    assert len(set(told)) == 4


# --- who, when, and what is written down


def test_what_is_out_is_recalled_before_its_regime_is_tightened(
    released, in_session, farid, carla
):
    copy = _copy(released, by=carla)
    session = in_session.sessions.get()
    with pytest.raises(ValidationError, match="Recall it first"):
        programme.set_regime(session, "off_the_record", by=farid)

    summaries.recall(released, by=carla)
    programme.set_regime(session, "off_the_record", by=farid)

    with pytest.raises(WrongState):
        _file(copy, by=carla)


def test_who_may_only_read_carries_nothing_away(
    released, carla, vera, rosa, rhea, omar, ada
):
    copy = _copy(released, by=carla)
    for other in (vera, rosa, rhea, omar, ada):
        with pytest.raises(PermissionDenied):
            _copy(released, by=other)
        with pytest.raises(PermissionDenied):
            _file(copy, by=other)


def test_an_organiser_needs_no_key_to_the_room(released, farid, oskar):
    for other in (farid, oskar):
        assert make.CLEAN in _exported(released, "md", by=other).decode()


def test_what_is_not_released_is_not_exported(in_session, rosa, farid, carla):
    summary = make.summary(
        in_session, by=rosa, reader=farid, state="participant_review"
    )

    with pytest.raises(ValidationError, match="Nothing of it is released"):
        _copy(summary, by=carla)


@pytest.mark.parametrize("form", FORMS)
def test_what_was_recalled_is_fetched_no_more(released, carla, form):
    copy = _copy(released, by=carla, form=form)
    summaries.recall(released, by=carla)

    with pytest.raises(WrongState, match="it is now recalled"):
        _file(copy, by=carla)


def test_with_the_vault_locked_nothing_is_exported(released, carla):
    copy = _copy(released, by=carla)

    with pytest.raises(VaultLocked):
        exports.fetch(copy, by=carla)


@pytest.mark.parametrize("purpose", Copy.Purpose.values)
def test_each_time_it_is_fetched_the_record_says_what_for(
    released, carla, oskar, purpose
):
    copy = _copy(released, by=carla, purpose=purpose)
    for who in (carla, oskar):
        _file(copy, by=who)

    entries = Entry.objects.filter(verb=f"export_{purpose}").order_by("pk")
    assert [(e.actor, e.subject) for e in entries] == [
        (carla.pk, copy.pk), (oskar.pk, copy.pk),
    ]  # fmt: skip


def test_a_download_is_named_by_code_and_number(released, carla, browse):
    copy = _copy(released, by=carla, form="pdf")
    whole = _copy(released, by=carla, form="md", account="0")

    answers = [
        browse(carla).get(f"/dialogues/heron/copies/{each.pk}/")
        for each in (copy, whole)
    ]

    assert [each.status_code for each in answers] == [200, 200]
    assert [each["Content-Disposition"] for each in answers] == [
        'attachment; filename="heron-1-summary.pdf"',
        'attachment; filename="heron-summary.md"',
    ]


def test_a_refused_download_is_no_export(released, carla, rhea, browse):
    copy = _copy(released, by=carla)

    answer = browse(rhea).get(f"/dialogues/heron/copies/{copy.pk}/")

    assert answer.status_code == 403
    entry = Entry.objects.get(verb="export", outcome="refused")
    assert entry.actor == rhea.pk
    assert not Entry.objects.filter(verb="export_donor").exists()


def test_without_both_signatures_in_the_record_nothing_leaves(released, carla, browse):
    copy = _copy(released, by=carla)
    make.by_hand("ALTER TABLE audit_entry DISABLE TRIGGER USER")
    make.by_hand(
        "UPDATE audit_entry SET verb = 'seen' WHERE verb = 'second_read' AND subject = %s",
        released.pk,
    )

    with pytest.raises(ValidationError, match="does not show both signatures"):
        _file(copy, by=carla)
    answer = browse(carla).get(f"/dialogues/heron/copies/{copy.pk}/", follow=True)
    assert "does not show both signatures" in answer.text


@pytest.mark.parametrize("form", FORMS)
def test_signs_of_markup_in_the_words_stay_words(in_session, rosa, farid, carla, form):
    words = "A sum < more & <em>stress</em>."
    summary = make.summary(
        in_session, by=rosa, reader=farid, releaser=carla, state="released", words=words
    )

    assert words in _read(form, _exported(summary, form, by=carla))


@pytest.mark.parametrize("form", FORMS)
def test_signs_nobody_reads_spoil_no_file(in_session, rosa, farid, carla, form):
    words = "Both want the win\x01ter months.\vThey said so.\ufffe"
    summary = make.summary(
        in_session, by=rosa, reader=farid, releaser=carla, state="released", words=words
    )

    text = _read(form, _exported(summary, form, by=carla))

    assert "They said so." in text
    if form in ("docx", "odt"):  # which take no such sign
        assert "Both want the winter months." in text


def test_arabic_stands_from_right_to_left_in_a_word_file(
    in_session, rosa, farid, carla
):
    words = "قال الطرفان إن الشتاء قريب.\n\nBoth want the winter months."
    summary = make.summary(
        in_session, by=rosa, reader=farid, releaser=carla, state="released", words=words
    )
    with translation.override("ar"):
        content = _exported(summary, "docx", by=carla)

    paragraphs = docx.Document(BytesIO(content)).paragraphs
    ways = {each.text: "<w:bidi/>" in each._p.xml for each in paragraphs}
    first, second = words.split("\n\n")
    assert (ways[first], ways[second]) == (True, False)


def test_arabic_stands_from_right_to_left_in_an_open_document(
    in_session, rosa, farid, carla
):
    words = "قال الطرفان إن الشتاء قريب.\n\nBoth want the winter months."
    summary = make.summary(
        in_session, by=rosa, reader=farid, releaser=carla, state="released", words=words
    )
    with translation.override("ar"):
        content = _exported(summary, "odt", by=carla)

    written = odfdo.Document(BytesIO(content))
    ways = {each.inner_text: each.style for each in written.body.paragraphs}
    first, second = words.split("\n\n")
    assert (ways[first], ways[second]) == ("words-rtl", "words-ltr")
    turned = written.get_style("paragraph", "words-rtl").get_properties()
    assert turned["style:writing-mode"] == "rl-tb"
