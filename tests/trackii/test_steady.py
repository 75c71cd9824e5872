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
