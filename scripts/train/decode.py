"""From the network's scores to attributions and names."""

import contextlib
import math
from dataclasses import dataclass

import torch

import data
import labels
from model import Seed

# Words that the first head believes to be of a cue this much are judged by the second.
CUE_FLOOR = 0.1
# What the confidence of an attribution is made of, in the order of Attribution.evidence.
EVIDENCE = ["bias", "probability", "fit", "cue"]
# The chain taken at its word.
UNCALIBRATED = dict(zip(EVIDENCE, [0.0, 1.0, 0.0, 0.0]))


@dataclass
class Attribution:
    """Words of a text, as (start, end)."""

    cue: tuple
    sources: list
    contents: list
    cue_probability: float  # of the first head
    probability: float  # that the seed is of a cue, by the second
    fit: float  # log-likelihood of the roles, given that it is
    score: float = 0.0

    def evidence(self):
        return [1.0, log_odds(self.probability), max(self.fit, -8.0), log_odds(self.cue_probability)]

    def clashes(self, other):
        """Contents must not overlap, and no cue stand in the content of another."""

        def overlap(xs, ys):
            return any(a < d and c < b for a, b in xs for c, d in ys)

        return (
            overlap(self.contents, other.contents)
            or overlap(self.contents, [other.cue])
            or overlap([self.cue], [*other.contents, other.cue])
        )


def log_odds(p):
    # What the network says beyond this is no more certain.
    p = min(max(p, 1e-4), 1 - 1e-4)
    return math.log(p / (1 - p))


def confidence(weights, attribution):
    """How often such an attribution is right, by a logistic regression (Platt, 1999)."""
    x = sum(weights[name] * e for name, e in zip(EVIDENCE, attribution.evidence()))
    return 1 / (1 + math.exp(-x))


def seeds(window, index, cue_probability, floor=CUE_FLOOR):
    """Words of a window that are more likely of a cue than their neighbours."""
    p, t, offset = cue_probability, window.text, window.start
    out = []
    for start, end in window.blocks:
        for w in range(start, end):
            here = p[w - offset]
            before = p[w - offset - 1] if w > start else 0.0
            after = p[w - offset + 1] if w + 1 < end else 0.0
            if here >= floor and here > before and here >= after:
                out.append(seed(t, index, offset, w, start, end))
    return out


def seed(t, index, offset, word, start, end, gold=None):
    sentences = [t.sentence[k] - t.sentence[word] for k in range(start, end)]
    return Seed(index, word - offset, start - offset, end - offset, sentences, gold)


def attribution(offset, s, path, cue_probability, probability, fit):
    """What the best path says of a seed, or None where a block is too short for a content. `offset` is the first word
    of the window."""
    base = offset + s.start

    def found(role):
        return [(base + a, base + b) for a, b in labels.runs(path, role)]

    at = offset + s.word
    cue = next((r for r in found(labels.CUE) if r[0] <= at < r[1]), (at, at + 1))
    contents = found(labels.CONTENT)
    if not contents:
        return None
    return Attribution(cue, found(labels.SOURCE), contents, cue_probability, probability, fit)


def choose(candidates, threshold):
    """Those that go together, the surest first."""
    kept = []
    for c in sorted(candidates, key=lambda c: (-c.score, c.cue)):
        if c.score >= threshold and not any(k.clashes(c) for k in kept):
            kept.append(c)
    return sorted(kept, key=lambda c: c.contents)


def viterbi(scores):
    """Best BIO path of names for each row of words, [L, labels]."""
    n = scores.shape[1]
    ok = torch.where(torch.tensor(labels.allowed(n), device=scores.device), 0.0, -1e4)
    a = scores[0] + ok[-1]
    back = []
    for row in scores[1:]:
        m, arg = (a[:, None] + ok[:-1]).max(dim=0)
        a = m + row
        back.append(arg)
    label = int(a.argmax())
    out = [label]
    for arg in reversed(back):
        label = int(arg[label])
        out.append(label)
    return out[::-1]


def precision(half):
    """Where `half` is set, matrices are multiplied in bfloat16."""
    device = torch.get_default_device().type
    return torch.autocast(device, dtype=torch.bfloat16) if half else contextlib.nullcontext()


@torch.no_grad()
def run(model, texts, size=data.WINDOW, left=0, batch=4096, half=False, floor=CUE_FLOOR):
    """Reads texts: candidates of each, and names of each as (start, end, kind) in words."""
    model.eval()
    order = [w for t in texts for w in data.windows(t, size, left=left)]
    order.sort(key=lambda w: w.size)
    candidates, names = {t.id: [] for t in texts}, {t.id: [] for t in texts}
    at = 0
    while at < len(order):
        k = at + 1
        while k < len(order) and order[k].size * (k - at + 1) <= batch:
            k += 1
        ws, at = order[at:k], k
        with precision(half):
            h = model.encode(*map(torch.tensor, data.pad(ws)))
        flat = model.flat(h).softmax(-1)
        cue = (flat[..., labels.begin(labels.CUE)] + flat[..., labels.inside(labels.CUE)]).tolist()
        name_scores = model.names(h).log_softmax(-1).cpu()
        found = [s for i, w in enumerate(ws) for s in seeds(w, i, cue[i], floor)]
        if found:
            for s, p, path, fit in zip(found, *(x.tolist() for x in model.judge(h, found))):
                w = ws[s.window]
                a = attribution(w.start, s, path[: s.end - s.start], cue[s.window][s.word], p, fit)
                if a is not None:
                    candidates[w.text.id].append(a)
        for i, w in enumerate(ws):
            path = viterbi(name_scores[i, : w.end - w.start])
            first = w.blocks[0][0]
            for kind, name in enumerate(labels.NAMES):
                found = [(w.start + a, w.start + b, name) for a, b in labels.runs(path, kind)]
                names[w.text.id] += [n for n in found if n[0] >= first]
    return candidates, names
