"""Data frames: articles in, quotations out, of the same kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Optional

from ._analyzer import Analyzer, load

if TYPE_CHECKING:
    from typing import TypeVar

    Frame = TypeVar("Frame")


def quotations(
    frame: Frame,
    text: str = "text",
    id: Optional[str] = None,
    title: Optional[str] = None,
    publisher: Optional[str] = None,
    date: Optional[str] = None,
    url: Optional[str] = None,
    author: Optional[str] = None,
    language: Optional[str] = None,
    *,
    nlp: Optional[Analyzer] = None,
    workers: int = 0,
    with_text: bool = False,
) -> Frame:
    """Find the quotations of a data frame of articles.

    Parameters
    ----------
    frame : pandas.DataFrame, polars.DataFrame, polars.LazyFrame or pyarrow.Table
        One article a row.
    text : str
        Name of the column with the text.
    id, title, publisher, date, url, author, language : str, optional
        Names of other columns with fields of an article. Without ``id``, an article's id is its number, from 0.
    nlp : Analyzer, optional
        The analyzer; the default engine where there is none.
    workers : int
        Number of threads; 0 is one a core.
    with_text : bool
        Whether the article's text goes into the column ``article_text``.

    Returns
    -------
    of the kind of ``frame``
        One row a quotation, in the flat schema (docs/flat.md). pandas frames need pyarrow; their lists are arrays of
        dictionaries.

    Raises
    ------
    TypeError
        If it is no data frame.
    ValueError
        If there is no such column.
    """
    nlp = nlp or load()
    kind = type(frame).__module__.split(".")[0]
    given: Any = frame
    if kind == "polars" and hasattr(given, "collect"):
        given = given.collect()
    if kind == "pandas":
        import pyarrow

        wanted = [c for c in (text, id, title, publisher, date, url, author, language) if c is not None]
        missing = [c for c in wanted if c not in given.columns]
        if missing:
            raise ValueError(f"there is no column {missing[0]!r}; there are {', '.join(map(str, given.columns))}")
        given = pyarrow.Table.from_pandas(given[list(dict.fromkeys(wanted))], preserve_index=False)
    table = nlp.to_arrow(
        given,
        text=text,
        id=id,
        title=title,
        publisher=publisher,
        date=date,
        url=url,
        author=author,
        language=language,
        workers=workers,
        with_text=with_text,
    )
    out: Any = table
    if kind == "pandas":
        out = table.to_pandas()
    elif kind == "polars":
        import polars

        out = polars.DataFrame(table)
        if hasattr(frame, "collect"):
            out = out.lazy()
    return out
