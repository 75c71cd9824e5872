"""One initiative with a round in every stage a door needs, and how to knock at a door."""

from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from types import SimpleNamespace

import laid
import lists
import make
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from roles import WebClient

from dialogues import custody, destruction, holds, initiatives, recoveries
from dialogues import team as dialogue_team
from dialogues.models import Membership
from participants import (
    balance,
    capacity,
    checks,
    clearance,
    conflicts,
    demands,
    duplicates,
    evidence,
    extracts,
    folders,
    intake,
    judgements,
    looks,
    own_lists,
    papers,
    renewals,
    sheets,
    signing,
    undertakings,
    watchlists,
    wordings,
)
from participants.models import Candidacy, Check, Person
from participants.particulars import Standing
from trackii import clock
from trackii.outbox.models import Letter
from trackii.vault import links, sealing
from trackii.vault.models import Grant
from workshops import aggregates, briefings, circulars, contents, keepings, summaries
from workshops.models import Review, Summary

GET, POST = "get", "post"


def build():
    w = SimpleNamespace()
    w.convener, w.second = make.user("Carla Conti"), make.user("Clara Second")
    w.facilitator, w.rapporteur = make.user("Farid Mansour"), make.user("Rosa Reyes")
    w.vera, w.officer = make.user("Vera Novak"), make.user("Viktor Lind")
    w.organiser, w.reader = make.user("Oskar Berg"), make.user("Rhea Donnelly")
    w.newcomer, w.stranger = make.user("Nils Newcomer"), make.user("Omar Tanner")
    w.administrator = make.user("Ada Wren", administrator=True)
    w.closed = make.user("Cleo Gone")
    people = {
        "convener": [w.convener],
        "facilitator": [w.facilitator],
        "rapporteur": [w.rapporteur],
        "vetting_officer": [w.vera, w.officer],
        "organiser": [w.organiser],
        "reader": [w.reader],
    }
    w.heron = make.initiative(people)
    w.unsigned = make.initiative(people, code="tern", signed=False)
    make.initiative({"convener": [w.stranger], "facilitator": [w.newcomer],
                     "organiser": [w.second], "reader": [w.closed]}, code="larch")  # fmt: skip
    _staff(w)
    _people(w)
    _closeness(w)
    _lists(w)
    _rounds(w)
    return w


def _staff(w):
    """One colleague named, one leaving, one who is owed every key of her role."""
    name = dialogue_team.name
    w.named = name(w.heron, w.second, "convener", by=w.convener)
    w.leaving = name(w.heron, w.closed, "organiser", by=w.convener)
    dialogue_team.sign(w.leaving, by=w.facilitator)
    dialogue_team.name_leaving(w.leaving, by=w.convener)
    owed = name(w.heron, w.newcomer, "facilitator", by=w.convener)
    dialogue_team.sign(owed, by=w.organiser)


def _people(w):
    officers = (w.vera, w.officer)
    put = {"by": w.convener, "officers": officers}
    rows = b"reference,name\n1,Nobody Anywhere\n"
    with make.acting(w.vera):
        own_lists.bring(w.heron, by=w.vera, files=[rows])
    on_it = (7, "BOGDAN ZELIK"), (8, "QUILLON VEXTARP")
    watchlists.add([lists.un(*on_it).encode()], by=None)
    w.a = make.candidacy(w.heron, side="A", state="approved", **put)
    w.b = make.candidacy(w.heron, side="B", name="Boris Lem", state="approved", **put)
    w.free = make.candidacy(
        w.heron, side="A", name="Ines Faye", state="approved", **put
    )
    w.fresh = make.candidacy(w.heron, side="B", name="Ola Brun", **put)
    w.doomed = make.candidacy(w.heron, side="B", name="Iva Stell", **put)
    w.reviewed = make.candidacy(
        w.heron, side="A", name="Tariq Osei", state="recommended", **put
    )


