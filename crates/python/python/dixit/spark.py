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
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Union

from ._analyzer import Analyzer, load
from ._article import Article
from ._dixit import flat_batches
from ._options import existing, named, parted
from ._spark_corpus import count_by, drop_duplicates, group_same_words

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql import DataFrame, SparkSession
    from typing_extensions import Unpack

    from ._options import Options, PathLike

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


def attribute(
    df: DataFrame,
    text: str = "text",
    *,
    engine: str = "fast",
    with_text: bool = False,
    max_bytes: int = _MAX_BYTES,
    **options: Unpack[Options],
) -> DataFrame:
    """Find the quotations of a data frame of articles.

    Parameters
    ----------
    df : pyspark.sql.DataFrame
        One article a row, of a batch or a stream.
    text : str
        Name of the column with the text. Rows where it is null or empty give nothing.
    engine : str
        As for :func:`dixit.load`.
    with_text : bool
        Whether the article's text goes into the column ``article_text`` of each quotation.
    max_bytes : int
        Bytes of text a worker reads at once.
    **options
        Names of other columns with fields of an article (``id``, ``title``, ``publisher``, ``date``, ``url``, ``author``, ``language``),
        and settings of :func:`dixit.load`. Give ``id``: without, ids are numbers within a piece of a partition. ``people``, ``outlets``
        and ``models`` are read here and travel with the function. ``english_only`` is on, as in the program, and so is ``isolate``: an
        article that would end the process must not end a task.

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
    columns, settings = parted(options)
    chosen = named(text, columns)
    existing(chosen, df.columns)
    files = {name: settings.pop(name, None) for name in ("people", "outlets")}
    given = {name: _File.of(path) for name, path in files.items() if path is not None}
    models = [_File.of(path) for path in settings.pop("models", ())]
    settings = {"engine": engine, "english_only": True, "isolate": True, **settings}
    function = _Attribute(settings, given, models, list(chosen), with_text, max_bytes)
    # Only what is read crosses to Python, and as strings: dates too.
    read = df.select([df[name].cast("string").alias(field) for field, name in chosen.items()])
    return read.mapInArrow(function, schema())


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
    def of(cls, path: PathLike) -> _File:
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
            # The folder stays as long as the engine, whose processes may be started again.
            folder = tempfile.TemporaryDirectory(prefix="dixit-")
            paths: dict[str, Any] = {name: file.put(folder.name) for name, file in self.files.items()}
            models = [file.put(folder.name) for file in self.models]
            _ANALYZERS[key] = load(**self.settings, **paths, models=models), folder
        return _ANALYZERS[key][0]


_ANALYZERS: dict[bytes, tuple[Analyzer, tempfile.TemporaryDirectory[str]]] = {}


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
    return files.mapInArrow(_pages, ", ".join(f"{field} STRING" for field in Article._fields))


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
