"""The thief of the disk: nothing anybody typed stands there, however he looks for it."""

import re
from contextlib import suppress
from datetime import timedelta
from hashlib import sha256
from itertools import count

import leaks
import lists
import make
import pytest
from django import forms
from django.apps import apps
from django.conf import settings as live
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from guests import INVITATION, REVIEW, at_her_browser, come_in, invite
from redis import Redis
from roles import WebClient
from world import build

from participants import (
    intake,
    leaving,
    looks,
    renewals,
    signing,
    undertakings,
    watchlists,
    wordings,
)
from participants.models import Candidacy, Check, Sheet
from trackii import clock, embedded
from trackii.management.commands import rules
from trackii.outbox import delivery
from trackii.outbox.models import Letter
from trackii.vault import admission, codes, links, sealing
from trackii.vault.errors import VaultError
from trackii.vault.fields import LinkSealedField, SealedField, WorkerSealedField
from workshops import arrangements, circulars, contents, scheduling, venues

_number = count(1)
STEM = "Wexquol"  # however a word is encoded, that of its beginning is in it


class Canaries:
    """Words nobody else uses, each typed in one place."""

    def __init__(self):
        self.typed = []

    def word(self):
        letters = "".join("aeioukmnrt"[int(digit)] for digit in f"{next(_number):04}")
        self.typed.append(f"{STEM}{letters}")
        return self.typed[-1]

    def words(self, *names):
        return {name: f"The {self.word()} of it." for name in names}


def _person(canaries, **more):
    name, contact = canaries.word(), canaries.word()
    return canaries.words("affiliation", "case", "office") | {
        "name": name, "variants": canaries.word(), "titles": canaries.word(), "email": f"{contact}@example.net",
        "phone": "+961 70 987 612", "language": "en", "actor_type": "academic",
        "capacity": "personal",
    } | more  # fmt: skip


def _text(canaries):
    """Words that were laid out before, as the form asks."""
    words = canaries.words("en", "fr", "es", "ru", "ar")
    return words | {"edition": 1, "seen": sha256(repr(words).encode()).hexdigest()}


def _plan(canaries):
    plan = canaries.words("title", "venue", "address", "practical", "safety")
    return plan | {"time_zone": "UTC", "quorum": 1, "remind_days": 3, "online": "on"}


def _venue(canaries):
    known = canaries.words(
        "name", "address", "neutral", "private", "rooms", "access", "prayer", "kitchen",
        "distances", "past",
    )  # fmt: skip
    return known | {"kind": "estate", "time_zone": "UTC", "country": "NO", "holds": 9}


def _opening(canaries, client, w):
    page = client.get(reverse("dialogues:open")).text
    team = {"facilitator": [w.facilitator.pk], "rapporteur": [w.rapporteur.pk],
            "convener": [w.convener.pk], "vetting_officer": [w.vera.pk, w.officer.pk]}  # fmt: skip
    return team | canaries.words(
        "title", "conflict", *(f"side_{letter}" for letter in "abcdef"),
        "third_party", "acceptable",
    ) | {
        "code": re.search(r'name="code" value="([\w-]+)"', page)[1], "scope": "regional",
        "method": "problem_solving", "third_party_kind": "ngo", "archive": "third_party",
        "regime": "chatham_house", "threshold": 5,
    }  # fmt: skip


def _put(w, name, state="recommended"):
    """Somebody an officer has signed for already."""
    how = {"by": w.convener, "officers": (w.vera, w.officer), "state": state}
    return make.candidacy(w.heron, side="A", name=name, **how)