def _closeness(w):
    """Somebody is close to who will be erased; one officer asks for another set of checks."""
    with make.acting(w.vera):
        conflicts.declare(w.doomed, by=w.vera, words="A cousin of mine.")
        demands.ask(w.heron, by=w.vera, kinds=[*Check.Kind.values])
    with make.acting(w.convener):
        balance.want(w.heron, by=w.convener, numbers={"actor_type": {"academic": 2}})


def _lists(w):
    """Somebody came near an entry, and one officer has judged it; of the others none did."""
    w.near = make.candidacy(w.heron, side="B", name="Bogdan Zelik", state="in_review",
                            by=w.convener, officers=(w.vera, w.officer))  # fmt: skip
    with make.acting(w.vera):
        looks.screen(w.near, by=w.vera)
        w.hit = looks.read(looks.find(w.near, by=w.vera), by=w.vera).hits[0]
        said = {"verdict": "somebody_else", "grounds": "Another father's name."}
        clearance.judge(w.near, by=w.vera, version=w.hit.version, **said)
        [w.judged] = judgements.read(w.near.person, by=w.vera)


def _rounds(w):
    w.rounds = []
    roles = {"by": w.rapporteur, "reader": w.facilitator, "releaser": w.convener}
    doubtful = "A baker listened, a carpenter spoke, and a clerk wept."
    for state, words in (
        ("draft", make.CLEAN), (None, ""), ("draft", doubtful), ("released", "Both asked for time."),
        ("participant_review", make.CLEAN), ("second_read", make.CLEAN),
        ("checked", make.CLEAN),
    ):  # fmt: skip
        held = make.workshop(
            w.heron, by=w.facilitator, state="in_session", seated=[w.a, w.b]
        )
        make.attended(held, by=w.facilitator)
        make.session(held, by=w.facilitator)
        if state:
            make.summary(held, state=state, words=words, **roles)
        w.rounds.append(held)
    _reason(w, w.rounds[2], "role?|clerk")
    w.venue = make.venue(w.heron, by=w.facilitator)
    w.canvassed = make.canvassed(w.heron, by=w.facilitator)
    w.note = make.note(w.rounds[0].sessions.get(), by=w.rapporteur)
    make.briefing(w.rounds[0], by=w.organiser)
    _packs(w, w.rounds[1])
    briefings.render_waiting()
    with make.acting(w.facilitator):
        briefings.read(w.rounds[1].briefings.get(edition=1), by=w.facilitator)
    w.seat = w.rounds[0].seats.order_by("candidacy__person__code").first()
    w.journey = make.journey(w.seat, by=w.organiser)
    w.letter = Letter.objects.filter(initiative=w.heron.pk).first()
    w.review = Review.objects.filter(summary__workshop=w.rounds[4]).first()


def _packs(w, held):
    """One that names people, with words of the facilitators in it, and one of counts."""
    by = w.facilitator
    with make.acting(by):
        contents.write(
            held, "facilitator", "needs", by=by, words="A: the winter catch."
        )
    for audience in ("facilitator", "donor"):
        make.briefing(held, by=by, audience=audience)


def _dates(w):
    later = timedelta(days=200)  # when nobody sits anywhere else
    starts, ends = w.rounds[0].starts_at + later, w.rounds[0].ends_at + later
    return {
        "starts_at_0": starts.date().isoformat(), "starts_at_1": "13:00",
        "ends_at_0": ends.date().isoformat(), "ends_at_1": "13:00",
    }  # fmt: skip


def _session(w):
    day = w.rounds[0].starts_at.date() + timedelta(days=1)
    return {
        "phase": "shape", "regime": "chatham_house", "purpose": "",
        "starts_at_0": str(day.replace(day=day.day)), "starts_at_1": "23:00",
        "ends_at_0": str(day), "ends_at_1": "23:30",
    }  # fmt: skip


def _put(row, **values):
    type(row)._base_manager.filter(pk=row.pk).update(**values)


HANDLED = {"letter_keep_back": "due", "letter_let_go": "held",
           "letter_send_now": "held", "letter_resend": "sent"}  # fmt: skip


