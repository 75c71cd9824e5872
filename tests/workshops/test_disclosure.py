"""The check itself: what a text gives away, whatever it is dressed in."""

import unicodedata
from itertools import pairwise

import pytest

from workshops.disclosure import Entry, find, replace
from workshops.disclosure.folding import fold, words

AMAL = Entry(["Amal Haddad", "أمل حداد"], ["amal@example.net"], ["+47 912 34 567"])
BORIS = Entry(["Борис Лем", "Boris Lem"])
HOPE = Entry(["Hope van der Meer"])
CARLA = Entry(["Carla Conti"], of_team=True)
ROOM = [AMAL, BORIS, HOPE, CARLA]


def _found(text, room=ROOM):
    return [
        (finding.text, finding.kind, finding.certainty) for finding in find(text, room)
    ]


@pytest.mark.parametrize(
    "dressed",
    [
        "Amal Haddad",
        "AMAL HADDAD",
        "Ámal Háddâd",
        "Ａｍａｌ　Ｈａｄｄａｄ",
        "A\u00admal Had\u00addad",  # soft hyphens
        "Am\u200bal Ha\u200cd\u200ddad",  # zero width
        "A\u2060mal \ufeffHaddad",
        "Am\x01al Had\x7fd\x1bad",  # signs that steer, in a text of ASCII alone
        "Am\x9bal \ufffeHaddad",
        "\u202eAmal Haddad\u202c",  # written backwards on the page
        "𝐀𝐦𝐚𝐥 𝐇𝐚𝐝𝐝𝐚𝐝",
        unicodedata.normalize("NFD", "Ämal Haddåd"),
        "amal haddad",
        "aMAL hADDAD",
    ],
)
def test_a_name_is_found_in_whatever_it_is_dressed(dressed):
    [finding] = find(f"Then {dressed} spoke.", ROOM)

    assert (finding.kind, finding.certainty) == ("name", "sure")
    assert fold(finding.text).split() == ["amal", "haddad"]


@pytest.mark.parametrize(
    "dressed",
    [
        "أمل حداد",
        "أَمَل حَدَّاد",
        "أمـــل حداد",
        "أمل",
        "حداد",
        "Борис Лем",
        "БОРИС ЛЕМ",
        "Лем",
    ],
)
def test_a_name_is_found_in_every_script_it_was_registered_in(dressed):
    [finding] = find(f"ثم — {dressed} — 12.", ROOM)

    assert (finding.text, finding.certainty) == (dressed, "sure")


@pytest.mark.parametrize("name", ["Haddad", "Amal", "Lem", "Meer", "Conti"])
def test_one_word_of_a_name_is_enough(name):
    assert _found(f"So said {name} at once.") == [(name, "name", "sure")]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("We thank Hope van der Meer for it.", "Hope van der Meer"),
        ("We thank van der Meer for it.", "van der Meer"),
        ("We thank Haddad, Amal for it.", "Haddad, Amal"),
        ("We thank Amal-Haddad for it.", "Amal-Haddad"),
        ("We thank Amal\u00a0Haddad for it.", "Amal\u00a0Haddad"),
        ("We thank Amal al Haddad for it.", "Amal al Haddad"),
    ],
)
def test_one_word_of_a_name_is_extended_over_the_whole_of_it(text, whole):
    assert _found(text) == [(whole, "name", "sure")]


def test_a_name_ends_where_its_sentence_ends():
    assert [finding.text for finding in find("It was Amal. Haddad was late.", ROOM)] == [
        "Amal", "Haddad",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("registered", "written"),
    [
        ("Karahisarlı", "Karahisarlı"),
        ("Karahisarlı", "Karahisarli"),
        ("Karahisarlı", "KARAHISARLI"),
        ("Karahisarlı", "KARAHİSARLI"),
        ("Łukasz", "Lukasz"),
        ("Lukasz", "ŁUKASZ"),
        ("Đurić", "Duric"),
        ("Duric", "ĐURIĆ"),
        ("Rød-Larsen", "Rod-Larsen"),
        ("Rod-Larsen", "RØD-LARSEN"),
        ("Æsa Þórðardóttir", "Aesa Thordardottir"),
        ("Aesa Thordardottir", "ÆSA ÞÓRÐARDÓTTIR"),
        ("Œuvrard", "Oeuvrard"),
        ("Ħaż-Żebbuġ", "Haz-Zebbug"),
        ("Əhməd", "Ehmed"),
        ("Ŋutsugah", "nutsugah"),
        ("Haddad", "ʜᴀᴅᴅᴀᴅ"),
    ],
)
def test_a_name_is_found_without_the_strokes_and_ligatures_of_its_letters(
    registered, written
):
    text = f"⟨ﬃ⟩ So {written}, at once."

    [finding] = find(text, [Entry([registered])])

    assert text[finding.start : finding.end] == finding.text == written


