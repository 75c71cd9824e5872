"""The demo: an invented initiative that lives, and five that history closed."""

from trackii.demo.people import CastMember, cast, is_open_to
from trackii.demo.story import NotEmpty, load

__all__ = ["CastMember", "NotEmpty", "cast", "is_open_to", "load"]