def _type_into_everything(w, g, browse, canaries):
    """Every form with a place for words, sent by somebody who may, and taken."""
    first, free = w.rounds[0], w.rounds[1]
    side = w.heron.sides.get(letter="A").pk
    session = {"phase": "shape", "regime": "chatham_house"}
    for end, hours in (("starts_at", 1), ("ends_at", 2)):
        moment = first.starts_at + timedelta(hours=hours)
        session |= {f"{end}_0": moment.date(), f"{end}_1": moment.strftime("%H:%M")}
    admitted, kept = _put(w, "Ruth Vale"), _put(w, "Omri Tal")
    _on_paper(w, browse, canaries)
    browse(w.convener).get("/dialogues/heron/record/", canaries.words("thing"))
    told = {
        "dialogues:open": ("convener", [], None),
        "participants:nominate": ("convener", ["heron"], _person(canaries, side=side)),
        "participants:correct": ("officer", ["heron", w.fresh.person.code],
                                 _person(canaries)),
        "participants:recommend": ("vera", ["heron", w.fresh.person.code],
                                   canaries.words("grounds")),
        "participants:decline": ("officer", ["heron", w.reviewed.person.code],
                                 canaries.words("grounds")),
        "participants:approve": ("officer", ["heron", admitted.person.code],
                                 canaries.words("grounds")),
        "participants:hold": ("officer", ["heron", kept.person.code],
                              canaries.words("grounds")),
        "participants:declare": ("organiser", ["heron", w.reviewed.person.code],
                                 canaries.words("words")),
        "participants:extracts": ("convener", ["heron"],
                                  canaries.words("reason") | {"scope": "approved"}),
        "participants:write_text": ("organiser", ["heron", "travel"], _text(canaries)),
        "workshops:propose": ("facilitator", ["heron"], _plan(canaries)),
        "workshops:add_venue": ("organiser", ["heron"], _venue(canaries)),
        "workshops:correct_venue": ("organiser", ["heron", w.venue.number],
                                    _venue(canaries)
                                    | {"read": venues.edition(w.venue)}),
        "workshops:revise_plan": ("facilitator", ["heron", g.ahead.number],
                                  _plan(canaries) | {"read": scheduling.edition(g.ahead)}),
        "workshops:note_journey": ("organiser", ["heron", first.number, w.seat.candidacy.person.code],
                                   canaries.words("arrives", "leaves", "note", "purpose")
                                   | {"edition": 1, "amount": "90", "currency": "EUR"}),
        "workshops:tell_joining": ("organiser", ["heron", g.ahead.number],
                                   canaries.words("joining")),
        "workshops:copies": ("organiser", ["heron"],
                             canaries.words("recipient")
                             | {"account": w.rounds[3].number, "form": "pdf",
                                "purpose": "donor"}),
        "workshops:choose": ("facilitator", ["heron", w.canvassed.number, 1],
                             canaries.words("despite")),
        "workshops:plan": ("facilitator", ["heron", first.number],
                           session | canaries.words("purpose")),
        "workshops:write": ("rapporteur", ["heron", first.number],
                            canaries.words("words") | {"session": 1}),
        "workshops:write_part": ("facilitator", ["heron", first.number, "facilitator", "needs"],
                                 canaries.words("words")
                                 | {"read": contents.mark(contents.of(first, "facilitator"))}),
        "workshops:rewrite": ("rapporteur", ["heron", first.number, w.note.pk],
                              canaries.words("words") | {"edition": 1}),
        "workshops:draft": ("rapporteur", ["heron", free.number], canaries.words("words")),
        "workshops:revise": ("rapporteur", ["heron", first.number],
                             canaries.words("words") | {"edition": 1}),
        "workshops:reword": ("rapporteur", ["heron", w.rounds[2].number],
                             canaries.words("instead")
                             | {"key": "role?|carpenter", "edition": 1}),
        "workshops:keep": ("facilitator", ["heron", w.rounds[2].number],
                           canaries.words("reason") | {"key": "role?|baker", "edition": 2}),
    }  # fmt: skip
    for door, (who, args, data) in told.items():
        client = browse(getattr(w, who))
        given = _opening(canaries, client, w) if data is None else data
        if "grounds" in given:
            signed = Candidacy.objects.get(person__code=args[1])
            given = given | {"read": signing.edition(signed)}
        answer = client.post(reverse(door, args=args), given)
        assert answer.status_code == 302, (door, answer.text)
    again = reverse("participants:reconsider", args=["heron", kept.person.code])
    assert browse(w.officer).post(again).status_code == 302
    _say_by_link(g, canaries)
    _write(w, g, browse, canaries)
    _say_too_late(w, browse, canaries)
    _release(w, admitted, canaries.words("words")["words"])
    _confirm_uneven(w, admitted, browse, canaries)
    _spell(w, admitted, browse, canaries)
    _describe(w, browse, canaries)
    _bring_whole(w, browse, canaries)
    _sign_several(w, _put(w, "Odile Marsh"), browse, canaries)
    _come_otherwise(w, browse, canaries)
    _check(w, browse, canaries)
    _look_for(w, browse, canaries)
    _regroup(w, browse, canaries)


