"""What is set once, before any form is built: what a field is told, and holds words against."""

from django import forms
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from trackii import direction

EMPTY = {
    forms.Field: _("Write something here: it cannot stay empty."),
    forms.FileField: _("Choose a file."),
    forms.BooleanField: _("Tick this box to go on."),
    forms.ChoiceField: _("Choose one of these."),
    forms.MultipleChoiceField: _("Choose at least one of these."),
    forms.ModelMultipleChoiceField: _("Choose at least one of these."),
}
# Whatever takes words; those that inherit from them, too.
WORDS = [forms.CharField, forms.EmailField, forms.URLField]


class HouseConfig(AppConfig):
    name = "trackii"

    def ready(self):
        for field, words in EMPTY.items():
            said = field.__dict__.get("default_error_messages", {})
            field.default_error_messages = said | {"required": words}
        against = [direction.upright, direction.legible]
        held = {field: [*field.default_validators, *against] for field in WORDS}
        for field, validators in held.items():
            field.default_validators = validators
