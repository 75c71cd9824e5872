"""The form a file beside a check comes by."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participants.stripping import LARGEST


class EvidenceForm(forms.Form):
    """A file, and what it is in an officer's words. What it is called is asked by nobody."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        allow_empty_file=True,  # the sentence about it is ours
        error_messages={"required": gettext_lazy("Choose a file of at most 20 MB.")},
        help_text=gettext_lazy(
            "PDF, JPEG, PNG, WebP, TIFF or plain text, of at most 20 MB. Who made it, with"
            " what, when and where is taken out of it; so are links, notes in the margin,"
            " attachments and fields to fill in. Bring anything else as PDF."
        ),
        widget=forms.FileInput(
            attrs={"accept": ".pdf,.jpg,.jpeg,.png,.webp,.tif,.tiff,.txt"}
        ),
    )
    words = forms.CharField(
        label=gettext_lazy("What it is"), max_length=300,
        help_text=gettext_lazy("Sealed for the vetting officers, as the file is."),
    )  # fmt: skip

    def clean_file(self) -> bytes:
        given = self.cleaned_data["file"]
        if given.size > LARGEST:
            raise ValidationError(
                _("The file is larger than 20 MB. Bring it in parts.")
            )
        content: bytes = given.read()
        return content
