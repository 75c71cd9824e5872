"""Questions every page asks: Django builds their SQL once, PostgreSQL answers each time."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.db import connection
from django.db.models.query import get_related_populators
from psycopg.sql import Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable

    from django.db.models import QuerySet

# Values nobody has: where they come out in the parameters, the asked ones go in.
_STAND_INS: dict[type, Callable[[], Any]] = {
    UUID: uuid4,
    str: lambda: uuid4().hex,
    int: lambda: 29_173,
    datetime: lambda: datetime(1, 1, 1, microsecond=uuid4().int % 10**6, tzinfo=UTC),
}


class Prepared:
    """A queryset whose SQL never changes, only the values it is asked with.

    `build` takes those values by name and may look at nothing else: no clock, no
    setting, no row. Building a queryset costs ten times what asking it does.
    """

    def __init__(
        self, build: Callable[..., QuerySet], *, counting: bool = False
    ) -> None:
        self._build = build
        self._around = "SELECT count(*) FROM ({}) AS counted" if counting else "{}"
        self._sql = ""

    def __call__(self, **values: Any) -> list[tuple[Any, ...]]:
        """The rows as they are now, as the database's own values."""
        if not self._sql:
            self._prepare(values)
        asked = [values[name] for name in self._asked]
        with connection.cursor() as cursor:
            cursor.execute(self._sql, asked)
            return cursor.fetchall()

    def objects(self, **values: Any) -> list[Any]:
        """The same as objects, with what was selected beside them."""
        rows = self(**values)
        if self._converters:
            rows = self._compiler.apply_converters(rows, self._converters)
        return [self._object(row) for row in rows]

    def _object(self, row: Any) -> Any:
        made = self._model.from_db(connection.alias, self._names, row[self._own])
        for beside in self._beside:
            beside.populate(row, made)
        for name, place in self._compiler.annotation_col_map.items():
            setattr(made, name, row[place])
        return made

    def _prepare(self, values: dict[str, Any]) -> None:
        """What Django's own iterator over rows would work out each time anew."""
        stand_ins = {name: _STAND_INS[type(value)]() for name, value in values.items()}
        self._compiler = compiler = self._build(**stand_ins).query.get_compiler(
            "default"
        )
        sql, parameters = compiler.as_sql()
        names = {stand_in: name for name, stand_in in stand_ins.items()}
        self._asked = [names[each] for each in parameters if each in names]
        self._converters = compiler.get_converters(
            [each[0] for each in compiler.select]
        )
        kind = compiler.klass_info
        if kind and not compiler.query.values_select:
            self._model, columns = kind["model"], kind["select_fields"]
            self._own = slice(columns[0], columns[-1] + 1)
            self._names = [
                each[0].target.attname for each in compiler.select[self._own]
            ]
            self._beside = get_related_populators(  # type: ignore[call-arg]  # stubs of 6
                kind, compiler.select, connection.alias
            )
        sql = _written_out(sql, parameters, but=names)
        self._sql = self._around.format(sql)  # last: another thread may be asking


def _written_out(sql: str, parameters: Iterable[Any], *, but: Container[Any]) -> str:
    """The question with all that never changes in its place, as psycopg quotes it each time.

    The roles that may and the states that count are most of what a question carries.
    """
    given = iter(parameters)
    connection.ensure_connection()

    def put(mark: re.Match[str]) -> str:
        if mark[0] == "%%" or (value := next(given)) in but:
            return mark[0]
        return Literal(value).as_string(connection.connection).replace("%", "%%")

    return re.sub("%[%s]", put, sql)


class Listing:
    """A list as a paginator asks for it: how many rows there are, and one page of them."""

    ordered = True

    def __init__(
        self,
        build: Callable[..., QuerySet],
        *,
        make: Callable[..., Any] | None = None,
        **values: Any,
    ) -> None:
        """`build` as in Prepared; rows are objects, or what `make` makes of each."""
        self._build, self._make, self._values = build, make, values

    def count(self) -> int:
        [[number]] = _pages(self._build, *self._values)(**self._values)
        return int(number)

    def __getitem__(self, part: slice) -> list[Any]:
        if part.start >= part.stop:
            return []  # an empty list has one page all the same, and it holds nothing
        page = _pages(self._build, *self._values, part=(part.start, part.stop))
        if self._make is None:
            return page.objects(**self._values)
        return [self._make(*row) for row in page(**self._values)]


@lru_cache(maxsize=1024)
def _pages(
    build: Callable[..., QuerySet], *_names: str, part: tuple[int, int] | None = None
) -> Prepared:
    """One page of a list narrowed in one way; without a part, how many rows it has."""
    if part is None:
        return Prepared(lambda **values: build(**values).order_by(), counting=True)
    return Prepared(lambda **values: build(**values)[slice(*part)])