def _regroup(w, browse, canaries):
    """Two who change groups by hand, and why."""
    how = {"by": w.convener, "officers": (w.vera, w.officer), "state": "approved"}
    two = [make.candidacy(w.heron, side=side, name=name, languages=["English"], **how)
           for side, name in (("A", "Ines Cole"), ("B", "Jude Ward"))]  # fmt: skip
    held = make.workshop(w.heron, by=w.facilitator, state="provisional", seated=two)
    with make.acting(w.facilitator):
        made = arrangements.arrange(held, by=w.facilitator, rounds=1, groups=2)
    [one], [other] = made.rounds[0]
    said = canaries.words("reason") | {"code": one, "to": 2, "exchange": other}
    _send(browse(w.facilitator), "workshops:regroup", held.number, 1, **said)


def _on_paper(w, browse, canaries):
    """What somebody gave on paper, before a witness."""
    offered = w.free.undertakings.get(wording__kind="travel", state="offered")
    _send(
        browse(w.organiser), "participants:take_down", w.free.person.code, offered.pk,
        **canaries.words("name", "witness"), on=str(clock.today()),
    )  # fmt: skip


# What a column of a list may be, and no choice, no day and no number is.
COLUMNS = [
    name for name, field in intake.RowForm.base_fields.items()
    if isinstance(field, forms.CharField) and name not in ("born", "time_zone", "phone")
]  # fmt: skip


def _bring_whole(w, browse, canaries):
    """A list with every column there can be; a reason for all; one of its rows taken in."""
    client, name = browse(w.convener), canaries.word()
    words = canaries.words(*COLUMNS) | {"name": name, "email": f"{name}@example.net"}
    row = [words[column] for column in COLUMNS if column != "case"]
    head = [column for column in COLUMNS if column != "case"]
    rows = f"{','.join(['Side', *head])}\n{','.join(['B', *row])}\n"
    file = SimpleUploadedFile(f"{canaries.word()}.csv", rows.encode())
    brought = client.post(reverse("participants:bring", args=["heron"]), {"file": file})
    sheet = Sheet.objects.get()
    columns = {f"column_{at}": column for at, column in enumerate(["side", *head])}
    columns["case_for_all"] = words["case"]
    _send(client, "participants:arrange", sheet.pk, **columns)
    page = client.get(brought["Location"]).text
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    _send(client, "participants:take_in", sheet.pk, seen=seen)
    left = SimpleUploadedFile("b.csv", f"Name\n{canaries.word()}\n".encode())
    client.post(reverse("participants:bring", args=["heron"]), {"file": left})


def _sign_several(w, who, browse, canaries):
    """One reason under several signatures."""
    client = browse(w.officer)
    url = reverse("participants:many", args=["heron", "decline"])
    shown = client.get(url, {"who": who.person.code}).text
    read = re.search(r'name="read" value="([^"]*)"', shown)[1]
    said = {"who": who.person.code, "read": read} | canaries.words("words")
    answer = client.post(url, said)
    assert answer.status_code == 302, answer.text


def _send(client, door, *args, **given):
    answer = client.post(reverse(door, args=["heron", *args]), given)
    assert answer.status_code == 302, (door, answer.text)


