"""What was asked for, in words: what was read, handed out or refused."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

ASKED: dict[str, Any] = {
    # Read, handed out, refused. An action of the policy stands here where it was refused.
    "unseal": _("read"),
    "export": _("export"),
    "view": _("see"),
    "read the brief of": _("read the brief of"),
    "read the people of": _("read the people of"),
    "read the notes of": _("read the notes of"),
    "read what is released of": _("read what is released of"),
    "read the record of": _("read the record of"),
    "sign the opening of": _("sign something of"),
    "steer": _("steer"),
    "staff": _("change the team of"),
    "nominate for": _("put people forward for"),
    "vet": _("vet people of"),
    "invite": _("invite"),
    "end invitation": _("end"),
    "schedule": _("plan rounds of"),
    "write notes for": _("write notes for"),
    "second-read": _("second-read"),
    "decide what silence means in": _("decide what silence means in"),
    "make briefings for": _("make briefing packs for"),
    "keep keys for": _("keep keys for"),
    "destroy something of": _("destroy something of"),
    # What the vault refused, by the name of the refusal.
    "vaultlocked": _("open something while locked"),
    "wrongpassphrase": _("unlock with a wrong passphrase"),
    "wrongkey": _("open something without its key"),
    "corrupt": _("open something that was altered"),
    "rolledback": _("open something that was put back"),
    "shredded": _("open something destroyed"),
    "mistyped": _("type a code"),
    "linkshut": _("use after it was shut"),
    "linkopened": _("use a second time"),
    "linkspent": _("use after it was used up"),
    "wrongwords": _("say other words"),
    "toomanytries": _("try too often"),
}
