"""Canvassing: which date, and why; what answers may change, and what they may not."""

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workshops import wording
from workshops.canvassing import (
    Almanac,
    Answer,
    Faith,
    NoSuchZone,
    Option,
    Person,
    Terms,
    Unaskable,
    Venue,
    propose,
    score,
)
from workshops.canvassing.proposals import ledger

YES, IF, NO = Answer.YES, Answer.IF_NEED_BE, Answer.NO
TODAY = date(2027, 1, 4)
TERMS = Terms(TODAY, quorum=2)
OSLO = Venue("Europe/Oslo", "NO")


def _option(first, last=None, key=None):
    """From nine in the morning of one day to three in the afternoon of another, in UTC."""
    starts = datetime.fromisoformat(f"{first}T08:00+00:00")
    return Option(
        key or first, starts, datetime.fromisoformat(f"{last or first}T14:00+00:00")
    )


def _side(letter, count, options=(), answer=YES, **facts):
    answers = {option.key: answer for option in options}
    return [
        Person(f"{letter.lower()}-{n:02}", letter, answers=answers, **facts)
        for n in range(count)
    ]


def _said(verdict):
    """Every reason, as it stands on the page."""
    return [wording.reason(found) for found in verdict.reasons]


def _kinds(verdict):
    return {found.kind for found in verdict.reasons}


def _judged(people, option, venue=OSLO, terms=TERMS):
    [verdict] = score([option], people, venue=venue, terms=terms)
    return verdict


# --- a better date than the one most people have marked


def test_where_people_and_rooms_alone_are_looked_at_a_worse_date_is_picked():
    """Everybody ticks the first, and the room is free on both.

    It is Yom Kippur for one side; it is nine days after the last round; a visa of the other
    side takes longer than there is time; everything is shut at the venue. The second is
    clear of all that, and two could come to it if need be.
    """
    first = _option("2027-10-11", "2027-10-12")
    second = _option("2027-11-09", "2027-11-10")
    people = [
        *_side("A", 3, [first, second], faiths=frozenset({Faith.JEWISH}), country="IL"),
        *_side("B", 3, [first, second], country="LB", lead_days=45),
        *_side("T", 1, [first, second]),
    ]
    for place in (0, 3):
        people[place] = replace(people[place], answers={first.key: YES, second.key: IF})
    spain = Venue("Europe/Madrid", "ES")  # where the twelfth is a public holiday
    terms = Terms(date(2027, 9, 1), quorum=3, last_ended=date(2027, 10, 2))

    def by_people_and_rooms(option):
        ticks = [person.answers[option.key] for person in people]
        return ticks.count(YES), ticks.count(IF)

    theirs = max((first, second), key=by_people_and_rooms)
    ours, other = score([first, second], people, venue=spain, terms=terms)

    assert theirs == first
    assert (ours.option, other.option) == (second, first)
    assert (ours.answer, other.answer) == (YES, NO)
    assert _said(other) == [
        "Side B cannot reach its quorum of 3: 0 could come, 0 have not said.",
        "Yom Kippur, Oct. 11, 2027: neither work nor travel for 3 of 3 on side A.",
        "National Day, Oct. 12, 2027: a public holiday where the venue is (ES).",
        "9 days after the last round; 14 were wished for.",
        "Yom Kippur, Oct. 11, 2027: a public holiday at home (IL) for 3 of 3 on side A.",
        "B-00 needs 45 days to get there, and there are 40.",
        "B-01 needs 45 days to get there, and there are 40.",
        "B-02 needs 45 days to get there, and there are 40.",
        "Every side could send 0 (A 3, B 0).",
        "4 of 7 could come, 4 of them gladly; 0 have not said.",
    ]


# --- properties

