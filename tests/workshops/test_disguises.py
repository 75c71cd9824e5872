"""Names dressed so that a machine overlooks what any reader reads, and honest spellings."""

from collections import Counter

import pytest

from workshops.disclosure import Entry, Participant, Registry, find, look

LANGUAGES = ("en", "fr", "es", "ru", "ar")


def _found(text, *names, **known):
    found = find(text, [Entry(list(names), **known)])
    return [(finding.text, finding.kind, finding.certainty) for finding in found]


DRESSED = [
        *(f"Fa{filler}rid" for filler in "\u3164\u115f\u1160\uffa0\u2800\u200b\u180e"),
        "Fa**rid", "Fa_r_id", "Fa\\rid", "F&#97;rid", "&#x46;arid", "Fari&#100;",
        "Fa<b>rid", "Fa<!-- x -->rid", "F a r i d", "F.a.r.i.d", "F. a. r. i. d",
        "F-a-r-i-d", "F A R I D", "f a r i d", "F\na\nr\ni\nd", "Far-\n  id",
        "ꜰᴀʀɪᴅ", "🅵🅰🆁🅸🅳", "ⓕⓐⓡⓘⓓ", "Ｆａｒｉｄ", "🇫🇦🇷🇮🇩", "ꓝꓮꓣꓲꓓ", "⒡⒜⒭⒤⒟",
]  # fmt: skip


@pytest.mark.parametrize("dressed", DRESSED)
def test_a_name_any_reader_reads_is_certain(dressed):
    text = f"Then — {dressed} — spoke."

    assert _found(text, "Farid Mansour") == [(dressed, "name", "sure")]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("dressed", DRESSED)
def test_it_is_as_certain_among_all_the_layers(dressed, language):
    assert _is_sure(f"Then — {dressed} — spoke.", dressed, language)


PARTING = [" ", "\n", "\t", "\u00a0", "\u2028", "\r\n", "\n\n", "  \n", "\n> ", "\n- ",
           "\n2. ", "&nbsp;", "[^1]", "\u200b \u200b", " - ", "\v", "**\n**"]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["Mansour", "Фаридов", "منصور"])
@pytest.mark.parametrize("parting", PARTING)
def test_whatever_parts_a_name_it_is_certain(parting, name, language):
    at = len(name) // 2 + 1
    said = name[:at] + parting + name[at:]

    assert _is_sure(f"Then, {said} spoke.", said, language)


def test_words_of_every_day_that_make_a_name_are_in_doubt():
    text = "Cette femme a mal, et il le dit."
    found = look(text, Registry([Participant(["Amal Haddad"])]), language="fr")

    said = [(each.text, each.certainty) for each in found if each.kind == "name"]
    assert said == [("a mal", "check")]


@pytest.mark.parametrize(
    "text", ["He came so far. Id est, late.", "far, id", "so far 3 id"]
)
def test_a_stop_or_a_number_between_two_words_makes_no_name_of_them(text):
    assert _found(text, "Farid Mansour") == []


@pytest.mark.parametrize("sign", "\u202e\u202d\u202b\u202a")
def test_what_stands_behind_a_sign_that_turns_is_certain(sign):
    text = f"Then {sign}ruosnam\u202c spoke."

    assert _is_sure(text, f"{sign}ruosnam", "en")


def _is_sure(text, said, language):
    """Whether every letter of it lies in what is certain."""
    room = Registry([Participant(["Farid Mansour", "Фарид Фаридов", "فريد منصور"])])
    sure = [
        each for each in look(text, room, language=language) if each.certainty == "sure"
    ]
    start = text.index(said)
    masked = {place for each in sure for place in range(each.start, each.end)}
    return {start, start + len(said) - 1} <= masked


@pytest.mark.parametrize("unseen", ["\u2800", "\u200b", "\u3164", "\u200c"])
def test_what_nobody_sees_glues_no_name_to_its_neighbour(unseen):
    assert _found(f"so said{unseen}Farid then", "Farid Mansour") == [
        ("Farid", "name", "sure")
    ]


