"""Scores on PolNeAR dev and world dev, by the project's own yardstick, and on CoNLL-2003 dev."""

import argparse
import json
import sys
import time
from pathlib import Path

import torch

import data
import decode

# Articles whose quotations are marked.
QUOTE_SETS = ["polnear", "world"]
THRESHOLDS = [0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7]
MEASURES = {
    "joint": "joint lenient",
    "direct": "direct joint lenient",
    "source": "source spans exact",
    "cue": "cue spans exact",
    "content": "content spans exact",
    "soft": "content soft",
    "strict": "content strict",
}


def characters(t, spans):
    return [[t.words[a][0], t.words[b - 1][1]] for a, b in spans]


def prediction(t, attributions):
    """One line of predictions in the gold format."""
    each = [
        {
            "source": characters(t, a.sources),
            "cue": characters(t, [a.cue]),
            "content": characters(t, a.contents),
            "confidence": round(a.score, 4),
        }
        for a in attributions
    ]
    return {"id": t.id, "attributions": each}


def score_by(candidates, how):
    for c in candidates:
        c.score = how(c)


def quotations(texts, candidates, score, threshold):
    """Scores of attributions, F1 in per cent, with precision and recall of the first."""
    pred = {t.id: prediction(t, decode.choose(candidates[t.id], threshold)) for t in texts}
    r = score({t.id: t.gold for t in texts}, pred)
    out = {k: r[v]["f1"] for k, v in MEASURES.items()}
    return out | {"p": r["joint lenient"]["p"], "r": r["joint lenient"]["r"]}, pred


def name_f1(texts, names):
    right = found = gold = 0
    for t in texts:
        ours = {(t.words[a][0], t.words[b - 1][1], k) for a, b, k in names[t.id]}
        theirs = set(t.names)
        right, found, gold = right + len(ours & theirs), found + len(ours), gold + len(theirs)
    return 200 * right / max(1, found + gold)


def yardstick(tools):
    sys.path.insert(0, str(tools))
    from score import score

    return score


def evaluate(model, texts, score, half=False, left=0, size=data.WINDOW, confidence=decode.UNCALIBRATED):
    """Quotations at the threshold with the best joint F1: a dict of figures, the lines of the sweep, predictions."""
    begun = time.time()
    candidates, _ = decode.run(model, texts, half=half, left=left, size=size)
    best, sweep = None, []
    for c in candidates.values():
        score_by(c, lambda c: decode.confidence(confidence, c))
    for threshold in THRESHOLDS:
        figures, pred = quotations(texts, candidates, score, threshold)
        sweep.append({"threshold": threshold, **figures})
        if best is None or figures["joint"] > best[0]["joint"]:
            best = ({"threshold": threshold, **figures}, pred)
    figures, pred = best
    figures["seconds"] = round(time.time() - begun)
    return figures, sweep, pred


def names(model, texts, half=False, left=0, size=data.WINDOW):
    """F1 of names in per cent."""
    _, found = decode.run(model, texts, half=half, left=left, size=size)
    return round(name_f1(texts, found), 2)


def row(figures):
    return "  ".join(f"{k} {v:g}" for k, v in figures.items())


def main():
    import export

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path, help="folder that export.py wrote")
    parser.add_argument("--tokens", type=Path, required=True, help="folder with the output of dixit-dev tokens")
    parser.add_argument("--tools", type=Path, required=True, help="folder of score.py")
    parser.add_argument("--left", type=int, default=0, help="sub-words read again before each window")
    parser.add_argument("--size", type=int, default=data.WINDOW, help="sub-words of a window")
    parser.add_argument("--out", type=Path, help="folder to write the predictions to")
    args = parser.parse_args()
    torch.set_num_threads(1)
    model, tokenizer = export.load(args.model)
    reader = data.Reader(tokenizer)
    confidence = json.loads((args.model / "config.json").read_text(encoding="utf-8"))["dixit"]["confidence"]
    how = {"left": args.left, "size": args.size}
    for name in QUOTE_SETS:
        texts = reader.read(args.tokens / f"{name}.dev.jsonl")
        figures, sweep, pred = evaluate(model, texts, yardstick(args.tools), confidence=confidence, **how)
        for line in sweep:
            print(name, row(line))
        print(name, "best:", row(figures))
        if args.out:
            lines = "".join(json.dumps(p) + "\n" for p in pred.values())
            (args.out / f"{name}.dev.predictions.jsonl").write_text(lines, encoding="utf-8")
    print("names", names(model, reader.read(args.tokens / "conll2003.dev.jsonl"), **how))


if __name__ == "__main__":
    main()