def visit(w, door):  # noqa: C901 -- a table of doors
    """The arguments and the form of one door, and the state it stands open in."""
    first = w.rounds[0]
    code, number = "heron", first.number
    space, _, verb = door.partition(":")
    args, data = [code], {}
    if verb == "write_text":
        words = {"en": "They may book my train."}
        seen = sha256(repr(words).encode()).hexdigest()
        return [code, "travel"], words | {"edition": "0", "seen": seen}
    if verb in (
        "own",
        "revoke_own",
        "take_down",
        "take_down_withdrawal",
        "sign_paper",
        "set_paper_aside",
    ):
        return _of_her_page(w, code, verb)
    if space == "participants" and verb in CHECK:
        return _of_a_check(w, code, verb)
    if verb == "many":
        return [code, "review"], {}
    if space == "participants" and verb not in AT_THE_DESK:
        return _of_a_person(w, code, verb)
    if space == "dialogues":
        return _at_the_table(w, verb)
    if space == "workshops" and verb in HANDLED:
        _put(w.letter, state=HANDLED[verb])
        return [code, w.letter.pk], {}
    if space == "workshops" and verb in ("letter_went", "letter_again"):
        _put(w.letter, state="uncertain")
        return [code, w.letter.pk], {}
    if space == "workshops" and verb in ("circular", "send_circular", "drop_circular"):
        return _of_a_circular(w, code)
    if space == "workshops" and verb in CARRIED:
        return _of_what_left(w, code, verb)
    if space == "workshops" and verb in (
        "venue", "correct_venue", "retire", "bring_back",
    ):  # fmt: skip
        _put(w.venue, state="retired" if verb == "bring_back" else "in_use")
        return [code, w.venue.number], {}
    if space == "workshops" and verb not in (
        "workshops", "venues", "add_venue", "propose", "letters", "held", "arrears", "circulars",
        "donors", "entries", "want_entries", "refuse_entries",
    ):  # fmt: skip
        return _at_the_round(w, verb, [code, number])
    return args, data


def _of_an_extract(w, code, verb):
    asked = extracts.ask(w.heron, by=w.convener, scope="approved", reason="Visas.")
    if verb == "fetch":
        with make.acting(w.facilitator):
            extracts.sign(asked, by=w.facilitator)
    return [code, asked.pk, *(["csv"] if verb == "fetch" else [])], {}


def _of_a_list(w, code, verb):
    """A list of one that was brought; its columns are named already, but for who names them."""
    rows = (
        "Side,Full name,Email,Why this person\nB,Noor Field,noor@example.net,Heard.\n"
    )
    with make.acting(w.convener):
        sheet = sheets.bring(w.heron, by=w.convener, content=rows.encode())
        columns = ["side", "name", "email", "case"]
        if verb == "take_in":
            sheets.arrange(sheet, by=w.convener, columns=columns, side="", case="")
        if verb == "take_in":
            rows = intake.read(sheets.read(sheet, by=w.convener), ["A", "B"])
            intake.compare(rows, duplicates.everybody(w.heron, by=w.convener))
            return [code, sheet.pk], {"seen": intake.shows(sheet, rows)}
    named = {f"column_{at}": column for at, column in enumerate(columns)}
    return [code, sheet.pk], named if verb == "arrange" else {}


AT_THE_DESK = ("many", "matrix", "want", "people", "nominate", "vetting", "demand",
               "sign_demand", "screen_again", "own_list", "remove_own_list", "undertakings", "ask_standard",
               "duplicates", "bring", "extracts")  # fmt: skip
CHECK = ("check", "begin_check", "find", "settle_check", "note_match", "refer_check",
         "check_again", "set_aside", "evidence", "take_out")  # fmt: skip


