"""What is drawn once for each language holds nothing of the page it was first drawn on."""

import re

import pytest
from django.template import Context, RequestContext, Template
from django.utils.safestring import mark_safe
from django.utils.translation import override

from trackii.templatetags import steady

FORM = Template(
    '{% steady %}{% get_current_language as code %}<form lang="{{ code }}">{% csrf_token %}{{ user }}'
    "</form>{% endsteady %}"
)


def _drawn(language="en", **so):
    with override(language):
        return FORM.render(Context(so))


def test_each_page_has_its_own_token_in_it():
    pages = [_drawn(csrf_token=token) for token in ("one", "another", "one")]

    tokens = [re.search(r'value="(\w+)"', page)[1] for page in pages]
    assert tokens == ["one", "another", "one"]


def test_each_page_is_led_back_to(rf):
    way = Template(
        '{% steady %}{% csrf_token %}<input value="{% here %}">{% endsteady %}'
    )
    pages = [
        way.render(RequestContext(rf.get(path)))
        for path in ("/a/", '/b/?q="x"', "/a/", "/c/")
    ]

    back = [re.search(r'<input value="([^"]*)"', page)[1] for page in pages]
    assert back == ["/a/", "/b/?q=%22x%22", "/a/", "/c/"]


def test_nothing_of_a_page_is_drawn_there():
    assert "Carla" not in _drawn(csrf_token="one", user="Carla")
    assert "Carla" in Template("{{ user }}").render(Context({"user": "Carla"}))


def test_each_language_has_its_own_words():
    assert 'lang="fr"' in _drawn("fr")
    assert 'lang="en"' in _drawn("en")


def test_words_of_a_template_are_said_in_each_language_in_turn():
    words = Template('{% translate "Name" %}, {% translate said %}')

    def read(language, said):
        with override(language):
            return words.render(Context({"said": said}))

    said = [
        read(*of) for of in (("en", "Yes"), ("ar", "No"), ("en", "No"), ("ar", "Yes"))
    ]
    assert said == ["Name, Yes", "الاسم, لا", "Name, No", "الاسم, نعم"]


def test_words_kept_for_later_and_words_that_pass_a_filter_are_said_as_django_says_them():
    words = Template(
        '{% translate "Yes" as yes %}{% translate "No" noop %}/{{ yes }}/'
        '{% translate "<b>Yes</b>" %}/{% translate "Yes"|upper %}/{% translate "5%" %}'
    )

    with override("en"):
        assert words.render(Context()) == "No/Yes/<b>Yes</b>/YES/5%"


SENTENCES = [
    "{% blocktranslate with name=who %}Noted by {{ name }}{% endblocktranslate %}",
    "{% blocktranslate trimmed %}\n  5% of\n  it {{ who }}\n{% endblocktranslate %}",
    "{% blocktranslate %}100%{% endblocktranslate %}{{ who }}",
    "{% blocktranslate %}{{ who }} and {{ nobody }}{% endblocktranslate %}",
    "{% blocktranslate count n=many %}{{ n }} one{% plural %}{{ n }} more{% endblocktranslate %}",
    "{% blocktranslate asvar said %}So {{ who }}{% endblocktranslate %}[{{ said }}]",
    "{% blocktranslate with number=many|add:1 %}Round {{ number }}{% endblocktranslate %}",
]


@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize("language", ["en", "ar", "fr"])
def test_sentences_are_said_as_django_says_them_each_time_anew(sentence, language):
    ours, theirs = Template(sentence), Template("{% load i18n %}" + sentence)
    for who, many in (("<b>Ana</b>", 1), ("A-07", 2), (mark_safe("<i>x</i>"), 5)):
        so = {"who": who, "many": many}
        with override(language):
            said = [each.render(Context(so)) for each in (ours, theirs)]
        assert said[0] == said[1]
        assert "{" not in said[0]


def test_a_sentence_whose_translator_lost_what_stands_in_it_is_said_in_english(
    monkeypatch,
):
    monkeypatch.setattr(steady, "gettext", lambda said: "Noté par %(nom)s")

    said = Template(SENTENCES[0]).render(Context({"who": "Ana"}))

    assert said == "Noted by Ana"
