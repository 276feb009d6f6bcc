"""dixit on Dask: a data frame of articles into one of quotations, partition by partition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Optional

from ._dixit import flat_batches
from .ray import Attributor

if TYPE_CHECKING:
    import pandas

# One a process and setting, as partitions come one by one.
_ATTRIBUTORS: dict[tuple[tuple[str, Any], ...], Attributor] = {}


def attribute(
    frame: Any,
    text: str = "text",
    id: Optional[str] = None,
    title: Optional[str] = None,
    publisher: Optional[str] = None,
    date: Optional[str] = None,
    url: Optional[str] = None,
    author: Optional[str] = None,
    language: Optional[str] = None,
    *,
    engine: str = "fast",
    **options: Any,
) -> Any:
    """Find the quotations of a Dask data frame of articles.

    Parameters
    ----------
    frame : dask.dataframe.DataFrame
        One article a row.
    text : str
        Name of the column with the text.
    id, title, publisher, date, url, author, language : str, optional
        Names of other columns with fields of an article. Give ``id``: without, ids are numbers within a partition.
    engine : str
        As for :func:`dixit.load`, which takes the other ``options``.

    Returns
    -------
    dask.dataframe.DataFrame
        One row a quotation, and one an article that could not be analysed: see :class:`dixit.Attributor`.
    """
    columns = {
        "text": text,
        "id": id,
        "title": title,
        "publisher": publisher,
        "date": date,
        "url": url,
        "author": author,
        "language": language,
    }
    settings = {**columns, "engine": engine, **options}
    return frame.map_partitions(
        _partition, tuple(sorted(settings.items())), meta=_to_pandas(flat_batches([], failures=True))
    )


def _partition(frame: pandas.DataFrame, settings: tuple[tuple[str, Any], ...]) -> pandas.DataFrame:
    import pyarrow

    if settings not in _ATTRIBUTORS:
        _ATTRIBUTORS[settings] = Attributor(**dict(settings))
    return _to_pandas(_ATTRIBUTORS[settings](pyarrow.Table.from_pandas(frame, preserve_index=False)))


def _to_pandas(table: Any) -> pandas.DataFrame:
    import pandas
    import pyarrow

    # Strings as Arrow has them: their type is the same in a partition where a column is all unknown.
    types = {pyarrow.string(): pandas.ArrowDtype(pyarrow.string())}
    return pyarrow.table(table).to_pandas(types_mapper=types.get, date_as_object=False)