def _of_a_check(w, code, verb):
    """The check on sanctions: open again, but where it is looked at or begun again."""
    check = Check.objects.get(person=w.reviewed.person, kind="sanctions")
    args = [code, w.reviewed.person.code, "sanctions"]
    if verb == "begin_check":
        return [*args[:2], "safety"], {}
    if verb not in ("check", "check_again"):
        _put(check, state="pending", **checks.UNSIGNED)
    if verb in ("settle_check", "set_aside"):
        with make.acting(w.vera):
            make.found(
                Check.objects.select_related("person").get(pk=check.pk), by=w.vera
            )
    if verb == "take_out":
        with make.acting(w.vera):
            said = {"content": b"A cutting.", "words": "A cutting"}
            args.append(evidence.attach(check, by=w.vera, **said).pk)
    said = {"outcome": "clear", "words": "Looked twice.", "read": make.read(check)}
    return args, said


def _of_a_person(w, code, verb):
    if verb in OTHERWISE:
        return OTHERWISE[verb](w, code, verb)
    person = {
        "sound_out": w.fresh, "review": w.fresh, "withdraw": w.fresh,
        "invite": w.free, "accept": w.free, "confirm": w.free,
    }.get(verb, w.reviewed)  # fmt: skip
    if verb == "recommend":
        _put(w.reviewed, recommended_by=None, recommended_at=None, recommendation=None)
    if verb == "take_back":
        _put(w.reviewed, state="referred")
    if verb == "reconsider":
        _put(w.reviewed, state="reserve", decided_by=w.officer,
             decided_at=w.reviewed.recommended_at,
             grounds=sealing.seal("Later.", of=w.reviewed, field="grounds"))  # fmt: skip
    if verb == "confirm":
        _put(w.free, state="accepted")
    if verb == "make_active":
        Person.objects.filter(pk=person.person_id).update(state="dormant")
    read = signing.edition(Candidacy.objects.get(pk=person.pk))
    if verb == "merge":
        return [code, person.person.code, w.fresh.person.code], {}
    section = ["care"] if verb == "correct_section" else []
    return [code, person.person.code, *section], {"grounds": "Sound.", "read": read}


def _of_many(w, code, verb):
    """Somebody nobody listed comes near, whom one officer has signed for."""
    make.looked_for(w.fresh, by=w.vera)
    with make.acting(w.vera):
        checks.begin(w.fresh, by=w.vera, kinds=["sanctions"])
        ready = renewals.gather(w.heron, by=w.vera).first
        renewals.sign(w.heron, by=w.vera, words="Nobody.", read=ready.read)
    with make.acting(w.officer):
        return [code], {"read": renewals.gather(w.heron, by=w.officer).second.read}


def _of_the_lists(w, code, verb):
    """Of somebody who came near an entry."""
    args = [code, w.near.person.code]
    if verb in ("second", "set_aside_judgement"):
        return [*args, w.judged.pk], {}
    return ([*args, 1], {}) if verb == "judge" else (args, {})


def _of_a_capacity(w, code, verb):
    """Of somebody who has a mandate; the other officer gave the reason, where it is seconded."""
    mandated = Standing("mandated", clock.today().isoformat()).dump()
    _put(w.reviewed, standing=sealing.seal(mandated, of=w.reviewed, field="standing"))
    reviewed = Candidacy.objects.select_related("initiative", "person").get(
        pk=w.reviewed.pk
    )
    words = "She speaks for nobody here."
    if verb == "second_capacity":
        with make.acting(w.vera):
            read = signing.edition(reviewed)
            capacity.resolve(reviewed, by=w.vera, words=words, read=read)
    read = signing.edition(Candidacy.objects.get(pk=reviewed.pk))
    to = {
        "capacity": "official",
        "since": str(clock.today()),
        "office": "Harbour master",
    }
    return [code, w.reviewed.person.code], {"words": words, "read": read, **to}


OTHERWISE = {
    **dict.fromkeys(("resolve_capacity", "second_capacity", "change_capacity"),
                    _of_a_capacity),
    **dict.fromkeys(("sign_extract", "fetch", "give_up"), _of_an_extract),
    **dict.fromkeys(("sheet", "arrange", "take_in", "throw_away"), _of_a_list),
    **dict.fromkeys(("clear_of_lists", "confirm_of_lists", "next_entry"), _of_many),
    **dict.fromkeys(("screen", "screening", "judge", "second",
                     "set_aside_judgement"), _of_the_lists),
}  # fmt: skip


