"""Boxes to write in and lists to choose from, drawn without a template for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.forms.renderers import TemplatesSetting
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.forms import BoundField
    from django.utils.safestring import SafeString

register = template.Library()
# A browser offers nothing that was typed before, unless a box asks for it.
_QUIET = mark_safe(' autocomplete="off"')
_PRESSED = {"hidden", "checkbox", "radio"}  # nobody types into these
_TYPED = (
    "text email number password tel url search date time datetime color file".split()
)


@register.simple_tag
def attributes(of: dict[str, Any]) -> SafeString:
    """The attributes of a box."""
    drawn = (
        f" {conditional_escape(name)}"
        if value is True
        else f' {conditional_escape(name)}="{conditional_escape(value)}"'
        for name, value in of.items()
        if value is not False
    )
    return mark_safe("".join(drawn))


@register.simple_tag
def options(groups: Iterable[Any]) -> SafeString:
    """The options of a list to choose from; ours have no groups.

    An option says its value only where its words do not: five hundred of them add up.
    """
    return mark_safe(
        "".join(
            _option(each) for _name, each_group, _place in groups for each in each_group
        )
    )


def _option(one: dict[str, Any]) -> str:
    value, words = str(one["value"]), str(one["label"])
    says = "" if value == words else f' value="{conditional_escape(value)}"'
    chosen = " selected" if one["selected"] else ""
    return f"<option{says}{chosen}>{conditional_escape(words)}</option>"


@register.simple_tag
def single_line(box: dict[str, Any]) -> SafeString:
    """A box for one line, one to tick, or one nobody sees."""
    kind, attrs, value = box["type"], box["attrs"], box["value"]
    return format_html(
        '<input type="{}" name="{}"{}{}{}>',
        kind,
        box["name"],
        "" if value is None else format_html(' value="{}"', str(value)),
        attributes(attrs),
        "" if attrs.get("autocomplete") or kind in _PRESSED else _QUIET,
    )


@register.simple_tag
def many_lines(box: dict[str, Any]) -> SafeString:
    """A box for a text. It takes any length: a browser would cut off the rest without a word."""
    attrs = {name: of for name, of in box["attrs"].items() if name != "maxlength"}
    return format_html(
        '<textarea name="{}"{}{}>\n{}</textarea>',
        box["name"],
        attributes(attrs),
        "" if attrs.get("autocomplete") else _QUIET,
        box["value"] or "",
    )


@register.simple_tag
def one_of(box: dict[str, Any]) -> SafeString:
    """A list to choose one from, or several."""
    return format_html(
        '<select name="{}"{}>{}</select>',
        box["name"],
        attributes(box["attrs"]),
        options(box["optgroups"]),
    )


def side_by_side(box: dict[str, Any]) -> SafeString:
    """Boxes that make one answer: a day and an hour."""
    return mark_safe("".join(_drawn(each) for each in box["subwidgets"]))


def _drawn(box: dict[str, Any]) -> str:
    return _DRAWN[box["template_name"]](box)


def one_field(of: BoundField) -> SafeString:
    """Label, hint, what is wrong, then the place to write. A single box stands before its words."""
    hint = of.help_text and _hint(of)
    wrong, box = str(of.errors) if of.errors else "", str(of)
    if of.widget_type == "checkbox":
        ticked = '<label class="check" for="{}">{} {}</label>{}{}'
        return format_html(ticked, of.id_for_label, box, of.label, hint, wrong)
    words = of.label and format_html("{}{}", of.label, _optional(of))
    if of.use_fieldset:
        legend = words and format_html("<legend>{}</legend>", words)
        by = of.aria_describedby
        named = by and format_html(' aria-describedby="{}"', by)
        form = "<fieldset{}>{}{}{}{}</fieldset>"
        return format_html(form, named or "", legend, hint, wrong, box)
    label = words and format_html('<label for="{}">{}</label>', of.id_for_label, words)
    return format_html("{}{}{}{}", label, hint, wrong, box)


def _optional(of: BoundField) -> SafeString | str:
    if of.field.required:
        return ""
    return format_html(' <span class="helptext">{}</span>', _("(optional)"))


def _hint(of: BoundField) -> SafeString:
    there = of.auto_id and format_html(' id="{}_helptext"', of.auto_id)
    return format_html('<div class="helptext"{}>{}</div>', there, of.help_text)


_FIELD = "django/forms/field.html"
_DRAWN = {
    f"django/forms/widgets/{name}.html": drawn
    for drawn, names in (
        (single_line, [*_TYPED, "hidden", "checkbox"]),
        (many_lines, ["textarea"]),
        (one_of, ["select"]),
        (side_by_side, ["splitdatetime"]),
    )
    for name in names
}


class Boxes(TemplatesSetting):
    """Forms are drawn by templates; their fields, of which there are many, at once."""

    def render(
        self, template_name: str, context: dict[str, Any], request: Any = None
    ) -> str:
        if template_name == _FIELD:
            return one_field(context["field"])
        if drawn := _DRAWN.get(template_name):
            return drawn(context["widget"])
        return super().render(template_name, context, request)
