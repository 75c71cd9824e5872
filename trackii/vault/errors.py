"""What can be wrong with a seal, each with a sentence fit to show. None of them shows words."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class VaultError(Exception):
    """Nothing is shown, nothing is sent."""

    title: str | Promise = _("The vault stays shut")
    sentence: str | Promise = ""
    status = 409

    def __init__(self, *details: Any) -> None:
        super().__init__(*details or (self.sentence,))


class VaultLocked(VaultError):
    """Nobody has unlocked, or the fifteen minutes are over."""

    title = _("The vault is locked")
    sentence = _("Unlock it to read on.")


class WrongPassphrase(VaultError):
    title = _("That is not the passphrase")
    sentence = _("Check the six words and the spaces between them.")
    status = 422


class WrongKey(VaultError):
    """The key at hand is not the one this was sealed for."""

    title = _("You hold no key to this")
    sentence = _("Ask somebody on the team who can read it to give you the key.")
    status = 403


class Corrupt(VaultError):
    """The bytes are not what was sealed in this place."""

    title = _("This cannot be opened")
    sentence = _(
        "What is stored here was changed, moved or damaged since it was sealed."
        " Nothing of it is shown. Tell your administrator."
    )


class RolledBack(VaultError):
    """The database shows a generation of a key that was followed by another."""

    title = _("An older key stands in the place of a newer one")
    sentence = _(
        "The database was put back to an earlier state by hand. Nothing is opened or"
        " sealed with the older key. Tell your administrator."
    )


class Shredded(VaultError):
    title = _("This was destroyed")
    sentence = _("Its key was destroyed on schedule. Nobody can open it again.")
    status = 410


class VaultAway(VaultError):
    """Redis or the keystore does not answer."""

    title = _("The vault cannot be reached")
    sentence = _("Pages work, sealed words stay shut. Try again in a minute.")
    status = 503


class Mistyped(VaultError):
    """A code that no link can have: a slip of the hand, and no try at guessing."""

    title = _("A letter is off")
    sentence = _(
        "That is not a whole code, or one of its letters is another. It has nine groups"
        " of four; compare them with the letter."
    )
    status = 422


class LinkShut(VaultError):
    """Unknown, used up, taken back, replaced or too late: a stranger is told the same."""

    title = _("This link opens nothing")
    sentence = _(
        "Its time may be over, or it was replaced or taken back, or it never was. Ask"
        " your contact for another."
    )
    status = 422


class LinkOpened(VaultError):
    """What the address carried was used before; who has the letter has the code as well."""

    title = _("This address was opened before")
    sentence = _(
        "It opens once. Type or paste the code that stands below it in the same letter:"
        " it opens again. If it was not you who opened the address, tell your contact."
    )
    status = 409


class WrongWords(VaultError):
    """Not the two words that were said by the safe channel."""

    title = _("Those are not the words")
    sentence = _(
        "Check them with your contact. After five wrong tries the link is shut."
    )
    status = 422


class LinkSpent(VaultError):
    """The fifth wrong try: from here the right words open nothing either."""

    title = _("This link is shut")
    sentence = _(
        "The words were wrong five times, so it opens nothing any more. Ask your contact"
        " for another."
    )
    status = 410


class TooManyTries(VaultError):
    title = _("Too many codes that opened nothing")
    sentence = _(
        "Compare your code with the letter: the right one opens all the same. Your contact"
        " can send another."
    )
    status = 429
