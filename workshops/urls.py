from django.urls import include, path, register_converter

from workshops import journeys, mailings, scheduling
from workshops.views import (
    aggregates,
    arrangement,
    attestations,
    canvasses,
    circulars,
    copies,
    dates,
    entries,
    findings,
    folder,
    inventory,
    links,
    logistics,
    outlines,
    own,
    papers,
    parts,
    programme,
    room,
    rounds,
    seats,
    summary,
    venues,
)

app_name = "workshops"


class Account:
    """Of what an account is: "3" is round 3, "3.2" the second session of it."""

    regex = r"[0-9]{1,9}(?:\.[0-9]{1,9})?"
    to_python = to_url = staticmethod(str)


register_converter(Account, "account")

# A participant's own pages, at /p/: no number and no name stands in an address.
by_link = [
    path("", own.enter, name="enter"),
    path("matter/", own.matter, name="matter"),
    path("words/", own.words, name="words"),
    path("accept/", own.answer, {"verb": "accept"}, name="accept"),
    path("decline/", own.answer, {"verb": "decline"}, name="decline"),
    path("agree/", own.agree, name="agree"),
    path("dates/", own.dates, name="dates"),
    path("object/", own.object_, name="object"),
    path("pages.pdf", own.pack, name="pack"),
    path("entry.ics", own.entry, name="entry"),
    path("undertakings/", folder.undertakings, name="undertakings"),
    path("give/", folder.give, name="give"),
    path("withdraw/", folder.withdraw, name="withdraw"),
    path("written/", folder.written, name="written"),
    path("visa.pdf", folder.paper, {"kind": "visa"}, name="visa"),
    path("other.pdf", folder.paper, {"kind": "other"}, name="other"),
    path("needs/", folder.needs, name="needs"),
    path("days/", folder.days, name="days"),
    path("calendar/", folder.calendar, name="calendar"),
    path("calendar/make/", folder.make_calendar, name="make_calendar"),
    path("calendar/shut/", folder.shut_calendar, name="shut_calendar"),
    path("data/", folder.data, name="data"),
    path("data.json", folder.file, {"kind": "json"}, name="data_json"),
    path("data.html", folder.file, {"kind": "html"}, name="data_html"),
    path("erase/", folder.erase, name="erase"),
    path("leave/", own.leave, name="leave"),
]

