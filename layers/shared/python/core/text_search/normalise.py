"""One spelling for what people take for the same: width, case and composition, never accents.

This is Unicode's toNFKC_Casefold (Unicode Standard 3.13, UAX 31) but for joiners, which stay inside
emoji: ``Straße`` = ``STRASSE``, full-width letters are letters, and still ``Zähler`` is not
``Zahler`` and the dotless i of Turkish is not ``i``.
"""

import unicodedata

JOINER, NON_JOINER = "\u200d", "\u200c"
# Unicode's Default_Ignorable_Code_Point outside of emoji: they are not seen, so they do not count.
_IGNORABLE = {
    0x00AD: None,
    0x034F: None,
    0x061C: None,
    **dict.fromkeys(range(0x115F, 0x1161)),
    **dict.fromkeys(range(0x17B4, 0x17B6)),
    **dict.fromkeys(range(0x180B, 0x1810)),
    0x200B: None,
    0x200E: None,
    0x200F: None,
    **dict.fromkeys(range(0x202A, 0x202F)),
    **dict.fromkeys(range(0x2060, 0x2070)),
    0x3164: None,
    **dict.fromkeys(range(0xFE00, 0xFE10)),
    0xFEFF: None,
    0xFFA0: None,
}


def folded(text: str) -> str:
    """``folded(folded(x)) == folded(x)``; lone surrogates stay what they are."""
    visible = text.translate(_IGNORABLE)
    once = _step(visible).translate(_IGNORABLE)
    while (again := _step(once).translate(_IGNORABLE)) != once:
        once = again  # a fold can compose and a composition can fold: at most a few rounds
    return once


def _step(text: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
