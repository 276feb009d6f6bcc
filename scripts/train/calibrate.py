"""Fits on PolNeAR dev and world dev how certain attributions are, chooses the threshold, and writes both into the weights
of a run.

Four numbers are fitted; `--folds` says what they are worth on articles they were not fitted on.
"""

import argparse
from pathlib import Path

import numpy as np
import torch

import data
import decode
import evaluate
from model import Config, Model

# Penalty of squared weights.
L2 = 1.0


def logistic(x, y, steps=30):
    """Weights of a logistic regression by Newton's method."""
    w = np.zeros(x.shape[1])
    for _ in range(steps):
        p = 1 / (1 + np.exp(-x @ w))
        gradient = x.T @ (p - y) + L2 * w
        w -= np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + L2 * np.eye(len(w)), gradient)
    return w


def right(texts, candidates, yardstick):
    """Of each candidate, whether some gold attribution has its content (IoU at least one half) and source."""
    out = []
    for t in texts:
        mask = yardstick.quoted_mask(t.text)
        gold = yardstick.prep(t.text, t.gold["attributions"], mask)
        for c in candidates[t.id]:
            [a] = evaluate.prediction(t, [c])["attributions"]
            ours = yardstick.prep(t.text, [a], mask)
            out.append(
                any(
                    2 * len(o["C"] & g["C"]) >= len(o["C"] | g["C"]) and yardstick.src_ok(g["S"], o["S"], False)
                    for o in ours
                    for g in gold
                )
            )
    return np.array(out, float)


def calibration_error(p, y):
    """Expected calibration error over ten bins."""
    bins = np.minimum((p * 10).astype(int), 9)
    return sum(abs(p[bins == b].sum() - y[bins == b].sum()) for b in range(10)) / len(p)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path, help="weights.pt of a training run")
    parser.add_argument("--base", type=Path, required=True, help="folder of the pretrained encoder")
    parser.add_argument("--tokens", type=Path, required=True, help="folder with the output of dixit-dev tokens")
    parser.add_argument("--tools", type=Path, required=True, help="folder of score.py")
    parser.add_argument("--folds", type=int, default=5)
    args = parser.parse_args()
    torch.set_num_threads(1)
    score = evaluate.yardstick(args.tools)
    import score as yardstick

    weights = torch.load(args.weights, weights_only=True)
    model = Model(Config.read(args.base / "config.json"))
    model.load_state_dict(weights["average"])
    reader = data.Reader(data.load_tokenizer(args.base))
    sets = {name: reader.read(args.tokens / f"{name}.dev.jsonl") for name in evaluate.QUOTE_SETS}
    texts = [t for part in sets.values() for t in part]
    candidates, _ = decode.run(model, texts)
    each = [c for t in texts for c in candidates[t.id]]
    fold = np.array([i % args.folds for i, t in enumerate(texts) for _ in candidates[t.id]])
    x, y = np.array([c.evidence() for c in each]), right(texts, candidates, yardstick)

    held_out = np.zeros(len(each))
    for k in range(args.folds):
        held_out[fold == k] = 1 / (1 + np.exp(-x[fold == k] @ logistic(x[fold != k], y[fold != k])))
    print(f"expected calibration error on folds held out: {calibration_error(held_out, y):.3f}")

    w = [round(float(v), 4) for v in logistic(x, y)]
    weights["confidence"] = dict(zip(decode.EVIDENCE, w))
    for c in each:
        c.score = decode.confidence(weights["confidence"], c)
    joint = dict.fromkeys(evaluate.THRESHOLDS, 0.0)
    for name, part in sets.items():
        for threshold in evaluate.THRESHOLDS:
            figures, _ = evaluate.quotations(part, candidates, score, threshold)
            print(f"{name}  threshold {threshold:g}  {evaluate.row(figures)}")
            joint[threshold] += figures["joint"]
    weights["threshold"] = max(joint, key=joint.get)
    print(weights["confidence"], "threshold", weights["threshold"])
    torch.save(weights, args.weights)


if __name__ == "__main__":
    main()
