"""What players call a language: its English name, from its BCP 47 tag. Pure.

A table of ours: the names that libraries ship are megabytes, and no function needs more than these.
"""

from collections.abc import Mapping

NAMES: Mapping[str, str] = dict(
    pair.split("=")
    for pair in """
        af=Afrikaans sq=Albanian am=Amharic ar=Arabic hy=Armenian as=Assamese az=Azerbaijani
        eu=Basque be=Belarusian bn=Bangla bs=Bosnian bg=Bulgarian my=Burmese ca=Catalan zh=Chinese
        hr=Croatian cs=Czech da=Danish nl=Dutch en=English et=Estonian fil=Filipino fi=Finnish
        fr=French gl=Galician ka=Georgian de=German el=Greek gu=Gujarati he=Hebrew hi=Hindi
        hu=Hungarian is=Icelandic id=Indonesian ga=Irish it=Italian ja=Japanese kn=Kannada kk=Kazakh
        km=Khmer ko=Korean ky=Kyrgyz lo=Lao lv=Latvian lt=Lithuanian mk=Macedonian ms=Malay
        ml=Malayalam mt=Maltese mr=Marathi mn=Mongolian ne=Nepali no=Norwegian nb=Norwegian
        nn=Norwegian or=Odia ps=Pashto fa=Persian pl=Polish pt=Portuguese pa=Punjabi ro=Romanian
        ru=Russian sr=Serbian si=Sinhala sk=Slovak sl=Slovenian so=Somali es=Spanish sw=Swahili
        sv=Swedish ta=Tamil te=Telugu th=Thai tr=Turkish uk=Ukrainian ur=Urdu uz=Uzbek vi=Vietnamese
        cy=Welsh yi=Yiddish yo=Yoruba zu=Zulu
    """.split()  # noqa: SIM905  # a hundred quoted words read worse
)


def called(tag: str) -> str:
    """``English`` of ``en``, ``Portuguese (BR)`` of ``pt-br``; the tag where no name is known."""
    language, _, rest = tag.partition("-")
    name = NAMES.get(language.lower())
    if name is None:
        return tag
    return f"{name} ({_marked(rest)})" if rest else name


def _marked(subtags: str) -> str:
    """Scripts like ``Hant``, regions like ``BR``, as they are written."""
    parts = [part.title() if len(part) == 4 else part.upper() for part in subtags.split("-")]
    return ", ".join(parts)
