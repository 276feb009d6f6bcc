"""What was found in one article."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple, Optional

from ._article import Article
from ._dixit import Batches, flat_batches, page


class Span(NamedTuple):
    """A place in the text: ``doc.text[span.start:span.end]``.

    Attributes
    ----------
    start, end : int
        Half-open, in characters as Python counts.
    """

    start: int
    end: int


class Candidate(NamedTuple):
    """One of several people of the registry whom a name may mean.

    Attributes
    ----------
    name : str
        Full name.
    registry_id : str or None
        Key in the registry of people.
    """

    name: str
    registry_id: Optional[str]


class Failure(NamedTuple):
    """Why an article has no quotations.

    Attributes
    ----------
    kind : str
        One word to count by: ``time_limit``, ``panic``, ``language``, …
    message : str
        What happened, to be read after the article's name.
    """

    kind: str
    message: str


class _Wrapped:
    """Something of a record, with a property for each of its fields."""

    __slots__ = ("_fields",)

    def __init__(self, fields: dict[str, Any]) -> None:
        self._fields = fields

    def to_dict(self) -> dict[str, Any]:
        """Return the fields as they stand in the record (docs/record.md).

        Returns
        -------
        dict
            Not a copy.
        """
        return self._fields

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Wrapped) and type(other) is type(self) and other._fields == self._fields

    __hash__ = None  # type: ignore[assignment]


class Speaker(_Wrapped):
    """A speaker of one quotation."""

    __slots__ = ()

    @property
    def name(self) -> Optional[str]:
        """Fullest name the article or the registry gives; ``None`` where nobody is named."""
        return self._fields["name"]

    @property
    def surface(self) -> Optional[str]:
        """The words of the source as they stand by this quotation: ``He``, ``a senior official``."""
        return self._fields["surface"]

    @property
    def type(self) -> str:
        """``person``, ``organization``, ``outlet``, ``document``, ``group`` or ``unnamed``."""
        return self._fields["type"]

    @property
    def mention(self) -> str:
        """How the source refers to the speaker: ``name``, ``title``, ``pronoun``, ``nominal`` or ``none``."""
        return self._fields["mention"]

    @property
    def role(self) -> Optional[str]:
        """Title or role as the article states it."""
        return self._fields["role"]

    @property
    def affiliation(self) -> Optional[str]:
        """The body the speaker belongs to, as the article states it."""
        return self._fields["affiliation"]

    @property
    def registry_id(self) -> Optional[str]:
        """Key in a registry of people or outlets."""
        return self._fields["registry_id"]

    @property
    def candidates(self) -> list[Candidate]:
        """The people the name may stand for, where nothing settles which; else empty."""
        return [Candidate(c["name"], c["registry_id"]) for c in self._fields["candidates"]]

    @property
    def confidence(self) -> float:
        """Probability that the speaker is right, 0 to 1."""
        return self._fields["confidence"]

    @property
    def decided_by(self) -> str:
        """What settled it: ``name``, ``title``, ``pronoun``, …, ``nothing``."""
        return self._fields["decided_by"]

    def __str__(self) -> str:
        return self.name or self.surface or "unknown speaker"

    def __repr__(self) -> str:
        return f"<Speaker {str(self)!r} {self.type} {self.confidence}>"


class Via(_Wrapped):
    """One link between speaker and reader."""

    __slots__ = ()

    @property
    def name(self) -> str:
        """The registry's name where the outlet is known, else as it stands."""
        return self._fields["name"]

    @property
    def kind(self) -> str:
        """``outlet``, ``platform``, ``event`` or ``document``."""
        return self._fields["kind"]

    @property
    def relation(self) -> str:
        """``told``, ``interview``, ``reported_by``, ``posted_on``, ``published_in``, ``said_at`` or ``obtained_by``."""
        return self._fields["relation"]

    @property
    def outlet_id(self) -> Optional[str]:
        """Key in the registry of outlets."""
        return self._fields["outlet_id"]

    @property
    def span(self) -> Span:
        """The words that say so."""
        return Span(*self._fields["span"])

    @property
    def carried(self) -> bool:
        """Whether it was said of an earlier quotation and carried on to this one."""
        return self._fields["carried"]

    @property
    def confidence(self) -> Optional[float]:
        """Probability that the link is right, 0 to 1; ``None`` where the engine gives none."""
        return self._fields.get("confidence")

    def __str__(self) -> str:
        return f"{self.relation} {self.name}"

    def __repr__(self) -> str:
        return f"<Via {self.relation} {self.kind} {self.name!r}>"


class When(_Wrapped):
    """When a quotation was said."""

    __slots__ = ()

    @property
    def text(self) -> str:
        """The time expression as it stands."""
        return self._fields["text"]

    @property
    def date(self) -> Optional[str]:
        """The day it means, as precisely as text and date of the article allow: ``2025-12-05``, ``2025-W49``, ``2025-12``."""
        return self._fields["date"]

    @property
    def span(self) -> Span:
        """Where the expression stands."""
        return Span(*self._fields["span"])

    def __str__(self) -> str:
        return self.date or self.text

    def __repr__(self) -> str:
        return f"<When {self.text!r} {self.date}>"


