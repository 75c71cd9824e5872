"""What a round, its dates, its sessions and its words ask for."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from dialogues.models import Initiative
from participants.own_forms import SendingForm
from trackii.sending import Once, Read
from workshops.date_forms import SpanForm, ZoneField, known_country
from workshops.models import Session
from workshops.plan import Plan


class ProposeForm(Once):
    beside_plan = ("quorum", "remind_days")

    title = forms.CharField(label=_("Working title"), max_length=200)
    venue = forms.CharField(label=_("Venue"), max_length=200, required=False)
    address = forms.CharField(
        label=_("Address"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    time_zone = ZoneField(label=_("Time zone of the venue"))
    practical = forms.CharField(
        label=_("Getting there and staying"), max_length=8000, required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    safety = forms.CharField(
        label=_("Safety"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    country = forms.CharField(
        label=_("Country of the venue"), required=False, max_length=2, min_length=2,
        help_text=_("Two letters, such as NO: its public holidays are looked up."),
    )  # fmt: skip
    online = forms.BooleanField(label=_("It is held online"), required=False)
    quorum = forms.IntegerField(
        label=_("Quorum on each side"), min_value=1, max_value=60, initial=2
    )
    remind_days = forms.IntegerField(
        label=_("Remind, days before"), min_value=1, max_value=60, initial=3
    )

    def __init__(self, *args, held_at=None, **kwargs):
        """`held_at` is the plan of a round that is held at a known venue: it says where."""
        super().__init__(*args, **kwargs)
        self.placed = {}
        if held_at:
            names = ("venue", "address", "country", "online")
            self.placed = {
                name: getattr(held_at, name) for name in (*names, "rooms", "holds")
            }
            for name in names:
                del self.fields[name]

    def clean_country(self):
        return known_country(self.cleaned_data["country"])

    def parts(self):
        given = self.cleaned_data | self.placed
        rest = {name: given.pop(name) for name in self.beside_plan}
        return {"plan": Plan(**given), **rest}


class RevisePlanForm(Read, ProposeForm):
    def parts(self):
        self.cleaned_data["seen"] = self.cleaned_data.pop("read")
        return super().parts()

    beside_plan = (*ProposeForm.beside_plan, "seen")


class SessionForm(Once, SpanForm):
    longest = timedelta(hours=16)
    too_long = _(
        "A session is over within sixteen hours. Check both ends, or plan one for each day."
    )

    phase = forms.ChoiceField(label=_("Phase"), choices=Session.Phase)
    regime = forms.ChoiceField(label=_("Disclosure regime"), choices=Initiative.Regime)
    purpose = forms.CharField(
        label=_("Purpose"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    room = forms.TypedChoiceField(
        label=_("Room"), required=False, coerce=int, empty_value=None
    )
    field_order = ["phase", "starts_at", "ends_at", "room", "regime", "purpose"]

    def __init__(self, *args, rooms=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["room"].choices = [("", _("None in particular")), *rooms]
        if not rooms:
            del self.fields["room"]


class PlaceForm(forms.Form):
    """Where a session is dragged to: the number of the one that stands there."""

    to = forms.IntegerField(min_value=1, max_value=32767)


class OfferForm(Once):
    candidacy = forms.MultipleChoiceField(
        label=_("Whom"),
        error_messages={
            "required": _("Tick at least one person."),
            "invalid_choice": _("Somebody you ticked was asked meanwhile. Look again."),
        },
    )

    def __init__(self, *args, free, **kwargs):
        super().__init__(*args, **kwargs)
        self.free = free  # asked when something was ticked, and not to draw the page
        self.fields["candidacy"].choices = self._codes

    def _codes(self):
        return list(self.free().values_list("person__code", "person__code"))

    def clean_candidacy(self):
        ticked = self.cleaned_data["candidacy"]
        return list(self.free().filter(person__code__in=ticked))


class NoteForm(Once):
    session = forms.TypedChoiceField(
        label=_("Session"),
        error_messages={
            "invalid_choice": _(
                "Choose a session that has begun, and whose notes were not destroyed."
            )
        },
    )
    words = forms.CharField(
        label=_("What was said"),
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 10, "dir": "auto"}),
        help_text=_(
            "Not who said it. There is no field for that, and none is missing."
        ),
    )

    def __init__(self, *args, sessions, **kwargs):
        super().__init__(*args, **kwargs)
        known = {str(session.number): session for session in sessions}
        self.fields["session"].coerce = known.get
        self.fields["session"].choices = [
            (number, f"{number} · {session.get_phase_display()}")
            for number, session in known.items()
        ]
        going_on = [n for n, each in known.items() if each.state == Session.State.OPEN]
        self.fields["session"].initial = next(reversed(going_on or list(known)), None)


class UnevenForm(forms.Form):
    uneven = forms.CharField(
        label=_("Why it is confirmed although the sides are uneven"), required=False,
        max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class WhyForm(UnevenForm):
    uneven = forms.CharField(
        label=_("Why the round stands although its sides changed"), max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Your code"),
        max_length=400,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off", "autocapitalize": "characters",
                "spellcheck": "false", "dir": "ltr", "data-code": "",
            }
        ),
        help_text=_("Nine groups of four from the letter. Small letters do as well."),
    )  # fmt: skip


class TwoWordsForm(forms.Form):
    spoken = forms.CharField(
        label=_("The two words"),
        max_length=200,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "none",
                "spellcheck": "false",
            }
        ),
        help_text=_("Your contact told them to you, not by letter."),
    )


class AnswerForm(forms.Form):
    words = forms.CharField(
        label=_("Anything you want to say"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=_("Only those who invite you can read it."),
    )


class ObjectForm(forms.Form):
    """What is wrong, and where: paragraphs are counted as they stand on the page."""

    passage = forms.TypedChoiceField(label=_("What you object to"), coerce=int)
    words = forms.CharField(
        label=_("What is wrong with it"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=_("Those who write the text read this, and not who wrote it."),
    )

    def __init__(self, *args, text, **kwargs):
        super().__init__(*args, **kwargs)
        count = len([part for part in text.split("\n\n") if part.strip()])
        self.fields["passage"].choices = [(0, _("The whole text"))] + [
            (number, _("Paragraph %(number)d") % {"number": number})
            for number in range(1, count + 1)
        ]


class DaysForm(SendingForm):
    days = forms.IntegerField(
        label=_("Days to answer"), min_value=1, max_value=60, initial=14
    )
