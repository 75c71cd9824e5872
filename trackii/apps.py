"""What is set once, before any form is built: what an empty field is told."""

from django import forms
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

EMPTY = {
    forms.Field: _("Write something here: it cannot stay empty."),
    forms.FileField: _("Choose a file."),
    forms.BooleanField: _("Tick this box to go on."),
    forms.ChoiceField: _("Choose one of these."),
    forms.MultipleChoiceField: _("Choose at least one of these."),
    forms.ModelMultipleChoiceField: _("Choose at least one of these."),
}


class HouseConfig(AppConfig):
    name = "trackii"

    def ready(self):
        for field, words in EMPTY.items():
            said = field.__dict__.get("default_error_messages", {})
            field.default_error_messages = said | {"required": words}