@pytest.mark.parametrize(
    ("written", "certainty"),
    [
        ("Норе", "sure"),  # every letter of it Cyrillic
        ("Ηορε", "sure"),  # Greek
        ("hоpe", "sure"),  # one of them
        ("норе", "check"),  # a burrow, or hope: written small it is in doubt, like hope
        ("hope", "check"),
        ("ho\u00adpe", "check"),
    ],
)
def test_a_word_of_look_alikes_is_the_name_it_looks_like(written, certainty):
    assert _found(f"In {written}, then.", "Hope Miller") == [
        (written, "name", certainty)
    ]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("so farid. mansour said", ["farid", "mansour"]),
        ("so farid.\nmansour said", ["farid", "mansour"]),
        ("so farid-\n mansour said", ["farid-\n mansour"]),
        ("so faridmansour said", ["faridmansour"]),
        ("so mansourfarid said", ["mansourfarid"]),
    ],
)
def test_no_stop_makes_a_certain_name_doubtful(text, parts):
    assert _found(text, "Farid Mansour") == [(part, "name", "sure") for part in parts]


@pytest.mark.parametrize(
    ("registered", "written"),
    [
        ("أحمد منصور", "وأحمد"), ("أحمد منصور", "لأحمد"), ("أحمد منصور", "بالمنصور"),
        ("أحمد منصور", "وللمنصور"), ("أحمد منصور", "احمد"), ("الحسين", "للحسين"),
        ("علي حسین", "علی"), ("علي حسین", "حسين"), ("علی", "عَلِي"), ("كريم", "کریم"),
        ("فاطمة", "فاطمه"), ("فاطمة", "لفاطمة"), ("مصطفى", "مصطفي"),
        ("أمل", "وأمل"), ("آمنة", "امنه"), ("عبد الرحمن", "عبدالرحمن"),
        ("Мансур Иванов", "Мансура"), ("Мансур Иванов", "Ивановым"),
        ("Вера Новакова", "Веру Новакову"), ("Вера Новакова", "Верой"),
        ("Андрей Достоевский", "Андрея Достоевского"), ("Павел", "Павлу"),
        ("Мария", "Марией"), ("Игорь", "Игорем"), ("Толстой", "Толстого"),
        ("O'Neill", "ONeill"), ("OʼNeill", "Oneill"), ("Oneill", "O’Neill"),
        ("Oneill", "OʼNeill"), ("el-Kurd", "Elkurd"), ("Elkurd", "el-Kurd"),
        ("al-Hussein", "Alhussein"), ("Alhussein", "al Hussein"),
        ("Müller", "Mueller"), ("Mueller", "Müller"), ("Mueller", "Muller"),
        ("Müller", "Muellers"), ("Jørgensen", "Joergensen"), ("Jørgensen", "Jörgensen"),
        ("Joergensen", "Jørgensen"), ("Håkon", "Haakon"), ("Haakon", "Håkon"),
        ("राहुल शर्मा", "राहुल"),
    ],
)  # fmt: skip
def test_a_name_is_found_in_every_honest_spelling(registered, written):
    assert _found(f"12 {written}; 14.", registered) == [(written, "name", "sure")]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("王小明", "昨天王小明说了话"),
        ("山田太郎", "会議で山田太郎が話した"),
        ("김민준", "어제 김민준은 말했다"),
        ("สมชาย", "เมื่อวานสมชายพูด"),
    ],
)
def test_a_name_is_found_where_no_space_parts_words(name, text):
    assert _found(text, name) == [(name, "name", "sure")]


def test_half_a_syllable_is_no_name():
    assert _found("어제 김민준는 말했다", "김민주") == []


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("Lê Văn Đỗ", "and Le Van Do spoke", [("Le Van Do", "sure")]),
        ("Lê Văn Đỗ", "and Lê Văn Đỗ spoke", [("Lê Văn Đỗ", "sure")]),
        ("Lê Văn Đỗ", "and Đỗ spoke", [("Đỗ", "sure")]),
        ("Lê Văn Đỗ", "do le van", []),
        ("Della San", "and Della San spoke", [("Della San", "sure")]),
        ("Della San", "della casa, san", []),
        ("Do", "and Do said so", [("Do", "sure")]),
        ("Do", "They met. Do they do it?", [("Do", "check"), ("do", "check")]),
    ],
)
def test_a_name_of_common_words_is_found_whole(name, text, found):
    assert [(text, certainty) for text, _kind, certainty in _found(text, name)] == found


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("علي", "على الطاولة"), ("علي", "وعلى الطاولة"),  # "on", not Ali
        ("أمل", "كامل"), ("أمل", "وامل"),  # "whole" ends like a name without its hamza
        ("Вера", "веры"), ("Роман", "романа"),
    ],
)  # fmt: skip
def test_a_word_that_may_be_another_is_in_doubt(name, text):
    assert [certainty for _text, _kind, certainty in _found(text, name)] == ["check"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Вера", "проверка верных"), ("Лем", "проблема"), ("أمل", "بالكامل"),
        ("Alhussein", "al and hussein"), ("Sue", "su casa"), ("Saad", "a sad day"),
        ("Ali", "al, i"),

    ],
)  # fmt: skip
def test_a_word_that_only_resembles_a_name_is_none(name, text):
    assert _found(text, name) == []