OPTIONS = [
    _option(day.isoformat(), (day + timedelta(days=2)).isoformat())
    for day in (date(2027, 2, 1) + timedelta(days=24 * n) for n in range(8))
]
ANSWERS = st.dictionaries(
    st.sampled_from([option.key for option in OPTIONS]), st.sampled_from(Answer)
)
PEOPLE = st.builds(
    Person,
    code=st.just("x"),
    side=st.sampled_from("ABCT"),
    zone=st.sampled_from(sorted(available_timezones() - {"localtime", "Factory"})),
    faiths=st.frozensets(st.sampled_from(Faith), max_size=3),
    country=st.sampled_from(["", "NO", "IN", "IL", "XX"]),
    required=st.booleans(),
    interprets=st.frozensets(st.sampled_from(["en", "ar", "fr"])),
    lead_days=st.integers(0, 400),
    travel_days=st.integers(0, 3),
    answers=ANSWERS,
)
COMPANIES = st.lists(PEOPLE, max_size=9).map(
    lambda people: [replace(p, code=f"p-{n:02}") for n, p in enumerate(people)]
)
VENUES = st.builds(
    Venue,
    zone=st.sampled_from(["Europe/Oslo", "Asia/Beirut", "Pacific/Apia"]),
    country=st.sampled_from(["", "NO", "LB", "ZZ"]),
    busy=st.just(((date(2027, 3, 1), date(2027, 4, 1)),)),
    online=st.booleans(),
)
DEMANDS = st.builds(
    Terms,
    today=st.just(TODAY),
    quorum=st.integers(1, 4),
    seats=st.integers(0, 6),
    third_party=st.integers(0, 2),
    languages=st.sampled_from([(), (frozenset({"en", "ar"}),)]),
    last_ended=st.sampled_from([None, date(2027, 1, 30)]),
)
ALMANAC = Almanac()  # read over and over: it only knows days
BETTER = {NO: 0, None: 1, IF: 2, YES: 3}


def _scores(people, venue, terms):
    verdicts = score(OPTIONS, people, venue=venue, terms=terms, almanac=ALMANAC)
    return {verdict.option.key: verdict for verdict in verdicts}


@settings(max_examples=80, deadline=None)
@given(COMPANIES.filter(bool), VENUES, DEMANDS, st.data())
def test_a_better_answer_never_lowers_a_score(people, venue, terms, data):
    place = data.draw(st.integers(0, len(people) - 1))
    key = data.draw(st.sampled_from([option.key for option in OPTIONS]))
    was = people[place].answers.get(key)
    now = data.draw(
        st.sampled_from([a for a in (IF, YES) if BETTER[a] > BETTER[was]] or [YES])
    )
    before = _scores(people, venue, terms)

    people[place] = replace(people[place], answers={**people[place].answers, key: now})
    after = _scores(people, venue, terms)

    assert after[key].score >= before[key].score
    others = {k for k in after if k != key}
    assert {k: after[k] for k in others} == {k: before[k] for k in others}


@settings(max_examples=80, deadline=None)
@given(COMPANIES.filter(bool), VENUES, DEMANDS, st.data())
def test_who_has_a_seat_elsewhere_counts_as_if_she_had_said_no(
    people, venue, terms, data
):
    place = data.draw(st.integers(0, len(people) - 1))
    option = data.draw(st.sampled_from(OPTIONS))
    who = people[place]
    there = replace(who, busy=((option.starts, option.ends),))
    no = replace(who, answers={**who.answers, option.key: NO})

    held, away, before = (
        _scores([*people[:place], each, *people[place + 1 :]], venue, terms)[option.key]
        for each in (there, no, who)
    )

    assert held.score == away.score <= before.score
    assert ("seat elsewhere" in [each.kind for each in held.reasons]) is True


@given(COMPANIES, PEOPLE, VENUES, DEMANDS)
def test_one_more_person_never_breaks_anything(people, another, venue, terms):
    before = _scores(people, venue, terms)

    after = _scores([*people, another], venue, terms)

    assert set(after) == set(before) == {option.key for option in OPTIONS}
    for verdict in after.values():
        assert verdict.score == sum(found.points for found in verdict.reasons)
        assert all("%" not in said for said in _said(verdict))


