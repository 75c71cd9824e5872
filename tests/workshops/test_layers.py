"""The layers of the check: what each of them sees, in five languages, and how sure it is."""

from itertools import pairwise

import pytest

from workshops.disclosure import Context, Participant, Registry, look
from workshops.disclosure.general import _OTHERS, ENGLISH, worded

ROOM = Registry(
    [
        Participant(
            ["Amal Haddad", "أمل حداد"], code="A-01", side="A", titles=["Dr"],
            roles=["former minister of fisheries"], affiliations=["Harbour Council"],
            places=["Port Velmar"], gender="f",
        ),
        Participant(
            ["Boris Lemkov", "Борис Лемков"], code="B-01", side="B",
            roles=["retired colonel", "полковник"], affiliations=["Лига Лагуны"], gender="m",
        ),
        Participant(["Hope van der Meer"], code="B-02", side="B", roles=["colonel"]),
        Participant(["Carla Conti"], code="T-01", side="T", roles=["facilitator"]),
    ],
    venues=["Osier Mill"],
    public_terms=["the Lagoon", "United Nations"],
)  # fmt: skip


def _seen(text, language, room=ROOM, **context):
    found = look(text, room, language=language, context=Context(**context))
    return {(each.text, each.kind, each.certainty) for each in found}


def _covered(text, language, words, room=ROOM):
    """Whether every letter of the words is inside some finding."""
    start = text.index(words)
    inside = {
        place
        for each in look(text, room, language=language)
        for place in range(each.start, each.end)
    }
    letters = {start + n for n, sign in enumerate(words) if sign.isalnum()}
    return letters <= inside


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("en", "Nobody spoke. Then Dr. Haddad did.", "Dr. Haddad"),
        ("en", "They asked a.h. about it, in the car.", "a.h"),
        ("en", "He read Lemkow's letter.", "Lemkow"),
        ("en", "The note says Lernkov was late.", "Lernkov"),
        ("en", "Then Lem1kov left.", "Lem1kov"),
        ("en", "Later on, Mr Quentin Ashby called.", "Mr Quentin Ashby"),
        ("en", "then br quillan sat with them", "br quillan"),
        ("ru", "Спросили Лемкову, она промолчала.", "Лемкову"),
        ("ru", "потом пришла зульфия каримовна и села", "зульфия каримовна"),
        ("fr", "Ensuite, M. Queffélec a parlé.", "M. Queffélec"),
        ("es", "Luego habló doña Eulogia Quispe.", "doña Eulogia Quispe"),
        ("ar", "ثم تكلم الدكتور حداد عن الماء.", "الدكتور حداد"),
    ],
)
def test_people_are_seen_under_titles_initials_and_misspellings(language, text, words):
    assert _covered(text, language, words)


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("en", "It began on 14 March 2021, at noon.", "14 March 2021"),
        ("en", "It began on March 3, 1998 there.", "March 3, 1998"),
        ("fr", "Le bac est parti mardi 3 février 1998.", "mardi 3 février 1998"),
        ("es", "Salieron el 9 de septiembre de 2003.", "9 de septiembre de 2003"),
        ("ru", "Они вышли 12 сентября 2003 года.", "12 сентября 2003"),
        ("ar", "خرجوا في ١٨ تشرين الأول ٢٠٠٣ من هناك.", "١٨ تشرين الأول ٢٠٠٣"),
        ("en", "It is dated 2021-03-14.", "2021-03-14"),
        ("ru", "Подписано 14.03.2021 там же.", "14.03.2021"),
    ],
)
def test_days_of_the_calendar_are_certain(language, text, said):
    found = look(text, ROOM, language=language)

    assert [
        each.certainty
        for each in found
        if said.startswith(each.text) or each.text.startswith(said)
    ][:1] == ["sure"]


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("en", "He came three days after the shooting at dawn.", "days after the shooting"),
        ("fr", "Elle est venue le lendemain du bombardement.", "lendemain du bombardement"),
        ("es", "Vino la semana del censo.", "semana del censo"),
        ("ru", "Он приехал на третий день после похорон.", "день после похорон"),
        ("ar", "جاء بعد القصف بيومين.", "بعد القصف بيومين"),
    ],
)  # fmt: skip
def test_a_day_counted_from_something_that_happened_is_seen(language, text, words):
    assert _covered(text, language, words)


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("en", "Put him in room 14, not upstairs.", "room 14"),
        ("en", "She lands with BX 417 at noon.", "BX 417"),
        ("en", "she lands with bx 417 at noon", "bx 417"),
        ("en", "The car is KRM-118-TQ now.", "KRM-118-TQ"),
        ("en", "Write to @quiet_boat about it.", "@quiet_boat"),
        ("en", "It was said by B-02 alone.", "B-02"),
        ("fr", "Il dort chambre 3, au fond.", "chambre 3"),
        ("es", "Llega en el vuelo QX 904 temprano.", "vuelo QX 904"),
        ("ru", "Его место № 061, вагон 4.", "вагон 4"),
        ("ar", "ينزل في الغرفة ٢٠٤ وحده.", "الغرفة ٢٠٤"),
    ],
)
def test_rooms_journeys_plates_and_codes_are_seen(language, text, words):
    assert _covered(text, language, words)


