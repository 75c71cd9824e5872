"""Django's own `extends` and `include`: what is named by a word is looked for but once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import template
from django.template import loader_tags
from django.template.base import TextNode

if TYPE_CHECKING:
    from django.template.base import FilterExpression, Template

register = template.Library()


def _names(said: FilterExpression) -> bool:
    """Whether it is a word of the template itself, the same on every page."""
    return isinstance(said.var, str) and not said.filters


@register.tag
def extends(parser: Any, token: Any) -> loader_tags.ExtendsNode:
    node = loader_tags.do_extends(parser, token)
    said = cast("FilterExpression", node.parent_name)
    if not _names(said) or said.var == _read(parser):
        return node
    return Extended(node.nodelist, said)


def _read(parser: Any) -> str:
    """The template being read: one that extends its namesake is looked for each time."""
    return str(parser.origin.template_name)


class Extended(loader_tags.ExtendsNode):
    """Its parent, and what that lays down itself, are the same on every page."""

    _found: tuple[Any, dict[str, Any]] | None = None

    def render(self, context: Any) -> Any:
        if self._found is None:
            found: Any = self.get_parent(context)
            self._found = found, _own_blocks(found)
        parent, own = self._found
        rendering = context.render_context
        blocks = rendering.get(loader_tags.BLOCK_CONTEXT_KEY)
        if blocks is None:
            blocks = loader_tags.BlockContext()
            rendering[loader_tags.BLOCK_CONTEXT_KEY] = blocks
        blocks.add_blocks(self.blocks)
        blocks.add_blocks(own)
        with rendering.push_state(parent, isolated_context=False):
            return parent._render(context)  # noqa: SLF001 -- as Django's own does


def _own_blocks(parent: Template) -> dict[str, Any]:
    """Those of a parent that extends nothing; another's are laid down when it is drawn."""
    first = next((n for n in parent.nodelist if not isinstance(n, TextNode)), None)
    if isinstance(first, loader_tags.ExtendsNode):
        return {}
    blocks = parent.nodelist.get_nodes_by_type(loader_tags.BlockNode)
    return {block.name: block for block in blocks}  # type: ignore[attr-defined]


@register.tag
def include(parser: Any, token: Any) -> loader_tags.IncludeNode:
    node = loader_tags.do_include(parser, token)
    if _names(node.template):
        node.template = Named(node.template.var)  # type: ignore[assignment]
    return node


class Named:
    """Stands where the name stood, and knows by now which template that is."""

    def __init__(self, name: str) -> None:
        self.token, self._name = repr(name), name
        self._found: Template | None = None

    def resolve(self, context: Any) -> Template:
        if self._found is None:
            self._found = context.template.engine.get_template(self._name)
        return self._found