@settings(max_examples=100, deadline=None)
@given(COMPANIES, PEOPLE, VENUES, DEMANDS)
def test_the_third_party_changes_nothing_about_balance_or_any_quorum(
    people, another, venue, terms
):
    side_t = replace(another, side="T")

    def about_sides(verdicts):
        kinds = {"balance", "no quorum", "quorum waits", "seats", "nobody"}
        return {
            key: [found for found in verdict.reasons if found.kind in kinds]
            for key, verdict in verdicts.items()
        }

    before = about_sides(_scores(people, venue, terms))
    after = about_sides(_scores([*people, side_t], venue, terms))

    assert all(before.values())
    assert after == before


@settings(max_examples=60, deadline=None)
@given(COMPANIES.filter(bool), VENUES, DEMANDS, st.data())
def test_a_better_answer_never_lowers_what_is_proposed(people, venue, terms, data):
    place = data.draw(st.integers(0, len(people) - 1))
    key = data.draw(st.sampled_from([option.key for option in OPTIONS]))
    asked = {
        "venue": venue, "terms": terms, "days": 2, "count": 400, "almanac": ALMANAC,
        "window": (date(2027, 1, 30), date(2027, 3, 1)),
    }  # fmt: skip
    was = BETTER[people[place].answers.get(key)]
    before = propose(OPTIONS[:2], people, **asked)

    if was < BETTER[YES]:
        people[place] = replace(
            people[place], answers={**people[place].answers, key: YES}
        )
    after = propose(OPTIONS[:2], people, **asked)

    assert after[0].score >= before[0].score


# --- who could come


def test_it_says_what_everybody_answered_and_what_all_sides_can_field():
    option = _option("2027-03-02")
    people = [
        *_side("A", 4, [option]),
        *_side("B", 3, [option], IF),
        *_side("T", 1, [option]),
    ]

    verdict = _judged(people, option)

    assert verdict.answer == YES
    assert _said(verdict) == [
        "Every side could send 3 (A 4, B 3).",
        "8 of 8 could come, 5 of them gladly; 0 have not said.",
    ]


@pytest.mark.parametrize(
    ("answers", "answer", "kind"),
    [
        ([YES, YES, NO], YES, None),
        ([YES, IF, NO], YES, None),
        ([YES, None, NO], IF, "quorum waits"),
        ([YES, NO, NO], NO, "no quorum"),
    ],
)
def test_a_quorum_is_met_or_waited_for_or_out_of_reach(answers, answer, kind):
    option = _option("2027-03-02")
    side_b = [
        replace(person, answers={option.key: given_} if given_ else {})
        for person, given_ in zip(_side("B", 3), answers, strict=True)
    ]

    verdict = _judged(
        [*_side("A", 3, [option]), *side_b, *_side("T", 1, [option])], option
    )

    assert verdict.answer == answer
    assert (_kinds(verdict) & {"no quorum", "quorum waits"}) == (
        {kind} if kind else set()
    )


@pytest.mark.parametrize(
    ("answer", "kind", "verdict"),
    [(YES, None, YES), (IF, "required reluctant", IF), (None, "required waits", IF),
     (NO, "required away", NO)],
)  # fmt: skip
def test_who_cannot_be_done_without_decides(answer, kind, verdict):
    option = _option("2027-03-02")
    needed = Person(
        "a-09", "A", required=True, answers={option.key: answer} if answer else {}
    )
    people = [
        *_side("A", 3, [option]),
        *_side("B", 3, [option]),
        *_side("T", 1, [option]),
    ]

    judged = _judged([*people, needed], option)

    assert judged.answer == verdict
    assert {k for k in _kinds(judged) if k.startswith("required")} == (
        {kind} if kind else set()
    )


def test_without_a_third_party_or_an_interpreter_nobody_meets():
    option = _option("2027-03-02")
    terms = replace(TERMS, languages=(frozenset({"ar", "fr"}), frozenset({"ar", "en"})))
    sides = [*_side("A", 2, [option]), *_side("B", 2, [option])]
    interpreter = _side("T", 1, [option], interprets=frozenset({"ar", "en"}))

    alone, helped = (
        _judged(p, option, terms=terms) for p in (sides, [*sides, *interpreter])
    )

    assert alone.answer == helped.answer == NO
    assert _said(alone)[:3] == [
        "Of the third party 0 could come, and 1 are needed.",
        "Nobody could interpret between ar – fr.",
        "Nobody could interpret between ar – en.",
    ]
    assert _said(helped)[0] == "Nobody could interpret between ar – fr."
    assert _kinds(helped) == {"no interpreter", "balance", "attendance"}


