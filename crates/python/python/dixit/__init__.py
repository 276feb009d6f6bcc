"""Who said what in the news, and through whom we know it.

Two lines find the quotations of a text:

>>> import dixit
>>> nlp = dixit.load()
>>> doc = nlp("“It will rain,” Ada Okoye told Reuters.")
>>> for q in doc.quotations:
...     print(q.speaker, q.text, [v.name for v in q.via])
Ada Okoye “It will rain,” ['Reuters']

Many texts go through :meth:`Analyzer.pipe`, Arrow tables through :meth:`Analyzer.to_arrow`, data frames through
:func:`quotations`, files through :func:`read`. The adapters for clusters and other tools are modules of their own:
``dixit.spark``, ``dixit.ray``, ``dixit.dask`` and ``dixit.spacy``. Offsets are half-open and count characters as Python
does: ``doc.text[q.start:q.end]``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._analyzer import Analyzer, ArticleError, ArticleWarning, load
from ._article import Article
from ._dixit import FLAT_SCHEMA, Batches, __version__
from ._doc import Candidate, Doc, Failure, Quotation, Span, Speaker, Via, When
from ._read import Articles, read

if TYPE_CHECKING:
    from ._attributor import Attributor
    from ._frames import quotations
    from ._program import evaluate, train

__all__ = [
    "FLAT_SCHEMA",
    "Analyzer",
    "Article",
    "ArticleError",
    "ArticleWarning",
    "Articles",
    "Attributor",
    "Batches",
    "Candidate",
    "Doc",
    "Failure",
    "Quotation",
    "Span",
    "Speaker",
    "Via",
    "When",
    "__version__",
    "evaluate",
    "load",
    "quotations",
    "read",
    "train",
]

# Read only when they are asked for, so that importing dixit takes milliseconds.
_LATE = {"quotations": "._frames", "evaluate": "._program", "train": "._program", "Attributor": "._attributor"}


def __getattr__(name: str) -> Any:
    if name in _LATE:
        from importlib import import_module

        value = getattr(import_module(_LATE[name], __name__), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