def _of_her_page(w, code, verb):
    """A text nobody needs before a seat is taken, before somebody who sits nowhere yet."""
    person = w.free.person.code
    if verb in ("own", "revoke_own"):
        until = clock.now() + timedelta(days=9)
        links.make("own", of=w.free, language="en", deadline=until, by=w.facilitator,
                   person=w.free.person_id)  # fmt: skip
        return [code, person], {}
    wordings.write(
        w.heron, "follow_up", by=w.facilitator, words={"en": "Ask me."}, edition=0
    )
    undertakings.offer(w.free, by=w.facilitator)
    offered = w.free.undertakings.get()
    signed = {"name": "Ines Faye", "on": str(clock.today()), "witness": "The host"}
    if verb == "take_down_withdrawal":
        given = signed | {"on": clock.today()}
        undertakings.take_down(offered, by=w.facilitator, **given)
    if verb in ("sign_paper", "set_paper_aside"):
        given = signed | {"on": clock.today()}
        papers.bring(offered, by=w.facilitator, **given)
    return [code, person, offered.pk], signed


CARRIED = ("copies", "fetch_copy", "tell_holder", "resolve", "aggregates", "draw_up",
           "aggregates_csv", "release_numbers", "recall_numbers")  # fmt: skip


def _of_what_left(w, code, verb):
    """A marked copy of the one released account; numbers that are out, and others that wait."""
    copy, drawn = laid.words_carried_away(w)
    if verb in ("aggregates", "aggregates_csv", "recall_numbers"):
        with make.acting(w.convener):
            aggregates.release(drawn, by=w.convener)
    if verb == "tell_holder":
        summaries.recall(w.rounds[3].summaries.get(), by=w.convener)
    named = [copy.pk] if verb in ("fetch_copy", "tell_holder") else []
    said = {"digits": copy.marked} if verb == "resolve" else {"edition": drawn.edition}
    return [code, *named], said


def _of_a_circular(w, code):
    """A draft for who still has to give something: one has an open link."""
    with make.acting(w.facilitator):
        words = undertakings.standard("consent")
        wordings.write(w.heron, "consent", by=w.facilitator, words=words, edition=0)
        folders.send(w.free, by=w.facilitator)
        made = circulars.draft(w.heron, "texts", by=w.facilitator)
        count = len(circulars.reach(made, by=w.facilitator).to)
    return [code, made.pk], {"count": count, "edition": 1}


def _at_the_table(w, verb):
    if verb == "sign":
        return ["tern"], {"edition": initiatives.edition_of(w.unsigned)}
    state = {"pause": "active", "resume": "paused", "hand_over": "active",
             "conclude": "active"}.get(verb)  # fmt: skip
    if state:
        _put(w.heron, state=state)
    if verb == "name":
        return ["heron"], {"user": w.stranger.pk, "role": "organiser"}
    if verb == "give":
        return ["heron", w.newcomer.pk], {}
    if verb in ("sign_custody", "end_custody", "ask_recovery", "withdraw"):
        return _of_custody(w, verb)
    if verb == "name_custodians":
        return ["heron"], {"first": w.stranger.pk, "second": w.second.pk,
                           "third": w.newcomer.pk}  # fmt: skip
    if verb in ("ask_to_lift", "keep_up", "lift", "destroy", "sign_destruction",
                "take_back_destruction", "certificate"):  # fmt: skip
        return _of_the_retention(w, verb)
    row = {"sign_membership": w.named, "release": w.leaving, "take_back": w.named,
           "name_leaving": Membership.objects.get(initiative=w.heron, user=w.reader)}  # fmt: skip
    return (["heron", row[verb].pk], {}) if verb in row else (["heron"], {})


