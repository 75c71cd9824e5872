"""docs/asvs.md names every line of the two levels once, and tests that are there."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest
from allauth.account import app_settings
from django.conf import settings

HOUSE = Path(__file__).parent.parent
PAGE = (HOUSE / "docs/asvs.md").read_text()
ENVIRONMENT = (HOUSE / ".env.example").read_text()
# Section, and the level of each of its lines: "-" is the third, which is not promised here.
STANDARD = """
1.1 22  1.2 111112222-  1.3 11222222222-  1.4 222  1.5 12-  2.1 122  2.2 112  2.3 1222-  2.4 2-
3.1 -  3.2 11-  3.3 1222-  3.4 112222--  3.5 11122---  3.6 -  3.7 22---
4.1 122--  4.2 2----  4.3 22  4.4 1222  5.1 2  5.2 112---  5.3 11-  5.4 222
6.1 122  6.2 111111112222  6.3 1122----  6.4 1122--  6.5 22222---  6.6 222-  6.7 --  6.8 2222
7.1 222  7.2 1111  7.3 22  7.4 11222  7.5 22-  7.6 22
8.1 12--  8.2 112-  8.3 1--  8.4 2-  9.1 111  9.2 1222
10.1 22  10.2 22-  10.3 2222-  10.4 11111222222-----  10.5 22222  10.6 22  10.7 222
11.1 22--  11.2 222--  11.3 112--  11.4 1222  11.5 2-  11.6 2-  11.7 --
12.1 122--  12.2 11  12.3 2222-  13.1 2---  13.2 22222-  13.3 22--  13.4 12222--
14.1 22  14.2 1222----  14.3 122  15.1 122--  15.2 122--  15.3 1222222  15.4 ----
16.1 2  16.2 22222  16.3 2222  16.4 222  16.5 222-  17.1 2-  17.2 2222----  17.3 22
"""
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if re.match(r"\| \d", line)
]


def _asked():
    """Every line of levels one and two, with its level."""
    for section, levels in re.findall(r"(\d+\.\d+) +([12-]+)", STANDARD):
        for number, level in enumerate(levels, 1):
            if level != "-":
                yield f"{section}.{number}", level


def test_every_line_of_both_levels_stands_there_once():
    assert Counter((row[0], row[1]) for row in ROWS) == Counter(_asked())
    assert Counter(level for _line, level in _asked()) == {"1": 70, "2": 183}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_what_is_met_names_tests_and_what_is_not_a_reason(row):
    _line, _level, asked, status, shown = row
    tests = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", shown)

    assert asked
    assert status in {"met", "not applicable", "not met"}
    if status == "met":
        assert tests
        assert [
            f"{file}::{name}" for file, name in tests if not _is_there(file, name)
        ] == []
    else:
        assert tests == []
        assert len(shown) > 8


def _is_there(file, name):
    tree = ast.parse((HOUSE / file).read_text())
    return any(
        isinstance(node, ast.FunctionDef) and node.name == name for node in tree.body
    )


def test_the_sums_of_the_page_are_right():
    counted = Counter(row[3] for row in ROWS)

    total, met, not_applicable, not_met = re.search(
        r"Of the (\d+), (\d+) are met, (\d+) do not apply, and (\d+) are not met", PAGE
    ).groups()

    assert int(total) == len(ROWS)
    assert counted == {
        "met": int(met), "not applicable": int(not_applicable), "not met": int(not_met),
    }  # fmt: skip


def test_the_numbers_of_the_page_are_those_of_the_house():
    limits = app_settings.RATE_LIMITS
    [pace] = re.findall(r"^TRACKII_PACE=(\d+)$", ENVIRONMENT, re.MULTILINE)
    said = dict(re.findall(r"^\| ([a-z][\w ]+) \| `([^`]+)` \|$", PAGE, re.MULTILINE))

    assert said == {
        "passwords": limits["login_failed"], "requests to sign in": limits["login"],
        "resets": limits["reset_password"], "second proofs": limits["reauthenticate"],
        "passphrases of the vault": limits["unlock"],
        "pages and presses of who is signed in": f"{pace}/m/user",
    }  # fmt: skip
    assert f"{settings.IDLE_SECONDS // 60} idle minutes" in PAGE
    assert f"after {settings.UNLOCKED_SECONDS // 3600} hours in any case" in PAGE
    assert f"after {settings.SESSION_IDLE_SECONDS // 60} minutes without work" in PAGE
    assert f"and {settings.SESSION_COOKIE_AGE // 3600} hours\nafter it began" in PAGE
    assert settings.SESSION_EXPIRE_AT_BROWSER_CLOSE
