from collections.abc import Iterator
from typing import Any, Optional, Union

from ._article import Article

__version__: str
FLAT_SCHEMA: str

class Batches:
    """A table for anything that knows the Arrow C interface: ``pyarrow.table(batches)``, ``polars.DataFrame(batches)``."""

    def __arrow_c_stream__(self, requested_schema: object = None) -> object: ...
    def __len__(self) -> int: ...

# The record, or kind and message of a failure.
_Outcome = tuple[Optional[bytes], str, str]

class Engine:
    def __new__(
        cls,
        flags: list[str],
        *,
        min_confidence: float,
        english_only: bool,
        time_limit: float,
        max_size: int,
        max_memory: int,
        starter: Optional[list[str]],
    ) -> Engine: ...
    def about(self) -> tuple[str, str, list[tuple[str, str]]]: ...
    def analyze(self, article: Article) -> _Outcome: ...
    def nothing(self, article: Article) -> bytes: ...
    def pipe(self, articles: Iterator[tuple[Any, Article]], workers: int) -> Pipe: ...
    def to_arrow(
        self, articles: object, columns: dict[str, str], *, workers: int, with_text: bool, failures: bool
    ) -> tuple[Batches, list[tuple[str, str, str]]]: ...

class Pipe:
    def __iter__(self) -> Pipe: ...
    def __next__(self) -> tuple[Any, _Outcome]: ...

_Fields = tuple[
    str,
    Optional[str],
    Optional[str],
    Optional[str],
    Optional[str],
    Optional[str],
    Optional[str],
    Optional[str],
]

class Reading:
    def __new__(cls, paths: list[str], *, format: str, fields: str, max_bytes: int, english_only: bool) -> Reading: ...
    def __iter__(self) -> Reading: ...
    def __next__(self) -> tuple[Optional[_Fields], str, str, str]: ...

def main(args: list[str], starter: Optional[list[str]]) -> int: ...
def page(record: bytes, text: str) -> str: ...
def flat_batches(records: Union[list[bytes], tuple[bytes, ...]], *, failures: bool = False) -> Batches: ...
def forms(texts: list[str]) -> list[tuple[int, int, list[int]]]: ...
def same_words(pairs: list[tuple[str, str]]) -> list[bool]: ...
