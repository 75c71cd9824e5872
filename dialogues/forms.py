"""What opening an initiative and naming a colleague ask for."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from dialogues import code_names, keys, ledger
from dialogues.charter import Archive, Charter, Method, Scope, ThirdPartyKind
from dialogues.initiatives import Seat
from dialogues.models import Initiative
from trackii.accounts import colleagues
from trackii.accounts.models import NAME, User
from trackii.audit import choices
from trackii.audit.models import Entry
from trackii.policy import Role
from trackii.sending import Once

ROLE_HELP = {
    Role.CONVENER: _(
        "Opens and steers, staffs the team, releases summaries with another."
    ),
    Role.FACILITATOR: _("Schedules, sees the room, approves summaries."),
    Role.VETTING_OFFICER: _("Two of them decide on people. Reads no notes."),
    Role.RAPPORTEUR: _("Writes notes and summaries."),
    Role.ORGANISER: _("Seats, travel, briefing packs, exports. Reads no notes."),
    Role.READER: _("Reads what is released, and nothing else."),
}

PARTS = {
    _("What it is about"): "code title conflict scope method",
    _("The sides"): "side_a side_b",
    _("The third party"): "third_party third_party_kind acceptable",
    _("What may be told, and what is kept"): "regime threshold archive",
}


class OpenForm(Once):
    code = forms.ChoiceField(
        label=_("Code name"),
        widget=forms.RadioSelect,
        help_text=_(
            "Drawn, so that it tells nothing. Outside the team it is all that shows."
        ),
    )
    title = forms.CharField(label=_("Working title"), max_length=200)
    conflict = forms.CharField(
        label=_("The conflict"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    side_a = forms.CharField(label=_("Side A"), max_length=200)
    side_b = forms.CharField(label=_("Side B"), max_length=200)
    side_c = forms.CharField(
        label=_("Side C, if there is one"), max_length=200, required=False
    )
    side_d = forms.CharField(label=_("Side D"), max_length=200, required=False)
    side_e = forms.CharField(label=_("Side E"), max_length=200, required=False)
    side_f = forms.CharField(label=_("Side F"), max_length=200, required=False)
    scope = forms.ChoiceField(label=_("Scope"), choices=Scope, widget=forms.RadioSelect)
    method = forms.ChoiceField(
        label=_("Method"), choices=Method, widget=forms.RadioSelect
    )
    third_party = forms.CharField(label=_("Third party"), max_length=200)
    third_party_kind = forms.ChoiceField(
        label=_("What it is"), choices=ThirdPartyKind, widget=forms.RadioSelect
    )
    acceptable = forms.CharField(
        label=_("What makes it acceptable to each side"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    regime = forms.ChoiceField(
        label=_("Disclosure regime"),
        choices=Initiative.Regime,
        initial=Initiative.Regime.CHATHAM_HOUSE,
        widget=forms.RadioSelect,
        help_text=_("What a session begins with. It can be set for each session."),
    )
    threshold = forms.IntegerField(
        label=_("Count nothing below"),
        min_value=3,
        max_value=50,
        initial=5,
        help_text=_(
            "The team undertakes never to count fewer people than this in anything"
            " released."
        ),
    )
    archive = forms.ChoiceField(
        label=_("What becomes of the archive"),
        choices=Archive,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by
        words = code_names.offered(by)
        chosen = self.data.get("code", "")
        if chosen not in words and code_names.was_offered(chosen, by):
            words = [chosen, *words[1:]]
        self.fields["code"].choices = [(word, word.upper()) for word in words]
        found = User.objects.allowing(NAME, by).filter(pk__in=keys.with_key())
        self.colleagues = {str(colleague.pk): colleague for colleague in found}
        choices = [(pk, each.name) for pk, each in self.colleagues.items()]
        for role in Role:
            self.fields[role.value] = forms.MultipleChoiceField(
                label=role.label,
                choices=choices,
                required=False,
                help_text=ROLE_HELP[role],
            )
        self.fields[Role.CONVENER.value].initial = [str(by.pk)]

    def clean(self):
        given = super().clean()
        letters = [given.get(f"side_{letter}", "") for letter in "abcdef"]
        named = [title for title in letters if title]
        if letters[: len(named)] != named:
            raise ValidationError(_("Fill the sides in order, without a gap."))
        return given

    def parts(self):
        """Everything but the team, by what it is about, in the order of the page."""
        return [
            (title, [self[name] for name in names.split()])
            for title, names in PARTS.items()
        ]

    def more_sides(self):
        return [self[f"side_{letter}"] for letter in "cdef"]

    def has_more_sides(self):
        return any(field.value() or field.errors for field in self.more_sides())

    def roles(self):
        return ROLE_HELP.items()

    def team(self):
        """A row for each colleague: a box for each role, ticked where it was ticked."""
        given = {role: set(map(str, self[role.value].value() or [])) for role in Role}
        return [
            (each, [(role, pk in given[role]) for role in Role])
            for pk, each in self.colleagues.items()
        ]

    def words(self):
        return keys.words_of(self.colleagues.values())

    def charter(self):
        given = self.cleaned_data
        plain = {
            name: given[name]
            for name in (
                "title", "conflict", "third_party", "third_party_kind", "acceptable",
                "scope", "method", "archive",
            )
        }  # fmt: skip
        sides = [given[f"side_{letter}"] for letter in "abcdef"]
        return Charter(**plain, sides=[side for side in sides if side])

    def seats(self):
        return [
            Seat(self.colleagues[pk], role)
            for role in Role
            for pk in self.cleaned_data[role.value]
        ]


class OpeningForm(forms.Form):
    """Which edition of an opening was on the page of who signs it."""

    edition = forms.CharField(max_length=64, required=False)


class NameForm(Once):
    user = forms.TypedChoiceField(label=_("Colleague"))
    role = forms.ChoiceField(label=_("Role"), choices=[("", "–"), *Role.choices])

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        found = User.objects.allowing(NAME, by)
        known = [(str(pk), name) for pk, name in colleagues.to_name(by)]
        self.fields["user"].choices = [("", "–"), *known]
        self.fields["user"].coerce = lambda pk: found.get(pk=pk)


class CustodyForm(Once):
    """Three colleagues, in the order in which they take off their layers."""

    first = forms.TypedChoiceField(label=_("First custodian"))
    second = forms.TypedChoiceField(label=_("Second custodian"))
    third = forms.TypedChoiceField(label=_("Third custodian"))

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        found = User.objects.allowing(NAME, by).filter(pk__in=keys.with_key())
        known = [(str(each.pk), each.name) for each in found.exclude(pk=by.pk)]
        for place in ("first", "second", "third"):
            self.fields[place].choices = [("", "–"), *known]
            self.fields[place].coerce = lambda pk: found.get(pk=pk)


class NarrowForm(forms.Form):
    """What a reader of the record looks for. What makes no sense narrows nothing, and says so."""

    who = forms.ChoiceField(label=_("Who"), required=False)
    act = forms.ChoiceField(label=_("Act"), required=False)
    kind = forms.ChoiceField(label=_("Kind of thing"), required=False)
    thing = forms.CharField(
        label=_("Code name, such as A-07"), required=False, max_length=12
    )
    since = forms.DateField(label=_("From the day"), required=False)
    until = forms.DateField(label=_("To the day"), required=False)
    outcome = forms.ChoiceField(
        label=_("Outcome"),
        required=False,
        choices=[("", _("All")), *Entry.Outcome.choices],
    )
    acts = forms.BooleanField(label=_("Without readings"), required=False)

    def __init__(self, *args, team, done, **kwargs):
        super().__init__(*args, **kwargs)
        verbs, kinds = ({each[n] for each in done} for n in (0, 1))
        everybody, every = [("", _("Everybody"))], [("", _("All"))]
        others = [(ledger.HOUSE, _("the house")), (ledger.BY_LINK, _("a private link"))]
        self.fields["who"].choices = everybody + team + others
        self.fields["act"].choices = every + choices.acts(verbs)
        self.fields["kind"].choices = every + choices.kinds(kinds)
        for name in ("since", "until"):
            self.fields[name].widget = forms.DateInput(attrs={"type": "date"})

    def clean(self):
        given = super().clean()
        since, until = given.get("since"), given.get("until")
        if since and until and until < since:
            self.add_error("until", _("It lies before the first day."))
        return given

    def chosen(self):
        """What was understood of it."""
        self.is_valid()  # what is wrong is left out, and what is right counts
        return getattr(self, "cleaned_data", {})

    def said(self):
        """The same as it was typed, for the address of the next page."""
        typed = {name: self.data.get(name) for name in self.fields}
        return urlencode({name: words for name, words in typed.items() if words})
