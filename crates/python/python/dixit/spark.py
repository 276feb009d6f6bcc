"""dixit on Spark: a data frame of articles into one of quotations.

>>> from dixit import spark
>>> quotations = spark.attribute(articles, text="body", id="url", date="published")   # doctest: +SKIP
>>> spark.found(quotations).write.partitionBy("date").parquet("quotations")           # doctest: +SKIP
>>> spark.failures(quotations).show()                                                 # doctest: +SKIP

Spark schedules, shuffles, tries again and stores; dixit is a function over Arrow batches (``mapInArrow``). It runs on batches and
on streams, on Spark 3.5 and 4. Each Python worker loads the engine once.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Optional, Union

from ._analyzer import Analyzer, load
from ._dixit import flat_batches
from ._spark_corpus import count_by, drop_duplicates, group_same_words

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql import DataFrame, SparkSession

__all__ = [
    "articles",
    "attribute",
    "count_by",
    "drop_duplicates",
    "failures",
    "found",
    "group_same_words",
    "schema",
]

# Text in one call of the engine: bounds what a worker holds beside Spark's own batch.
_MAX_BYTES = 8 << 20

# The fields of an article.
FIELDS = ("text", "id", "title", "publisher", "date", "url", "author", "language")


def attribute(
    df: DataFrame,
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
    people: Optional[str] = None,
    outlets: Optional[str] = None,
    models: Iterable[str] = (),
    min_confidence: float = 0.0,
    english_only: bool = True,
    time_limit: float = 300.0,
    with_text: bool = False,
    max_bytes: int = _MAX_BYTES,
) -> DataFrame:
    """Find the quotations of a data frame of articles.

    Parameters
    ----------
    df : pyspark.sql.DataFrame
        One article a row, of a batch or a stream.
    text : str
        Name of the column with the text. Rows where it is null or empty give nothing.
    id, title, publisher, date, url, author, language : str, optional
        Names of other columns with fields of an article. Give ``id``: without, ids are numbers within a piece of a partition.
    engine, min_confidence, time_limit
        As for :func:`dixit.load`.
    people, outlets, models : paths, optional
        Files of yours, as for :func:`dixit.load`; they are read here and travel with the function.
    english_only : bool
        Whether texts that are certainly in another language are failures of kind ``language``, as in the program.
    with_text : bool
        Whether the article's text goes into the column ``article_text`` of each quotation.
    max_bytes : int
        Bytes of text a worker reads at once.

    Returns
    -------
    pyspark.sql.DataFrame
        One row a quotation in the flat schema (docs/flat.md), and two columns more: an article that could not be analysed has
        one row, its id in ``article_id`` and the reason in ``failure_kind`` and ``failure``. :func:`found` and :func:`failures`
        part them.

    Raises
    ------
    ValueError
        If there is no such column.
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
    named = {field: name for field, name in columns.items() if name is not None}
    missing = [name for name in named.values() if name not in df.columns]
    if missing:
        raise ValueError(f"there is no column {missing[0]!r}; there are {', '.join(df.columns)}")
    settings = {
        "engine": engine,
        "min_confidence": min_confidence,
        "english_only": english_only,
        "time_limit": time_limit,
    }
    files = {"people": people, "outlets": outlets}
    given = {name: _File.of(path) for name, path in files.items() if path is not None}
    function = _Attribute(settings, given, [_File.of(path) for path in models], list(named), with_text, max_bytes)
    # Only what is read crosses to Python, and as strings: dates too.
    chosen = df.select([df[name].cast("string").alias(field) for field, name in named.items()])
    return chosen.mapInArrow(function, schema())


def found(quotations: DataFrame) -> DataFrame:
    """Return the quotations of :func:`attribute`'s result, without rows and columns of failures.

    Parameters
    ----------
    quotations : pyspark.sql.DataFrame
        What :func:`attribute` gave.
    """
    return quotations.where("failure_kind IS NULL").drop("failure_kind", "failure")


def failures(quotations: DataFrame) -> DataFrame:
    """Return the failures of :func:`attribute`'s result: ``article_id``, ``failure_kind``, ``failure``, one row an article.

    Empty texts are none. Read and write quotations and failures from one result that is cached or written, else articles are
    read twice.

    Parameters
    ----------
    quotations : pyspark.sql.DataFrame
        What :func:`attribute` gave.
    """
    return quotations.where("failure_kind IS NOT NULL AND failure_kind <> 'empty'").select(
        "article_id", "failure_kind", "failure"
    )


