"""Questions every page asks: Django builds their SQL once, PostgreSQL answers each time."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.db import connection
from django.db.models.query import get_related_populators

if TYPE_CHECKING:
    from collections.abc import Callable

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
        asked = [
            values[each.name] if isinstance(each, _Place) else each
            for each in self._parameters
        ]
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
        places = {stand_in: _Place(name) for name, stand_in in stand_ins.items()}
        self._parameters = [places.get(each, each) for each in parameters]
        self._converters = compiler.get_converters(
            [each[0] for each in compiler.select]
        )
        if kind := compiler.klass_info:
            self._model, columns = kind["model"], kind["select_fields"]
            self._own = slice(columns[0], columns[-1] + 1)
            self._names = [
                each[0].target.attname for each in compiler.select[self._own]
            ]
            self._beside = get_related_populators(  # type: ignore[call-arg]  # stubs of 6
                kind, compiler.select, connection.alias
            )
        self._sql = self._around.format(sql)  # last: another thread may be asking


class _Place:
    """Where one of the asked values goes."""

    def __init__(self, name: str) -> None:
        self.name = name


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