def test_who_cannot_get_a_visa_in_time_cannot_come_whatever_she_answered():
    option = _option("2027-02-01")  # four weeks from today
    slow = replace(_side("B", 1, [option])[0], lead_days=29)
    quick = replace(slow, code="b-01", lead_days=28)
    people = [*_side("A", 1, [option]), slow, quick, *_side("T", 1, [option])]

    verdict = _judged(people, option, terms=replace(TERMS, quorum=1))

    assert "B-00 needs 29 days to get there, and there are 28." in _said(verdict)
    assert "Every side could send 1 (A 1, B 1)." in _said(verdict)


def test_without_people_there_is_a_verdict_and_it_is_no():
    verdict = _judged([], _option("2027-03-02"))

    assert verdict.answer == NO
    assert "No side has anybody to ask yet." in _said(verdict)


# --- days


def _with(faith, option, **facts):
    people = _side("A", 2, [option], faiths=frozenset({faith}), **facts)
    return [*people, *_side("B", 2, [option]), *_side("T", 1, [option])]


@pytest.mark.parametrize(
    ("faith", "option", "said"),
    [
        (Faith.MUSLIM, _option("2027-02-16"),
         ("Ramadan, Feb. 16, 2027: 2 of 2 on side A fast. Plan short days, and no meal they"
         " would have to watch.")),
        (Faith.MUSLIM, _option("2027-03-08"),
         "Eid al-Fitr may fall on March 8, 2027, by the moon, for 2 of 2 on side A."),
        (Faith.MUSLIM, _option("2027-04-02"),
         "Friday prayer, April 2, 2027: leave time for it, for 2 of 2 on side A."),
        (Faith.JEWISH, Option("late", datetime(2027, 6, 4, 8, tzinfo=UTC),
                              datetime(2027, 6, 4, 15, tzinfo=UTC)),
         ("Sabbath begins at sunset on June 4, 2027, for 2 of 2 on side A: end early enough"
         " to be home.")),
        (Faith.ORTHODOX, _option("2027-04-27", "2027-04-28"),
         ("Great Lent, April 27, 2027 – April 28, 2027: tell the kitchen, for 2 of 2 on"
         " side A.")),
        (Faith.HINDU, _option("2027-10-29"),
         "Diwali, Oct. 29, 2027: neither work nor travel for 2 of 2 on side A."),
        (Faith.NOWRUZ, _option("2027-03-22", "2027-03-25"),
         ("Nowruz, March 22, 2027 – March 24, 2027: neither work nor travel for 2 of 2 on"
         " side A.")),
    ],
)  # fmt: skip
def test_what_a_side_keeps_is_said_in_words(faith, option, said):
    verdict = _judged(_with(faith, option), option, venue=Venue("Europe/Oslo"))
    without = _judged(_with(Faith.CATHOLIC, option), option, venue=Venue("Europe/Oslo"))

    assert said in _said(verdict)
    assert said not in _said(without)
    assert verdict.score <= without.score


def test_who_is_home_before_sunset_is_not_told_of_the_sabbath():
    option = _option("2027-06-04")  # ends at four in Oslo: after three
    early = replace(option, ends=datetime(2027, 6, 4, 13, tzinfo=UTC))

    assert "rest eve" in _kinds(_judged(_with(Faith.JEWISH, option), option))
    assert "rest eve" not in _kinds(_judged(_with(Faith.JEWISH, early), early))


def test_the_way_home_on_a_day_of_rest_counts_for_who_has_a_way():
    option = replace(_option("2027-06-04"), ends=datetime(2027, 6, 4, 12, tzinfo=UTC))

    near, far = (
        _judged(_with(Faith.JEWISH, option, travel_days=n), option) for n in (0, 1)
    )

    said = "Sabbath, June 5, 2027: 2 of 2 on side A would have to travel on it."
    assert said not in _said(near)
    assert said in _said(far)
    assert far.score < near.score


