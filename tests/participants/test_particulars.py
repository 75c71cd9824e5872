"""What is known of a person, whole: one envelope, six sections, and what lists ask."""

import make
import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from participants import care, facts, people
from participants.attributes import Office, script
from participants.models import Person
from participants.particulars import ROOM, Particulars, Standing
from participants.sections import OriginsForm
from trackii.audit.models import Entry
from workshops import registry

WHOLE = {
    "titles": ["Sheikh"], "gender": "man", "generation": "elder", "born": "1951-04-23",
    "nationalities": ["Norway", "Lebanon"], "places": ["Osier Bend"],
    "languages": ["Arabic", "French"], "time_zone": "Africa/Khartoum",
    "safe_channel": "By his nephew.", "offices": [Office("Harbour master", "2011", "2015")],
    "access": "direct", "access_reasons": "His brother is the minister.",
    "observances": "Fridays.", "diet": "Halal.", "needs": "A ramp.", "risk": "high",
    "risk_reasons": "His cousins would not forgive it.",
}  # fmt: skip


@pytest.fixture
def browser(browse, carla):
    return browse(carla)


def test_who_may_know_reads_all_of_it_back(heron, carla, vera):
    made = make.candidacy(heron, by=carla, **WHOLE)

    with make.acting(vera):
        [known] = care.read([made.person], by=vera)

    assert known == make.particulars(**WHOLE)


def test_much_is_as_long_as_little_and_more_than_fits_is_refused():
    little, much = Particulars("Li"), Particulars("Амаль Хаддад", **WHOLE)

    assert {len(each.dump().encode()) for each in (little, much)} == {ROOM}
    with pytest.raises(ValidationError, match="Write less"):
        Particulars("Li", diet="ح" * 2000).dump_care()


@pytest.mark.parametrize(
    ("line", "office"),
    [
        ("Harbour master", Office("Harbour master")),
        ("2011 – 2015 Harbour master", Office("Harbour master", "2011", "2015")),
        ("2011-2015: Harbour master", Office("Harbour master", "2011", "2015")),
        ("2019- Member of the board", Office("Member of the board", "2019")),
        ("2019-04 to 2020-01-31 Envoy", Office("Envoy", "2019-04", "2020-01-31")),
        ("– 1998 وزير المياه", Office("وزير المياه", "", "1998")),
        ("Co-chair 2 – 3 of the league", Office("Co-chair 2 – 3 of the league")),
        ("to be named", Office("to be named")),
    ],
)
def test_an_office_is_read_as_it_is_typed_and_written_so_that_it_reads_back(
    line, office
):
    assert Office.read(line) == office
    assert Office.read(str(office)) == office


def test_an_office_does_not_end_before_it_begins():
    with pytest.raises(ValidationError, match="ends before it begins"):
        Office.read("2015 – 2011 Harbour master")


def test_a_name_says_which_script_it_is_written_in():
    names = ["Amal", "أمل", "Амаль", "אמל", "曾蔚琳", "12"]

    found = [script(name) for name in names]

    assert found == ["Latin", "Arabic", "Cyrillic", "Hebrew", "Chinese", ""]


def test_a_watch_list_is_asked_about_names_birth_and_nationalities_and_no_more(
    heron, carla, oskar
):
    made = make.candidacy(heron, by=carla, variants=["أمل حداد"], **WHOLE)
    with make.acting(oskar):
        people.correct(made.person, by=oskar, name="Amal Haddad-Vik")
        [known] = care.read([Person.objects.get()], by=oskar)

    asked = known.asked_of_lists

    assert asked._asdict() == {
        "names": ["Amal Haddad-Vik", "أمل حداد", "Amal Haddad"],
        "born": "1951-04-23",
        "nationalities": ["Norway", "Lebanon"],
    }


def test_each_section_is_corrected_by_itself_and_shown_on_her_page(
    browser, heron, carla
):
    url = make.candidacy(heron, by=carla, variants=["أمل حداد"]).get_absolute_url()
    sent = {
        "origins": {"gender": "woman", "born": "1961-04", "nationalities": "Norway\n\nMali",
                    "places": "Osier Bend"},
        "reach": {"languages": "Arabic", "time_zone": "Europe/Oslo",
                  "safe_channel": "By her sister."},
        "offices": {"access": "regular", "access_reasons": "They were at school."},
        "care": {"diet": "No fish.", "needs": "A ramp.", "observances": "Fridays."},
        "risk": {"risk": "raised", "risk_reasons": "Her landlord."},
    }  # fmt: skip

    answers = [browser.post(f"{url}correct/{name}/", form) for name, form in sent.items()]  # fmt: skip
    page = browser.get(url).text

    assert [answer.status_code for answer in answers] == [302] * 5
    for words in (
        "<bdi>Woman</bdi>", "April 1961", "<bdi>Norway</bdi><br><bdi>Mali</bdi>",
        "By her sister.", "Europe/Oslo", "Regularly", "They were at school.", "No fish.",
        "Raised", "Her landlord.", "أمل حداد", "Arabic",
    ):  # fmt: skip
        assert words in page
    assert Entry.objects.filter(verb="correct").count() == 5