SECTIONS = {
    "origins": ("nationalities", "places"), "reach": ("languages", "safe_channel"),
    "offices": ("offices", "access_reasons"), "care": ("observances", "diet", "needs"),
    "risk": ("risk_reasons",),
}  # fmt: skip


def _describe(w, browse, canaries):
    """Every section of what is known of somebody."""
    client, person = browse(w.officer), w.fresh.person.code
    for section, fields in SECTIONS.items():
        words = canaries.words(*fields)
        _send(client, "participants:correct_section", person, section, **words)


def _come_otherwise(w, browse, canaries):
    """Somebody comes with a mandate and an office, and an officer says why she can."""
    first, person = browse(w.officer), w.fresh.person.code
    said = canaries.words("office") | {"capacity": "mandated", "since": clock.today()}
    for verb, given in (("change", said), ("resolve", canaries.words("words"))):
        read = signing.edition(Candidacy.objects.get(pk=w.fresh.pk))
        _send(first, f"participants:{verb}_capacity", person, read=read, **given)


def _check(w, browse, canaries):
    """One check that was referred, found, and cleared with conditions; one set aside."""
    first, second = browse(w.officer), browse(w.vera)

    def found(kind, **said):
        check = Check.objects.get(person=w.fresh.person, kind=kind)
        said |= canaries.words("words") | {"read": make.read(check)}
        _send(first, "participants:find", w.fresh.person.code, kind, **said)
        return make.read(check)

    for kind in ("office", "safety"):
        _send(first, "participants:begin_check", w.fresh.person.code, kind)
        name, within = canaries.word(), canaries.word()
        file = SimpleUploadedFile(f"{name}.txt", f"She wrote {within}.".encode())
        said = canaries.words("words") | {"file": file}
        _send(first, "participants:evidence", w.fresh.person.code, kind, **said)
    where = (w.fresh.person.code, "office")
    _send(first, "participants:refer_check", *where, **canaries.words("words"))
    read = found("office", outcome="conditions", **canaries.words("conditions"))
    _send(second, "participants:settle_check", *where, read=read)
    where = (w.fresh.person.code, "safety")
    found("safety", outcome="clear")
    _send(second, "participants:set_aside", *where, **canaries.words("words"))
    _send(first, "participants:note_match", *where, **canaries.words("words"))
    where = (w.fresh.person.code, "identity")
    _send(first, "participants:begin_check", *where)
    read = found("identity", outcome="clear")
    _send(second, "participants:settle_check", *where, read=read)
    _send(first, "participants:check_again", *where, **canaries.words("words"))


def _look_for(w, browse, canaries):
    """Whoever is like an entry, by a letter that is another: the lists stand in the clear."""
    word = canaries.word()
    like = make.candidacy(w.heron, side="A", name=f"Karim {word}", by=w.convener)
    brought = lists.un((9, f"KARIM V{word[1:]}".upper())).encode()
    first, second, person = browse(w.officer), browse(w.vera), like.person.code
    added = second.post(
        reverse("lists:index"),
        {"files": SimpleUploadedFile("un.xml", brought), "shorter": "on"},
    )
    assert added.status_code == 302
    way = reverse("lists:confirm", args=[watchlists.waiting().get().pk])
    assert first.post(way).status_code == 302
    own = f"reference,name,about\n1,{canaries.word()} Vale,{canaries.word()}\n"
    _send(second, "participants:own_list",
          files=SimpleUploadedFile("own.csv", own.encode()))  # fmt: skip
    _send(first, "participants:screen", person)
    with make.acting(w.officer):
        looked = looks.read(looks.find(like, by=w.officer), by=w.officer)
    said = {"verdict": "somebody_else", "version": looked.hits[0].version}
    _send(first, "participants:judge", person, 1, **said, **canaries.words("grounds"))
    _sign_for_many(w, first, canaries)
    _send(second, "participants:screen_again")


