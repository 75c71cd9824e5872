"""Forms about dates: what is asked, what somebody answers, what bears on her answer."""

from datetime import UTC, timedelta
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from trackii import clock
from trackii.labels import listed
from trackii.sending import Once
from workshops import canvassing, wording
from workshops.canvassing import Skipped, Twice
from workshops.circumstances import Circumstances, Said, zone_near
from workshops.wording import FAITHS

WAYS = [
    ("yes", _("Yes")),
    ("if_need_be", _("If need be")),
    ("no", _("No")),
]


FIRST_YEAR, LAST_YEAR = 1900, 2200
ZONES = sorted(zone for zone in available_timezones() if "/" in zone or zone == "UTC")


class ZoneField(forms.ChoiceField):
    """By whose clock: chosen by a person, out of all there are."""

    def __init__(self, **also):
        named = [(zone, zone.replace("_", " ")) for zone in ZONES]
        said = _("Choose by which clock the round is held: all its hours go by it.")
        super().__init__(
            choices=[("", _("Choose")), *named],
            error_messages={"required": said},
            **also,
        )


class MomentField(forms.SplitDateTimeField):
    """A day and an hour as the clock on the wall shows them; the form knows which wall."""

    widget = forms.SplitDateTimeWidget(
        date_attrs={"type": "date", "aria-label": _("Day")},
        time_attrs={"type": "time", "aria-label": _("Hour")},
        time_format="%H:%M",
    )

    def compress(self, values):
        moment = super().compress(values)
        return moment and moment.replace(tzinfo=None)


def local(moment, zone, meant=""):
    """A moment of the venue's clock. One that does not exist there, or exists twice, is asked about.

    `meant` is the answer: one of the moments there were to choose from.
    """
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValidationError(_("Write the year with four digits."))
    try:
        return canvassing.instant(moment, zone).astimezone(ZoneInfo(zone))
    except (Skipped, Twice) as unclear:
        for choice in unclear.choices:
            if choice.isoformat() == meant:
                return choice.astimezone(ZoneInfo(zone))
        raise Unclear(unclear) from unclear


class Unclear(ValidationError):
    """Two moments may be meant: the sentence names both, the form offers them."""

    def __init__(self, unclear):
        super().__init__(wording.refusal(unclear))
        zone = unclear.zone
        seen = [(each, canvassing.seen_from(each, zone)) for each in unclear.choices]
        self.choices = [
            (each.isoformat(), f"{there:%H:%M} (UTC{there.isoformat()[-6:]})")
            for each, there in seen
        ]


def known_country(letters):
    """Two letters a country goes by, or nothing. Whose holidays are not known is said later."""
    if letters and not (letters.isascii() and letters.isalpha()):
        raise ValidationError(_("Two letters, such as NO."))
    return letters.upper()


class SpanForm(forms.Form):
    """From when to when, on the clock of the venue."""

    longest = timedelta(days=31)
    too_long = _("That is longer than a month. Check both ends.")

    starts_at = MomentField(label=_("Begins"))
    ends_at = MomentField(label=_("Ends"))

    def __init__(self, *args, zone="UTC", **kwargs):
        super().__init__(*args, **kwargs)
        self.zone = zone

    def clean(self):
        given = super().clean()
        for name in ("starts_at", "ends_at"):
            if given.get(name):
                try:
                    meant = self.data.get(self.add_prefix(f"{name}_meant"), "")
                    given[name] = local(given[name], self.zone, meant)
                except ValidationError as refused:
                    self.add_error(name, refused)
                    self._ask(name, refused)
        if given.get("starts_at") and given.get("ends_at") and not self.errors:
            # By UTC: Python reckons two moments of one zone by what its wall shows.
            starts, ends = (
                given[end].astimezone(UTC) for end in ("starts_at", "ends_at")
            )
            if starts >= ends:
                self.add_error("ends_at", _("It has to end after it begins."))
            elif ends - starts > self.longest:
                self.add_error("ends_at", self.too_long)
        return given

    def _ask(self, name, refused):
        """Which of two moments is meant stands below the box from now on."""
        if choices := getattr(refused, "choices", None):
            # Who types another hour instead has nothing to choose, and is let through.
            self.fields[f"{name}_meant"] = forms.ChoiceField(
                label=_("Which of the two"), choices=choices, required=False,
                widget=forms.RadioSelect,
            )  # fmt: skip


