"""A parser to learn from: MiniLM with heads for tags and trees, trained on UD English EWT, which then reads news.

`parser.py train` fits it, in checkpoints that a later run goes on from; `parser.py read` writes what it reads, for
`dixit-dev train grammar`. Arcs are scored by biaffine attention (Dozat and Manning, 2017).
"""

import argparse
import gzip
import json
import time
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import nn

import data
from model import Config, Encoder, padded
from train import save

# Longer sentences are left out.
LONGEST = 150
# What is less certain is left open.
LEAST = 0.5


def case(word):
    """How a word is written, by its letters, as `data.CASES` counts: none, lower, title, upper, mixed."""
    letters = [c for c in word if c.isalpha()]
    if not letters:
        return 0
    if not any(c.isupper() for c in letters):
        return 1
    if len(letters) > 1 and all(c.isupper() for c in letters):
        return 3
    return 2 if letters[0].isupper() and not any(c.isupper() for c in letters[1:]) else 4


def treebank(path):
    """Sentences of a treebank: words, tags (universal and Penn's in one), heads (0: root) and relations."""
    out, rows = [], []
    with gzip.open(path, "rt", encoding="utf-8") as f:
        for line in [*f, "\n"]:
            fields = line.rstrip("\n").split("\t")
            if len(fields) > 1 and fields[0].isdigit():
                rows.append((fields[1], f"{fields[3]} {fields[4]}", int(fields[6]), fields[7]))
            elif not line.strip() and rows:
                out.append(tuple(map(list, zip(*rows))))
                rows = []
    return out


class Parser(nn.Module):
    def __init__(self, config, tags, relations, size=384, labels=128):
        super().__init__()
        self.tags, self.relations = tags, relations
        self.encoder = Encoder(config)
        n = config.hidden_size
        self.root = nn.Parameter(torch.zeros(n))
        self.tag = nn.Linear(n, len(tags))

        def mlp(size):
            return nn.Sequential(nn.Linear(n, size), nn.LeakyReLU(0.1), nn.Dropout(0.2))

        self.arc_child, self.arc_head = mlp(size), mlp(size)
        self.label_child, self.label_head = mlp(labels), mlp(labels)
        self.arc = nn.Parameter(torch.zeros(size + 1, size))
        self.label = nn.Parameter(torch.zeros(len(relations), labels + 1, labels + 1))

    def forward(self, ids, shapes, mask, first, lengths):
        """Scores of tags [sentences, words, tags] and of arcs [sentences, child, head], head 0 being the root; both
        ends of relations."""
        h = self.encoder(ids, shapes, mask)
        h = h.gather(1, first[..., None].expand(-1, -1, h.shape[-1]))
        heads = torch.cat([self.root.expand(len(h), 1, -1), h], 1)
        child = F.pad(self.arc_child(h), (0, 1), value=1.0)
        arcs = child @ self.arc @ self.arc_head(heads).transpose(1, 2)
        places = torch.arange(heads.shape[1])
        arcs = arcs.masked_fill((places > lengths[:, None])[:, None], -1e4)
        arcs = arcs.masked_fill(places == torch.arange(1, h.shape[1] + 1)[:, None], -1e4)
        ends = [F.pad(f(x), (0, 1), value=1.0) for f, x in ((self.label_child, h), (self.label_head, heads))]
        return self.tag(h), arcs, ends

    def relation_scores(self, ends, heads):
        """Scores of the relation of each word to its head, [sentences, words, relations]."""
        child, head = ends
        head = head.gather(1, heads[..., None].expand(-1, -1, head.shape[-1]))
        return torch.einsum("bni,rij,bnj->bnr", child, self.label, head)


def pad(reader, sentences):
    """What the network takes of sentences, each a window of its own; the last, their lengths in words."""
    windows = []
    for words in sentences:
        pieces = [reader.pieces(word) for word in words]
        shapes = [data.shape(case(word), 0, int(i == 0)) for i, word in enumerate(words)]
        text = data.Text("", "", words, pieces, shapes, [], [])
        windows.append(data.Window(text, 0, len(words), [], 0))
    return *map(torch.tensor, data.pad(windows)), torch.tensor([w.end for w in windows])


def batches(sentences, size, rng=None):
    """Indices of sentences of like length, together about `size` words."""
    order = sorted(range(len(sentences)), key=lambda i: len(sentences[i][0]) + (rng.random() if rng else 0))
    out, batch = [], []
    for i in order:
        if batch and (len(batch) + 1) * len(sentences[i][0]) > size:
            out.append(batch)
            batch = []
        batch.append(i)
    out.append(batch)
    if rng:
        rng.shuffle(out)
    return out


def loss(model, reader, batch):
    tags, arcs, ends = model(*pad(reader, [s[0] for s in batch]))
    m = tags.shape[1]
    heads = padded([s[2] for s in batch], m, -100)
    relations = model.relation_scores(ends, heads.clamp(min=0))
    kinds = padded([[model.relations.index(r) for r in s[3]] for s in batch], m, -100)
    wanted = padded([[model.tags.index(t) for t in s[1]] for s in batch], m, -100)
    each = ((tags, wanted), (arcs, heads), (relations, kinds))
    return sum(F.cross_entropy(x.flatten(0, 1), y.flatten(), ignore_index=-100) for x, y in each)


