"""A step that has no way back asks first, on a page of its own, or it says why it does not."""

from importlib import import_module
from pkgutil import iter_modules

import dialogues
import participants
import workshops
from trackii.states import Flow

# No page asks before these, and each for a reason.
WHY = {
    "dialogues.custody sign": "the second hand: who named them asked first",
    "dialogues.initiatives sign": "the second hand: it stands below what it signs",
    "dialogues.team sign": "the second hand: whoever is named can be let go again",
    "dialogues.team release": "the second hand: who asked for it asked first",
    "dialogues.recoveries pass_on": "its own page has the four words compared first",
    "dialogues.recoveries restore": "its own page has the four words compared first",
    "dialogues.recoveries withdraw": "it can be asked for again at once",
    "participants.demands sign": "the second hand: another is asked for in its place",
    "participants.extracts fetch": "the second hand was asked; the file can be asked for again",
    "participants.extracts give_up": "it can be asked for again at once",
    "participants.papers take_down": "its form is the page that asks",
    "participants.undertakings take_down": "its form is the page that asks",
    "participants.vetting sound_out": "it goes on: nothing is lost by it",
    "participants.vetting review": "it goes on: nothing is lost by it",
    "participants.vetting approve": "two sign it, with grounds, in a form of its own",
    "participants.vetting decline": "two sign it, with grounds, in a form of its own",
    "participants.vetting invite": "it goes on: nothing is lost by it",
    "participants.vetting accept": "it goes on: she withdraws when she likes",
    "participants.vetting confirm": "it goes on: she withdraws when she likes",
    "workshops.circulars drop_circular": "a draft: it went to nobody",
    "workshops.programme open_session": "a tighter regime can still be set",
    "workshops.reviews pass_by": "her own answer by link still counts",
}


def _flows():
    for app in (dialogues, participants, workshops):
        for each in iter_modules(app.__path__, f"{app.__name__}."):
            for thing in vars(import_module(each.name)).values():
                if isinstance(thing, Flow):
                    yield each.name, thing


def _pressed(flow):
    return [step for step in flow if not step.by_itself and not step.by_link]


def _leads_back(step, steps):
    """Whether somebody can press her way from where it leads to where it came from."""
    seen, ahead = {step.target}, [step.target]
    while ahead:
        here = ahead.pop()
        onward = {each.target for each in steps if here in each.sources} - seen
        seen |= onward
        ahead += onward
    return bool(seen & set(step.sources))


def test_a_step_without_a_way_back_asks_first_or_says_why_not():
    final, asking = set(), set()
    for name, flow in _flows():
        steps = _pressed(flow)
        for step in steps:
            if not _leads_back(step, steps):
                (asking if step.asks else final).add(f"{name} {step.verb}")

    assert final == set(WHY)
    assert {
        "dialogues.initiatives begin", "workshops.notes seal",
        "workshops.programme close_session",
    } <= asking  # fmt: skip