def _of_custody(w, verb):
    """Three who keep for the table; the organiser has lost her keys."""
    three = [w.stranger, w.second, w.newcomer]
    named = custody.name(w.heron, three, by=w.convener)
    if verb == "sign_custody":
        return ["heron"], {}
    custody.sign(named, by=w.facilitator)
    Grant.objects.filter(member=w.organiser).delete()
    if verb == "withdraw":
        return ["heron", recoveries.ask(w.heron, by=w.organiser).pk], {}
    return ["heron"], {}


def _of_the_retention(w, verb):
    """Somebody nobody else meets is to be erased: a file that is gone does not come back."""
    if verb in ("ask_to_lift", "keep_up", "lift"):
        hold = holds.put(w.heron, by=w.vera)
        if verb != "ask_to_lift":
            holds.ask_to_lift(hold, by=w.convener)
        return ["heron", hold.pk], {}
    if verb == "destroy":
        return ["heron", "person", w.doomed.person_id], {}
    if verb == "certificate":
        done = destruction.ask(w.heron, "person", w.doomed.person_id, by=w.convener)
        destruction.sign(done, by=w.facilitator)
        return ["heron", done.pk], {}
    asked = destruction.ask(w.heron, "person", w.doomed.person_id, by=w.convener)
    return ["heron", asked.pk], {}


STAGES = {
    "revise_plan": "provisional", "settle": "provisional", "move": "confirmed", "confirm": "provisional",
    "open": "confirmed", "postpone": "confirmed", "cancel": "confirmed",
    "hold_at": "provisional", "hold_elsewhere": "provisional",
    "offer": "provisional", "send_links": "provisional", "offer_again": "provisional", "stay": "provisional", "accept": "provisional", "decline": "provisional",
}  # fmt: skip
ROUND = {
    "draft": 1, "generalise": 2, "keep": 2, "walk": 2, "reword": 2, "uphold": 2,
    "overrule": 2, "release": 4, "agree": 4, "object": 4,
    "pass_by": 4, "review_link": 4, "revoke_review": 4, "objections": 4, "recall": 3, "circulate": 5,
    "second_read": 6,
}  # fmt: skip


def _of_the_groups(w, verb, held):
    """Both speak the same, and stand in one group already."""
    make.arranged(held, by=w.facilitator)
    args = ["heron", held.number]
    return ([*args, 1], {}) if verb != "arrange" else (args, {"rounds": 1, "groups": 1})


CANVASSED = ("canvass", "ask", "answer", "look", "plainly", "narrow", "choose",
             "hear", "consider")  # fmt: skip


def _about_dates(w, verb, args):
    """Of a round whose dates are asked about: its first period, the first who was asked."""
    if verb in ("narrow", "choose"):
        return [*args, 1], {}
    if verb in ("hear", "consider"):
        return [*args, w.a.person.code], {"lead_days": 5, "travel_days": 1}
    return args, _dates(w) if verb == "canvass" else {}


def _of_a_journey(w, verb, args):
    """An officer has cleared the sum, but where it is still to be cleared."""
    if verb in ("stop_payment", "pay"):
        _put(w.journey, state="cleared", cleared_by=w.vera, cleared_at=clock.now())
    return [*args, w.seat.candidacy.person.code], {"edition": 1}


def _reason(w, held, key="role?|baker"):
    """The author would keep what is doubtful in her account."""
    made = Summary.objects.get(workshop=held)
    with make.acting(w.rapporteur):
        keepings.keep(made, key, by=w.rapporteur, reason="Nobody's trade.")


# What stands in the facilitators' pack: the part each door is about.
PACKS = {
    "pack": [], "clear_for": [], "write_part": ["needs"], "raise_part": ["people"],
    "lower_part": ["people"], "leave_out": ["apart"], "put_in": ["apart"],
}  # fmt: skip