def test_a_feast_weighs_by_how_many_keep_it_whatever_they_answered():
    option = _option("2027-10-11")
    all_of_them = _with(Faith.JEWISH, option)
    one = [
        all_of_them[0],
        replace(all_of_them[1], faiths=frozenset()),
        *all_of_them[2:],
    ]

    whole, half = (_judged(people, option) for people in (all_of_them, one))

    assert (
        "Yom Kippur, Oct. 11, 2027: neither work nor travel for 1 of 2 on side A."
        in _said(half)
    )
    assert half.score - whole.score == 75


def test_a_calendar_nobody_knows_is_told_and_not_taken_for_free():
    option = _option("2037-11-03")
    people = [*_with(Faith.HINDU, option), *_side("C", 2, [option], country="XX")]

    said = _said(_judged(people, option))

    assert "Hindu feasts of 2037 are not known here: ask." in said
    assert "Public holidays of XX in 2037 are not known here: ask." in said


def test_a_meeting_on_a_screen_minds_the_night_and_no_journey():
    option = _option("2027-03-26")  # from nine to three in Oslo; Good Friday
    people = [
        *_side("A", 2, [option], zone="America/Bogota", faiths=frozenset({Faith.JEWISH}), travel_days=2),
        *_side("B", 2, [option], zone="Asia/Beirut"),
        *_side("T", 1, [option], zone="Europe/Oslo"),
    ]  # fmt: skip

    online = _judged(people, option, venue=replace(OSLO, online=True))
    in_oslo = _judged(people, option)

    assert "It is night for 2 of 2 on side A." in _said(online)
    assert not {"venue holiday", "rest on the way"} & _kinds(online)
    assert {"venue holiday", "rest on the way"} <= _kinds(in_oslo)
    assert "night" not in _kinds(in_oslo)


@pytest.mark.parametrize(
    ("facts", "venue", "said"),
    [
        ({"last_ended": date(2027, 3, 2)}, OSLO, "The last round would not be over."),
        ({"last_ended": date(2027, 2, 20)}, OSLO,
         "10 days after the last round; 14 were wished for."),
        ({"last_ended": date(2026, 9, 2)}, OSLO,
         "181 days after the last round; 120 at most were wished for."),
        ({"today": date(2027, 3, 2)}, OSLO, "March 2, 2027 is not ahead of us."),
        ({}, replace(OSLO, busy=((date(2027, 3, 2), date(2027, 3, 5)),)),
         "The venue is taken from March 2, 2027 to March 5, 2027."),
    ],
)  # fmt: skip
def test_the_time_and_the_place_have_reasons_of_their_own(facts, venue, said):
    option = _option("2027-03-02")
    people = [
        *_side("A", 2, [option]),
        *_side("B", 2, [option]),
        *_side("T", 1, [option]),
    ]

    verdict = _judged(people, option, venue=venue, terms=replace(TERMS, **facts))

    assert said in _said(verdict)
    assert verdict.score < _judged(people, option).score


# --- proposals


def test_it_finds_dates_nobody_thought_of_and_reads_answers_day_by_day():
    """Nobody offered these two days each, and what was answered tells who is free on them."""
    offered = [
        _option("2027-05-03", "2027-05-07"), _option("2027-05-05", "2027-05-12"),
        _option("2027-05-10", "2027-05-14"), _option("2027-05-05", "2027-05-06", "short"),
    ]  # fmt: skip
    answers = {"A": [YES, YES, NO, IF], "B": [NO, YES, YES, NO], "T": [YES] * 4}
    people = [
        replace(
            p, answers={o.key: a for o, a in zip(offered, answers[p.side], strict=True)}
        )
        for p in [*_side("A", 2), *_side("B", 2), *_side("T", 1)]
    ]

    found = propose(
        offered, people, venue=Venue("Europe/Oslo"), terms=TERMS,
        window=(date(2027, 5, 3), date(2027, 5, 16)), days=2, count=9,
    )  # fmt: skip

    assert [(verdict.option.key, verdict.answer) for verdict in found] == [
        ("2027-05-06", YES),  # the fifth and the sixth were offered
        ("2027-05-08", YES),
        ("2027-05-10", YES),
        ("2027-05-15", IF),  # nothing was said about it
        ("2027-05-03", NO),
        ("2027-05-12", NO),
    ]


