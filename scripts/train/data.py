"""Texts as `dixit-dev tokens` writes them, cut into windows of sub-words.

A block is a paragraph with those it is read together with; roles are looked for within one block. A window is a run of
whole blocks of a text that fits the encoder.
"""

import json
import random
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

import numpy as np
from tokenizers import Tokenizer

import labels

# Most words of a block of several paragraphs.
LONGEST_BLOCK = 600
# Most sub-words of a window, the two special ones included; a block that alone has more is cut at LONGEST_WINDOW.
WINDOW = 256
LONGEST_WINDOW = 512
# The encoder reads all quotation marks of one kind as one.
QUOTES = str.maketrans({**dict.fromkeys("“”„‟«»", '"'), **dict.fromkeys("‘’‚‛", "'")})
CASES, PLACES, STARTS = 5, 5, 3
# Sub-words of one word; the rest of a longer one (an address, say) is not read.
LONGEST_WORD = 12


def shape(case, place, start):
    """The row of the table of shapes, which is the table of token types."""
    return (start * PLACES + place) * CASES + case


@dataclass
class Text:
    """One article or run of sentences."""

    id: str
    text: str
    words: list  # (start, end) in characters
    pieces: list  # sub-word ids of each word
    shapes: list  # row of the table of shapes, of each word
    sentence: list  # number of the sentence, of each word
    blocks: list  # (start, end) in words
    gold: dict | None = None  # the article as it was read, if its attributions are marked
    flat: list | None = None  # role label of each word
    frames: list = field(default_factory=list)  # (cue start, cue end, labels by word index) of each attribution
    names: list | None = None  # gold names: (start, end, kind) in characters
    name_labels: list | None = None


def block_ranges(paragraphs, opens, n, longest=LONGEST_BLOCK):
    """Paragraphs, by their first words, joined into blocks."""
    ends = [*paragraphs[1:], n]
    opens = set(opens)
    out = []
    for p, (start, end) in enumerate(zip(paragraphs, ends)):
        if out and p - 1 in opens and end - out[-1][0] <= longest:
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return [b for b in out if b[0] < b[1]]


