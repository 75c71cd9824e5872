"""What facilitators write for their own pack."""

from django import forms
from django.utils.translation import gettext_lazy as _

from trackii.sending import Read


class PartForm(Read):
    """A part of the facilitators' pack, in their own words."""

    words = forms.CharField(
        required=False, max_length=8000,
        widget=forms.Textarea(attrs={"rows": 10, "dir": "auto"}),
        help_text=_("In code names and sides. It is sealed in the room of this round."),
    )  # fmt: skip

    def __init__(self, *args, label="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["words"].label = label
