"""Trains the network on quotations and names at once, in checkpoints that a later run goes on from."""

import argparse
import json
import os
import signal
import time
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file

import data
import decode
import evaluate
import export
import labels
from model import Config, Model, padded, parameters, schedule

# How often each set is read in an epoch. The hundred articles of the world's press count as in the embedded engine.
QUOTE_SETS = {"polnear.train": 1, "world.train": 3}
NAME_SETS = {"conll2003.train": 1, "wikigold": 1}
# Most words that are no cue, yet judged as if they might be, a window beyond one a cue.
WRONG_SEEDS = 2
CUE_LABELS = (labels.begin(labels.CUE), labels.inside(labels.CUE))


class Average:
    """Exponential moving average of the weights."""

    def __init__(self, model, decay):
        self.decay = decay
        self.weights = {k: v.clone() for k, v in model.state_dict().items()}
        self.steps = 0

    @torch.no_grad()
    def update(self, model):
        self.steps += 1
        decay = min(self.decay, self.steps / (self.steps + 10))
        for k, v in model.state_dict().items():
            self.weights[k].lerp_(v, 1 - decay)


def quotation_loss(model, batch, rng, half, drop_case):
    """Losses of a batch of windows, each a mean over words: of the first head, and of roles given a cue."""
    ids, shapes, mask, first = map(torch.tensor, data.pad(batch))
    if drop_case:
        shapes = shapes - shapes % data.CASES + 1
    with decode.precision(half):
        h = model.encode(ids, shapes, mask, first)
    flat = model.flat(h)
    gold = padded([labels.mend(w.text.flat[w.start : w.end]) for w in batch], flat.shape[1], -100)
    n = int((gold >= 0).sum())
    first_loss = F.cross_entropy(flat.flatten(0, 1), gold.flatten(), ignore_index=-100, reduction="sum") / n
    p = flat.detach().softmax(-1)
    p = (p[..., labels.begin(labels.CUE)] + p[..., labels.inside(labels.CUE)]).tolist()
    seeds = [s for i, w in enumerate(batch) for s in training_seeds(w, i, p[i], rng)]
    role_loss = model.role_loss(h, seeds) / n if seeds else first_loss * 0
    return first_loss, role_loss


def training_seeds(w, index, cue_probability, rng):
    """A word of each cue with its roles, and words that are no cue: the likeliest, and some at random."""
    t, out, cues = w.text, [], set()
    blocks = {}
    for block in w.blocks:
        blocks.update(dict.fromkeys(range(*block), block))
    for start, end, frame in t.frames:
        cues.update(range(start, end))
        word = rng.randrange(start, end)
        if word in blocks:
            a, b = blocks[word]
            gold = labels.mend([frame.get(k, 0) for k in range(a, b)])
            # A content in another block cannot be learned.
            if labels.begin(labels.CONTENT) in gold and gold[word - a] in CUE_LABELS:
                out.append(decode.seed(t, index, w.start, word, a, b, gold))
    room = len(out) + WRONG_SEEDS
    wrong = [k for k in blocks if k not in cues]
    likely = sorted(
        (k for k in wrong if cue_probability[k - w.start] > 0.05), key=lambda k: -cue_probability[k - w.start]
    )
    chosen = set(likely[: room - 1]) | set(rng.sample(wrong, min(2, len(wrong))))
    for k in sorted(chosen):
        a, b = blocks[k]
        out.append(decode.seed(t, index, w.start, k, a, b, [0] * (b - a)))
    return out


def name_loss(model, batch, half, drop_case):
    ids, shapes, mask, first = map(torch.tensor, data.pad(batch))
    if drop_case:
        shapes = shapes - shapes % data.CASES + 1
    with decode.precision(half):
        h = model.encode(ids, shapes, mask, first)
    scores = model.names(h)
    gold = padded([labels.mend(w.text.name_labels[w.start : w.end]) for w in batch], scores.shape[1], -100)
    return F.cross_entropy(scores.flatten(0, 1), gold.flatten(), ignore_index=-100)


