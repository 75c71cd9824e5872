"""Lines and fields that are drawn without a template escape what they are given, as one would."""

from datetime import date

import pytest
from django import forms
from django.template import Context, Template
from django.utils.translation import override

from participants.dossier import Dossier, Line
from trackii.templatetags import lines

HOSTILE = "<b onclick=\"x\">'{0}' & {{ user }} %s"
PLAIN = "&lt;b onclick=&quot;x&quot;&gt;&#x27;{0}&#x27; &amp; {{ user }} %s"
ROW = {
    "code": "a-01", "name": "A-01", "side": "A", "state": "approved",
    "label": HOSTILE, "known": HOSTILE, "ticked": True, "steps": (), "link": None,
    "conditions": [(HOSTILE, HOSTILE)],
    "is_early": True,
}  # fmt: skip


def _checks(line):
    page = Context({"may_resolve": True, "csrf_token": HOSTILE})
    return lines.checks(page, Dossier(checks=[line]), "heron", "a-01")


DRAWN = {
    "people": lambda: lines.people([ROW]),
    "free seats": lambda: lines.free([ROW]),
    "seats": lambda: lines.seats([ROW], {"invite"}),
    "tabs": lambda: lines.tabs(((HOSTILE, HOSTILE, True, HOSTILE),)),
    "four words": lambda: lines.four_words([HOSTILE] * 4),
    "a check": lambda: _checks(Line("identity", "pending", found_by=HOSTILE)),
    "a check to begin": lambda: _checks(Line("identity")),
}


@pytest.mark.parametrize("name", DRAWN)
def test_no_line_of_a_list_lets_anybodys_words_act(name):
    drawn = DRAWN[name]()

    assert "<b onclick" not in drawn
    assert PLAIN in drawn


@pytest.mark.parametrize(
    "line",
    [
        Line("identity", "clear", expires_on=date(2020, 1, 1)),
        Line("sanctions", "clear", stands=False),
        Line("interests", "referred", found_by="Vera Varga"),
        Line("interests", "clear", found_by="Vera Varga"),
        Line("safety", asked=True),
    ],
)
def test_a_check_says_how_far_it_is(line):
    said = {
        "identity": "Past its day",
        "sanctions": "The lists moved on",
        "interests": "Vera Varga signed" if line.state == "referred" else "Clear",
        "safety": "asked for",
    }

    drawn = _checks(line)

    assert said[line.kind] in drawn
    assert ("Begin" in drawn) is (not line.state)
    assert ("signed" in drawn) is (line.state == "referred")


class Asked(forms.Form):
    use_required_attribute = False
    words = forms.CharField(label=HOSTILE, help_text=HOSTILE)
    text = forms.CharField(widget=forms.Textarea, required=False)
    one = forms.ChoiceField(choices=[(HOSTILE, HOSTILE), ("b", "B")])
    some = forms.MultipleChoiceField(
        choices=[(HOSTILE, HOSTILE)], widget=forms.CheckboxSelectMultiple
    )
    tick = forms.BooleanField(label=HOSTILE)
    unseen = forms.CharField(widget=forms.HiddenInput)


def test_no_field_lets_what_was_typed_act():
    typed = dict.fromkeys(("words", "text", "one", "unseen"), HOSTILE)
    form = Asked(typed | {"some": [HOSTILE]})

    drawn = str(form)

    assert not form.is_valid()
    assert "<b onclick" not in drawn
    assert drawn.count(PLAIN) >= 10


def test_a_field_is_named_hinted_and_marked_where_it_may_be_left_empty():
    with override("en"):
        drawn = Template("{{ form }}").render(Context({"form": Asked()}))

    assert 'aria-describedby="id_words_helptext"' in drawn
    assert '<div class="helptext" id="id_words_helptext">' in drawn
    assert '<label for="id_text">Text <span class="helptext">(optional)</span>' in drawn
    assert '<label class="check" for="id_tick"><input type="checkbox"' in drawn
    assert "<fieldset><legend>Some</legend>" in drawn
    assert 'name="unseen" id="id_unseen">' in drawn