class DatesForm(SpanForm):
    """The dates of a round: a slip of the year would have no reminder go, and say nothing."""

    def clean(self):
        given = super().clean()
        starts = given.get("starts_at")
        if starts and "starts_at" not in self.errors and starts < clock.now():
            self.add_error(
                "starts_at", _("That day has passed. A round is still to come.")
            )
        return given


class OptionForm(Once, DatesForm):
    """One more period to ask about."""

    @classmethod
    def hidden(cls, option, zone):
        """The same boxes, filled in and out of sight, for a period that is proposed."""
        wall = {
            name: canvassing.seen_from(moment, zone).replace(tzinfo=None)
            for name, moment in (("starts_at", option.starts), ("ends_at", option.ends))
        }
        form = cls(initial=wall, auto_id=False)
        for name in wall:
            form.fields[name].widget = forms.SplitHiddenDateTimeWidget(
                time_format="%H:%M"
            )
        return form


class AskForm(Once):
    days = forms.IntegerField(
        label=_("Days to answer"), min_value=1, max_value=60, initial=14
    )


class CityField(forms.CharField):
    """A city by whose clock somebody lives; any spelling that is near one is asked about."""

    def clean(self, value):
        city = super().clean(value)
        if not city:
            return ""
        zone, alike = zone_near(city)
        if not zone and alike:
            said = _("That city is not known here. Did you mean %(cities)s?")
            raise ValidationError(said % {"cities": listed(alike)})
        if not zone:
            raise ValidationError(
                _("That city is not known here. Name the capital whose clock it keeps.")
            )
        return zone


class WhenForm(forms.Form):
    """Yes, if need be or no to each period; one that is not answered is not said."""

    city = CityField(
        label=_("The city whose clock you live by"), max_length=60, required=False
    )

    def __init__(self, *args, options, said, venue, hers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["city"].initial = said.zone.rsplit("/", 1)[-1].replace("_", " ")
        self.keys = [option.key for option in options]
        for option in options:
            there = wording.period(option, venue) if hers != venue else ""
            self.fields[option.key] = forms.ChoiceField(
                label=wording.period(option, hers), choices=WAYS, required=False,
                widget=forms.RadioSelect, initial=said.given.get(option.key),
                help_text=there,
            )  # fmt: skip
        self.order_fields([*self.keys, "city"])

    def said(self):
        given = self.cleaned_data
        answers = {key: given[key] for key in self.keys if given[key]}
        return Said(given["city"], answers)


class ConsiderForm(forms.Form):
    """What bears on the dates of one person."""

    required = forms.BooleanField(
        label=_("Without this person it is not held"), required=False
    )
    lead_days = forms.IntegerField(
        label=_("Days from being told to being there"), min_value=0, max_value=365,
        help_text=_("For a visa, leave, tickets."),
    )  # fmt: skip
    travel_days = forms.IntegerField(
        label=_("Days on the way, one way"), min_value=0, max_value=7
    )
    country = forms.CharField(
        label=_("Country"), required=False, min_length=2, max_length=2,
        help_text=_("Two letters: where public holidays would keep them at home."),
    )  # fmt: skip
    interprets = forms.CharField(
        label=_("Interprets between"), required=False, max_length=60,
        help_text=_("Codes of languages: en ar ru."),
    )  # fmt: skip
    faiths = forms.MultipleChoiceField(
        label=_("Feasts and fasts kept"), required=False,
        choices=[(str(faith), words) for faith, words in FAITHS.items()],
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def clean_country(self):
        return known_country(self.cleaned_data["country"])

    def clean_interprets(self):
        codes = self.cleaned_data["interprets"].lower().split()
        if any(not code.isalpha() or not 2 <= len(code) <= 3 for code in codes):
            raise ValidationError(_("Codes of two or three letters, as in: en ar ru."))
        return sorted(set(codes))

    @staticmethod
    def begun(known):
        return vars(known) | {"interprets": " ".join(known.interprets)}

    def circumstances(self, zone):
        return Circumstances(zone=zone, **self.cleaned_data)


class WindowForm(forms.Form):
    """Where to look for dates nobody thought of."""

    first = forms.DateField(
        label=_("From"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    last = forms.DateField(
        label=_("Until"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    days = forms.IntegerField(label=_("Days long"), min_value=1, max_value=31)

    def parts(self):
        given = self.cleaned_data
        return {"window": (given["first"], given["last"]), "days": given["days"]}


class ChooseForm(Once):
    """Why a period is chosen that something stands in the way of."""

    despite = forms.CharField(
        label=_("Why it is chosen all the same"), max_length=1000, required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("Kept sealed with the round, for those who plan it."),
    )  # fmt: skip