def _sign_for_many(w, client, canaries):
    """That nobody listed comes near, for somebody who was looked for."""
    put = make.candidacy(w.heron, side="B", name="Quimby Orvest", by=w.convener)
    person = put.person.code
    _send(client, "participants:begin_check", person, "sanctions")
    _send(client, "participants:screen", person)
    with make.acting(w.officer):
        read = renewals.gather(w.heron, by=w.officer).first.read
    said = canaries.words("words") | {"read": read}
    _send(client, "participants:clear_of_lists", **said)


def _spell(w, who, browse, canaries):
    """A second spelling of somebody who sat in a room."""
    url = reverse("participants:correct", args=["heron", who.person.code])
    known = {"name": "Ruth Vale", "email": "ruth.vale@example.net", "language": "en",
             "actor_type": "other", "variants": canaries.word()}  # fmt: skip
    assert browse(w.officer).post(url, known).status_code == 302


def _write(w, g, browse, canaries):
    """What was taken back given on paper again; words for several; a paper for one."""
    client, by = browse(w.organiser), w.organiser
    with make.acting(by):
        leaving.withdraw(undertakings.bound(w.free, "travel"), by=by)
        changed = {"en": canaries.word()}  # so that who gave it has to give it anew
        wordings.write(w.heron, "travel", by=by, words=changed, edition=2)
        made = circulars.draft(w.heron, "texts", by=by)
        count = len(circulars.reach(made, by=by).to)
    offered = w.free.undertakings.get(wording__kind="travel", state="offered")
    where = (w.free.person.code, offered.pk)
    signed = canaries.words("name", "witness") | {"on": str(clock.today())}
    _send(client, "participants:take_down", *where, **signed)
    words = canaries.words("en", "fr", "es", "ru", "ar")
    _send(client, "workshops:circular", made.pk, edition=1, **words)
    _send(client, "workshops:send_circular", made.pk, edition=2, count=count)
    paper = canaries.words("words") | {"kind": "visa", "language": "en", "true": "on"}
    looked_up = {
        "digits": canaries.word()
    }  # nobody's number: handed back, and kept nowhere
    said = client.post(reverse("workshops:resolve", args=["heron"]), looked_up)
    assert said.status_code == 422
    _send(client, "workshops:attest", g.ahead.number, w.a.person.code, **paper)


def _say_by_link(g, canaries):
    """What participants type who have no account."""
    invited, reading = (at_her_browser(g, kind) for kind in (INVITATION, REVIEW))
    answers = [
        invited.post(reverse("own:decline"), canaries.words("words")),
        invited.post(reverse("own:accept"), canaries.words("words")),
        reading.post(reverse("own:object"), canaries.words("words") | {"passage": "1"}),
        invited.post(reverse("own:give"), canaries.words("name")
                     | {"kinds": ["travel.2.en"], "on": str(clock.today())}),
        invited.post(reverse("own:needs"), canaries.words("travel", "diet", "access")),
    ]  # fmt: skip
    assert [answer.status_code for answer in answers] == [302] * 5


def _say_too_late(w, browse, canaries):
    """The session ran out while she wrote; and so did a visit by link."""
    client, url = browse(w.rapporteur), reverse("workshops:write", args=["heron", 1])
    Session.objects.filter(pk=make.session_of(client).session_key).update(
        expire_date=clock.now() - timedelta(minutes=1)
    )
    typed = canaries.words("words")["words"]
    kept = client.post(url, {"words": typed, "session": 1})
    late = WebClient().post(reverse("own:accept"), canaries.words("words"))

    assert (kept.status_code, late.status_code) == (409, 409)
    assert 'name="sealed"' in kept.text
    assert typed not in kept.text


def _release(w, who, words):
    """One account read by a second, and one released: copies are made on the way."""
    both = [w.a, w.b]
    three = [*both, Candidacy.objects.get(pk=who.pk)]
    for state, sat in (("second_read", both), ("released", three)):
        held = make.workshop(w.heron, by=w.facilitator, state="in_session", seated=sat)
        make.attended(held, by=w.facilitator)
        make.session(held, by=w.facilitator)
        make.summary(
            held, by=w.rapporteur, reader=w.facilitator, releaser=w.convener,
            state=state, words=words,
        )  # fmt: skip


