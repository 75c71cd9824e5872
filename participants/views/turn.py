"""Where an officer goes on to: the next entry, or check, that waits for her own word."""

from participants import turns
from trackii.http import address


def next_turn(request, initiative, code, number=-1):
    """Its address, behind one place at the table; nothing, where nothing waits."""
    turn = request.keyring.read(_following, initiative, code, number)
    if turn is None:
        return None
    where = (initiative.code, turn.code)
    if turn.number == turns.CHECK:
        return address("participants:check", *where, "sanctions")
    return address("participants:judge", *where, turn.number)


def _following(initiative, code, number, *, by):
    return turns.following(turns.waiting(initiative, by=by), code, number)