class Quotation(_Wrapped):
    """One quotation. ``str()`` gives its words."""

    __slots__ = ()

    @property
    def id(self) -> str:
        """``q1``, ``q2``, … in the order of the text."""
        return self._fields["id"]

    @property
    def kind(self) -> str:
        """``direct``, ``mixed`` or ``indirect``: whether all, part or none of it stands between quotation marks."""
        return self._fields["kind"]

    @property
    def text(self) -> str:
        """The words, with their quotation marks; pieces of a discontinuous quotation joined by one space."""
        return self._fields["text"]

    @property
    def cue(self) -> Optional[str]:
        """The words that announce it: ``said``, ``according to``."""
        return self._fields["cue_text"]

    @property
    def act(self) -> Optional[str]:
        """What is done with the words, ``statement`` or ``attitude``; ``None`` where the engine does not tell."""
        return self._fields.get("act")

    @property
    def polarity(self) -> Optional[str]:
        """``affirmed``, ``denied`` or ``refused``; ``None`` where the engine does not tell."""
        return self._fields.get("polarity")

    @property
    def start(self) -> int:
        """Where its first piece starts, in characters."""
        return self._fields["content"][0][0]

    @property
    def end(self) -> int:
        """Behind the end of its last piece, in characters."""
        return self._fields["content"][-1][1]

    @property
    def spans(self) -> list[Span]:
        """Where the quotation stands; several where something interrupts it."""
        return [Span(*place) for place in self._fields["content"]]

    @property
    def cue_spans(self) -> list[Span]:
        """Where the announcing words stand; empty where there are none."""
        return [Span(*place) for place in self._fields["cue"]]

    @property
    def source_spans(self) -> list[Span]:
        """Where the words stand that name its source; empty where there are none."""
        return [Span(*place) for place in self._fields["source"]]

    @property
    def sentence(self) -> Span:
        """The sentence that encloses it, or the run of sentences where it lies in several."""
        return Span(*self._fields["sentence"])

    @property
    def parent(self) -> Optional[str]:
        """``id`` of the quotation this one stands in."""
        return self._fields["parent"]

    @property
    def confidence(self) -> float:
        """Probability that content and source are right, 0 to 1."""
        return self._fields["confidence"]

    @property
    def speaker(self) -> Optional[str]:
        """Name of the first speaker; ``None`` where nobody is named. See :attr:`speakers`."""
        speakers = self._fields["speakers"]
        return speakers[0]["name"] if speakers else None

    @property
    def speakers(self) -> list[Speaker]:
        """Who speaks: several where they speak jointly, none where nobody could be told."""
        return [Speaker(s) for s in self._fields["speakers"]]

    @property
    def via(self) -> list[Via]:
        """Through whom the words are known, from the speaker outward."""
        return [Via(v) for v in self._fields["via"]]

    @property
    def when(self) -> Optional[When]:
        """When it was said."""
        when = self._fields["when"]
        return None if when is None else When(when)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"<Quotation {self.id} {self.kind} {self.speaker!r}: {self.text!r}>"


class Doc:
    """An article and its quotations.

    Attributes
    ----------
    article : Article
        The article as it was given.
    failure : Failure or None
        Why there are no quotations, where the article could not be analysed. An empty text is no failure.
    context : object
        What was given beside the article with ``as_tuples``.
    """

    __slots__ = ("_json", "_quotations", "_record", "article", "context", "failure")

    def __init__(
        self, article: Article, record: bytes, failure: Optional[Failure] = None, context: object = None
    ) -> None:
        self.article = article
        self.failure = failure
        self.context = context
        self._json = record
        self._record: Optional[dict[str, Any]] = None
        self._quotations: Optional[list[Quotation]] = None

    @property
    def text(self) -> str:
        """The text, as it was given."""
        return self.article.text

    @property
    def id(self) -> str:
        """What the record calls the article."""
        return self.to_dict()["article"]["id"]

    @property
    def quotations(self) -> list[Quotation]:
        """The quotations, in the order of the text."""
        if self._quotations is None:
            self._quotations = [Quotation(q) for q in self.to_dict()["quotations"]]
        return self._quotations

    def to_json(self) -> str:
        """Return the record as the program writes it: one line of JSON (docs/record.md), without its end."""
        return self._json.decode()

    def to_dict(self) -> dict[str, Any]:
        """Return the record as a dictionary (docs/record.md).

        Returns
        -------
        dict
            Not a copy: changing it changes this document.
        """
        if self._record is None:
            import json

            self._record = json.loads(self._json)
        return self._record

    def to_arrow(self) -> Batches:
        """Return the quotations in the flat schema (docs/flat.md), for ``pyarrow.table`` and others."""
        return flat_batches([self._json])

    def to_html(self) -> str:
        """Return the article's page: one HTML file that needs nothing else, quotations marked by speaker.

        Raises
        ------
        ValueError
            If the page cannot be made of the record.
        """
        return page(self._json, self.text)

    def _repr_html_(self) -> str:
        # In a frame, so that neither the page's style nor the notebook's reaches the other.
        from html import escape

        source = escape(self.to_html(), quote=True)
        return f'<iframe srcdoc="{source}" style="width: 100%; height: 36em; border: 1px solid #8884"></iframe>'

    def __iter__(self) -> Iterator[Quotation]:
        return iter(self.quotations)

    def __len__(self) -> int:
        return len(self.quotations)

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        words = self.text if len(self.text) <= 40 else self.text[:39] + "…"
        return f"<Doc {words!r}, {len(self)} quotation{'' if len(self) == 1 else 's'}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return (Doc, (self.article, self._json, self.failure, self.context))
