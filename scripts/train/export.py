"""Writes trained weights as the program reads them: model.safetensors in half precision, config.json, tokenizer.json,
and model.onnx for other runtimes. README.md beside this file says what each tensor is."""

import argparse
import json
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import nn

import data
import decode
import labels
import model as network
from model import Config, Model

# Least confidence of an attribution, where none has been measured.
THRESHOLD = 0.3
# Parts of the linear head, in the order of its rows.
HEAD = ["names", "flat", "word_a", "word_b", "cue_a", "cue_b"]
PAIR = {
    "pair.distance": "distance.weight",
    "pair.sentence": "sentence.weight",
    "pair.out.weight": "out.weight",
    "pair.out.bias": "out.bias",
    "crf.transitions": "crf.transitions",
}


def tensors(model):
    """All tensors of the exchange format, in single precision."""
    out = model.encoder.bert_tensors()
    s = model.state_dict()
    for p in ("weight", "bias"):
        out[f"head.{p}"] = torch.cat([s[f"{part}.{p}"] for part in HEAD])
    return out | {ours: s[theirs] for ours, theirs in PAIR.items()}


def config(model, threshold, confidence):
    """What a runtime must know besides the tensors."""
    c = model.config.as_dict()
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_dropout_prob": 0.1,
        "attention_probs_dropout_prob": 0.1,
        "initializer_range": 0.02,
        **c,
        "dixit": {
            "format": 1,
            "names": labels.NAMES,
            "roles": labels.ROLES,
            "pair_size": model.config.pair_size,
            "distances": network.DISTANCES,
            "sentences": network.SENTENCES,
            "window": data.WINDOW,
            "longest_window": data.LONGEST_WINDOW,
            "longest_block": data.LONGEST_BLOCK,
            "longest_word": data.LONGEST_WORD,
            "cue_floor": decode.CUE_FLOOR,
            "threshold": threshold,
            "confidence": confidence,
        },
    }


class Graph(nn.Module):
    """Encoder and linear head: what is heavy. All else is a few additions a word, and left to the runtime."""

    def __init__(self, model):
        super().__init__()
        self.encoder = model.encoder
        self.encoder.folded = model.encoder.shapes().detach()
        t = tensors(model)
        self.head = nn.Linear(*t["head.weight"].shape[::-1])
        self.head.weight.data, self.head.bias.data = t["head.weight"], t["head.bias"]

    def forward(self, input_ids, token_type_ids, attention_mask):
        return self.head(self.encoder(input_ids, token_type_ids, attention_mask))


def write_onnx(model, path):
    example = tuple(torch.ones(2, 8, dtype=torch.long) for _ in range(3))
    names = ["input_ids", "token_type_ids", "attention_mask"]
    axes = {name: {0: "windows", 1: "sub-words"} for name in [*names, "scores"]}
    torch.onnx.export(
        Graph(model).eval(),
        example,
        path,
        input_names=names,
        output_names=["scores"],
        dynamic_axes=axes,
        opset_version=17,
    )


def write(model, base, threshold, confidence, out, examples=None):
    """Writes a folder. `base` is that of the pretrained encoder; `examples` are texts to write decoded."""
    out.mkdir(parents=True, exist_ok=True)
    model.eval()
    half = {k: v.half().contiguous() for k, v in tensors(model).items()}
    save_file(half, out / "model.safetensors", metadata={"format": "pt"})
    (out / "config.json").write_text(json.dumps(config(model, threshold, confidence), indent=2) + "\n", encoding="utf-8")
    tokenizer = data.load_tokenizer(base)
    tokenizer.save(str(out / "tokenizer.json"))
    write_onnx(model, str(out / "model.onnx"))
    if examples:
        decoded = example(*load(out), examples, threshold, confidence)
        lines = "".join(json.dumps(x, ensure_ascii=False) + "\n" for x in decoded)
        (out / "example.jsonl").write_text(lines, encoding="utf-8")


@torch.no_grad()
def example(model, tokenizer, path, threshold, confidence):
    """What a runtime should make of a text: each step of decoding, to test it against."""
    texts = data.Reader(tokenizer).read(path)
    candidates, names = decode.run(model, texts)
    out = []
    for t in texts:
        for c in candidates[t.id]:
            c.score = decode.confidence(confidence, c)
        windows = []
        for w in data.windows(t):
            ids, shapes, first = w.arrays()
            h = model.encode(*map(torch.tensor, data.pad([w])))
            scores = torch.cat([model.names(h), model.flat(h)], dim=-1)[0]
            rounded = [[round(x, 3) for x in word] for word in scores.tolist()]
            windows.append(
                {"input_ids": ids, "token_type_ids": shapes, "first": first, "blocks": w.blocks, "scores": rounded}
            )
        found = [c.__dict__ for c in sorted(candidates[t.id], key=lambda c: c.cue)]
        chosen = [c.cue for c in decode.choose(candidates[t.id], threshold)]
        text = {"id": t.id, "text": t.text, "words": t.words, "windows": windows, "names": sorted(names[t.id])}
        out.append({**text, "candidates": found, "chosen": chosen})
    return out


def load(folder):
    """Model and tokenizer from a folder that `write` wrote; config.json says how to score with them."""
    c = Config.read(folder / "config.json")
    model = Model(c)
    t = {k: v.float() for k, v in load_file(folder / "model.safetensors").items()}
    model.encoder.load_bert(t)
    state = {theirs: t[ours] for ours, theirs in PAIR.items()}
    at = 0
    for part in HEAD:
        n = getattr(model, part).out_features
        for p in ("weight", "bias"):
            state[f"{part}.{p}"] = t[f"head.{p}"][at : at + n]
        at += n
    model.load_state_dict(state, strict=False)
    return model.eval(), data.load_tokenizer(folder)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path, help="weights.pt of a training run, or its checkpoint.pt")
    parser.add_argument("--base", type=Path, required=True, help="folder of the pretrained encoder")
    parser.add_argument("--example", type=Path, help="output of dixit-dev tokens, to be decoded as an example")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    w = torch.load(args.weights, weights_only=True)
    model = Model(Config.read(args.base / "config.json"))
    model.load_state_dict(w["average"])
    confidence = w.get("confidence", decode.UNCALIBRATED)
    write(model, args.base, w.get("threshold", THRESHOLD), confidence, args.out, args.example)
    for path in sorted(args.out.iterdir()):
        print(f"{path}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