def _confirm_uneven(w, who, browse, canaries):
    """Two of one side have accepted, and one of the other: somebody says why all the same; and
    once more, when there are fewer than were to come."""
    three = [w.a, w.b, Candidacy.objects.get(pk=who.pk)]
    by = w.facilitator
    uneven = make.workshop(w.heron, by=by, state="provisional", seated=three)
    said = canaries.words("uneven")
    _send(browse(by), "workshops:confirm", uneven.number, **said)
    make.Workshop.objects.filter(pk=uneven.pk).update(quorum=2)
    code = w.b.person.code
    _send(browse(w.organiser), "workshops:decline", uneven.number, code)
    _send(browse(by), "workshops:explain", uneven.number, **canaries.words("uneven"))


# Who of this table opens a compartment.
OPENS = {
    "brief": "facilitator", "roster": "convener", "vetting": "officer",
    "room": "rapporteur", "ideas": "convener", "released": "convener",
}  # fmt: skip
# Sealed, and no canary of ours is in it, each with its reason.
NOT_TYPED = {
    "workshops.Aggregate.numbers",  # counts alone
    "vault.Link.language",  # a choice out of five
    "outbox.Letter.recipient",  # wiped when it went, and these have gone
    "workshops.Briefing.content",  # wiped when the pages were made
    "workshops.Briefing.pages", "workshops.Handout.pages",  # compressed: no word stands in it
    "workshops.Briefing.room_content", "workshops.Briefing.room_pages",  # as these two are
    "workshops.Briefing.released_content", "workshops.Briefing.released_pages",  # and counts
    "participants.Target.numbers",  # numbers, by choices out of a list
    "workshops.Workshop.options", "workshops.Canvass.offer",  # moments, and whose clock
    "workshops.Workshop.apart", "workshops.Workshop.arrangement",  # drawn code names
    # Choices out of a list: yes and no by period, a city that is known, codes, numbers.
    "workshops.Canvass.circumstances", "workshops.Canvass.answers",
    "workshops.Canvass.answers_back", "workshops.Canvass.said",
    "participants.Folder.known",  # a copy of Person.particulars, behind two words
    "workshops.Summary.found",  # places in the words, and which rule found them
    "participants.Folder.days", "participants.Folder.days_back",  # days, and one of three words
    "workshops.Attestation.pages",  # not printed here, and compressed when they are
    "workshops.Review.handed",  # a copy of Summary.proof, of another account
}  # fmt: skip


def _sealed_fields():
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, SealedField):
                yield f"{model._meta.label}.{field.name}", model, field


def _opened(w, g):
    """The fields in which somebody who may open them finds a canary."""
    seeds = {
        INVITATION: links.keys_of(codes.read(g.codes[INVITATION]).token).seed,
        REVIEW: admission.find(come_in(g, REVIEW)).keys.word_seed,
    }
    found = set()
    for name, model, field in _sealed_fields():
        who = getattr(w, OPENS[field.compartment])
        kind = REVIEW if "Review" in name else INVITATION
        with make.acting(who):
            for row in model._base_manager.exclude(**{field.name: None}):
                with suppress(VaultError):
                    if STEM in _open(row, field, who, seeds[kind]):
                        found.add(name)
    return found


def _open(row, field, who, seed):
    if isinstance(field, LinkSealedField):
        return sealing.unseal_sent(row, field.name, seed=seed).decode(errors="replace")
    if isinstance(field, WorkerSealedField):
        return sealing.unseal_as_worker(row, field.name).decode(errors="replace")
    return sealing.unseal_file(row, field.name, by=who).decode(errors="replace")


