"""The analyzer: texts in, documents and tables out."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Optional, Union

from ._article import Article, ArticleLike, article
from ._dixit import Batches, Engine
from ._doc import Doc, Failure

if TYPE_CHECKING:
    import pyarrow

    PathLike = Union[str, "os.PathLike[str]"]


class ArticleWarning(UserWarning):
    """An article could not be analysed; the others were."""


def load(
    engine: str = "fast",
    *,
    people: Optional[PathLike] = None,
    outlets: Optional[PathLike] = None,
    models: Iterable[PathLike] = (),
    min_confidence: float = 0.0,
    english_only: bool = False,
    time_limit: float = 300.0,
    backend: Optional[str] = None,
    device: Optional[str] = None,
    precision: Optional[str] = None,
) -> Analyzer:
    """Load an engine.

    Parameters
    ----------
    engine : {"fast", "rules", "bert"}
        ``fast`` has its models in the package; ``rules`` finds less; ``bert`` finds most, at a fiftieth of the speed, and
        needs its weights: ``pip install dixit-bert``.
    people, outlets : path, optional
        Your own people (TOML, JSONL or CSV) and table of outlets, on top of the shipped ones.
    models : paths
        Models of your own from :func:`train`, in the place of the engine's.
    min_confidence : float
        Quotations with less confidence are left out, 0 to 1.
    english_only : bool
        Whether texts that are certainly in another language are failures of kind ``language``. Off here, on in the program.
    time_limit : float
        Longest time one article of :meth:`Analyzer.pipe` may take, in seconds; 0 sets no limit.
    backend : {"rten", "torch"}, optional
        What computes the network of ``bert``.
    device : str, optional
        Where: ``cpu``, ``cuda`` or ``cuda:0``.
    precision : {"int8", "half", "single"}, optional
        How exactly.

    Returns
    -------
    Analyzer
        Immutable; may be used by several threads at once.

    Raises
    ------
    ValueError
        If a setting is wrong, or a file is not what it should be.
    FileNotFoundError
        If a file is not there.
    """
    flags = [f"--engine={engine}"]
    named = {"people": people, "outlets": outlets, "backend": backend, "device": device, "precision": precision}
    flags += [f"--{name}={os.fspath(value)}" for name, value in named.items() if value is not None]
    flags += [f"--model={os.fspath(model)}" for model in models]
    settings: dict[str, Any] = {
        "min_confidence": min_confidence,
        "english_only": english_only,
        "time_limit": time_limit,
    }
    if engine == "bert":
        find_weights()
    return Analyzer(flags, settings)


def find_weights() -> None:
    """Tell the engine where the package ``dixit-bert`` keeps its weights, unless the user has told it."""
    if "DIXIT_MODELS" in os.environ:
        return
    try:
        import dixit_bert
    except ImportError:
        # The engine looks elsewhere, and says where if it finds none.
        return
    os.environ["DIXIT_MODELS"] = dixit_bert.models()


class Analyzer:
    """Finds quotations, who spoke them, and through whom they are known. Made by :func:`load`."""

    __slots__ = ("_engine", "_flags", "_settings")

    def __init__(self, flags: list[str], settings: Mapping[str, Any]) -> None:
        self._engine = Engine(flags, **settings)
        self._flags = flags
        self._settings = settings

    @property
    def engine(self) -> str:
        """Name of the engine."""
        return self._engine.about()[0]

    @property
    def models(self) -> dict[str, str]:
        """Version of each model that records name."""
        return dict(self._engine.about()[2])

    def __call__(
        self,
        text: ArticleLike,
        *,
        id: Optional[str] = None,
        title: Optional[str] = None,
        publisher: Optional[str] = None,
        date: Optional[str] = None,
        url: Optional[str] = None,
        author: Optional[str] = None,
        language: Optional[str] = None,
    ) -> Doc:
        """Read one article.

        Parameters
        ----------
        text : str, Article or mapping
            The text, or an article with it.
        id, title, publisher, date, url, author, language : str, optional
            What is known beside the text; see :class:`Article`.

        Returns
        -------
        Doc
            The article with its quotations; none where the text is empty.

        Raises
        ------
        TypeError
            If the text is no text.
        """
        given = article(text)
        beside = {
            "id": id,
            "title": title,
            "publisher": publisher,
            "date": date,
            "url": url,
            "author": author,
            "language": language,
        }
        known = {name: value for name, value in beside.items() if value is not None}
        if known:
            given = given._replace(**known)
        return Doc(given, self._engine.analyze(given))

    def pipe(
        self,
        articles: Iterable[Any],
        *,
        workers: int = 0,
        as_tuples: bool = False,
        on_error: str = "warn",
    ) -> Iterator[Doc]:
        """Read many articles, several at once; other Python threads run meanwhile.

        Parameters
        ----------
        articles : iterable of str, Article or mapping
            Read ahead by up to 256 articles or 512 kB a worker, by the thread that iterates over the result. What it
            raises comes out as it went in, after the documents of all that came before.
        workers : int
            Number of threads; 0 is one a core.
        as_tuples : bool
            Whether the iterable gives pairs of an article and anything; the latter is :attr:`Doc.context` then.
        on_error : {"warn", "keep", "raise"}
            What to do where an article cannot be analysed: give a document with its :attr:`Doc.failure`, with an
            :class:`ArticleWarning` or without one, or raise ``RuntimeError``.

        Returns
        -------
        iterator of Doc
            One document an article, in the order of the input.

        Notes
        -----
        An interrupt (Ctrl-C) ends the iteration within a twentieth of a second.
        """
        if on_error not in ("warn", "keep", "raise"):
            raise ValueError(f"on_error is {on_error!r}; it is one of 'warn', 'keep', 'raise'")
        if workers < 0:
            raise ValueError(f"workers is {workers}; it is 0, one a core, or their number")
        pairs = _with_context(articles) if as_tuples else _alone(articles)
        return self._docs(self._engine.pipe(pairs, workers), on_error)

    def _docs(self, outcomes: Iterable[Any], on_error: str) -> Iterator[Doc]:
        for (given, context), record, kind, message in outcomes:
            if record is not None:
                yield Doc(given, record, None, context)
                continue
            failure = None if kind == "empty" else Failure(kind, message)
            if failure is not None and on_error != "keep":
                told = f"article {given.id or given.text[:40]!r} {message}"
                if on_error == "raise":
                    raise RuntimeError(told)
                warnings.warn(told, ArticleWarning, stacklevel=2)
            yield Doc(given, self._engine.analyze(given._replace(text="")), failure, context)

    def to_arrow(
        self,
        articles: object,
        *,
        text: str = "text",
        id: Optional[str] = None,
        title: Optional[str] = None,
        publisher: Optional[str] = None,
        date: Optional[str] = None,
        url: Optional[str] = None,
        author: Optional[str] = None,
        language: Optional[str] = None,
        workers: int = 0,
        with_text: bool = False,
        failures: bool = False,
    ) -> pyarrow.Table:
        """Read a table of articles into a table of quotations.

        No text becomes a Python object, and both tables cross without a copy; each article's text is copied once, into
        the analysis.

        Parameters
        ----------
        articles : object with the Arrow C interface
            A pyarrow Table, RecordBatch or RecordBatchReader, a Polars or pandas (2.2 or later) data frame, a DuckDB relation.
        text : str
            Name of the column with the text.
        id, title, publisher, date, url, author, language : str, optional
            Names of other columns with fields of an article. Without ``id``, an article's id is its number, from 0.
        workers : int
            Number of threads; 0 is one a core.
        with_text : bool
            Whether the article's text goes into the column ``article_text`` of each of its quotations.
        failures : bool
            Whether an article that cannot be analysed has a row, its id in ``article_id`` and the reason in two more
            columns, ``failure_kind`` and ``failure``. Without, it is told in an :class:`ArticleWarning`.

        Returns
        -------
        pyarrow.Table
            One row a quotation, in the order of articles and text, in the flat schema (docs/flat.md). Where pyarrow is not
            installed, a :class:`Batches`, which Polars, DuckDB and others take.

        Raises
        ------
        TypeError
            If the table has no Arrow C interface.
        ValueError
            If there is no such column, or it holds no strings.
        """
        named = {
            "text": text,
            "id": id,
            "title": title,
            "publisher": publisher,
            "date": date,
            "url": url,
            "author": author,
            "language": language,
        }
        columns = {field: name for field, name in named.items() if name is not None}
        batches, failed = self._engine.to_arrow(
            articles, columns, workers=workers, with_text=with_text, failures=failures
        )
        if not failures:
            for name, kind, message in failed:
                if kind != "empty":
                    warnings.warn(f"article {name} {message}", ArticleWarning, stacklevel=2)
        return _table(batches)

    def __repr__(self) -> str:
        return f"<Analyzer {self.engine}>"

    def __reduce__(self) -> tuple[Any, ...]:
        # So that clusters can send it: each process loads its own.
        return (Analyzer, (self._flags, dict(self._settings)))


def _alone(articles: Iterable[ArticleLike]) -> Iterator[tuple[tuple[Article, None], Article]]:
    for given in articles:
        it = article(given)
        yield (it, None), it


def _with_context(pairs: Iterable[tuple[ArticleLike, Any]]) -> Iterator[tuple[tuple[Article, Any], Article]]:
    for given, context in pairs:
        it = article(given)
        yield (it, context), it


def _table(batches: Batches) -> Any:
    try:
        import pyarrow
    except ImportError:
        return batches
    return pyarrow.table(batches)