def test_a_post_is_judged_against_the_people_of_the_room():
    found = look(
        "The minister spoke to a colonel. A baker listened.", ROOM, language="en"
    )
    said = {each.text: each for each in found if each.kind == "role"}

    assert (said["minister"].certainty, said["minister"].identifier) == (
        "sure",
        "direct",
    )
    assert said["colonel"].certainty == "check"
    assert "2 people" in said["colonel"].why
    assert said["baker"].certainty == "check"


def test_a_post_that_fits_as_many_as_the_threshold_is_nobodys():
    farmers = [
        Participant([f"Quillon Ardabast{n}"], roles=["farmer"], side="A")
        for n in "bcdfg"
    ]

    five = look("A farmer spoke.", Registry(farmers), language="en")
    four = look("A farmer spoke.", Registry(farmers[:4]), language="en")

    assert [each.text for each in five] == []
    assert [each.text for each in four] == ["farmer"]


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("en", "She is the only woman on side B.", "only woman on side B"),
        ("fr", "C'est la seule femme du camp B.", "seule femme du camp B"),
        ("es", "Es la única mujer del lado B.", "única mujer del lado B"),
        ("ru", "Она единственная женщина на стороне Б.", "единственная женщина на стороне Б"),
        ("ar", "تكلمت السيدة الوحيدة من الطرف ب.", "السيدة الوحيدة من الطرف ب"),
        ("en", "His daughter is married over there.", "His daughter"),
        ("fr", "Son beau-père est venu.", "Son beau-père"),
        ("es", "Trajo a su cuñado.", "su cuñado"),
        ("ru", "Его внучка учится в школе.", "Его внучка"),
        ("ar", "جاءت ابنة أختها أمس.", "ابنة أختها"),
        ("en", "He is diabetic and tires soon.", "diabetic"),
        ("fr", "Elle a trente-quatre ans.", "trente-quatre ans"),
        ("ru", "После второго инсульта он слаб.", "инсульта"),
        ("en", "Two women left the room.", "Two women"),
        ("ru", "Двое отцов погибших обнялись.", "Двое отцов"),
        ("es", "Los dos hombres salieron.", "dos hombres"),
    ],
)  # fmt: skip
def test_what_tells_one_person_from_another_is_seen(language, text, words):
    assert _covered(text, language, words)


def test_bodies_and_places_of_the_registry_are_certain_as_whole_phrases():
    seen = _seen("They met at Osier Mill. The Harbour Council paid.", "en")

    assert ("Osier Mill", "place", "sure") in seen
    assert ("Harbour Council", "organisation", "sure") in seen


def test_words_of_the_public_frame_are_nobodys():
    seen = _seen("The United Nations could come to the Lagoon.", "en")

    assert seen == set()


def test_words_in_quotation_marks_and_words_of_the_notes_are_quotations():
    note = "He drew the line on the back of a fuel docket that night."
    text = "He said “we never asked for that line”. It was drawn on the back of a fuel docket."

    seen = look(text, ROOM, language="en", context=Context(notes=[note]))

    assert [each.text for each in seen if each.kind == "quote"] == [
        "we never asked for that line",
        "on the back of a fuel docket",
    ]


def test_what_stands_in_two_summaries_tells_who_came_twice():
    text = "The beekeeper spoke of water."

    alone = [e for e in look(text, ROOM, language="en") if e.kind == "repeated"]
    beside = look(
        text, ROOM, language="en", context=Context(released=["A beekeeper came."])
    )

    assert alone == []
    assert any("released before" in each.why for each in beside)


