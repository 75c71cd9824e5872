"""The bench measures in a house of its own and says what it measured as one object."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from trackii import bench
from trackii.bench.pages import PAGES

MANAGE = Path(__file__).parent.parent.parent / "manage.py"
CHEAP = {"TRACKII_UNLOCK_MEMORY_KIB": "64"}


@pytest.mark.django_db
def test_it_says_one_json_object_and_leaves_no_database_behind():
    asked = [sys.executable, str(MANAGE), "bench", "--json", "--people", "1000"]
    ran = subprocess.run(
        [*asked, "--repeats", "2"],
        capture_output=True,
        text=True,
        env=os.environ | CHEAP,
    )

    assert (ran.returncode, ran.stderr) == (0, "")
    figures = json.loads(ran.stdout)
    assert list(figures) == ["floors", "pages", "engines", "machine"]
    assert set(figures["floors"]) == {"page", "list"}
    assert [page["name"] for page in figures["pages"]] == [page.name for page in PAGES]
    assert {tuple(page) for page in figures["pages"]} == {
        ("name", "people", "floor", "median_ms", "p95_ms", "cpu_ms", "queries", "bytes",
         "ratio")
    }  # fmt: skip
    assert {tuple(engine) for engine in figures["engines"]} == {
        ("name", "figure", "unit", "bar")
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_database WHERE datname = 'bench'")
        assert cursor.fetchone() == (0,)


PAGE = {
    "name": "people", "people": 1000, "floor": "list", "median_ms": 8.0, "p95_ms": 9.0,
    "cpu_ms": 6.0, "queries": 11, "bytes": 50_000, "ratio": 1.9,
}  # fmt: skip
UNLOCK = {"name": "unlock", "figure": 0.6, "unit": "s", "bar": 1.5}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, ""),
        ({"ratio": 2.1}, "over 2.0 × the bare list"),
        ({"queries": 13}, "over 12 queries"),
        ({"bytes": 60_001}, "over 60000 bytes"),
    ],
)
def test_what_misses_its_bar_says_so(changed, said):
    figures = {"floors": {}, "pages": [PAGE | changed], "engines": [UNLOCK]}

    first, *_rest = list(bench.tell(figures))[1:]

    assert first.endswith(said)
    assert ("over" in first) is bool(said)


def test_what_grows_with_the_house_says_so():
    grown = PAGE | {"people": 20_000, "ratio": 2.0, "floor": "page"}
    figures = {"floors": {}, "pages": [PAGE | {"ratio": 1.5}, grown], "engines": []}

    first, *_rest = list(bench.tell(figures))[1:]

    assert first.endswith("over 1.3 × its cost at 1000 people")


def test_what_misses_stands_first():
    slow = UNLOCK | {"figure": 1.6}
    figures = {"floors": {}, "pages": [PAGE], "engines": [slow]}

    first, second = list(bench.tell(figures))[1:]

    assert first.startswith("unlock")
    assert first.endswith("over its bar")
    assert second.startswith("people")


def test_the_bench_runs_beside_the_embedded_servers_only(settings):
    settings.EMBEDDED = False

    with pytest.raises(CommandError, match="embedded servers only"):
        call_command("bench")


def test_a_figure_wants_more_than_one_request():
    with pytest.raises(CommandError, match="two repeats or more"):
        call_command("bench", repeats=1)
