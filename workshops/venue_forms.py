"""Forms about venues: what is known of one, and by whose clock a round is held there."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from trackii.sending import Once, Read
from workshops.date_forms import ZoneField, known_country
from workshops.premises import Kind, Premises

MOST_ROOMS = 40


class RoomsField(forms.CharField):
    """One room to a line: what it is called, and after a comma how many it holds."""

    def clean(self, value):
        lines = [
            line.strip() for line in super().clean(value).splitlines() if line.strip()
        ]
        if len(lines) > MOST_ROOMS:
            raise ValidationError(_("That is more rooms than a round can use."))
        rooms = [_room(line) for line in lines]
        names = [name.casefold() for name, _holds in rooms]
        if twice := [name for name, _h in rooms if names.count(name.casefold()) > 1]:
            said = _("Two rooms cannot go by one name: %(name)s.")
            raise ValidationError(said % {"name": twice[0]})
        return rooms

    @staticmethod
    def lines(rooms):
        return "\n".join(
            f"{room.name}, {room.holds}" if room.holds else room.name for room in rooms
        )


def _room(line):
    name, comma, holds = (part.strip() for part in line.rpartition(","))
    if not comma:
        return line, 0
    if not (holds.isdecimal() and name and 1 <= int(holds) <= 9999):
        said = _("A room and how many it holds, as in: Library, 12. Not: %(line)s")
        raise ValidationError(said % {"line": line})
    return name, int(holds)


def _words(label, help_text="", rows=2):
    return forms.CharField(
        label=label, help_text=help_text, max_length=4000, required=False,
        widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}),
    )  # fmt: skip


class VenueForm(Read, Once):
    """A place, and what makes it fit for people of all sides."""

    name = forms.CharField(label=_("What it is called"), max_length=200)
    kind = forms.ChoiceField(label=_("Type"), choices=Kind)
    address = forms.CharField(
        label=_("Address"), max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )  # fmt: skip
    country = forms.CharField(
        label=_("Country"), required=False, max_length=2, min_length=2,
        help_text=_("Two letters, such as NO: its public holidays are looked up."),
    )  # fmt: skip
    time_zone = ZoneField(label=_("Time zone"))
    neutral = _words(_("What makes it neutral"), _("To each side."))
    private = _words(_("What makes it private"))
    holds = forms.IntegerField(
        label=_("How many it holds"), min_value=1, max_value=9999, required=False
    )
    rooms = RoomsField(
        label=_("Rooms"), max_length=4000, required=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=_("One to a line, with how many it holds: Library, 12"),
    )  # fmt: skip
    access = _words(_("Getting about in it"), _("Steps, lifts, doors, beds."))
    prayer = _words(_("Where people pray"))
    kitchen = _words(_("Kitchen"), _("Who cooks, and what can be cooked there."))
    distances = _words(_("Distances"), _("To the station, the border, a hospital."))
    past = _words(_("Past use"), _("Who met there before, and how it went."))

    def clean_country(self):
        return known_country(self.cleaned_data["country"])

    @staticmethod
    def begun(premises):
        return vars(premises) | {
            "rooms": RoomsField.lines(premises.rooms),
            "holds": premises.holds or None,
        }

    @staticmethod
    def premises(given, before=None):
        given = {name: each for name, each in given.items() if name != "read"}
        rooms, holds = given.pop("rooms"), given.pop("holds") or 0
        made = Premises(holds=holds, **given)
        made.furnish(rooms, before or made)
        return made


class ClockForm(forms.Form):
    """By whose clock a round is held at a venue: offered from it, chosen by a person."""

    time_zone = ZoneField(label=_("Time zone of the round"))


class JoiningForm(forms.Form):
    joining = forms.CharField(
        label=_("How to join"), max_length=4000, required=False,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        help_text=_("An address and a code, and what to do if the line fails. No names."),
    )  # fmt: skip