def test_findings_are_in_order_and_never_overlap_and_each_says_why():
    text = (
        "Dr Haddad (“I signed it on 14 March 2021 in Port Velmar”) left with her son."
    )

    found = look(text, ROOM, language="en")

    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(each.why and each.text == text[each.start : each.end] for each in found)


def test_an_empty_registry_is_refused_and_none_at_all_is_said_openly():
    for empty in (
        Registry(),
        Registry([Participant([])]),
        Registry([Participant([" "])]),
    ):
        with pytest.raises(ValueError, match="no registry"):
            look("Amal Haddad spoke.", empty, language="en")

    assert look("Mr Quentin Ashby spoke.", None, language="en") != []


def test_the_same_text_is_answered_alike_every_time():
    text = "Dr Haddad met Quentin Ashby in Velmar on 3 May; his son drove. " * 20

    assert look(text, ROOM, language="en") == look(text, ROOM, language="en")


def test_a_post_of_the_registry_is_certain_as_a_whole_phrase():
    room = Registry(
        [
            Participant(["Hope van der Meer"], roles=["harbourmaster of the old port"]),
            Participant(["Boris Lemkov"], roles=["harbourmaster"]),
            Participant(["Amal Haddad"], roles=["cutwright"]),
        ]
    )

    seen = _seen("The Harbourmaster of the Old Port asked a cutwright.", "en", room)

    assert ("Harbourmaster of the Old Port", "role", "sure") in seen
    assert ("cutwright", "role", "sure") in seen


@pytest.mark.parametrize("language", ["en", *_OTHERS])
def test_general_words_are_no_finding_in_their_turn(language):
    text = ". ".join(
        f"{each[:1].upper()}{each[1:]}"
        for each in (worded(words, language) for words in ENGLISH)
    )

    found = [(each.text, each.why) for each in look(text, ROOM, language=language)]

    assert found == []


def test_a_proposal_speaks_the_language_of_the_text():
    found = look("Потом Лемкова спросили ещё раз.", ROOM)

    assert ("Лемкова", "участник") in [(each.text, each.proposal) for each in found]


def test_one_key_stands_for_words_however_they_are_spaced_and_is_never_long():
    run = "we would open the gate at night if they would"
    notes = " ".join(f"{run} {word}" for word in ("leave", "stay", "wait", "go"))

    broken, whole = (
        look(text, ROOM, language="en")[0]
        for text in ("Amal  \t Haddad.", "Amal Haddad.")
    )
    [quoted] = look(notes, ROOM, language="en", context=Context(notes=[notes]))

    assert broken.key == whole.key
    assert len(quoted.text) > 150 > len(quoted.key)


KINDS = [
    Participant(["Amal Haddad"], code="A-01", gender="woman", generation="younger"),
    *(
        Participant([name], code=f"B-{n:02}", gender="man", generation=age)
        for n, (name, age) in enumerate(
            [("Boris Lem", "elder"), ("Karl Aas", "elder"), ("Ivo Sand", "middle"),
             ("Per Holm", "middle"), ("Odd Moe", "middle"), ("Nils Fure", "younger")]
        )
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "text", "said", "certainty"),
    [
        ("en", "Then a woman spoke of the harbour.", "woman", "sure"),
        ("en", "An elderly man spoke of the harbour.", "elderly man", "check"),
        ("en", "A young man spoke of the harbour.", "young man", "sure"),
        ("fr", "Puis une femme a parlé du port.", "femme", "sure"),
        ("es", "Entonces una mujer joven habló del puerto.", "mujer joven", "sure"),
        ("ru", "Потом молодой мужчина говорил о порте.", "молодой мужчина", "sure"),
        ("ar", "ثم تحدثت امرأة عن الميناء", "امرأة", "sure"),
    ],
)
def test_a_kind_of_people_is_judged_by_who_was_there(language, text, said, certainty):
    found = look(text, Registry(KINDS), language=language)

    of_kind = {f.text: f.certainty for f in found if "description that fits" in f.why}
    assert of_kind == {said: certainty}


def test_a_kind_that_many_are_of_is_nobody():
    found = look("A man spoke of the harbour.", Registry(KINDS))

    assert [f for f in found if "description that fits" in f.why] == []


def test_nothing_is_certain_of_kinds_that_are_not_recorded_of_everybody():
    room = Registry([*KINDS, Participant(["Unn Berg"], code="A-02")])

    found = look("Then a woman spoke.", room)

    assert [f.certainty for f in found if "description that fits" in f.why] == ["check"]
