"""The analyzer: texts in, documents and tables out."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Optional

from ._article import Article, ArticleLike, article
from ._dixit import Batches, Engine
from ._doc import Doc, Failure
from ._options import PathLike, named

if TYPE_CHECKING:
    import pyarrow
    from typing_extensions import Unpack

    from ._options import Columns


class ArticleWarning(UserWarning):
    """An article could not be analysed; the others were."""


class ArticleError(RuntimeError):
    """An article could not be analysed.

    Attributes
    ----------
    failure : Failure
        Why.
    """

    def __init__(self, told: str, failure: Failure) -> None:
        super().__init__(told, failure)
        self.failure = failure

    def __str__(self) -> str:
        return str(self.args[0])


def load(
    engine: str = "fast",
    *,
    people: Optional[PathLike] = None,
    outlets: Optional[PathLike] = None,
    models: Iterable[PathLike] = (),
    min_confidence: float = 0.0,
    english_only: bool = False,
    time_limit: float = 300.0,
    max_size: int = 64,
    isolate: bool = False,
    max_memory: int = 1000,
    budget: Optional[float] = None,
    backend: Optional[str] = None,
    device: Optional[str] = None,
    precision: Optional[str] = None,
) -> Analyzer:
    """Load an engine.

    Parameters
    ----------
    engine : {"fast", "rules", "bert", "auto"}
        ``fast`` has its models in the package; ``rules`` finds less; ``bert`` finds most, at a fiftieth of the speed; ``auto`` has
        ``bert`` read only what ``fast`` is unsure of. These two need weights: ``pip install dixit-bert``.
    people, outlets : path, optional
        Your own people (TOML, JSONL or CSV) and table of outlets, on top of the shipped ones.
    models : paths
        Models of your own from :func:`train`, in the place of the engine's.
    min_confidence : float
        Quotations with less confidence are left out, 0 to 1.
    english_only : bool
        Whether texts that are certainly in another language are failures of kind ``language``. Off here, on in the program.
    time_limit : float
        Longest time one article may take, in seconds; 0 sets no limit.
    max_size : int
        Longest text of one article, in megabytes (UTF-8).
    isolate : bool
        Whether articles are analysed in processes of their own, as the program does: whatever an article does to the process that
        analyses it, a crash or all memory taken, is a failure of that article. Costs some per cent, and a tenth of a second for
        the first article. Without, articles are analysed in threads, where a panic, an overlong time and an overlong text are failures.
    max_memory : int
        Most memory one article may take where it is isolated, in megabytes; 0 sets no limit. Linux alone heeds it.
    budget : float, optional
        About what share of the words ``bert`` reads in ``auto``, 0 to 1.
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
    chosen = {"budget": budget, "backend": backend, "device": device, "precision": precision}
    flags += [f"--{name}={value}" for name, value in chosen.items() if value is not None]
    # Worker processes may be started later, from another folder.
    files = [("people", people), ("outlets", outlets), *(("model", model) for model in models)]
    flags += [f"--{name}={os.path.abspath(path)}" for name, path in files if path is not None]
    settings: dict[str, Any] = {
        "min_confidence": min_confidence,
        "english_only": english_only,
        "time_limit": time_limit,
        "max_size": max_size,
        "max_memory": max_memory,
        "isolate": isolate,
    }
    if engine in ("bert", "auto"):
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


def starter() -> Optional[list[str]]:
    """Return the command that runs the program, in front of its arguments; ``None`` where Python is part of another program."""
    import sys

    return [sys.executable, "-m", "dixit"] if sys.executable else None


class Analyzer:
    """Finds quotations, who spoke them, and through whom they are known. Made by :func:`load`."""

    __slots__ = ("_engine", "_flags", "_settings")

    def __init__(self, flags: list[str], settings: Mapping[str, Any]) -> None:
        engine = dict(settings)
        command = starter() if engine.pop("isolate") else None
        if command is None and settings["isolate"]:
            raise ValueError("isolate needs an interpreter that can be started again: sys.executable is empty")
        self._engine = Engine(flags, starter=command, **engine)
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
        ArticleError
            If the article cannot be analysed.
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
        record, kind, message = self._engine.analyze(given)
        if record is not None:
            return Doc(given, record)
        if kind == "empty":
            return self._nothing(given, 0)
        raise _error(given, Failure(kind, message))

    def _nothing(self, given: Article, number: int, failure: Optional[Failure] = None, context: object = None) -> Doc:
        """An article without quotations."""
        name = str(number) if given.id is None else given.id
        return Doc(given, self._engine.nothing(given._replace(text="", id=name)), failure, context)

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
            :class:`ArticleWarning` or without one, or raise :class:`ArticleError`.

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
        for number, ((given, context), (record, kind, message)) in enumerate(outcomes):
            if record is not None:
                yield Doc(given, record, None, context)
                continue
            failure = None if kind == "empty" else Failure(kind, message)
            if failure is not None and on_error == "raise":
                raise _error(given, failure)
            if failure is not None and on_error == "warn":
                warnings.warn(str(_error(given, failure)), ArticleWarning, stacklevel=2)
            yield self._nothing(given, number, failure, context)

    def to_arrow(
        self,
        articles: object,
        text: str = "text",
        *,
        workers: int = 0,
        with_text: bool = False,
        failures: bool = False,
        **columns: Unpack[Columns],
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
        workers : int
            Number of threads; 0 is one a core.
        with_text : bool
            Whether the article's text goes into the column ``article_text`` of each of its quotations.
        failures : bool
            Whether an article that cannot be analysed has a row, its id in ``article_id`` and the reason in two more
            columns, ``failure_kind`` and ``failure``. Without, it is told in an :class:`ArticleWarning`.
        **columns : str, optional
            Names of other columns with fields of an article: ``id``, ``title``, ``publisher``, ``date``, ``url``, ``author``,
            ``language``. Without ``id``, an article's id is its number, from 0.

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
        batches, failed = self._engine.to_arrow(
            articles, named(text, columns), workers=workers, with_text=with_text, failures=failures
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


def _error(given: Article, failure: Failure) -> ArticleError:
    return ArticleError(f"article {given.id or given.text[:40]!r} {failure.message}", failure)


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
