"""What PostgreSQL refuses on our behalf: half-filled signatures, one hand signing twice."""

from __future__ import annotations

from collections.abc import Collection
from functools import reduce
from operator import and_, or_

from django.db.models import CheckConstraint, F, Q


def all_or_none(*fields: str, name: str) -> CheckConstraint:
    """The who and the when of an act are filled together, or not at all."""
    none = Q(**{f"{field}__isnull": True for field in fields})
    every = Q(**{f"{field}__isnull": False for field in fields})
    return CheckConstraint(condition=none | every, name=name)


def two_signatories(
    first: str, second: str, *, unless: Collection[str], name: str
) -> CheckConstraint:
    """In every state but those named, two different people have signed.

    A comparison with NULL is not false in SQL, so both are demanded outright.
    """
    early = Q(state__in=sorted(unless))
    filled = Q(**{f"{first}__isnull": False, f"{second}__isnull": False})
    different = ~Q(**{first: F(second)})
    return CheckConstraint(condition=early | (filled & different), name=name)


def never_the_same(first: str, *others: str, name: str) -> CheckConstraint:
    """One person is not also one of the others; who is not yet there is nobody."""
    apart = [
        Q(**{f"{first}__isnull": True})
        | Q(**{f"{other}__isnull": True})
        | ~Q(**{first: F(other)})
        for other in others
    ]
    return CheckConstraint(condition=reduce(and_, apart), name=name)


def never_among(signer: str, earlier: str, *, name: str) -> CheckConstraint:
    """Who signs is none of those whose numbers stand in an array; nobody is none of them."""
    among = Q(**{f"{earlier}__contains": [F(signer)]})
    return CheckConstraint(
        condition=Q(**{f"{signer}__isnull": True}) | ~among, name=name
    )


def one_hand(*hands: str, name: str) -> CheckConstraint:
    """Of several who could have done it, one at most did."""
    others = [
        reduce(and_, [Q(**{f"{each}__isnull": True}) for each in hands if each != hand])
        for hand in hands
    ]
    return CheckConstraint(condition=reduce(or_, others), name=name)
