"""What putting somebody forward, and deciding on her, ask for."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from dialogues.models import Side
from participants import balance
from participants.attributes import ActorType, Office
from participants.models import Check, Extract
from participants.particulars import Capacity, Particulars, Standing
from participants.sections import Lines, Section
from trackii import clock, direction
from trackii.sending import Once


class SideChoice(forms.ModelChoiceField):
    def label_from_instance(self, side):
        return _("Third party") if side.letter == "T" else side.letter


class Numbered(forms.RadioSelect):
    """Answers each a key away: the first by 1, the second by 2."""

    def create_option(self, name, value, label, selected, index, *args, **kwargs):
        made = super().create_option(
            name, value, label, selected, index, *args, **kwargs
        )
        made["attrs"]["accesskey"] = str(int(index) + 1)
        return made


class Copied:
    """A field that people fill from an address book, signs of its own around it and all."""

    def to_python(self, value):
        return super().to_python(direction.bare(str(value or "").strip()))


class Address(Copied, forms.EmailField):
    pass


class Telephone(Copied, forms.CharField):
    pass


class ParticularsForm(Section):
    """Who somebody is and how to write to her, as it is put down and as it is corrected."""

    name = forms.CharField(label=_("Full name"), max_length=200)
    variants = Lines(
        label=_("Other names and spellings"),
        required=False,
        max_length=1000,
        rows=3,
        help_text=_("One to a line: nicknames, other scripts, transliterations."),
    )
    titles = Lines(
        label=_("Titles"),
        required=False,
        max_length=300,
        rows=2,
        help_text=_("One to a line: Sheikh, Dr, Mother Superior."),
    )
    email = Address(label=_("Email"), required=False)
    phone = Telephone(label=_("Telephone"), required=False, max_length=40)
    language = forms.ChoiceField(
        label=_("Language of letters"), choices=settings.PREPARED_FOR
    )
    # None is chosen for somebody: whoever did not look would put down academics.
    actor_type = forms.ChoiceField(
        label=_("Actor type"), choices=[("", _("Choose one")), *ActorType.choices]
    )
    affiliation = forms.CharField(
        label=_("Affiliation"),
        required=False,
        max_length=300,
        help_text=_("Biography: used in vetting, and nowhere else."),
    )

    for_officers = ("affiliation",)


class NominateForm(Once, ParticularsForm):
    side = SideChoice(
        Side.objects.none(), label=_("Side"), widget=forms.RadioSelect, empty_label=None
    )
    capacity = forms.ChoiceField(
        label=_("Capacity"),
        choices=Capacity,
        initial=Capacity.PERSONAL,
        widget=forms.RadioSelect,
    )
    office = forms.CharField(
        label=_("Office held now"),
        required=False,
        max_length=300,
        help_text=_("It has to be resolved before anybody approves."),
    )
    case = forms.CharField(
        label=_("Why this person"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    # Asked once somebody with the same address or number was found.
    anyway = forms.BooleanField(
        label=_("This is somebody else: put them forward all the same"),
        required=False,
        widget=forms.HiddenInput,
    )
    field_order = ["side"]

    def add_error(self, field, error):
        super().add_error(field, error)
        if getattr(error, "code", None) == "known":
            self.fields["anyway"].widget = forms.CheckboxInput()

    def __init__(self, *args, initiative, **kwargs):
        super().__init__(*args, **kwargs)
        self.initiative = initiative
        self.fields["side"].queryset = initiative.sides.all()

    def parts(self):
        """What nominating takes: the side, the particulars, the standing, the case."""
        given = self.cleaned_data
        offices = [Office(given["office"])] if given["office"] else []
        return {
            "side": given["side"],
            "particulars": Particulars(**self.facts(), offices=offices),
            "standing": Standing(
                given["capacity"], clock.today().isoformat(), given["office"]
            ),
            "case": given["case"],
        }


class ExtractForm(Once):
    """Asking that identities are carried out."""

    scope = forms.ChoiceField(
        label=_("Whose"), choices=Extract.Scope, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("What for"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Who signs reads it. It is sealed."),
    )


class FindForm(forms.Form):
    """The first signature under a check."""

    outcome = forms.ChoiceField(label=_("What was found"), widget=Numbered)
    words = forms.CharField(
        label=_("What it rests on"),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 4, "accesskey": "w"}),
        help_text=_("Sealed for the vetting officers."),
    )
    conditions = forms.CharField(
        label=_("Conditions"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "The team that invites and seats reads these: write what they have to keep"
            " to, and not why."
        ),
    )
    expires_on = forms.DateField(
        label=_("Counts until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Left empty, it counts for as long as is usual for this check."),
    )
    read = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)

    def __init__(self, *args, outcomes, **kwargs):
        super().__init__(*args, **kwargs)
        chosen = [(each, Check.State(each).label) for each in outcomes]
        self.fields["outcome"].choices = chosen
        if len(chosen) == 1:
            self.initial.setdefault("outcome", chosen[0][0])
        if Check.State.CONDITIONS not in outcomes:
            del self.fields["conditions"]

    def clean_expires_on(self):
        day = self.cleaned_data["expires_on"]
        if day and day <= clock.today():
            raise forms.ValidationError(_("Name a day that is still to come."))
        return day


class ReasonForm(forms.Form):
    """Why a check goes another way; it stays with the officers."""

    words = forms.CharField(
        label=_("Why"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Sealed for the vetting officers."),
    )


class ManyForm(forms.Form):
    """What is signed for several at once: the same words beside each."""

    words = forms.CharField(
        label=_("Why"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2, "accesskey": "w"}),
        help_text=_("Sealed for the vetting officers."),
    )


class ReadForm(forms.Form):
    """A signature that needs no words of its own, only what it has read."""

    read = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)


class DemandForm(forms.Form):
    """Which checks are asked for before anybody is approved."""

    kinds = forms.MultipleChoiceField(
        label=_("Cleared before anybody is approved"),
        choices=Check.Kind,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Sanctions has to be cleared wherever a list is in force, asked or not."
        ),
    )


class Numbers(forms.Form):
    """How many of each value every side should have."""

    def __init__(self, *args, wanted, **kwargs):
        super().__init__(*args, **kwargs)
        for attribute, (_name, label) in balance.ATTRIBUTES.items():
            for value, word in balance.values(attribute).items():
                self.fields[f"{attribute}-{value}"] = forms.IntegerField(
                    label=f"{label}: {word}",
                    required=False,
                    min_value=0,
                    max_value=99,
                    initial=wanted.get(attribute, {}).get(value),
                )

    def numbers(self):
        """By attribute and value; nothing is wanted where nothing was said."""
        numbers = {}
        for name, number in self.cleaned_data.items():
            attribute, _dash, value = name.partition("-")
            if number:
                numbers.setdefault(attribute, {})[value] = number
        return numbers


class ConflictForm(forms.Form):
    words = forms.CharField(
        label=_("In which way you are close"), max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Sealed for the other vetting officers. The fact itself is not."),
    )  # fmt: skip


class CapacityForm(forms.Form):
    capacity = forms.ChoiceField(
        label=_("Capacity"), choices=Capacity, widget=forms.RadioSelect
    )
    since = forms.DateField(
        label=_("Since"), widget=forms.DateInput(attrs={"type": "date"})
    )
    office = forms.CharField(label=_("Office held now"), required=False, max_length=100)
    read = forms.CharField(widget=forms.HiddenInput, required=False, max_length=128)


class ResolutionForm(forms.Form):
    words = forms.CharField(
        label=_("Why it does not stand in the way"), max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    read = forms.CharField(widget=forms.HiddenInput, required=False, max_length=128)


class GroundsForm(forms.Form):
    grounds = forms.CharField(
        label=_("Grounds"), max_length=8000,
        widget=forms.Textarea(attrs={"rows": 4, "accesskey": "w"}),
        help_text=_("Sealed for the vetting officers. The team learns the decision only."),
    )  # fmt: skip
    # What was on the page: nobody signs for anything else, nor without saying what.
    read = forms.CharField(widget=forms.HiddenInput, required=False, max_length=128)
