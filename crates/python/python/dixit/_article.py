"""Articles as they go in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Optional, Union


class Article(NamedTuple):
    """A text and what is known beside it.

    Everything but the text is optional. ``date`` and ``publisher`` help: the first settles what "on Friday" means, the
    second who "this newspaper" is.

    Attributes
    ----------
    text : str
        The text that all offsets count in. Lone surrogates, which a ``str`` may hold, are read as U+FFFD; offsets stay
        as Python counts.
    id : str, optional
        What records call the article; its number in the input, from 0, where it has none.
    title, publisher, url, author : str, optional
        Headline, who published it, its address, its byline.
    date : str, optional
        When it was published, ISO 8601: ``2025-12-05``.
    language : str, optional
        BCP 47 language tag.
    """

    text: str
    id: Optional[str] = None
    title: Optional[str] = None
    publisher: Optional[str] = None
    date: Optional[str] = None
    url: Optional[str] = None
    author: Optional[str] = None
    language: Optional[str] = None


ArticleLike = Union[str, Article, Mapping[str, Optional[str]]]


def article(given: ArticleLike) -> Article:
    """Make an article of what a user gave.

    Parameters
    ----------
    given : str, Article or mapping
        A text; an article; or a mapping with ``text`` and other fields of an article.

    Raises
    ------
    TypeError
        If it is none of these, or the mapping has other keys.
    """
    if isinstance(given, str):
        return Article(given)
    if isinstance(given, Article):
        return given
    if isinstance(given, Mapping):
        return Article(**given)  # type: ignore[arg-type]
    raise TypeError(f"an article is a str, a dixit.Article or a mapping, not {type(given).__name__}")
