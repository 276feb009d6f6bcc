"""Batches of articles into batches of quotations, for whatever calls an object."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._analyzer import load
from ._options import named, parted

if TYPE_CHECKING:
    import pyarrow
    from typing_extensions import Unpack

    from ._options import Options


class Attributor:
    """Reads batches of articles into batches of quotations, for ``map_batches`` of Ray Data and whatever else calls an object.

    Each worker makes one and keeps it, so models are loaded once a process.

    Parameters
    ----------
    text : str
        Name of the column with the text.
    engine : str
        As for :func:`dixit.load`.
    workers : int
        Number of threads; one unless you say, as clusters give a task one core.
    with_text : bool
        Whether the article's text goes into the column ``article_text``.
    **options
        Names of other columns with fields of an article (``id``, ``title``, ``publisher``, ``date``, ``url``, ``author``,
        ``language``), and settings of :func:`dixit.load`. ``isolate`` is on: an article that would end the process must not end a task.
    """

    def __init__(
        self,
        text: str = "text",
        *,
        engine: str = "fast",
        workers: int = 1,
        with_text: bool = False,
        **options: Unpack[Options],
    ) -> None:
        columns, settings = parted(options)
        self._columns = named(text, columns)
        self._nlp = load(engine, **{"isolate": True, **settings})
        self._workers = workers
        self._with_text = with_text

    def __call__(self, batch: pyarrow.Table) -> pyarrow.Table:
        """Read one batch.

        Parameters
        ----------
        batch : pyarrow.Table
            Articles, one a row.

        Returns
        -------
        pyarrow.Table
            One row a quotation, and one an article that could not be analysed, its reason in ``failure_kind`` and ``failure``:
            the flat schema (docs/flat.md).
        """
        return self._nlp.to_arrow(
            batch, workers=self._workers, with_text=self._with_text, failures=True, **self._columns
        )