# Forms whose words are nobody's of a table, and single fields, each with its reason.
NOT_OF_A_TABLE = {
    "trackii.forms", "trackii.accounts.forms",  # staff, who are plain, and their proofs
    "trackii.vault.forms",  # passphrases: who keeps none is another test
}  # fmt: skip
NOT_WORDS = {
    "code", "spoken",  # secrets of a link: kept by nobody, and held against the row
    "files",  # official lists, which are public
    "phone",  # digits: one that nobody else has is typed
    "edition",  # a hash of what was on the page
    "born", "time_zone",  # a year or a day, and a place out of a list
    "currency", "country", "interprets", "city",  # codes, and a city out of a list: others are refused
    "pairs",  # drawn code names, of who has a seat: others are refused
}  # fmt: skip


def _asks_for_words(field):
    words = isinstance(field, forms.CharField | forms.FileField)
    return words and not field.widget.is_hidden


def _askable():
    """Every field of every form that takes words of a table."""
    for module in rules.FORMS:
        if module.__name__ in NOT_OF_A_TABLE:
            continue
        for form in rules._forms(module):
            for name, field in form.base_fields.items():
                if _asks_for_words(field) and name not in NOT_WORDS:
                    yield form.__qualname__, name


@pytest.fixture
def asked(monkeypatch):
    """Where canaries were typed: Django is watched as it reads what was sent."""
    typed, met, read = set(), set(), forms.BaseForm.full_clean

    def full_clean(form):
        for name, field in form.fields.items():
            if form.is_bound and _asks_for_words(field) and name not in NOT_WORDS:
                where = form.files if isinstance(field, forms.FileField) else form.data
                given = where.get(form.add_prefix(name), "")
                if hasattr(given, "read"):
                    given = given.read().decode()
                    where[name].seek(0)
                for kind in type(form).__mro__:
                    met.add((kind.__module__, kind.__qualname__, name))
                    if STEM in given:
                        typed.add((kind.__qualname__, name))
        return read(form)

    monkeypatch.setattr(forms.BaseForm, "full_clean", full_clean)
    return typed, met


@pytest.mark.django_db(transaction=True)
def test_what_was_typed_stands_nowhere(browse, worker, settings, caplog, capfd, asked):
    begun = leaks.position()
    canaries, w = Canaries(), build()
    g = invite(w)
    type(w.fresh).objects.filter(pk=w.fresh.pk).update(state="in_review")
    _type_into_everything(w, g, browse, canaries)
    make.workshop(w.heron, by=w.facilitator, state="confirmed", seated=[w.a, w.b])
    Letter.objects.filter(state="due").update(due_at=clock.now())
    delivery.deliver_due()

    places = {
        "database": leaks.dump(),
        "redis": _redis(),
        "keystore": b"".join(
            f.read_bytes() for f in settings.KEYSTORE.rglob("*") if f.is_file()
        ),
        "letters": b"".join(letter.message().as_bytes() for letter in mail.outbox),
        "logs": (caplog.text + "".join(capfd.readouterr())).encode(),
    }

    vast = {
        "changes of the database": leaks.changes(begun),
        "logs and files of the servers": leaks.kept(
            embedded.home(), but=("base", "pg_wal", "postgresql-18", "global")
        ),
        "what is embedded": leaks.kept(
            embedded.var(), but=("postgres", "static", "test")
        ),
    }

    typed, met = asked
    ours = {module.__name__ for module in rules.FORMS} - NOT_OF_A_TABLE
    seen = {(form, name) for module, form, name in met if module in ours}
    assert {*_askable(), *seen} - typed == set()  # a form nobody types into
    assert len(canaries.typed) > 40
    assert leaks.found(places["database"], ["Carla Conti"]) == ["Carla Conti"]
    assert len(mail.outbox) > 0
    assert leaks.found(vast["changes of the database"], ["Carla Conti"]) != []
    for place, held in vast.items():
        assert leaks.found(held, [STEM]) == [], place
    for place, held in places.items():
        assert leaks.found(held, canaries.typed) == [], place
    everything = {name for name, _model, _field in _sealed_fields()}
    assert (
        _opened(w, g) == everything - NOT_TYPED
    )  # what is nowhere in the clear is there


def _redis():
    with Redis.from_url(live.REDIS_URL) as redis:
        return b"".join(key + (redis.dump(key) or b"") for key in redis.scan_iter())