@pytest.mark.parametrize(
    "written",
    [
        "Hadd\u0430d",  # one Cyrillic letter
        "\u041d\u0430dd\u0430d",  # three, a capital among them
        "H\u03b1ddad",  # a Greek one
        "Amal \u041daddad",
    ],
)
def test_letters_of_another_script_hide_no_name(written):
    text = f"Ещё ﬃ: {written} left."

    [finding] = find(text, ROOM)

    assert text[finding.start : finding.end] == finding.text == written
    assert finding.key in {"name|haddad", "name|amal haddad"}


def test_a_word_of_one_script_stays_in_it():
    russian = "Рост. Сора, рука и ухо: а с нами Борис 2-й."
    greek = "Και το νερο του χωριου, όχι ο Αμαλ."

    assert fold(russian) == "рост. сора, рука и ухо: а с нами борис 2-и."
    assert fold(greek) == "και το νερο του χωριου, οχι ο αμαλ."
    assert _found(russian) == [("Борис", "name", "sure")]


def test_particles_alone_point_at_nobody():
    assert find("The way of the delta, van by van, der and die.", ROOM) == []


@pytest.mark.parametrize(
    "text",
    [
        "The catch was small.",
        "Hopeful talk, hopes and amalgams.",
        "Lemons. Contingency.",
        "",
    ],
)
def test_a_word_that_only_contains_a_name_is_not_one(text):
    assert find(text, ROOM) == []


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("There is hope yet.", "check"),
        ("There is Hope yet.", "sure"),
        ("There is HOPE yet.", "sure"),
        ("There is hope van der meer.", "sure"),
        ("عندنا أمل في الغد.", "sure"),  # a script without capitals is never in doubt
    ],
)
def test_a_name_that_may_be_a_word_is_in_doubt_when_it_is_written_small(
    text, certainty
):
    [finding] = find(text, ROOM)

    assert finding.certainty == certainty


@pytest.mark.parametrize(
    "address",
    [
        "somebody@example.org",
        "some.body+talks@mail.example.org",
        "somebody @ example.org",
        "SOMEBODY@EXAMPLE.ORG",
        "нечто@пример.рф",
    ],
)
def test_an_address_is_found_whoever_it_belongs_to(address):
    assert _found(f"Write to {address}, soon.") == [(address, "e-mail", "sure")]


def test_an_address_that_holds_a_name_is_one_finding():
    assert _found("Write to amal.haddad@example.net.") == [
        ("amal.haddad@example.net", "e-mail", "sure")
    ]


@pytest.mark.parametrize("text", ["five @ the mill", "@example", "a@b", "2 @ 5"])
def test_what_only_looks_like_an_address_is_left(text):
    assert [f for f in find(text, ROOM) if f.kind == "e-mail"] == []


@pytest.mark.parametrize(
    ("number", "certainty"),
    [
        ("+47 912 34 567", "sure"),
        ("0047 912 34 567", "sure"),  # hers, dialled another way
        ("91 23 45 67", "sure"),
        ("+44 20 7946 0958", "sure"),  # nobody's, and nothing but a number
        ("(020) 7946-0958", "check"),
        ("020.7946.0958", "check"),
        ("٠٢٠٧٩٤٦٠٩٥٨", "check"),
    ],
)
def test_a_telephone_number_is_found(number, certainty):
    [finding] = find(f"Ring {number} first.", ROOM)

    assert (finding.kind, finding.certainty) == ("phone", certainty)
    assert finding.text == number


@pytest.mark.parametrize(
    "text",
    [
        "Between 1988 and 1994.",
        "From 1990-1993 they met.",
        "In 1990–1993, 1960/1990.",
        "Round 14 of 20, at 10:30.",
        "Some 120 000 people.",
        "On 4.10.1992.",
    ],
)
def test_years_and_counts_are_no_telephone_numbers(text):
    assert find(text, ROOM) == []


def test_offsets_are_code_points_of_the_text_as_it_was_given():
    text = "🕊️ نعم — ﬁnally ﷺ: A\u200bmal H\u0301addad left."

    [finding] = find(text, ROOM)

    assert (
        text[finding.start : finding.end] == finding.text == "A\u200bmal H\u0301addad"
    )