def load_tokenizer(folder):
    """The word pieces of a model's folder; windows are padded and cut here."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


class Reader:
    """Turns lines of `dixit-dev tokens` into texts."""

    def __init__(self, tokenizer):
        self.tokenizer = tokenizer
        self.cache = {}

    def pieces(self, word):
        if word not in self.cache:
            ids = self.tokenizer.encode(word.translate(QUOTES), add_special_tokens=False).ids
            self.cache[word] = ids[:LONGEST_WORD] or [self.tokenizer.token_to_id("[UNK]")]
        return self.cache[word]

    def read(self, path):
        with open(path, encoding="utf-8") as f:
            return [self.text(json.loads(line)) for line in f]

    def text(self, d):
        text, words = d["text"], [tuple(w) for w in d["words"]]
        n = len(words)
        starts = dict.fromkeys(d["sentences"], 1) | dict.fromkeys(d["paragraphs"], 2)
        shapes = [shape(int(d["case"][i]), int(d["place"][i]), starts.get(i, 0)) for i in range(n)]
        sentence = [bisect_right(d["sentences"], i) - 1 for i in range(n)]
        pieces = [self.pieces(text[s:e]) for s, e in words]
        blocks = block_ranges(d["paragraphs"], d["open"], n)
        t = Text(d["id"], text, words, pieces, shapes, sentence, blocks)
        if "attributions" in d:
            t.gold = d
            mark_roles(t, d["attributions"])
        if "names" in d:
            t.names = [tuple(x) for x in d["names"]]
            t.name_labels = [0] * n
            for s, e, kind in t.names:
                a, b = words_in(words, s, e)
                if a < b:
                    labels.write(t.name_labels, a, b, labels.NAMES.index(kind))
            labels.mend(t.name_labels)
        return t


def words_in(words, start, end):
    """The words that share a character with start..end."""
    a = bisect_right(words, start, key=lambda w: w[1])
    b = bisect_left(words, end, key=lambda w: w[0])
    return a, max(a, b)


def trim(text, s, e):
    """The span without what does not count in a score at its edges."""
    while s < e and not text[s].isalnum():
        s += 1
    while e > s and not text[e - 1].isalnum():
        e -= 1
    return s, e


def mark_roles(t, attributions):
    t.flat = [0] * len(t.words)
    for a in attributions:
        frame, cue = {}, None
        for role, name in enumerate(labels.ROLES):
            for s, e in a[name]:
                i, j = words_in(t.words, s, e)
                if i == j:
                    continue
                # A piece that only touches the one before goes on with it.
                marked = [0] * (j - i)
                labels.write(marked, 0, j - i, role)
                frame |= {i + k: x for k, x in enumerate(marked) if i + k not in frame}
                labels_free = all(t.flat[k] == 0 for k in range(i, j))
                if labels_free:
                    labels.write(t.flat, i, j, role)
                if role == labels.CUE and cue is None:
                    cue = (i, j)
        if cue is not None:
            t.frames.append((*cue, frame))
    labels.mend(t.flat)


@dataclass
class Window:
    """Whole blocks of one text."""

    text: Text
    start: int  # first word
    end: int
    blocks: list  # (start, end) in words of the text
    size: int  # sub-words, the special ones included

    def arrays(self):
        """Sub-word ids, shapes, and where the first sub-word of each word stands."""
        t = self.text
        ids, shapes, first = [101], [0], []
        for w in range(self.start, self.end):
            first.append(len(ids))
            ids.extend(t.pieces[w])
            shapes.extend([t.shapes[w]] * len(t.pieces[w]))
        ids.append(102)
        shapes.append(0)
        return ids, shapes, first


def split(t, limit):
    """Blocks no longer than `limit` sub-words: longer ones are cut before the sentence that would overrun."""
    for start, end in t.blocks:
        at, size, i = start, 0, start
        last_sentence = start
        while i < end:
            if i > start and t.sentence[i] != t.sentence[i - 1]:
                last_sentence = i
            size += len(t.pieces[i])
            if size > limit:
                cut = last_sentence if last_sentence > at else i
                yield at, cut
                at, size, i = cut, 0, cut
                continue
            i += 1
        yield at, end


def windows(t, size=WINDOW, first=None, left=0):
    """Packs the blocks of a text into windows of at most `size` sub-words; the first one of at most `first`, so that
    another pass over the same text can cut it elsewhere. Each window begins with as many whole blocks as fit `left`
    sub-words of the window before, which are there to be read only: they are not among its `blocks`."""
    out, current, used = [], [], 2
    sizes = {}
    blocks = list(split(t, LONGEST_WINDOW - 2))
    for b in blocks:
        sizes[b] = sum(len(p) for p in t.pieces[b[0] : b[1]])

    def close():
        nonlocal current, used
        if current:
            begin, room, total = current[0][0], left, used
            k = blocks.index(current[0])
            while k > 0 and sizes[blocks[k - 1]] <= room and total + sizes[blocks[k - 1]] <= LONGEST_WINDOW:
                k -= 1
                room -= sizes[blocks[k]]
                total += sizes[blocks[k]]
                begin = blocks[k][0]
            out.append(Window(t, begin, current[-1][1], current, total))
        current, used = [], 2

    limit = first or size
    for b in blocks:
        if current and used + sizes[b] > limit:
            close()
            limit = size
        current.append(b)
        used += sizes[b]
    close()
    return out


def batches(ws, size, rng):
    """Batches of windows of about `size` sub-words, of like length, in random order."""
    ws = sorted(ws, key=lambda w: w.size + rng.uniform(-16, 16))
    out, batch, longest = [], [], 0
    for w in ws:
        if batch and max(longest, w.size) * (len(batch) + 1) > size:
            out.append(batch)
            batch, longest = [], 0
        batch.append(w)
        longest = max(longest, w.size)
    if batch:
        out.append(batch)
    rng.shuffle(out)
    return out


def cut(texts, rng, size=WINDOW):
    """Windows of all texts, cut elsewhere each time."""
    return [w for t in texts for w in windows(t, size, first=rng.randint(size // 3, size))]


def pad(batch):
    """ids, shapes, mask [windows, sub-words] and first sub-words [windows, words] (0 where there is no word)."""
    arrays = [w.arrays() for w in batch]
    n = max(len(a[0]) for a in arrays)
    m = max(len(a[2]) for a in arrays)
    ids, shapes, mask = (np.zeros((len(batch), n), dtype=np.int64) for _ in range(3))
    first = np.zeros((len(batch), m), dtype=np.int64)
    for i, (a, s, f) in enumerate(arrays):
        ids[i, : len(a)] = a
        shapes[i, : len(s)] = s
        mask[i, : len(a)] = 1
        first[i, : len(f)] = f
    return ids, shapes, mask, first


def seeded(*key):
    return random.Random("/".join(map(str, key)))