@pytest.mark.parametrize(
    ("section", "form", "sentence"),
    [
        ("origins", {"born": "23.4.1961", "places": "Osier Bend"}, "Write a year, or a"),
        ("care", {"diet": "x" * 501, "needs": "Osier Bend"}, "at most 500 characters"),
        ("reach", {"time_zone": "Nowhere/At_all", "safe_channel": "Osier Bend"},
         "Nowhere/At_all is not one"),
    ],
)  # fmt: skip
def test_what_was_typed_stays_when_something_is_wrong_with_it(
    browser, heron, carla, section, form, sentence
):
    url = make.candidacy(heron, by=carla).get_absolute_url()

    page = browser.post(f"{url}correct/{section}/", form)

    assert page.status_code == 422
    assert sentence in page.text
    assert "Osier Bend" in page.text


def test_there_is_no_section_of_another_name(browser, heron, carla):
    url = make.candidacy(heron, by=carla).get_absolute_url()

    assert browser.get(f"{url}correct/formerly/").status_code == 404


def test_offices_are_seen_and_corrected_by_officers_alone(
    browse, heron, carla, vera, oskar
):
    url = make.candidacy(heron, by=carla, **WHOLE).get_absolute_url()
    forged = {"access": "none", "offices": "2001 – 2002 Nobody"}

    pages = [browse(oskar).get(url).text, browse(oskar).get(f"{url}correct/offices/").text]  # fmt: skip
    browse(oskar).post(f"{url}correct/offices/", forged)

    assert "Harbour master" not in "".join(pages)
    assert "2011 – 2015 Harbour master" in browse(vera).get(url).text
    with make.acting(vera):
        [known] = care.read([Person.objects.get()], by=vera)
    assert (known.access, known.offices) == ("none", WHOLE["offices"])


def test_an_office_that_turns_up_has_to_be_resolved_and_does_not_go_by_itself(
    heron, carla, vera
):
    person = make.candidacy(heron, by=carla, **WHOLE).person

    with make.acting(vera):
        held = [*WHOLE["offices"], Office("Deputy minister", "2024")]
        people.correct(person, by=vera, offices=held)
        turned_up = Standing.load(_standing(person, vera))
        people.correct(person, by=vera, offices=WHOLE["offices"])
        ended = Standing.load(_standing(person, vera))

    assert (turned_up.office, turned_up.stands_in_the_way) == ("Deputy minister", True)
    assert ended.stands_in_the_way


def _standing(person, who):
    person.candidacy.refresh_from_db()
    known = people.read_one(person.candidacy, by=who)
    return known.standing.dump()


def test_of_two_who_correct_different_sections_both_count(heron, carla, oskar, farid):
    person = make.candidacy(heron, by=carla, **WHOLE).person
    other_tab = Person.objects.get()

    with make.acting(oskar):
        people.correct(person, by=oskar, diet="No fish.")
    with make.acting(farid):
        people.correct(other_tab, by=farid, needs="A lift.")
        [known] = care.read([Person.objects.get()], by=farid)

    assert (known.diet, known.needs) == ("No fish.", "A lift.")


def test_a_room_learns_what_somebody_can_be_told_by(heron, in_session, farid, vera):
    person = Person.objects.get(code="a-01")

    with make.acting(vera):
        people.correct(
            person, by=vera, titles=["Sheikh"], places=["Osier Bend"],
            affiliation="The Harbour School", offices=WHOLE["offices"],
        )  # fmt: skip
    with make.acting(farid):
        [amal] = [
            each
            for each in registry.read(in_session, by=farid)
            if "Amal Haddad" in each.names
        ]

    assert (amal.titles, amal.roles) == (["Sheikh"], ["Harbour master"])
    assert (amal.affiliations, amal.places) == (["The Harbour School"], ["Osier Bend"])


def test_a_number_that_was_given_is_never_given_again(heron, carla):
    """Neither after an erasing nor after a withdrawal: the row stays, and the number with it."""
    for number in range(3):
        make.candidacy(heron, by=carla, name=f"Guest {number}")
    Person.objects.filter(code="a-03").update(state="erased")
    Person.objects.get(code="a-02").candidacy.delete()

    assert make.candidacy(heron, by=carla, name="Ines Faye").person.code == "a-04"


@pytest.mark.parametrize(
    ("language", "typed", "said"),
    [
        ("en", "1958-02-11", "11 February 1958"), ("en", "1958-02", "February 1958"),
        ("en", "1958", "1958"), ("en", "1958-02-30", "1958-02-30"), ("en", "", ""),
        ("fr", "1958-02-11", "11 février 1958"), ("ar", "1958-02-11", "11 فبراير، 1958"),
    ],
)  # fmt: skip
def test_a_birth_is_said_as_the_reader_says_days(language, typed, said):
    known = Particulars("Amal", born=typed)

    with translation.override(language):
        on_the_page = dict(OriginsForm.shown(vars(known), vets=True))
        of_her_own = dict(facts.lines(facts.shown(known)))
        assert known.birth == said
        wanted = [[said]] if typed else []
        assert [v for k, v in on_the_page.items() if k == OriginsForm.base_fields["born"].label] == wanted  # fmt: skip
        assert [v for k, v in of_her_own.items() if k == facts.SHOWN["born"]] == ([said] if typed else [])  # fmt: skip
