"""What users write, checked by mypy --strict over the package's types and run by test_example.py."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import dixit


def speakers(texts: Iterable[str], at_least: float = 0.5) -> Counter[str]:
    """Count who is quoted."""
    nlp: dixit.Analyzer = dixit.load("fast", min_confidence=at_least)
    counts: Counter[str] = Counter()
    for doc in nlp.pipe(texts, workers=2):
        for q in doc.quotations:
            if q.speaker is not None and q.kind == "direct":
                counts[q.speaker] += 1
    return counts


def lines(text: str) -> list[str]:
    """One line a quotation."""
    doc = dixit.load()(dixit.Article(text, id="a", date="2025-12-05"))
    out: list[str] = []
    for q in doc:
        via: list[str] = [str(link) for link in q.via]
        when: str | None = q.when.date if q.when else None
        start, end = q.spans[0]
        assert text[start:end] in q.text
        out.append(f"{q.speaker or 'unknown'}: {q.text} ({', '.join(via)}; {when}; {q.confidence:.2f})")
    return out