asked = [
    path("", seats.seats, name="seats"),
    path("offer/", seats.offer, name="offer"),
    path("send-links/", links.send_links, name="send_links"),
    path("<slug:who>/link/", links.link, name="link"),
    path("<slug:who>/paper/", attestations.attest, name="attest"),
    path("<slug:who>/link/revoke/", links.revoke, name="revoke"),
    path("<slug:who>/stay/", seats.stay, name="stay"),
    *[
        path(
            f"<slug:who>/{verb.replace('_', '-')}/",
            seats.answer,
            {"verb": verb},
            name=verb,
        )
        for verb in ("accept", "decline", "offer_again", "attend", "miss")
    ],
]
sessions = [
    path("", programme.sessions, name="programme"),
    path("plan/", programme.plan, name="plan"),
    *[
        path(
            f"<int:session>/{verb.replace('_', '-')}/",
            programme.take,
            {"verb": verb},
            name=verb,
        )
        for verb in ("open_session", "close_session", "strike")
    ],
    path("<int:session>/regime/", programme.set_regime, name="set_regime"),
    path("<int:session>/room/", programme.set_room, name="set_room"),
    *[
        path(
            f"<int:session>/{verb.replace('_', '-')}/",
            outlines.reorder,
            {"verb": verb},
            name=verb,
        )
        for verb in ("advance", "defer")
    ],
    path("<int:session>/place/", outlines.place, name="place"),
    path("outlines/", outlines.listing, name="outlines"),
    path("outlines/<slug:key>/", outlines.lay, name="lay"),
    path("run-sheet.pdf", outlines.run_sheet, name="run_sheet"),
]
notes = [
    path("", room.room, name="room"),
    path("write/", room.write, name="write"),
    path("<uuid:pk>/rewrite/", room.rewrite, name="rewrite"),
    path("<uuid:pk>/seal/", room.seal, name="seal"),
]
account = [
    path("", summary.summary, name="summary"),
    path("draft/", summary.draft, name="draft"),
    path("revise/", summary.revise, name="revise"),
    path("generalise/", summary.generalise, name="generalise"),
    path("findings/", findings.walk, name="walk"),
    *[
        path(f"findings/{verb}/", findings.decide, {"verb": verb}, name=verb)
        for verb in ("reword", "keep", "uphold", "overrule")
    ],
    *[
        path(f"{verb.replace('_', '-')}/", summary.take, {"verb": verb}, name=verb)
        for verb in (
            "take_over",
            "check",
            "second_read",
            "circulate",
            "release",
            "recall",
        )
    ],
    *[
        path(
            f"reviews/<uuid:pk>/{verb.replace('_', '-')}/",
            summary.answer,
            {"verb": verb},
            name=verb,
        )
        for verb in ("agree", "object", "pass_by")
    ],
    path("reviews/<uuid:pk>/link/", links.review_link, name="review_link"),
    path("reviews/<uuid:pk>/link/revoke/", links.revoke_review, name="revoke_review"),
    path("objections/", links.objections, name="objections"),
]
packs = [
    path("", papers.packs, name="briefings"),
    path("clear/", papers.clear, name="clear"),
    path("<int:edition>/pages/", papers.pages, name="pages"),
    path("<int:edition>/hand-out/", links.hand_out, name="hand_out"),
    path("<int:edition>/recall/", papers.recall, name="recall_pack"),
    path("for/<slug:audience>/", parts.pack, name="pack"),
    path("for/<slug:audience>/clear/", parts.clear_for, name="clear_for"),
    path("for/<slug:audience>/<slug:key>/write/", parts.write_part, name="write_part"),
    *[
        path(
            f"for/<slug:audience>/<slug:key>/{verb.replace('_', '-')}/",
            parts.arrange_part,
            {"verb": verb},
            name=verb,
        )
        for verb in ("raise_part", "lower_part", "leave_out", "put_in")
    ],
]
when = [
    path("", dates.dates, name="dates"),
    *[
        path(f"{verb}/", dates.settle, {"verb": verb}, name=verb)
        for verb in ("settle", "move")
    ],
    path("canvass/", dates.canvass, name="canvass"),
    path("ask/", canvasses.ask, name="ask"),
    path("answer/", canvasses.answer, name="answer"),
    path("look/", dates.look, name="look"),
    path("plainly/", dates.plainly, name="plainly"),
    path("<int:key>/narrow/", dates.narrow, name="narrow"),
    path("<int:key>/choose/", dates.choose, name="choose"),
    path("of/<slug:who>/", canvasses.hear, name="hear"),
    path("of/<slug:who>/consider/", canvasses.consider, name="consider"),
]
seated = [
    path("", arrangement.arrangement, name="arrangement"),
    path("arrange/", arrangement.arrange, name="arrange"),
    path("keep-apart/", arrangement.keep_apart, name="keep_apart"),
    path("<int:turn>/", arrangement.groups, name="groups"),
    path("<int:turn>/by-hand/", arrangement.regroup, name="regroup"),
]
on_the_way = [
    path("", logistics.logistics, name="logistics"),
    path("food-and-access.pdf", logistics.needs_list, name="needs_list"),
    path("<slug:who>/", logistics.note_journey, name="note_journey"),
    *[
        path(
            f"<slug:who>/{verb.replace('_', '-')}/",
            logistics.settle,
            {"verb": verb},
            name=verb,
        )
        for verb in journeys.VERBS
    ],
]
round_ = [
    path("", rounds.workshop, name="workshop"),
    path("plan/", rounds.revise_plan, name="revise_plan"),
    path("venue/", venues.choose_venue, name="choose_venue"),
    path("venue/<int:at>/", venues.hold_at, name="hold_at"),
    path("venue/elsewhere/", venues.hold_elsewhere, name="hold_elsewhere"),
    path("joining/", venues.tell_joining, name="tell_joining"),
    path("dates/", include(when)),
    *[
        path(f"{verb}/", rounds.take, {"verb": verb}, name=verb)
        for verb in scheduling.PLAIN
    ],
    path("explain/", rounds.explain, name="explain"),
    path("seats/", include(asked)),
    path("programme/", include(sessions)),
    path("room/", include(notes)),
    path("briefings/", include(packs)),
    path("groups/", include(seated)),
    path("logistics/", include(on_the_way)),
]
urlpatterns = [
    path("workshops/", rounds.workshops, name="workshops"),
    path("workshops/propose/", rounds.propose, name="propose"),
    path("workshops/entries/", entries.entries, name="entries"),
    *[
        path(f"workshops/entries/{word}/", entries.take, {"verb": verb}, name=verb)
        for verb in mailings.VERBS
        for word in [verb.replace("_", "-")]
    ],
    path("workshops/<int:number>/", include(round_)),
    path("workshops/<account:number>/summary/", include(account)),
    path("venues/", venues.listing, name="venues"),
    path("venues/add/", venues.add, name="add_venue"),
    path("venues/<int:number>/", venues.venue, name="venue"),
    path("venues/<int:number>/correct/", venues.correct, name="correct_venue"),
    path("copies/", copies.listing, name="copies"),
    path("copies/look-up/", copies.resolve, name="resolve"),
    path("copies/<uuid:pk>/", copies.fetch, name="fetch_copy"),
    path("copies/<uuid:pk>/told/", copies.tell, name="tell_holder"),
    path("numbers/", aggregates.numbers, name="aggregates"),
    path("numbers/draw-up/", aggregates.draw_up, name="draw_up"),
    path("numbers/numbers.csv", aggregates.table, name="aggregates_csv"),
    *[
        path(
            f"numbers/{verb}/", aggregates.take, {"verb": verb}, name=f"{verb}_numbers"
        )
        for verb in ("release", "recall")
    ],
    path("donors/", parts.donors, name="donors"),
    path("donors/<int:number>/<int:edition>/", parts.counts, name="counts"),
    path("venues/<int:number>/retire/", venues.take, {"verb": "retire"}, name="retire"),
    path(
        "venues/<int:number>/bring-back/",
        venues.take,
        {"verb": "bring_back"},
        name="bring_back",
    ),
    path("held/", inventory.held, name="held"),
    path("letters/", papers.letters, name="letters"),
    path("letters/to-give/", circulars.arrears, name="arrears"),
    path("letters/several/", circulars.listing, name="circulars"),
    path("letters/several/<uuid:pk>/", circulars.circular, name="circular"),
    path("letters/several/<uuid:pk>/send/", circulars.send, name="send_circular"),
    path("letters/several/<uuid:pk>/drop/", circulars.drop, name="drop_circular"),
    *[
        path(
            f"letters/<uuid:pk>/{verb}/",
            papers.settle_letter,
            {"verb": verb},
            name=f"letter_{verb}",
        )
        for verb in ("went", "again")
    ],
    *[
        path(
            f"letters/<uuid:pk>/{verb.replace('_', '-')}/",
            papers.take_letter,
            {"verb": verb},
            name=f"letter_{verb}",
        )
        for verb in ("keep_back", "let_go", "send_now")
    ],
    path("letters/<uuid:pk>/resend/", papers.resend, name="letter_resend"),
]
