"""Files and folders as articles."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Optional, Union

from ._article import Article
from ._dixit import Reading

if TYPE_CHECKING:
    import pyarrow

    PathLike = Union[str, "os.PathLike[str]"]


def read(
    paths: Union[PathLike, Iterable[PathLike]],
    *,
    format: str = "auto",
    fields: Optional[Mapping[str, str]] = None,
    max_size: int = 64,
    english_only: bool = False,
    on_error: str = "warn",
) -> Articles:
    """Read the articles of files and folders, as ``dixit run`` does (docs/run.md).

    Parameters
    ----------
    paths : path or iterable of paths
        Files, folders (sorted, with all they hold) and patterns: text, Markdown, web pages, JSON, JSONL, CSV, TSV, Parquet
        and WARC, also packed (gzip, zstd, bzip2) and in tar and zip archives.
    format : str
        What they are written in; ``auto`` goes by suffix and by how they begin.
    fields : mapping, optional
        Under which names the input keeps the fields of an article: ``{"text": "body", "title": "headline"}``.
    max_size : int
        Longest file or line taken as one article, in megabytes.
    english_only : bool
        Whether texts that are certainly in another language are passed over.
    on_error : {"warn", "skip", "raise"}
        What to do with an input that gives no article: go on, with an :class:`ArticleWarning` or without one, or raise
        ``ValueError``.

    Returns
    -------
    Articles
        An iterator over :class:`Article`, for :meth:`Analyzer.pipe`; its :meth:`Articles.batches` gives Arrow instead.

    Raises
    ------
    ValueError
        If ``format`` or ``fields`` is wrong.
    """
    if on_error not in ("warn", "skip", "raise"):
        raise ValueError(f"on_error is {on_error!r}; it is one of 'warn', 'skip', 'raise'")
    given = [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)
    reading = Reading(
        [os.fspath(path) for path in given],
        format=format,
        fields=",".join(f"{field}={name}" for field, name in (fields or {}).items()),
        max_bytes=max_size * 1_000_000,
        english_only=english_only,
    )
    return Articles(reading, on_error)


class Articles:
    """Iterates over articles. Made by :func:`read`."""

    def __init__(self, reading: Reading, on_error: str) -> None:
        self._reading = reading
        self._on_error = on_error

    def __iter__(self) -> Iterator[Article]:
        return self

    def __next__(self) -> Article:
        while True:
            found, name, _, message = next(self._reading)
            if found is not None:
                return Article(*found)
            if self._on_error == "raise":
                raise ValueError(f"{name} {message}")
            if self._on_error == "warn":
                from ._analyzer import ArticleWarning

                warnings.warn(f"{name} {message}", ArticleWarning, stacklevel=2)

    def batches(self, rows: int = 1000) -> Iterator[pyarrow.RecordBatch]:
        """Give the articles as Arrow, for :meth:`Analyzer.to_arrow` and others.

        Parameters
        ----------
        rows : int
            Articles in one batch.

        Returns
        -------
        iterator of pyarrow.RecordBatch
            Columns are the fields of :class:`Article`, all strings.
        """
        import pyarrow

        schema = pyarrow.schema([(field, pyarrow.string()) for field in Article._fields])
        while True:
            columns: list[list[Any]] = [[] for _ in Article._fields]
            for article in self:
                for column, value in zip(columns, article):
                    column.append(value)
                if len(columns[0]) >= rows:
                    break
            if not columns[0]:
                return
            yield pyarrow.record_batch([pyarrow.array(c, pyarrow.string()) for c in columns], schema=schema)