def test_letters_that_fold_to_several_keep_their_place():
    text = "ﬃﬃﬃ Straße ﷺ Haddad."

    [finding] = find(text, ROOM)

    assert text[finding.start : finding.end] == "Haddad"


def test_findings_come_in_reading_order_and_none_overlaps():
    text = "Lem wrote to amal@example.net; Conti rang +47 912 34 567 in hope."

    found = find(text, ROOM)

    assert [finding.text for finding in found] == [
        "Lem", "amal@example.net", "Conti", "+47 912 34 567", "hope",
    ]  # fmt: skip
    assert all(one.end <= next_.start for one, next_ in pairwise(found))


def test_a_finding_proposes_what_to_write_instead():
    proposals = {f.text: f.proposal for f in find("Lem met Conti, x@example.org", ROOM)}

    assert proposals == {
        "Lem": "a participant",
        "Conti": "a member of the third party",
        "x@example.org": "an address",
    }


def test_one_finding_is_replaced_everywhere_and_nothing_else_is_touched():
    text = "Lem spoke. LEM wrote, and Lém wept; Haddad heard Lemons and lem."
    found = find(text, ROOM)

    certain = replace(text, found, {"name|lem": ""})
    both = replace(certain, find(certain, ROOM), {"name?|lem": ""})

    begins = "A participant spoke. A participant wrote, and a participant wept;"
    assert certain == f"{begins} Haddad heard Lemons and lem."
    assert both == f"{begins} Haddad heard Lemons and a participant."


def test_what_was_replaced_is_found_no_more():
    text = "Amal Haddad, Boris Lem (b@example.net, 91 23 45 67) and hope, amal@example.net."
    for _pass in range(10):
        found = find(text, ROOM)
        if not found:
            break
        text = replace(text, found, {found[0].key: ""})

    assert find(text, ROOM) == []
    assert "Haddad" not in text
    assert "example" not in text


def test_a_key_nobody_found_replaces_nothing():
    text = "Lem spoke."

    assert replace(text, find(text, ROOM), {"name|haddad": ""}) == text


@pytest.mark.parametrize(
    "room", [[], [Entry([])], [Entry([], ["amal@example.net"])], iter([])]
)
def test_without_a_registry_there_is_no_verdict(room):
    with pytest.raises(ValueError, match="no registry"):
        find("Amal Haddad spoke.", room)


def test_a_registry_may_be_read_once():
    assert _found("Lem spoke.", iter(ROOM)) == [("Lem", "name", "sure")]


def test_the_same_text_gives_the_same_findings():
    text = "Amal and Hope met Lem; hope, amal, 91 23 45 67."

    assert find(text, ROOM) == find(text, ROOM[:]) == find(text, tuple(ROOM))


def test_a_long_text_is_read_once_and_quickly():
    text = "The catch was small and the winter long. " * 20_000 + "Haddad."

    [finding] = find(text, ROOM)

    assert finding.start == len(text) - len("Haddad.")


def test_a_long_text_in_two_scripts_is_read_once_and_quickly():
    text = "Улов был мал, зима долгa. " * 20_000 + "Haddad."

    [finding] = find(text, ROOM)

    assert finding.start == len(text) - len("Haddad.")


def test_words_know_where_they_stood():
    text = "Ámal, ﬁnally"

    assert [(w.folded, text[w.start : w.end]) for w in words(text)] == [
        ("amal", "Ámal"), ("finally", "ﬁnally"),
    ]  # fmt: skip


def test_a_certain_name_and_the_same_word_in_doubt_are_two_findings():
    text = "They say there is hope. Then Hope agreed."

    found = find(text, [Entry(["Hope Vale"])])
    one = replace(text, found, {found[1].key: ""})

    assert [each.certainty for each in found] == ["check", "sure"]
    assert one == "They say there is hope. Then a participant agreed."


@pytest.mark.parametrize(
    ("before", "begins"),
    [
        ("", True), ("They left. ", True), ("Why? \u201c", True), ("One.\n", True),
        ("A list\n\n", True), ("Said:\n- ", True), ("\u0645\u062a\u0649\u061f ", True),
        ("Then ", False), ("wrapped\n", False), ("a, \u201c", False), ("e-", False),
    ],
)  # fmt: skip
def test_general_words_begin_with_a_capital_where_a_sentence_begins(before, begins):
    text = f"{before}Haddad spoke."
    found = find(text, ROOM)

    written = replace(text, found, {found[0].key: ""})

    assert written == f"{before}{'A' if begins else 'a'} participant spoke."
