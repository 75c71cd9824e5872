"""Likeness: letters of other scripts that a reader takes for Latin ones.

Small tables, made by looking: which folded letter has, in one of its cases, the shape of
which Latin one. A word is read as Latin only where the whole of it can be.
"""

from __future__ import annotations

_CYRILLIC = ("авеіјкмнорѕстухүһԁԛԝӏ", "abeijkmhopsctyxyhdqwl")
_GREEK = ("αβεζηικμνορτυχ", "abezhikmnoptyx")
_ARMENIAN = ("ոսօհզցյլտ", "nuohqgjls")
_COPTIC = ("ⲁⲃⲉⲏⲓⲕⲙⲛⲟⲣⲥⲧⲩⲭ", "abehikmnopctyx")
_LISU = ("ꓐꓑꓓꓔꓖꓗꓙꓚꓜꓝꓟꓠꓡꓢꓣꓦꓧꓪꓫꓬꓮꓰꓲꓳꓴ", "bpdtgkjczfmnlsrvhwxyaeiou")
_CHEROKEE = ("ᎪᏴᏟᎠᎬᏀᎻᎫᏦᏞᎷᏢᎡᏚᎢᏙᎳᏃ", "abcdeghjklmprstvwz")
# The same letters by their small shapes, where those look like something else.
_SMALL = ("γηινυωσκ" + "пишг", "ynivuwok" + "nuwr")

_SCRIPTS = (_CYRILLIC, _GREEK, _ARMENIAN, _COPTIC, _LISU, _CHEROKEE)
LATIN = str.maketrans(*("".join(side) for side in zip(*_SCRIPTS, strict=True)))
_BY_SMALL_SHAPES = LATIN | str.maketrans(*_SMALL)


def as_latin(word: str) -> set[str]:
    """What a folded word reads like to who takes every letter of it for a Latin one."""
    if word.isascii():
        return set()
    read = {word.translate(LATIN), word.translate(_BY_SMALL_SHAPES)}
    return {each for each in read if each.isascii()}
