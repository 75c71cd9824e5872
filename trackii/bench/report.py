"""All figures of one run, and how they are told: what misses its bar first."""

from __future__ import annotations

import os
import platform
from typing import TYPE_CHECKING, Any

from trackii import crowd
from trackii.bench import engines, house, pages
from trackii.serving import serve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Figures = dict[str, Any]

PEOPLE_TO_A_TABLE = 200
MOST = {"page": 5.0, "list": 2.0}  # times the floor
MOST_OF = {"who could come when": 2.5}  # fifty people by twelve periods, all weighed
MOST_QUERIES, MOST_BYTES, MOST_GROWTH = 12, 60_000, 1.3


def measure(people: list[int], repeats: int, say: Callable[[str], None]) -> Figures:
    """Measure at each number of people in turn, in a database that is dropped afterwards.

    The member who looks sits at five tables, however many there are; five tables are
    a thousand people.
    """
    floors: dict[str, Figures] = {}
    rows: list[Figures] = []
    with house.standing(), house.apart():
        handler, first, there = serve(), None, 0
        for count in sorted(people):
            say(f"a crowd of {count}")
            made = _gather(count - there, asking=first is None)
            first, there = first or made[0], count
            with house.as_web():
                under, found = pages.measured(first, count, repeats, handler, say)
            floors = floors or under
            rows += found
        assert first is not None
        figures = engines.measured(first, repeats, say)
    return {"floors": floors, "pages": rows, "engines": figures, "machine": machine()}


def machine() -> Figures:
    return {
        "cores": os.cpu_count(),
        "processor": platform.processor() or platform.machine(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "load": os.getloadavg()[0],
    }


def tell(figures: Figures) -> Iterator[str]:
    """The same for people: one line a figure, a mark where it misses."""
    lines = [*_pages(figures["pages"]), *_engines(figures["engines"])]
    for name, floor in figures["floors"].items():
        yield f"floor of a {name}: {floor['cpu_ms']} ms cpu, {floor['median_ms']} ms"
    yield f"{'':40}{'people':>8}{'ratio':>8}{'cpu ms':>9}{'ms':>8}{'p95':>8}{'queries':>9}{'bytes':>8}"
    for missed in (True, False):
        yield from (line for miss, line in lines if bool(miss) is missed)


def _gather(people: int, *, asking: bool) -> list[Any]:
    tables = max(1, people // PEOPLE_TO_A_TABLE)
    return crowd.fill(
        initiatives=tables, people=people, workshops=2 * tables, notes=15 * tables,
        asking=asking,
    )  # fmt: skip


def _pages(rows: list[Figures]) -> Iterator[tuple[str, str]]:
    smallest = {row["name"]: row for row in reversed(rows)}
    for row in rows:
        missed = ", ".join(_missed(row, smallest[row["name"]]))
        line = (
            f"{row['name']:40}{row['people']:8}{row['ratio']:8}{row['cpu_ms']:9}"
            f"{row['median_ms']:8}{row['p95_ms']:8}{row['queries']:9}{row['bytes']:8}"
        )
        yield missed, f"{line}  {missed}".rstrip()


def _missed(row: Figures, smallest: Figures) -> Iterator[str]:
    most = MOST_OF.get(row["name"], MOST[row["floor"]])
    if row["ratio"] > most:
        yield f"over {most} × the bare {row['floor']}"
    if row["queries"] > MOST_QUERIES:
        yield f"over {MOST_QUERIES} queries"
    if row["bytes"] > MOST_BYTES:
        yield f"over {MOST_BYTES} bytes"
    if row["ratio"] > MOST_GROWTH * smallest["ratio"]:
        yield f"over {MOST_GROWTH} × its cost at {smallest['people']} people"


def _engines(rows: list[Figures]) -> Iterator[tuple[str, str]]:
    for row in rows:
        over = row["bar"] is not None and row["figure"] > row["bar"]
        bar = "" if row["bar"] is None else f" (bar {row['bar']})"
        missed = "over its bar" if over else ""
        yield (
            missed,
            f"{row['name']:40}{row['figure']:8} {row['unit']}{bar}  {missed}".rstrip(),
        )
