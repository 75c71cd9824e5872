"""What may be carried away of a series: the released words, under their rule, signed by role.

Each form is made of the same allow-list and says the same; the same words make the same bytes.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from trackii import labels, opendocument, pdf, word
from trackii.exports import Download
from trackii.word import Block
from workshops import releases
from workshops.models import Copy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from trackii.accounts.models import User
    from workshops.releases import Account, Release

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def fetch(copy: Copy, *, by: User) -> Download:
    """The file of one copy: made anew each time, out of what is released now."""
    make, said = FORMS[copy.form]
    content = make(releases.gather(copy, by=by))
    number = f"-{copy.workshop.number}" if copy.workshop else ""
    number += f"-{copy.session.number}" if copy.session else ""
    name = f"{copy.initiative.code}{number}-summary.{copy.form}"
    verb = f"export_{copy.purpose}"
    return Download(content, name=name, kind=said, of=copy, by=by, verb=verb)


def as_pdf(release: Release) -> bytes:
    return pdf.render("documents/release.html", _context(release))


def as_html(release: Release) -> bytes:
    """One file that loads nothing and runs nothing, in its own few rules of type."""
    sheet = _sheet("file.css")
    context = _context(release) | {"style": sheet}
    return render_to_string("documents/release.html", context).encode()


def _context(release: Release) -> dict[str, object]:
    return {"release": release, "manifest": manifest(release)}


def _sheet(name: str) -> str:
    """Our own rules, which hold no word of anybody's."""
    rules = mark_safe(Path(str(finders.find(name))).read_text())
    return format_html("<{tag}>{rules}</{tag}>", tag="style", rules=rules)


def as_docx(release: Release) -> bytes:
    return word.render(list(blocks(release)))


def as_odt(release: Release) -> bytes:
    return opendocument.render(list(blocks(release)))


def as_markdown(release: Release) -> bytes:
    return "\n\n".join(map(_marked_down, blocks(release))).encode() + b"\n"


def _marked_down(block: Block) -> str:
    if block.kind == "rule":
        return f"> **{block.label}.** {block.text}"
    if block.kind == "line":
        return f"- **{block.label}:** {block.text}"
    return {"title": "# ", "part": "## ", "section": "### "}.get(
        block.kind, ""
    ) + block.text


def as_json(release: Release) -> bytes:
    """Its names are of no language: a program reads them."""
    said = {
        "name": release.name,
        "regime": {"name": release.regime, "rule": release.rule},
        "accounts": [_plain(each) for each in release.accounts],
    } | ({"copy": release.copy} if release.copy else {})
    return json.dumps(said, ensure_ascii=False, indent=2).encode() + b"\n"


def _plain(account: Account) -> dict[str, object]:
    session = {"session": account.session} if account.session else {}
    return {
        "round": account.round,
        **session,
        "edition": account.edition,
        "released_on": account.released_on.isoformat(),
        "text": account.text,
        "sha256": account.digest,
        "signatures": [
            {"role": "second reader", "number": account.read_by},
            {"role": "convener", "number": account.released_by},
        ],
    }


def blocks(release: Release) -> Iterator[Block]:
    """The document piece by piece, for forms that have no templates."""
    yield Block("title", f"{release.name} · {release.title}")
    yield Block("rule", release.rule, release.regime)
    for account in release.accounts:
        if len(release.accounts) > 1:
            yield Block("part", account.title)
        yield from (Block("words", words) for words in account.paragraphs)
    yield Block("part", _("What this is"))
    for title, lines in manifest(release):
        yield Block("section", title)
        yield from (Block("line", text, label) for label, text in lines)


def manifest(release: Release) -> list[tuple[str, list[tuple[str, str]]]]:
    """What it is, in which edition, and how anybody inside can check it."""
    whole = [(_("Code name"), release.name), (_("Regime"), release.regime)]
    whole += [(_("Copy"), release.copy)] if release.copy else []
    each = [(_heading(one), _lines(one)) for one in release.accounts]
    return [(release.title, whole), *each]


def _heading(account: Account) -> str:
    said = {"number": account.round, "session": account.session}
    if account.session:
        return _("Account of round %(number)d, session %(session)d") % said
    return _("Account of round %(number)d") % said


def _lines(account: Account) -> list[tuple[str, str]]:
    return [
        (_("Edition"), str(account.edition)),
        (_("Released"), labels.day(account.released_on)),
        (_("Signed by a second reader"), account.read_by),
        (_("Signed by a convener"), account.released_by),
        (_("SHA-256 of the text"), account.digest),
    ]


FORMS: dict[str, tuple[Callable[[Release], bytes], str]] = {
    Copy.Form.PDF: (as_pdf, "application/pdf"),
    Copy.Form.DOCX: (as_docx, DOCX),
    Copy.Form.ODT: (as_odt, opendocument.KIND),
    Copy.Form.HTML: (as_html, "text/html; charset=utf-8"),
    Copy.Form.MARKDOWN: (as_markdown, "text/markdown; charset=utf-8"),
    Copy.Form.JSON: (as_json, "application/json"),
}
