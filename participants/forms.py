"""What putting somebody forward, and deciding on her, ask for."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from dialogues.models import Side
from participants.particulars import ActorType, Capacity, Particulars, Standing
from trackii import clock
from trackii.sending import Once


class SideChoice(forms.ModelChoiceField):
    def label_from_instance(self, side):
        return _("Third party") if side.letter == "T" else side.letter


class ParticularsForm(forms.Form):
    """What is known of somebody, as it is put down and as it is corrected."""

    name = forms.CharField(label=_("Full name"), max_length=200)
    variants = forms.CharField(
        label=_("Other names and spellings"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One to a line: nicknames, other scripts, transliterations."),
    )
    email = forms.EmailField(label=_("Email"), required=False)
    phone = forms.CharField(label=_("Telephone"), required=False, max_length=40)
    language = forms.ChoiceField(
        label=_("Language of letters"), choices=settings.PREPARED_FOR
    )
    actor_type = forms.ChoiceField(label=_("Actor type"), choices=ActorType)
    affiliation = forms.CharField(
        label=_("Affiliation"),
        required=False,
        max_length=300,
        help_text=_("Biography: used in vetting, and nowhere else."),
    )

    def __init__(self, *args, affiliation=True, **kwargs):
        super().__init__(*args, **kwargs)
        if not affiliation:  # seen in vetting only
            del self.fields["affiliation"]

    def particulars(self):
        """As they were given; what was not asked for stays as it is."""
        given = self.initial | self.cleaned_data
        lines = [line.strip() for line in given["variants"].splitlines()]
        plain = ("name", "email", "phone", "language", "actor_type", "affiliation")
        return Particulars(
            **{field: given[field] for field in plain},
            variants=[line for line in lines if line],
        )


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
    field_order = ["side"]

    def __init__(self, *args, initiative, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["side"].queryset = initiative.sides.all()

    def parts(self):
        """What nominating takes: the side, the particulars, the standing, the case."""
        given = self.cleaned_data
        return {
            "side": given["side"],
            "particulars": self.particulars(),
            "standing": Standing(
                given["capacity"], clock.today().isoformat(), given["office"]
            ),
            "case": given["case"],
        }


class GroundsForm(forms.Form):
    grounds = forms.CharField(
        label=_("Grounds"),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "Sealed for the vetting officers. The team learns the decision only."
        ),
    )
    # What was on the page: nobody signs for anything else, nor without saying what.
    read = forms.CharField(widget=forms.HiddenInput, required=False, max_length=128)
