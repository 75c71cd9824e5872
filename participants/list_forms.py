"""Forms about lists: bringing one, and judging an entry of one."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from participants.forms import Numbered
from participants.judgements import VERDICTS
from trackii.sending import Once


class JudgementForm(forms.Form):
    verdict = forms.ChoiceField(
        label=_("Who is listed there"), choices=VERDICTS, widget=Numbered
    )
    grounds = forms.CharField(
        label=_("What that rests on"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "accesskey": "w"}),
        help_text=_(
            "Sealed for the vetting officers. It counts when another officer seconds it."
        ),
    )
    # The entry that was on the page, as it was worded.
    version = forms.CharField(widget=forms.HiddenInput, max_length=64)


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or several files, as bytes."""

    widget = SeveralFiles(attrs={"accept": ".xml,.csv"})

    def clean(self, data, initial=None):
        given = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(each, initial).read() for each in given]


class OwnListForm(Once):
    files = FilesField(
        label=_("A CSV of your own"),
        help_text=_(
            "With the columns “reference” and “name” and, if you like, “aliases”,"
            " “birth_year”, “nationality”, “sort” and “about”."
        ),
    )
    shorter = forms.BooleanField(
        label=_("It has far fewer entries than before, and was not cut off"),
        required=False,
    )

    def __init__(self, *args, arrived=0, **kwargs):
        """`arrived` is how many bytes came with the form: a file too large is not there."""
        super().__init__(*args, **kwargs)
        self.arrived = arrived

    def clean(self):
        most = settings.FILE_UPLOAD_MAX_MEMORY_SIZE
        if self.arrived > most:
            self.errors.pop("files", None)
            self.add_error("files", self.too_large % {"most": most >> 20})
        return super().clean()

    too_large = _("The file is larger than %(most)s MB: bring a shorter list.")


class ListForm(OwnListForm):
    files = FilesField(
        label=_("Files of the list"),
        help_text=_(
            "XML or CSV, as the UN, OFAC, the EU or the UK publish it. SDN.CSV goes together"
            " with ALT.CSV."
        ),
    )
    too_large = _(
        "The files are larger than %(most)s MB together, and do not arrive by this page. Bring"
        " the same list as CSV, which is smaller, or ask whoever runs the server to type"
        " “manage.py watchlist add” and the name of the file: it takes up to 80 MB."
    )


class RenewalForm(forms.Form):
    words = forms.CharField(
        label=_("What that rests on"),
        max_length=4000,
        initial=_("Looked for on every list in force; nobody listed comes near."),
        widget=forms.Textarea(attrs={"rows": 3, "accesskey": "w"}),
        help_text=_("Sealed for the vetting officers, beside each check."),
    )
    # Who was on the page, and on which lists: nobody signs for others.
    read = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
