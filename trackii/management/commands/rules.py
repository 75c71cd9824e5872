"""Prints what every field of every form is held against, and what every table refuses."""

from __future__ import annotations

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from django import forms
from django.apps import apps
from django.core.management.base import BaseCommand
from django.db.models import Model

import dialogues.forms
import participants.evidence_forms
import participants.forms
import participants.intake
import participants.list_forms
import participants.own_forms.giving
import participants.own_forms.papers
import participants.own_forms.wishes
import participants.sections
import trackii.accounts.forms
import trackii.forms
import trackii.sending
import trackii.vault.forms
import workshops.account_forms
import workshops.circular_forms
import workshops.copy_forms
import workshops.date_forms
import workshops.forms
import workshops.group_forms
import workshops.journey_forms
import workshops.pack_forms
import workshops.venue_forms

EXAMPLES = """example:
  manage.py rules > docs/rules.md
"""
HEADING = """# What is taken, and what is refused

Made by `manage.py rules`. A field that says nothing more takes any words of its length; no
form takes a field it does not name. What only one form can know is said there; what must
always hold, PostgreSQL refuses by a constraint whose name is the rule; what depends on who
asks and when stands in [flows.md](flows.md) and in `trackii/policy.py`.
"""
FORMS: list[ModuleType] = [
    trackii.forms, trackii.sending, trackii.accounts.forms, trackii.vault.forms,
    dialogues.forms, participants.forms, participants.sections, participants.intake,
    participants.list_forms,
    participants.evidence_forms,
    participants.own_forms.papers,
    participants.own_forms.giving,
    participants.own_forms.wishes,
    workshops.forms, workshops.date_forms, workshops.circular_forms,
    workshops.account_forms, workshops.copy_forms, workshops.venue_forms,
    workshops.group_forms,
    workshops.journey_forms,
    workshops.pack_forms,
]  # fmt: skip
KINDS = {"Char": "words", "UUID": "number of the form", "ModelChoice": "row"}
LIMITS = {
    "min_length": "{} signs or more", "max_length": "{} signs or fewer",
    "min_value": "{} or more", "max_value": "{} or less",
}  # fmt: skip


class Command(BaseCommand):
    help = "Print what forms take and tables refuse, as Markdown."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = EXAMPLES

    def handle(self, **_: Any) -> None:
        self.stdout.write(HEADING)
        self.stdout.write("\n## Single fields")
        for module in FORMS:
            for form in _forms(module):
                self.stdout.write("\n".join(_form(form)))
        self.stdout.write("\n## What must always hold, also of fields together\n")
        for model in apps.get_models():
            for rule in _constraints(model):
                self.stdout.write(rule)


def _forms(module: ModuleType) -> Iterator[type[forms.Form]]:
    for each in vars(module).values():
        own = isinstance(each, type) and each.__module__ == module.__name__
        if own and issubclass(each, forms.Form) and each.base_fields:
            yield each


def _form(form: type[forms.Form]) -> Iterator[str]:
    yield f"\n### {form.__module__}.{form.__name__}\n"
    yield "| Field | Kind | Held against |\n|---|---|---|"
    for name, field in form.base_fields.items():
        kind = type(field).__name__.removesuffix("Field").removeprefix("Typed")
        yield f"| `{name}` | {KINDS.get(kind, kind.lower())} | {', '.join(_held_against(field))} |"


def _held_against(field: forms.Field) -> Iterator[str]:
    yield "asked for" if field.required else "may be left out"
    for name, words in LIMITS.items():
        limit = getattr(field, name, None)
        if limit is not None:
            yield words.format(limit)
    if isinstance(field, forms.ModelChoiceField):
        yield "one of those shown"
    elif isinstance(field, forms.ChoiceField):
        values = [str(value) for value, _label in field.choices if value]
        yield "one of " + ", ".join(values) if values else "one of those shown"


def _constraints(model: type[Model]) -> Iterator[str]:
    """Each name is a sentence."""
    if model._meta.app_config.name.split(".")[0] not in (
        "trackii", "dialogues", "participants", "workshops",
    ):  # fmt: skip
        return
    for constraint in model._meta.constraints:
        yield f"- {model._meta.label}: {constraint.name.replace('_', ' ')}"
    for field in model._meta.fields:
        if field.unique and not field.primary_key:
            yield f"- {model._meta.label}: no two of the same {field.name.replace('_', ' ')}"
