"""dixit on Dask: a data frame of articles into one of quotations, partition by partition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._attributor import Attributor
from ._dixit import flat_batches

if TYPE_CHECKING:
    import pandas
    from typing_extensions import Unpack

    from ._options import Options

# One a process and setting, as partitions come one by one.
_ATTRIBUTORS: dict[str, Attributor] = {}


def attribute(frame: Any, text: str = "text", *, engine: str = "fast", **options: Unpack[Options]) -> Any:
    """Find the quotations of a Dask data frame of articles.

    Parameters
    ----------
    frame : dask.dataframe.DataFrame
        One article a row.
    text : str
        Name of the column with the text.
    engine : str
        As for :func:`dixit.load`.
    **options
        As for :class:`dixit.Attributor`: names of other columns with fields of an article, and settings. Give ``id``: without, ids are
        numbers within a partition.

    Returns
    -------
    dask.dataframe.DataFrame
        One row a quotation, and one an article that could not be analysed: see :class:`dixit.Attributor`.
    """
    settings = {"text": text, "engine": engine, **options}
    return frame.map_partitions(_partition, settings, meta=_to_pandas(flat_batches([], failures=True)))


def _partition(frame: pandas.DataFrame, settings: dict[str, Any]) -> pandas.DataFrame:
    import pyarrow

    key = repr(sorted(settings.items()))
    if key not in _ATTRIBUTORS:
        _ATTRIBUTORS[key] = Attributor(**settings)
    return _to_pandas(_ATTRIBUTORS[key](pyarrow.Table.from_pandas(frame, preserve_index=False)))


def _to_pandas(table: Any) -> pandas.DataFrame:
    import pandas
    import pyarrow

    # Strings as Arrow has them: their type is the same in a partition where a column is all unknown.
    types = {pyarrow.string(): pandas.ArrowDtype(pyarrow.string())}
    return pyarrow.table(table).to_pandas(types_mapper=types.get, date_as_object=False)
