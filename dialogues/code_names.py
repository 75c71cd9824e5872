"""Code names are drawn: what nobody chose tells nothing."""

from __future__ import annotations

import secrets

from dialogues.models import Initiative

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


def draw(count: int = 5) -> list[str]:
    """Some words nobody has yet. When every word is taken, two are put together."""
    taken = set(Initiative.objects.values_list("code", flat=True))
    free = [word for word in WORDS if word not in taken]
    while len(free) < count:
        pair = f"{secrets.choice(WORDS)}-{secrets.choice(WORDS)}"
        if pair not in taken:
            free.append(pair)
    return secrets.SystemRandom().sample(free, count)


def was_drawn(code: str) -> bool:
    """Whether a code name is one the house could have offered."""
    return all(word in WORDS for word in code.split("-"))
