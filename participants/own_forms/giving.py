"""What she agrees to: texts as they stood before her, signed by her name and the day."""

from django import forms
from django.utils.translation import gettext_lazy as _

from participants.own_forms.days import TodayField


class GiveForm(forms.Form):
    """Which texts she agrees to, in which edition and language, by her name and the day."""

    kinds = forms.MultipleChoiceField(
        label=_("I agree to"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Tick at least one text."),
            "invalid_choice": _(
                "A text you ticked has changed meanwhile, or stands here in another language"
                " now. Read it as it stands, and tick it again."
            ),
        },
    )
    name = forms.CharField(label=_("Your full name"), max_length=200)
    on = TodayField(label=_("Today's date"))

    def __init__(self, *args, offered=(), **kwargs):
        """`offered` are the texts before her: what she ticks names one as it stands there."""
        super().__init__(*args, **kwargs)
        self.offered = {text.mark: text for text in offered}
        self.fields["kinds"].choices = [
            (mark, text.row.wording.get_kind_display())
            for mark, text in self.offered.items()
        ]

    def parts(self):
        given = self.cleaned_data
        ticked = [self.offered[mark] for mark in given["kinds"]]
        read = [(text.row, text.language) for text in ticked]
        return {"read": read, "name": given["name"], "on": given["on"]}
