"""Language tags in their canonical form (RFC 5646 section 4.5). The library carries the registry of IANA."""

from functools import lru_cache

LONGEST_TAG = 35
"""RFC 5646 section 4.4.1: no tag in use is longer."""


class UnknownLanguage(ValueError):
    """The text is no language tag, or names no registered language."""


@lru_cache(maxsize=4096)
def canonical(tag: str) -> str:
    """The one form of a tag: `EN-gb` and `en_GB` are `en-GB`, `iw` is `he`, `sgn-GB` is `bfi`.

    Raises UnknownLanguage for what is not registered: a misspelt language would suit nobody, in silence.
    """
    from langcodes import Language, standardize_tag, tag_is_valid
    from langcodes.tag_parser import LanguageTagError

    try:
        parsed = Language.get(tag, normalize=False)
        if parsed.extlangs:  # RFC 5646 section 4.5: `sgn-bfi` and `zh-cmn` are the languages `bfi` and `cmn`
            _, extlang, *rest = tag.replace("_", "-").split("-")
            tag = "-".join([extlang, *rest])
        if len(tag) > LONGEST_TAG or not tag_is_valid(tag):
            raise UnknownLanguage
        return str(standardize_tag(tag))
    except LanguageTagError as error:
        raise UnknownLanguage from error


def kept(tag: str) -> str:
    """A tag that was kept before, in its canonical form; as it is where the registry does not know it."""
    try:
        return canonical(tag)
    except UnknownLanguage:
        return tag
