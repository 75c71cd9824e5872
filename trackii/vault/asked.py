"""What a form asked, beside what was answered: it sends the names of its fields and no words.

The form is not known any more where its words are handed back. It is looked for among all
there are: the one that has most of the names sent, and fewest that were not.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PART = re.compile(r"_[0-9]$")  # a field of several boxes sends each under a number


def answers(sent: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Each answer somebody gave, with its question; with none where forms disagree on it."""
    sent = list(sent)
    fitting = list(_fitting({PART.sub("", name) for name, _ in sent}))
    return [
        (_question(asking), _words(asking, value))
        for name, value in sent
        if not _is_hidden(asking := _asking(name, fitting))
    ]


def _fitting(names: set[str]) -> Iterator[dict[str, Any]]:
    """The fields of the forms that fit best."""
    known = [form.base_fields for form in _below(forms.BaseForm)]
    scores = [(len(names & set(of)), -len(set(of) - names)) for of in known]
    best = max(scores)
    return (of for of, score in zip(known, scores, strict=True) if score == best)


def _below(kind: Any) -> Iterator[Any]:
    for each in kind.__subclasses__():
        if hasattr(each, "base_fields"):
            yield each
        yield from _below(each)


def _asking(name: str, fitting: list[dict[str, Any]]) -> list[forms.Field]:
    """The fields of that name; of one box out of several, the field it is a part of."""
    of = [each.get(name) or each.get(PART.sub("", name)) for each in fitting]
    return [field for field in of if field]


def _is_hidden(asking: list[forms.Field]) -> bool:
    return bool(asking) and all(field.widget.is_hidden for field in asking)


def _question(asking: list[forms.Field]) -> str:
    said = {str(field.label or "") for field in asking}
    return said.pop() if len(said) == 1 else ""


def _words(asking: list[forms.Field], value: str) -> str:
    """What was chosen, as the list said it; a list of rows is not asked again."""
    lists = [field for field in asking if isinstance(field, forms.ChoiceField)]
    if not lists or isinstance(lists[0], forms.ModelChoiceField):
        return value
    offered: Any = lists[0].choices
    return str(dict(offered).get(value, value))
