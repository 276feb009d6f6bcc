"""Data frames: articles in, quotations out, of the same kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Optional

from ._analyzer import Analyzer, load
from ._options import existing, named

if TYPE_CHECKING:
    from typing import TypeVar

    from typing_extensions import Unpack

    from ._options import Columns

    Frame = TypeVar("Frame")


def quotations(
    frame: Frame,
    text: str = "text",
    *,
    nlp: Optional[Analyzer] = None,
    workers: int = 0,
    with_text: bool = False,
    **columns: Unpack[Columns],
) -> Frame:
    """Find the quotations of a data frame of articles.

    Parameters
    ----------
    frame : pandas.DataFrame, polars.DataFrame, polars.LazyFrame or pyarrow.Table
        One article a row.
    text : str
        Name of the column with the text.
    nlp : Analyzer, optional
        The analyzer; the default engine where there is none.
    workers : int
        Number of threads; 0 is one a core.
    with_text : bool
        Whether the article's text goes into the column ``article_text``.
    **columns : str, optional
        Names of other columns with fields of an article: ``id``, ``title``, ``publisher``, ``date``, ``url``, ``author``,
        ``language``. Without ``id``, an article's id is its number, from 0.

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

        wanted = named(text, columns)
        existing(wanted, given.columns)
        given = pyarrow.Table.from_pandas(given[list(dict.fromkeys(wanted.values()))], preserve_index=False)
    out: Any = nlp.to_arrow(given, text, workers=workers, with_text=with_text, **columns)
    if kind == "pandas":
        out = out.to_pandas()
    elif kind == "polars":
        import polars

        out = polars.DataFrame(out)
        if hasattr(frame, "collect"):
            out = out.lazy()
    return out
