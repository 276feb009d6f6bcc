"""dixit on Ray Data: ``ds.map_batches(dixit.Attributor, batch_format="pyarrow", concurrency=4)``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Optional

from ._analyzer import load

if TYPE_CHECKING:
    import pyarrow


class Attributor:
    """Reads batches of articles into batches of quotations, for ``map_batches`` of Ray Data and whatever else calls an object.

    Each worker makes one and keeps it, so models are loaded once a process.

    Parameters
    ----------
    text : str
        Name of the column with the text.
    id, title, publisher, date, url, author, language : str, optional
        Names of other columns with fields of an article.
    engine : str
        As for :func:`dixit.load`, which takes the other ``options``.
    workers : int
        Number of threads; one unless you say, as clusters give a task one core.
    with_text : bool
        Whether the article's text goes into the column ``article_text``.
    """

    def __init__(
        self,
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
        workers: int = 1,
        with_text: bool = False,
        **options: Any,
    ) -> None:
        self._nlp = load(engine, **options)
        self._settings: dict[str, Any] = {
            "text": text,
            "id": id,
            "title": title,
            "publisher": publisher,
            "date": date,
            "url": url,
            "author": author,
            "language": language,
            "workers": workers,
            "with_text": with_text,
        }

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
        return self._nlp.to_arrow(batch, failures=True, **self._settings)
