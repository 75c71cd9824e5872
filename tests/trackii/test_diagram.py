"""The pictures of the processes are made of the tables, and the docs are made of the pictures."""

import re
from importlib import import_module
from io import StringIO
from pkgutil import walk_packages

import pytest
from django.apps import apps
from django.core.management import call_command

from trackii.embedded import HERE
from trackii.management.commands.diagram import PROCESSES
from trackii.states import Flow

APPS = ["dialogues", "participants", "workshops"]


def rules():
    printed = StringIO()
    call_command("rules", stdout=printed)
    return printed.getvalue()


def test_the_rules_on_the_page_are_those_of_forms_and_tables():
    page = (HERE / "docs/rules.md").read_text()

    assert page == rules()
    assert "| `title` | words | asked for, 200 signs or fewer |" in page
    assert "- participants.Candidacy: a decision has two signatories" in page


def test_every_form_and_every_constraint_is_among_the_rules():
    page = rules()
    for app in [*APPS, "trackii"]:
        for file in (HERE / app).rglob("*.py"):
            text = file.read_text()
            if "migrations" not in file.parts:
                forms = re.findall(r"^class (\w*Form)\(", text, re.MULTILINE)
                assert [form for form in forms if f".{form}\n" not in page] == []
    for model in apps.get_models():
        if model.__module__.split(".")[0] in [*APPS, "trackii"]:
            for each in model._meta.constraints:
                assert f": {each.name.replace('_', ' ')}\n" in page


def diagram():
    printed = StringIO()
    call_command("diagram", stdout=printed)
    return printed.getvalue()


@pytest.mark.parametrize("process", PROCESSES, ids=lambda process: process.stands_in)
def test_every_step_of_a_flow_is_an_arrow_with_its_verb(process):
    section = diagram().split(f"`{process.stands_in}`")[1].split("## ")[0]

    arrows = {line.strip() for line in section.splitlines() if ": " in line}

    assert arrows == {
        f"{source} --> {step.target}: {step.verb}"
        for step in process.flow
        for source in map(str, step.sources)
    }


def test_a_picture_begins_where_a_row_begins_and_ends_where_nothing_leads_on():
    sessions = diagram().split("## Session")[1].split("## ")[0]

    ends = [line.strip() for line in sessions.splitlines() if "[*]" in line]

    assert ends == ["[*] --> planned", "closed --> [*]"]


def test_no_flow_of_the_house_is_left_out():
    modules = [
        import_module(found.name)
        for app in APPS
        for found in walk_packages(import_module(app).__path__, f"{app}.")
    ]

    flows = {
        id(value)
        for module in modules
        for value in vars(module).values()
        if isinstance(value, Flow)
    }

    assert flows == {id(process.flow) for process in PROCESSES}


def test_the_place_that_is_printed_is_where_the_table_stands():
    for process in PROCESSES:
        module, _, name = process.stands_in.rpartition(".")

        assert getattr(import_module(module), name) is process.flow


def test_the_docs_show_what_the_command_prints():
    assert (HERE / "docs/flows.md").read_text() == diagram()


def test_help_shows_an_example(capsys):
    with pytest.raises(SystemExit) as ended:
        call_command("diagram", "--help")

    assert ended.value.code == 0
    assert "manage.py diagram > docs/flows.md" in capsys.readouterr().out
