"""The keywords that the package's functions share, each in one place."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any, Optional, TypedDict, Union

from ._article import Article

PathLike = Union[str, "os.PathLike[str]"]


class Columns(TypedDict, total=False):
    """Under which names a table keeps what is known beside the text of an article; see :class:`Article`."""

    id: Optional[str]
    title: Optional[str]
    publisher: Optional[str]
    date: Optional[str]
    url: Optional[str]
    author: Optional[str]
    language: Optional[str]


class Settings(TypedDict, total=False):
    """The settings of :func:`load`, the engine apart."""

    people: Optional[PathLike]
    outlets: Optional[PathLike]
    models: Iterable[PathLike]
    min_confidence: float
    english_only: bool
    time_limit: float
    max_size: int
    isolate: bool
    max_memory: int
    budget: Optional[float]
    backend: Optional[str]
    device: Optional[str]
    precision: Optional[str]


class Options(Columns, Settings, total=False):
    """Both of them."""


def named(text: str, columns: Mapping[str, Any]) -> dict[str, str]:
    """Return the column of each field that has one.

    Raises
    ------
    TypeError
        If something is no field of an article.
    """
    unknown = columns.keys() - set(Article._fields)
    if unknown:
        raise TypeError(f"unexpected keyword {min(unknown)!r}; columns are those of {', '.join(Article._fields)}")
    return {"text": text, **{field: name for field, name in columns.items() if name is not None}}


def parted(options: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return columns and settings apart."""
    columns = {name: value for name, value in options.items() if name in Article._fields}
    return columns, {name: value for name, value in options.items() if name not in columns}


def existing(columns: Mapping[str, str], there: Iterable[object]) -> None:
    """Make sure that the columns of a table are there.

    Raises
    ------
    ValueError
        If one is not.
    """
    found = list(there)
    for name in columns.values():
        if name not in found:
            raise ValueError(f"there is no column {name!r}; there are {', '.join(map(str, found))}")
