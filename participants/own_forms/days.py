"""A day somebody signs on."""

from django import forms

from trackii import clock


class TodayField(forms.DateField):
    """A day, which is today unless somebody says otherwise."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **kwargs):
        super().__init__(initial=clock.today, input_formats=["%Y-%m-%d"], **kwargs)
