"""What needs the whole corpus, on Spark's own operators: the same words, counts, duplicates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ._dixit import forms, same_words

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql import DataFrame

# Steps in which groups find together; what is one group is at most so many links from end to end.
_STEPS = 20


def group_same_words(quotations: DataFrame, min_words: int = 5) -> DataFrame:
    """Group quotations that hold the same words across articles: exact, cut, or with a few words changed.

    Each quotation gives the runs of four words in it; those that share a run are brought together by a shuffle, each beside the longest
    and the next longer one that has the run, so that work grows with the corpus and not with its square. What is brought together is
    aligned word by word, and joined where one in eight words differs at most. Groups are the connected components.

    Parameters
    ----------
    quotations : pyspark.sql.DataFrame
        Quotations in the flat schema; at least ``article_id``, ``quotation_id`` and ``text``.
    min_words : int
        Quotations of fewer words are left alone: too many people say the same by chance.

    Returns
    -------
    pyspark.sql.DataFrame
        ``article_id``, ``quotation_id`` and ``group``: a number for each group of two quotations and more, the same in every run.
    """
    from pyspark.sql import Window
    from pyspark.sql import functions as F

    said = quotations.select("article_id", "quotation_id", "text").where("text IS NOT NULL")
    formed = said.mapInArrow(
        _with_forms, "article_id STRING, quotation_id STRING, text STRING, form LONG, words INT, runs ARRAY<LONG>"
    ).where(F.col("words") >= min_words)
    formed = formed.persist()
    unique = formed.groupBy("form").agg(
        F.min("text").alias("text"), F.first("words").alias("words"), F.first("runs").alias("runs")
    )
    with_run = unique.select("form", "words", F.explode("runs").alias("run"))
    longest = Window.partitionBy("run").orderBy(F.desc("words"), "form")
    beside = with_run.select(
        F.col("form").alias("a"),
        F.array(F.first("form").over(longest), F.lag("form").over(longest)).alias("others"),
    )
    pairs = (
        beside.select("a", F.explode("others").alias("b"))
        .where("b IS NOT NULL AND a <> b")
        .groupBy("a", "b")
        .agg(F.count("*"))
    )
    texts = unique.select("form", "text")
    compared = pairs.join(texts.select(F.col("form").alias("a"), F.col("text").alias("text_a")), "a").join(
        texts.select(F.col("form").alias("b"), F.col("text").alias("text_b")), "b"
    )
    links = compared.select("a", "b", "text_a", "text_b").mapInArrow(_linked, "a LONG, b LONG")
    groups = _components(links)
    placed = formed.join(groups, "form", "left").withColumn("group", F.coalesce("group", "form"))
    size = Window.partitionBy("group")
    counted = placed.withColumn("size", F.count("*").over(size)).where("size > 1")
    return counted.select("article_id", "quotation_id", "group")


def _components(links: DataFrame) -> DataFrame:
    """The connected components of links, each named by its smallest form: labels spread until none changes."""
    from pyspark.sql import functions as F

    edges = links.union(links.select(F.col("b").alias("a"), F.col("a").alias("b"))).distinct().localCheckpoint()
    labels = edges.select(F.col("a").alias("form")).distinct().withColumn("group", F.col("form")).localCheckpoint()
    for _ in range(_STEPS):
        heard = edges.join(labels.withColumnRenamed("form", "b"), "b").groupBy(F.col("a").alias("form"))
        least = heard.agg(F.min("group").alias("heard"))
        spread = labels.join(least, "form").select(
            "form", F.least("group", "heard").alias("group"), (F.col("heard") < F.col("group")).alias("changed")
        )
        spread = spread.localCheckpoint()
        labels = spread.drop("changed")
        if not spread.where("changed").limit(1).count():
            break
    return labels


def _with_forms(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
    import pyarrow

    for batch in batches:
        found = forms(batch.column(2).to_pylist())
        numbers, words, runs = zip(*found) if found else ((), (), ())
        added = [
            pyarrow.array(numbers, pyarrow.int64()),
            pyarrow.array(words, pyarrow.int32()),
            pyarrow.array(runs, pyarrow.list_(pyarrow.int64())),
        ]
        names = ["article_id", "quotation_id", "text", "form", "words", "runs"]
        yield pyarrow.RecordBatch.from_arrays([*batch.columns, *added], names)


def _linked(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
    import pyarrow

    for batch in batches:
        pairs = list(zip(batch.column(2).to_pylist(), batch.column(3).to_pylist()))
        keep = pyarrow.array(same_words(pairs), pyarrow.bool_())
        yield batch.select([0, 1]).filter(keep)


def count_by(quotations: DataFrame, *columns: str) -> DataFrame:
    """Count quotations, articles and days by columns of the flat schema, the most first.

    Parameters
    ----------
    quotations : pyspark.sql.DataFrame
        Quotations in the flat schema.
    *columns : str
        What to count by; ``speaker`` and ``publisher`` where nothing is said.

    Returns
    -------
    pyspark.sql.DataFrame
        The columns, and ``quotations``, ``articles``, ``first`` and ``last`` (days).
    """
    from pyspark.sql import functions as F

    by = list(columns) or ["speaker", "publisher"]
    counts = quotations.groupBy(*by).agg(
        F.count("*").alias("quotations"),
        F.countDistinct("article_id").alias("articles"),
        F.min("date").alias("first"),
        F.max("date").alias("last"),
    )
    return counts.orderBy(F.desc("quotations"), *by)


def drop_duplicates(articles: DataFrame, text: str = "text") -> DataFrame:
    """Keep one of all articles whose texts differ in nothing but case, punctuation and white space.

    Parameters
    ----------
    articles : pyspark.sql.DataFrame
        One article a row.
    text : str
        Name of the column with the text.
    """
    from pyspark.sql import functions as F

    letters = F.lower(F.regexp_replace(articles[text], r"[^\p{L}\p{N}]+", ""))
    return articles.withColumn("_letters", F.sha2(letters, 256)).dropDuplicates(["_letters"]).drop("_letters")
