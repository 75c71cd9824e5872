"""What is drawn once for each language holds nothing of the page it was first drawn on."""

import re

from django.template import Context, Template
from django.utils.translation import override

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