def _at_the_round(w, verb, args):  # noqa: C901 -- a table of the doors of a round
    held = w.canvassed if verb in CANVASSED else w.rounds[ROUND.get(verb, 0)]
    args = [args[0], held.number]
    if verb in CANVASSED:
        return _about_dates(w, verb, args)
    if verb in STAGES:
        _put(held, state=STAGES[verb])
    if verb == "explain":
        _put(held, state="confirmed", quorum=9, sides_were="")
        return args, {"uneven": "One of them is ill."}
    if verb == "offer_again":
        _put(w.seat, state="declined")
        return [*args, w.seat.candidacy.person.code], {}
    if verb in ("accept", "decline", "attend", "miss"):
        _put(w.seat, state="offered" if verb in ("accept", "decline") else "accepted")
    if verb == "stay":
        _put(w.seat, state="accepted")
    if verb in (
        "accept",
        "decline",
        "attend",
        "miss",
        "link",
        "revoke",
        "attest",
        "stay",
    ):
        return [*args, w.seat.candidacy.person.code], {}
    if verb in ("review_link", "revoke_review"):
        return [*args, w.review.pk], {}
    if verb in ("agree", "object", "pass_by"):
        _put(w.review, state="asked", answered_by=None, answered_at=None)
        return [*args, w.review.pk], {}
    if verb == "lay":
        return [*args, "problem-solving"], {}
    if verb in PACKS:
        return [*args, "facilitator", *PACKS[verb]], {"words": "B: the ice."}
    if verb == "counts":
        return [args[0], w.rounds[1].number, 2], {}
    if verb in ("note_journey", "clear_payment", "stop_payment", "pay"):
        return _of_a_journey(w, verb, args)
    if verb in ("advance", "defer", "place"):
        _put(held.sessions.get(), state="planned")
        return [*args, 1], {"to": 1} if verb == "place" else {}
    if verb == "hold_at":
        return [*args, w.venue.number], {"time_zone": "Europe/Oslo"}
    if verb in ("open_session", "close_session", "strike", "set_regime", "set_room"):
        if verb in ("open_session", "strike"):
            _put(held.sessions.get(), state="planned")
        return [*args, 1], {"regime": "off_the_record"} if verb == "set_regime" else {}
    if verb in ("rewrite", "seal"):
        return [*args, w.note.pk], {}
    if verb in ("uphold", "overrule"):
        _reason(w, held)
    if verb in ("arrange", "groups", "regroup"):
        return _of_the_groups(w, verb, held)
    forms = {
        "settle": _dates(w), "move": _dates(w), "plan": _session(w),
        "offer": {"candidacy": w.free.person.code},
        "write": {"session": 1, "words": "They spoke."},
        "draft": {"words": make.CLEAN}, "revise": {"words": make.CLEAN, "edition": 1},
        "generalise": {
            "key": "role?|baker", "words": "A baker listened.", "edition": 1,
        },
        "second_read": {"edition": 1}, "release": {"edition": 1},
        "keep": {"key": "role?|baker", "reason": "Nobody of the room bakes.",
                 "edition": 1},
        "reword": {"key": "role?|baker", "instead": "somebody", "edition": 1},
        "uphold": {"key": "role?|baker", "edition": 1},
        "overrule": {"key": "role?|baker", "edition": 1},
    }  # fmt: skip
    return (
        [*args, 1] if verb in ("pages", "hand_out", "recall_pack") else args
    ), forms.get(verb, {})


@contextmanager
def undone():
    """What a visit changes is undone, so that the next finds the world as it was."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def knock(browse, world, door, who, method, data=None, **so):
    """Try one door as somebody, and leave the world as it was."""
    client = _seated(browse, world, who)
    with undone():
        args, own = visit(world, door)
        given = own if data is None else data
        url = reverse(door, args=args)
        with CaptureQueriesContext(connection) as asked:
            act = getattr(client, method)
            answer = act(url, given if method == POST else None, **so)
        answer.queries = len(asked)
        return answer


def _seated(browse, world, who):
    """A fresh browser with the cookies of one session: sitting down costs more than knocking."""
    if who is None:
        return browse()
    client = WebClient()
    client.cookies.load(world.cookies[who.pk])
    return client