def plan(args, sets, epoch):
    """The batches of an epoch, the same for the same seed: (task, windows)."""
    rng = data.seeded(args.seed, "epoch", epoch)
    out = []
    for name, texts in sets.items():
        task = "names" if name in NAME_SETS else "quotes"
        for _ in range(QUOTE_SETS.get(name, 1)):
            out += [(task, b) for b in data.batches(data.cut(texts, rng, args.window), args.batch, rng)]
    rng.shuffle(out)
    return out


def save(path, value):
    """Writes whole or not at all."""
    temporary = path.with_suffix(".new")
    torch.save(value, temporary)
    os.replace(temporary, path)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add("--base", type=Path, required=True, help="folder of the pretrained encoder")
    add("--start", type=Path, help="folder that export.py wrote, whose weights are trained further")
    add("--tokens", type=Path, required=True, help="folder with the output of dixit-dev tokens")
    add("--tools", type=Path, required=True, help="folder of score.py")
    add("--out", type=Path, required=True, help="folder of checkpoints; a run goes on from the one in it")
    add("--epochs", type=int, default=3)
    add("--decay", type=float, default=1.0, help="the last epochs, over which the rate falls to 0")
    add("--rate", type=float, default=1e-4)
    add("--head-factor", type=float, default=5.0, help="how much faster heads learn")
    add("--layer-decay", type=float, default=0.95, help="how much slower each lower layer learns")
    add("--dropout", type=float, default=0.1)
    add("--drop-case", type=float, default=0.03, help="share of batches read as if all in lower case")
    add("--batch", type=int, default=2048, help="sub-words of a batch")
    add("--window", type=int, default=data.WINDOW, help="sub-words of a window")
    add("--average", type=float, default=0.99, help="decay of the moving average of weights")
    add("--seed", type=int, default=1)
    add("--sample", type=int, default=1, help="read one text in N, for quick experiments")
    add("--overfit", action="store_true", help="measure on the texts trained on: must come near 100")
    add("--measure", type=int, default=1, help="score on dev every N epochs, and after the last")
    add("--without", nargs="*", default=[], help="sets that are not read: world.train, say")
    add("--no-names", action="store_true")
    add("--minutes", type=float, default=10, help="between checkpoints")
    add("--device", default="cpu", help="cpu or cuda")
    add("--half", action="store_true", help="multiply matrices in bfloat16; faster where the processor has avx512_bf16")
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.set_default_device(args.device)
    torch.manual_seed(args.seed)
    args.out.mkdir(parents=True, exist_ok=True)

    config = Config.read(args.base / "config.json")
    tokenizer = data.load_tokenizer(args.base)
    reader = data.Reader(tokenizer)
    chosen = [*QUOTE_SETS, *([] if args.no_names else NAME_SETS)]
    sets = {name: reader.read(args.tokens / f"{name}.jsonl") for name in chosen if name not in args.without}
    sets = {k: v[:: args.sample] for k, v in sets.items()}
    part = "train" if args.overfit else "dev"
    dev = {name: reader.read(args.tokens / f"{name}.{part}.jsonl") for name in evaluate.QUOTE_SETS}
    dev_names = None if args.no_names else reader.read(args.tokens / f"conll2003.{part}.jsonl")
    if args.overfit:
        dev = {name: texts[:: args.sample] for name, texts in dev.items()}

    model = Model(config, args.dropout)
    if args.start:
        model.load_state_dict(export.load(args.start)[0].state_dict())
    else:
        model.encoder.load_bert(load_file(args.base / "model.safetensors"))
    optimizer = torch.optim.AdamW(
        parameters(model, args.rate, args.head_factor, layer_decay=args.layer_decay), betas=(0.9, 0.98), fused=True
    )
    rates = [g["lr"] for g in optimizer.param_groups]
    average = Average(model, args.average)
    epoch, step, losses = 0, 0, {}
    checkpoint = args.out / "checkpoint.pt"
    log = (args.out / "log.txt").open("a", encoding="utf-8")

    def say(line):
        line = f"{time.strftime('%H:%M:%S')}  {line}"
        print(line, flush=True)
        print(line, file=log, flush=True)

    if checkpoint.exists():
        c = torch.load(checkpoint, weights_only=True, map_location="cpu")
        model.load_state_dict(c["model"])
        optimizer.load_state_dict(c["optimizer"])
        average.weights = {k: v.to(args.device) for k, v in c["average"].items()}
        average.steps = c["average_steps"]
        epoch, step = c["epoch"], c["step"]
        torch.set_rng_state(c["random"])
        say(f"goes on at epoch {epoch}, step {step}")

    def state():
        return {
            "model": model.state_dict(),
            "optimizer": optimizer.state_dict(),
            "average": average.weights,
            "average_steps": average.steps,
            "epoch": epoch,
            "step": step,
            "random": torch.get_rng_state(),
        }

    def measure():
        """Figures of the averaged weights, which are kept."""
        averaged = Model(config)
        averaged.load_state_dict(average.weights)
        weights = {k: v.cpu() for k, v in average.weights.items()}
        save(args.out / "weights.pt", {"average": weights})
        yardstick, figures = evaluate.yardstick(args.tools), {}
        for name, texts in dev.items():
            figures[name], _, _ = evaluate.evaluate(averaged, texts, yardstick, args.half)
            say(f"epoch {epoch} step {step}: {name}  {evaluate.row(figures[name])}")
        if dev_names:
            figures["names"] = evaluate.names(averaged, dev_names, args.half)
            say(f"epoch {epoch} step {step}: names {figures['names']}")
        with (args.out / "scores.jsonl").open("a", encoding="utf-8") as f:
            f.write(json.dumps({"epoch": epoch, "step": step, **figures}) + "\n")

    stop = False

    def on_signal(*_):
        nonlocal stop
        stop = True

    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGINT, on_signal)
    saved = time.time()
    while epoch < args.epochs:
        batches = plan(args, sets, epoch)
        begun, read = time.time(), 0
        while step < len(batches):
            task, batch = batches[step]
            rng = data.seeded(args.seed, "step", epoch, step)
            progress = epoch + step / len(batches)
            factor = schedule(progress, args.epochs, decay=args.decay)
            for group, rate in zip(optimizer.param_groups, rates):
                group["lr"] = rate * factor
            model.train()
            drop = rng.random() < args.drop_case
            if task == "quotes":
                first, role = quotation_loss(model, batch, rng, args.half, drop)
                loss, parts = first + role, {"first": first, "roles": role}
            else:
                loss = name_loss(model, batch, args.half, drop)
                parts = {"names": loss}
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            average.update(model)
            step += 1
            read += sum(w.size for w in batch)
            for k, v in parts.items():
                losses[k] = 0.95 * losses.get(k, float(v)) + 0.05 * float(v)
            if step % 20 == 0:
                speed = read / (time.time() - begun)
                line = "  ".join(f"{k} {v:.4f}" for k, v in losses.items())
                say(f"epoch {epoch} step {step}/{len(batches)}  {line}  {speed:.0f} sub-words/s")
            if stop or time.time() - saved > 60 * args.minutes:
                save(checkpoint, state())
                saved = time.time()
            if stop:
                say(f"stopped at epoch {epoch}, step {step}")
                raise SystemExit(1)
        epoch, step = epoch + 1, 0
        save(checkpoint, state())
        saved = time.time()
        if epoch + args.decay == args.epochs:
            # A longer run can go on from here.
            save(args.out / f"level-{epoch}.pt", state())
        if epoch % args.measure == 0 or epoch == args.epochs:
            measure()
    say("done")


if __name__ == "__main__":
    main()
