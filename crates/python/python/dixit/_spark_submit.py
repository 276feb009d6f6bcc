"""The program ``dixit-spark``: articles in, quotations as Parquet out, on a Spark cluster."""

from __future__ import annotations

import argparse
import sys

_EPILOG = """\
examples:
  spark-submit --archives env.tar.gz#env $(which dixit-spark) s3a://news/2025/ s3a://quotes/ --id url --text body
  dixit-spark articles/ quotes/ --format json --map text=body,id=url,date=published
  dixit-spark cc-news/ quotes/ --format warc --failures failed/

The output is partitioned by the day of publication (date=2025-12-05) and complete when _SUCCESS is in it. Where a task fails, Spark
tries it again; an article that fails is a row of --failures and stops nothing.
"""


def run(args: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="dixit-spark",
        description="Find who said what in many articles, on Spark: Parquet, JSON lines or web archives in, Parquet out.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("input", nargs="+", help="files or folders that Spark can read")
    parser.add_argument("output", help="folder to write quotations to")
    parser.add_argument("--format", default="parquet", help="parquet, json (one article a line), warc, … [parquet]")
    parser.add_argument("--map", default="", help="columns of the input: text=body,id=url,date=published")
    parser.add_argument("--engine", default="fast", choices=["fast", "rules", "bert", "auto"])
    parser.add_argument(
        "--min-confidence", type=float, default=0.0, metavar="0..1", help="leave out quotations with less"
    )
    parser.add_argument("--any-language", action="store_true", help="read texts in other languages than English too")
    parser.add_argument("--with-text", action="store_true", help="put the article's text beside each quotation")
    parser.add_argument("--people", metavar="FILE", help="your own people, on top of the shipped registry")
    parser.add_argument("--outlets", metavar="FILE", help="your own table of outlets, on top of the shipped one")
    parser.add_argument("--failures", metavar="FOLDER", help="folder to write articles to that could not be analysed")
    parser.add_argument("--partitions", type=int, metavar="N", help="cut the input into so many pieces first")
    parser.add_argument("--mode", default="errorifexists", choices=["errorifexists", "append", "overwrite", "ignore"])
    parser.add_argument("--stream", metavar="FOLDER", help="go on as files come, keeping what is done in this folder")
    given = parser.parse_args(args)

    from pyspark.sql import SparkSession

    from . import spark
    from ._article import Article

    session = SparkSession.builder.appName("dixit").getOrCreate()
    fields = dict(part.split("=", 1) for part in given.map.split(",") if part)
    if given.stream:
        like = spark.articles(session, given.input, given.format).schema
        articles = session.readStream.format(given.format).schema(like).load(given.input[0])
    else:
        articles = spark.articles(session, given.input, given.format)
    if given.partitions:
        articles = articles.repartition(given.partitions)
    known = {name: name for name in Article._fields if name in articles.columns}
    quotations = spark.attribute(
        articles,
        **{**known, **fields},
        engine=given.engine,
        min_confidence=given.min_confidence,
        english_only=not given.any_language,
        with_text=given.with_text,
        people=given.people,
        outlets=given.outlets,
    )
    if given.stream:
        query = (
            spark.found(quotations)
            .writeStream.format("parquet")
            .option("path", given.output)
            .option("checkpointLocation", given.stream)
            .partitionBy("date")
            .trigger(availableNow=True)
            .start()
        )
        query.awaitTermination()
        return 0
    if given.failures:
        quotations = quotations.persist()
    spark.found(quotations).write.mode(given.mode).partitionBy("date").parquet(given.output)
    if given.failures:
        failed = spark.failures(quotations)
        failed.coalesce(1).write.mode(given.mode).json(given.failures)
        count = failed.count()
        if count:
            print(f"dixit-spark: {count} articles could not be analysed; see {given.failures}", file=sys.stderr)
    return 0