def test_a_day_is_as_good_as_the_best_answer_that_touches_it():
    wide = _option("2027-05-03", "2027-05-07", key="wide")
    narrow = _option("2027-05-05", "2027-05-06", key="narrow")
    person = Person("a-01", "A", answers={"wide": NO, "narrow": YES})

    known = ledger([wide, narrow], person, "Europe/Oslo")

    assert [known.get(date(2027, 5, day)) for day in range(2, 9)] == [
        None, NO, NO, YES, YES, NO, None,
    ]  # fmt: skip


def test_no_proposal_begins_at_a_time_the_clock_skips_or_shows_twice():
    people = [*_side("A", 2), *_side("B", 2), *_side("T", 1)]
    window = (date(2027, 3, 26), date(2027, 3, 30))

    found = propose(
        [], people, venue=Venue("Europe/Oslo"), terms=TERMS, window=window, days=1,
        hours=(time(2, 30), time(12)), count=9,
    )  # fmt: skip

    assert sorted(verdict.option.key for verdict in found) == [
        "2027-03-26", "2027-03-27", "2027-03-29", "2027-03-30",
    ]  # fmt: skip


def test_proposals_keep_their_hour_on_the_wall_through_the_change_of_clocks():
    people = [*_side("A", 2), *_side("B", 2), *_side("T", 1)]

    found = propose(
        [], people, venue=Venue("Europe/Oslo"), terms=TERMS, days=3, count=99,
        window=(date(2027, 3, 20), date(2027, 4, 4)),
    )  # fmt: skip

    starts = {verdict.option.starts.hour for verdict in found}
    assert starts == {8, 7}  # nine in winter time, nine in summer time


# --- bad input


@pytest.mark.parametrize(
    ("starts", "ends", "kind"),
    [
        (datetime(2027, 3, 2), datetime(2027, 3, 3), "naive"),
        (
            datetime(2027, 3, 2, tzinfo=UTC),
            datetime(2027, 3, 2, tzinfo=UTC),
            "backwards",
        ),
        (datetime(2027, 3, 2, tzinfo=UTC), datetime(2027, 4, 9, tzinfo=UTC), "long"),
    ],
)
def test_a_period_nobody_can_be_asked_about_is_refused_with_a_sentence(
    starts, ends, kind
):
    with pytest.raises(Unaskable) as refused:
        Option("x", starts, ends)

    assert refused.value.kind == kind
    assert wording.refusal(refused.value).endswith(".")


@pytest.mark.parametrize(
    ("window", "days", "kind"),
    [
        ((date(2027, 3, 2), date(2027, 3, 1)), 1, "window"),
        ((date(2027, 3, 2), date(2037, 3, 2)), 1, "window"),
        ((date(2027, 3, 2), date(2027, 9, 2)), 0, "window"),
        ((date(2027, 3, 2), date(2027, 9, 2)), 40, "long"),
    ],
)
def test_a_window_nobody_can_look_through_is_refused(window, days, kind):
    with pytest.raises(Unaskable) as refused:
        propose([], [], venue=OSLO, terms=TERMS, window=window, days=days)

    assert refused.value.kind == kind


def test_a_window_shorter_than_the_round_holds_no_date():
    window = (date(2027, 3, 2), date(2027, 3, 3))

    assert propose([], [], venue=OSLO, terms=TERMS, window=window, days=3) == []


def test_a_venue_in_no_zone_is_refused():
    with pytest.raises(NoSuchZone):
        _judged([], _option("2027-03-02"), venue=Venue("Nowhere/Else"))


def test_the_engine_knows_nothing_of_django():
    asked = "import sys, workshops.canvassing; print('django' in sys.modules)"

    told = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True
    )

    assert told.stdout == "False\n"