def schema() -> str:
    """Return the schema of :func:`attribute`'s result, as Spark writes types."""
    import pyarrow

    return ", ".join(
        f"`{field.name}` {_type(field.type)}" for field in pyarrow.table(flat_batches([], failures=True)).schema
    )


def _type(of: Any) -> str:
    import pyarrow

    if pyarrow.types.is_list(of):
        return f"ARRAY<{_type(of.value_type)}>"
    if pyarrow.types.is_struct(of):
        return f"STRUCT<{', '.join(f'`{f.name}`: {_type(f.type)}' for f in of)}>"
    names = {
        pyarrow.string(): "STRING",
        pyarrow.date32(): "DATE",
        pyarrow.float64(): "DOUBLE",
        pyarrow.int32(): "INT",
        pyarrow.bool_(): "BOOLEAN",
    }
    return names[of]


class _File:
    """A file of the user's on its way to another machine."""

    def __init__(self, name: str, content: bytes) -> None:
        self.name = name
        self.content = content

    @classmethod
    def of(cls, path: str) -> _File:
        with open(path, "rb") as file:
            return cls(os.path.basename(path), file.read())

    def put(self, folder: str) -> str:
        path = os.path.join(folder, self.name)
        with open(path, "wb") as file:
            file.write(self.content)
        return path


class _Attribute:
    """The function that runs on the executors; Spark broadcasts it where it is large."""

    def __init__(
        self,
        settings: Mapping[str, Any],
        files: Mapping[str, _File],
        models: list[_File],
        fields: list[str],
        with_text: bool,
        max_bytes: int,
    ) -> None:
        self.settings = dict(settings)
        self.files = dict(files)
        self.models = models
        self.fields = fields
        self.with_text = with_text
        self.max_bytes = max_bytes

    def __call__(self, batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        nlp = self.analyzer()
        columns = {field: field for field in self.fields}
        for batch in batches:
            for piece in _pieces(batch, self.max_bytes):
                table = nlp.to_arrow(piece, workers=1, with_text=self.with_text, failures=True, **columns)
                yield from table.to_batches()

    def analyzer(self) -> Analyzer:
        """The engine of this process: loaded once, however many tasks it is given."""
        import pickle

        key = pickle.dumps((self.settings, self.files, self.models))
        if key not in _ANALYZERS:
            with tempfile.TemporaryDirectory(prefix="dixit-") as folder:
                paths: dict[str, Any] = {name: file.put(folder) for name, file in self.files.items()}
                models = [file.put(folder) for file in self.models]
                _ANALYZERS[key] = load(**self.settings, **paths, models=models)
        return _ANALYZERS[key]


_ANALYZERS: dict[bytes, Analyzer] = {}


def _pieces(batch: pyarrow.RecordBatch, max_bytes: int) -> Iterator[pyarrow.RecordBatch]:
    """Cut a batch where its bytes exceed the bound, and never within an article."""
    if not batch.num_rows:
        return
    rows = max(1, batch.num_rows * max_bytes // max(1, batch.nbytes))
    for start in range(0, batch.num_rows, rows):
        yield batch.slice(start, rows)


def articles(session: SparkSession, path: Union[str, list[str]], format: str = "parquet") -> DataFrame:
    """Read articles with Spark's own readers, from HDFS, S3 or local folders.

    Parameters
    ----------
    session : pyspark.sql.SparkSession
        The session.
    path : str or list of str
        Files or folders.
    format : {"parquet", "json", "warc", …}
        ``json`` is one article a line. ``warc`` are web archives, packed or not: their pages are read by :func:`dixit.read`, a file a
        task. Others are what Spark can read.

    Returns
    -------
    pyspark.sql.DataFrame
        One article a row; of web archives with the columns ``text``, ``id``, ``title``, ``publisher``, ``date``, ``url``, ``author`` and
        ``language``.
    """
    if format != "warc":
        return session.read.format(format).load(path)
    files = session.read.format("binaryFile").load(path).select("path", "content")
    fields = "text STRING, id STRING, title STRING, publisher STRING, date STRING, url STRING, author STRING, language STRING"
    return files.mapInArrow(_pages, fields)


def _pages(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
    from ._read import read

    for batch in batches:
        for path, content in zip(batch.column(0), batch.column(1)):
            with tempfile.TemporaryDirectory(prefix="dixit-") as folder:
                file = os.path.join(folder, os.path.basename(path.as_py()))
                with open(file, "wb") as out:
                    out.write(content.as_buffer())
                yield from read(file, format="warc", on_error="skip").batches()


def main() -> int:
    """Run ``dixit-spark``: see its ``--help``."""
    from ._spark_submit import run

    return run()
