"""Code names are drawn: what nobody chose tells nothing."""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from itertools import count

from django.utils.crypto import salted_hmac

from dialogues.models import Initiative
from trackii import clock, principal
from trackii.accounts.models import User

SALT = "trackii.code_names"
OFFERED = 5

WORDS = (
    "acorn agate alder almond amber anchor anvil apricot arbour ash aspen aster auk "
    "badger bamboo barley basalt basil bay beech birch bittern bluebell bobbin borage "
    "bramble briar brook bulrush bunting buoy burdock butter cairn calico candle canopy "
    "caraway cedar celery chalk cherry chestnut chicory chough cinder citron clover "
    "cobalt coot copper coral cork cotton cowslip crane crocus curlew cypress dahlia "
    "damson dipper dogwood dove drift dune dunlin egret eider elder elm ember fennel "
    "fern fescue fig finch flax flint foxglove frost fulmar gannet garnet gentian ginger "
    "glacier godwit goose gorse granite grebe grove gull harbour harrier hawthorn hazel "
    "heather heron hickory holly honey hoopoe hornbeam ibis indigo iris ivory ivy jackdaw "
    "jasmine jay juniper kelp kestrel kingfisher kite knot lagoon lantern lapwing larch "
    "lark laurel lavender lichen lilac lily linden linen linnet lobelia lotus lupin "
    "magnolia mallard mallow maple marble marigold marram marten meadow merlin millet "
    "mimosa mint moss mulberry myrtle nettle nutmeg oak oat olive onyx orchard oriole "
    "osier osprey otter ouzel paddock pansy parsley partridge pear pebble pepper pine "
    "pipit plover plum poplar poppy primrose puffin quail quarry quartz quince raven "
    "redstart reed rosemary rowan rush rye saffron sage sandpiper sapphire sedge serin "
    "shale shrike siskin skylark slate snipe snowdrop sorrel sparrow spruce starling "
    "stork sumac swallow swift sycamore tamarind tansy teal tern thistle thrush thyme "
    "topaz tulip turnstone valley verbena vetch violet wagtail walnut warbler waxwing "
    "wheat wicker willow woodcock wren yarrow yew zephyr zinnia"
).split()


def draw() -> str:
    """Two words that no initiative has yet."""
    while True:
        first, second = secrets.SystemRandom().sample(WORDS, 2)
        code = f"{first}-{second}"
        with principal.acting_as(
            principal.OPERATOR
        ):  # other tables' names are taken too
            taken = Initiative.objects.filter(code=code).exists()
        if not taken:
            return code


def offered(to: User) -> list[str]:
    """What one colleague may choose from today, whoever else is at work on what.

    The same all day, and the same whether a word is free or not: nobody learns from it
    which initiatives there are. What turns out to be taken is drawn anew on opening.
    """
    return _of_a_day(to, clock.today())


def was_offered(code: str, to: User) -> bool:
    """Whether this colleague was offered it, today or on the day before."""
    today = clock.today()
    return code in _of_a_day(to, today) + _of_a_day(to, today - timedelta(days=1))


def _of_a_day(user: User, day: date) -> list[str]:
    words: dict[str, None] = {}
    for number in count():
        if len(words) == OFFERED:
            return list(words)
        mark = salted_hmac(SALT, f"{user.pk}|{day}|{number}", algorithm="sha256")
        drawn = mark.digest()
        first, second = (
            WORDS[int.from_bytes(part) % len(WORDS)]
            for part in (drawn[:8], drawn[8:16])
        )
        if first != second:
            words[f"{first}-{second}"] = None
    raise AssertionError("counting does not end")


def was_drawn(code: str) -> bool:
    """Whether a code name is one the house could have offered."""
    return all(word in WORDS for word in code.split("-"))