@pytest.mark.parametrize(
    "address",
    [
        "x＠y.org", "amal(at)example.net", "amal [at] example [dot] net",
        "amal at example dot net", "amal@example\u200b.net", "someone@localhost",
        "amal @ example . net", "amal / example / net", "amal@example。net",
    ],
)  # fmt: skip
def test_an_address_is_found_however_it_is_written(address):
    assert _found(f"Write: {address}!", "Zora Zed", emails=["amal@example.net"]) == [
        (address, "e-mail", "sure")
    ]


@pytest.mark.parametrize(
    "number",
    [
        "555-0123", "555,0123", "555/01/23", "555·0123", "5_5_5_0_1_2_3", "5\u200b550123",
        "９１２３４５６７", "٩١٢٣٤٥٦٧", "912,34,567", "912·34·567",
    ],
)  # fmt: skip
def test_a_registered_number_is_certain_however_it_is_written(number):
    phones = ["555-0123", "+47 912 34 567"]

    assert _found(f"Ring {number} now.", "Zora Zed", phones=phones) == [
        (number, "phone", "sure")
    ]


@pytest.mark.parametrize("text", ["1 555 0123", "555 0123 9", "1988 91234567"])
def test_a_registered_number_beside_another_digit_is_certain(text):
    phones = ["555-0123", "+47 912 34 567"]

    assert [c for _t, _k, c in _found(text, "Zora Zed", phones=phones)] == ["sure"]


@pytest.mark.parametrize("text", ["1987 2001", "1987, 2001, 2003", "1987–2001 2003"])
def test_years_side_by_side_are_no_number(text):
    assert _found(text, "Zora Zed", phones=["555-0123"]) == []


def test_a_doubtful_finding_swallows_no_certain_one():
    text = "Ring 1988 91234567."

    [finding] = find(text, [Entry(["Zora Zed"], [], ["+47 912 34 567"])])

    assert (finding.certainty, finding.text) == ("sure", "1988 91234567")


PROSE = [
    """The first morning was given to the catch. One side said that winter was hardest,
    because the ice came early; the other, that the rules had been written by people who
    never went to sea. Do they want a will to peace, or only a pause? A road was promised
    in 1998 and again in 2004. The sum of 1,250,000 was named, at noon, e.g. in part.""",
    """La première matinée a été consacrée à la pêche. D'un côté, l'hiver est le plus dur ;
    de l'autre, les règles ont été écrites par des gens qui n'allaient jamais en mer.
    Aujourd'hui, quelqu'un d'autre a parlé des écoles, du prix et de la route.""",
    """Первое утро было отдано вопросу об улове. Одна сторона говорила, что зимние месяцы
    всегда были самыми трудными. Речь шла о школах, о цене топлива и о дороге, обещанной
    в 1998 году; никто не повышал голоса, и тор, рот, сор и нора были ни при чём.""",
    """خصص الصباح الأول لمسألة الصيد. قال أحد الطرفين إن أشهر الشتاء كانت دائما الأصعب
    لأن الجليد يأتي مبكرا. ودار الحديث عن المدارس وعن سعر الوقود وعن الطريق، وعلى الجميع
    أن يعملوا بصبر في عام ١٩٩٨.""",
]


@pytest.mark.parametrize("text", PROSE)
def test_ordinary_words_are_no_findings(text):
    room = [
        "Adaeze Okafor", "Farid Mansour", "Jürgen Müller", "Hind el-Kurd", "Li Wei",
        "Seán O'Neill", "Nguyễn Thị Hương", "Lê Văn Đỗ", "Иван Мансуров", "Павел Лем",
        "Ольга Новакова", "أحمد منصور", "فاطمة الزهراء", "حسين العلوي", "王小明",
    ]  # fmt: skip
    entries = [Entry([name], ["x@example.net"], ["+47 912 34 567"]) for name in room]

    assert Counter(finding.text for finding in find(text, entries)) == {}