@torch.no_grad()
def read(model, reader, sentences, size=2000):
    """Of each sentence, by word: tag and its probability, head and its probability, relation and its probability."""
    model.eval()
    out = [None] * len(sentences)
    for batch in batches([(s,) for s in sentences], size):
        *inputs, lengths = pad(reader, [sentences[i] for i in batch])
        tags, arcs, ends = model(*inputs, lengths)
        tags, arcs = tags.softmax(-1).max(-1), arcs.softmax(-1).max(-1)
        relations = model.relation_scores(ends, arcs.indices).softmax(-1).max(-1)
        for row, i in enumerate(batch):
            n = len(sentences[i])
            columns = [x[row, :n].tolist() for pair in (tags, arcs, relations) for x in (pair.indices, pair.values)]
            out[i] = list(zip(*columns))
    return out


def measure(model, reader, sentences):
    right, heads, relations, of = 0, 0, 0, 0
    for s, found in zip(sentences, read(model, reader, [s[0] for s in sentences])):
        for tag, head, relation, f in zip(*s[1:], found):
            of += 1
            right += model.tags[f[0]] == tag
            heads += f[2] == head
            relations += f[2] == head and model.relations[f[4]] == relation
    return f"tags {100 * right / of:.2f}  UAS {100 * heads / of:.2f}  LAS {100 * relations / of:.2f}"


def train(args):
    reader = data.Reader(data.load_tokenizer(args.base))
    sentences = [s for s in treebank(args.data / "syntax/ewt-train.conllu.gz") if len(s[0]) <= LONGEST]
    dev = treebank(args.data / "syntax/ewt-dev.conllu.gz")
    tags, relations = (sorted({x for s in sentences for x in s[k]}) for k in (1, 3))
    torch.manual_seed(args.seed)
    model = Parser(Config.read(args.base / "config.json"), tags, relations)
    model.encoder.load_bert(load_file(args.base / "model.safetensors"))
    heads = [p for n, p in model.named_parameters() if not n.startswith("encoder.")]
    rates = [args.rate, 10 * args.rate]
    groups = [{"params": p, "lr": r} for p, r in zip((list(model.encoder.parameters()), heads), rates)]
    optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.98), fused=True)
    epoch = 0
    if args.model.exists():
        state = torch.load(args.model, weights_only=True)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        epoch = state["epoch"]
    while epoch < args.epochs:
        plan = batches(sentences, 1500, data.seeded(args.seed, epoch))
        begun = time.time()
        model.train()
        for step, batch in enumerate(plan):
            progress = (epoch + step / len(plan)) / args.epochs
            for group, rate in zip(optimizer.param_groups, rates):
                group["lr"] = rate * min(1.0, progress * 20, 1.02 - progress)
            value = loss(model, reader, [sentences[i] for i in batch])
            optimizer.zero_grad(set_to_none=True)
            value.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            if step % 20 == 0:
                took = time.time() - begun
                print(f"epoch {epoch} step {step}/{len(plan)}  {float(value):.3f}  {took:.0f} s", flush=True)
        epoch += 1
        state = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "epoch": epoch}
        save(args.model, state | {"tags": tags, "relations": relations})
        print(f"after epoch {epoch}: EWT dev {measure(model, reader, dev)}", flush=True)


def without_circles(heads):
    """Heads (from 1, 0: root, None: open), with one arc of each circle left open."""
    for i in range(len(heads)):
        seen, at = {i}, heads[i]
        while at:
            at -= 1
            if at in seen:
                heads[at] = None
                break
            seen.add(at)
            at = heads[at]
    return heads


def rows(model, words, analysis):
    """What is written of a sentence: each word with its tags, head and relation, None where the parser is unsure."""
    heads = without_circles([f[2] if f[3] >= LEAST else None for f in analysis])
    for word, f, head in zip(words, analysis, heads):
        tag = model.tags[f[0]] if f[1] >= LEAST else None
        yield word, tag, head, model.relations[f[4]] if f[5] >= LEAST else None


def write(args):
    reader = data.Reader(data.load_tokenizer(args.base))
    state = torch.load(args.model, weights_only=True)
    model = Parser(Config.read(args.base / "config.json"), state["tags"], state["relations"])
    model.load_state_dict(state["model"])
    new = args.out.with_suffix(".new")
    with gzip.open(new, "wt", encoding="utf-8") as out, open(args.tokens, encoding="utf-8") as lines:
        for article in map(json.loads, lines):
            words = [article["text"][s:e] for s, e in article["words"]]
            bounds = [*article["sentences"], len(words)]
            sentences = [words[a:b] for a, b in zip(bounds, bounds[1:]) if 0 < b - a <= LONGEST]
            found = zip(sentences, read(model, reader, sentences))
            print(json.dumps([[*rows(model, s, f)] for s, f in found], ensure_ascii=False), file=out)
    new.replace(args.out)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--base", type=Path, required=True, help="folder of the pretrained encoder")
    parser.add_argument("--model", type=Path, required=True, help="file of the parser; training goes on from it")
    parts = parser.add_subparsers(required=True)
    part = parts.add_parser("train")
    part.add_argument("--data", type=Path, default=Path("../shared/data"))
    part.add_argument("--epochs", type=int, default=4)
    part.add_argument("--rate", type=float, default=1e-4)
    part.add_argument("--seed", type=int, default=1)
    part.set_defaults(run=train)
    part = parts.add_parser("read")
    part.add_argument("tokens", type=Path, help="output of dixit-dev tokens")
    part.add_argument("--out", type=Path, required=True)
    part.set_defaults(run=write)
    args = parser.parse_args()
    torch.set_num_threads(1)
    args.run(args)


if __name__ == "__main__":
    main()
