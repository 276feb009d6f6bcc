"""The network: a BERT encoder, and heads for names, for roles word by word, and for roles given a cue."""

import json
from bisect import bisect_right
from dataclasses import asdict, dataclass

import torch
import torch.nn.functional as F
from torch import nn

import labels
from data import CASES, PLACES, STARTS

# Distance in words from the cue, by its size: 0, 1, 2, 3, 4, 5-6, 7-9, 10-14, 15-22, 23-35, 36-60, 61 and more.
DISTANCES = [1, 2, 3, 4, 5, 7, 10, 15, 23, 36, 61]
SENTENCES = 2  # sentences between word and cue are counted up to this many either way
FAR = -1e4


@dataclass
class Config:
    """What config.json holds; the names are those of BERT's."""

    hidden_size: int = 384
    num_hidden_layers: int = 6
    num_attention_heads: int = 12
    intermediate_size: int = 1536
    vocab_size: int = 30522
    max_position_embeddings: int = 512
    type_vocab_size: int = CASES * PLACES * STARTS
    layer_norm_eps: float = 1e-12
    hidden_act: str = "gelu"
    pair_size: int = 256

    @classmethod
    def read(cls, path):
        with open(path, encoding="utf-8") as f:
            values = json.load(f)
        return cls(**{k: v for k, v in values.items() if k in cls.__dataclass_fields__ and k != "type_vocab_size"})

    def as_dict(self):
        return asdict(self)


class Layer(nn.Module):
    def __init__(self, c, dropout):
        super().__init__()
        self.heads = c.num_attention_heads
        self.query, self.key, self.value, self.output = (nn.Linear(c.hidden_size, c.hidden_size) for _ in range(4))
        self.attention_norm = nn.LayerNorm(c.hidden_size, c.layer_norm_eps)
        self.up = nn.Linear(c.hidden_size, c.intermediate_size)
        self.down = nn.Linear(c.intermediate_size, c.hidden_size)
        self.norm = nn.LayerNorm(c.hidden_size, c.layer_norm_eps)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x, mask):
        b, n, d = x.shape
        # In single precision, which is faster than half on a processor.
        q, k, v = (f(x).float().view(b, n, self.heads, -1).transpose(1, 2) for f in (self.query, self.key, self.value))
        with torch.autocast(x.device.type, enabled=False):
            a = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        a = self.output(a.transpose(1, 2).reshape(b, n, d))
        x = self.attention_norm(x + self.dropout(a))
        return self.norm(x + self.dropout(self.down(F.gelu(self.up(x)))))


# Names of the parts of a layer here and in BERT's own files.
LAYER_NAMES = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "output": "attention.output.dense",
    "attention_norm": "attention.output.LayerNorm",
    "up": "intermediate.dense",
    "down": "output.dense",
    "norm": "output.LayerNorm",
}


class Encoder(nn.Module):
    """BERT whose token types are the shapes of words: case, place in a quotation, begin of a sentence."""

    def __init__(self, c, dropout=0.1):
        super().__init__()
        self.word = nn.Embedding(c.vocab_size, c.hidden_size)
        self.position = nn.Embedding(c.max_position_embeddings, c.hidden_size)
        self.token_type = nn.Parameter(torch.zeros(c.hidden_size))
        self.case, self.place, self.start = (nn.Embedding(n, c.hidden_size) for n in (CASES, PLACES, STARTS))
        for table in (self.case, self.place, self.start):
            nn.init.normal_(table.weight, std=0.01)
        self.norm = nn.LayerNorm(c.hidden_size, c.layer_norm_eps)
        self.dropout = nn.Dropout(dropout)
        self.layers = nn.ModuleList(Layer(c, dropout) for _ in range(c.num_hidden_layers))
        self.folded = None  # the sum of the tables, where a model is no longer trained

    def shapes(self):
        """The table of token types as BERT has it: one row a shape."""
        if self.folded is not None:
            return self.folded
        rows = self.start.weight[:, None, None] + self.place.weight[None, :, None] + self.case.weight[None, None]
        return rows.reshape(-1, rows.shape[-1]) + self.token_type

    def forward(self, ids, shapes, mask):
        x = self.word(ids) + self.position.weight[: ids.shape[1]] + F.embedding(shapes, self.shapes())
        x = self.dropout(self.norm(x))
        mask = (1.0 - mask[:, None, None, :].float()) * FAR
        for layer in self.layers:
            x = layer(x, mask)
        return x

    def load_bert(self, tensors):
        """Takes over the tensors of a BERT as its authors name them."""
        tensors = {k.removeprefix("bert."): v.float() for k, v in tensors.items()}
        types = tensors["embeddings.token_type_embeddings.weight"]
        state = {
            "word.weight": tensors["embeddings.word_embeddings.weight"],
            "position.weight": tensors["embeddings.position_embeddings.weight"],
            "token_type": types[0],
        }
        if len(types) == STARTS * PLACES * CASES:
            state |= self.unfold(types)
        for p in ("weight", "bias"):
            state[f"norm.{p}"] = tensors[f"embeddings.LayerNorm.{p}"]
            for i in range(len(self.layers)):
                for ours, theirs in LAYER_NAMES.items():
                    state[f"layers.{i}.{ours}.{p}"] = tensors[f"encoder.layer.{i}.{theirs}.{p}"]
        missing = self.load_state_dict(state, strict=False)
        assert not missing.unexpected_keys
        assert {k.split(".")[0] for k in missing.missing_keys} <= {"case", "place", "start"}

    @staticmethod
    def unfold(types):
        """The tables whose sums are the rows of `shapes`: of each, what it adds to the mean."""
        rows = types.reshape(STARTS, PLACES, CASES, -1)
        mean = rows.mean((0, 1, 2))
        return {
            "token_type": mean,
            "start.weight": rows.mean((1, 2)) - mean,
            "place.weight": rows.mean((0, 2)) - mean,
            "case.weight": rows.mean((0, 1)) - mean,
        }

    def bert_tensors(self):
        """The tensors as BERT's files name them."""
        s = self.state_dict()
        out = {
            "embeddings.word_embeddings.weight": s["word.weight"],
            "embeddings.position_embeddings.weight": s["position.weight"],
            "embeddings.token_type_embeddings.weight": self.shapes().detach(),
        }
        for p in ("weight", "bias"):
            out[f"embeddings.LayerNorm.{p}"] = s[f"norm.{p}"]
            for i in range(len(self.layers)):
                for ours, theirs in LAYER_NAMES.items():
                    out[f"encoder.layer.{i}.{theirs}.{p}"] = s[f"layers.{i}.{ours}.{p}"]
        return {f"bert.{k}": v for k, v in out.items()}


# States of the chain: labels while no content has been seen, then labels once there has.
UNSEEN = list(range(labels.begin(labels.CONTENT)))
STATES = UNSEEN + list(range(labels.ROLE_LABELS))


def chain():
    """chain()[i][j]: whether state j may follow state i; the last row is the start."""
    ok, first = labels.allowed(labels.ROLE_LABELS), len(UNSEEN)

    def may(i, j):
        if not ok[STATES[i] if i < len(STATES) else labels.ROLE_LABELS][STATES[j]]:
            return False
        seen = first <= i < len(STATES)
        return seen == (j >= first) or (not seen and STATES[j] == labels.begin(labels.CONTENT))

    return [[may(i, j) for j in range(len(STATES))] for i in range(len(STATES) + 1)]


class Crf(nn.Module):
    """A linear chain over the roles of a block given a seed. There are two kinds of paths: the one where all is
    outside, since the seed is no cue; and those where the seed is of a cue and there is a content."""

    def __init__(self):
        super().__init__()
        n = labels.ROLE_LABELS
        self.transitions = nn.Parameter(torch.zeros(n + 1, n))  # the last row: from the start
        self.register_buffer("forbidden", torch.where(torch.tensor(chain()), 0.0, FAR), persistent=False)

    def lattice(self, scores, at):
        """Transitions between states, and the scores of states where words `at` are of a cue."""
        table = self.transitions[[*STATES, -1]][:, STATES] + self.forbidden
        bar = torch.full((labels.ROLE_LABELS,), FAR)
        bar[[labels.begin(labels.CUE), labels.inside(labels.CUE)]] = 0
        seeds = F.one_hot(at, scores.shape[1])[..., None] * bar
        return table, (scores + seeds)[..., STATES]

    def log_z(self, scores, lengths, at):
        """Log of the sum over all paths with a cue. scores [N, L, labels]."""
        table, scores = self.lattice(scores, at)
        a = scores[:, 0] + table[-1]
        if scores.is_cuda:
            return self.log_z_by_pairs(table, scores, lengths, a)
        inner = table[:-1].T[None]  # [1, to, from]
        for t in range(1, scores.shape[1]):
            b = torch.logsumexp(a[:, None, :] + inner, dim=2) + scores[:, t]
            a = torch.where((t < lengths)[:, None], b, a)
        return torch.logsumexp(a[:, len(UNSEEN) :], dim=1)

    def log_z_by_pairs(self, table, scores, lengths, a):
        """The same as a product of matrices, neighbours first: more work in far fewer steps, which suits a graphics card."""
        n, longest, _ = scores.shape
        steps = table[:-1] + scores[:, 1:, None, :]  # [n, steps, from, to]
        unit = torch.full_like(table[:-1], 2 * FAR).fill_diagonal_(0.0)
        steps = torch.where((torch.arange(1, longest) < lengths[:, None])[..., None, None], steps, unit)
        while steps.shape[1] > 1:
            odd = steps[:, steps.shape[1] // 2 * 2 :]
            left, right = steps[:, 0:-1:2], steps[:, 1::2]
            pairs = torch.logsumexp(left[..., None] + right[:, :, None], dim=3)
            steps = torch.cat([pairs, odd], dim=1)
        if longest > 1:
            a = torch.logsumexp(a[:, :, None] + steps[:, 0], dim=1)
        return torch.logsumexp(a[:, len(UNSEEN) :], dim=1)

    def path_score(self, scores, lengths, path):
        previous = torch.cat([torch.full_like(path[:, :1], labels.ROLE_LABELS), path[:, :-1]], dim=1)
        each = scores.gather(2, path[..., None]).squeeze(2) + self.transitions[previous, path]
        mask = torch.arange(scores.shape[1])[None] < lengths[:, None]
        return (each * mask).sum(1)

    def best(self, scores, lengths, at):
        """Labels of the best paths with a cue, [N, L] (0 past the end)."""
        table, scores = self.lattice(scores, at)
        a = scores[:, 0] + table[-1]
        inner = table[:-1].T[None]
        back, stay = [], torch.arange(len(STATES))[None]
        for t in range(1, scores.shape[1]):
            m, arg = (a[:, None, :] + inner).max(dim=2)
            live = (t < lengths)[:, None]
            a = torch.where(live, m + scores[:, t], a)
            back.append(torch.where(live, arg, stay))
        state = a[:, len(UNSEEN) :].argmax(dim=1) + len(UNSEEN)
        out = [state]
        for arg in reversed(back):
            state = arg.gather(1, state[:, None]).squeeze(1)
            out.append(state)
        path = torch.tensor(STATES)[torch.stack(out[::-1], dim=1)]
        mask = torch.arange(scores.shape[1])[None] < lengths[:, None]
        return path * mask


@dataclass
class Seed:
    """A word that may be part of a cue, and the block its roles are looked for in. All counted within the window."""

    window: int
    word: int
    start: int
    end: int
    sentences: list  # of each word of the block: sentence less that of the seed
    gold: list | None = None


def distance(d):
    """Row of the table of distances for a word `d` words after the cue's."""
    size = bisect_right(DISTANCES, abs(d))
    return size if d >= 0 else len(DISTANCES) + size


DISTANCE_ROWS = 2 * len(DISTANCES) + 1


def padded(rows, length, fill):
    """Rows of labels as one tensor."""
    return torch.tensor([[*row, *[fill] * (length - len(row))] for row in rows])


class Model(nn.Module):
    def __init__(self, c, dropout=0.1):
        super().__init__()
        self.config = c
        self.encoder = Encoder(c, dropout)
        self.dropout = nn.Dropout(dropout)
        self.names = nn.Linear(c.hidden_size, labels.NAME_LABELS)
        self.flat = nn.Linear(c.hidden_size, labels.ROLE_LABELS)
        p = c.pair_size
        # For each word as a word (a, its factor b) and as a cue (a, its factor b).
        self.word_a, self.word_b, self.cue_a, self.cue_b = (nn.Linear(c.hidden_size, p) for _ in range(4))
        self.distance = nn.Embedding(DISTANCE_ROWS, p)
        self.sentence = nn.Embedding(2 * SENTENCES + 1, p)
        nn.init.normal_(self.distance.weight, std=0.1)
        nn.init.normal_(self.sentence.weight, std=0.1)
        self.out = nn.Linear(p, labels.ROLE_LABELS)
        self.crf = Crf()

    def encode(self, ids, shapes, mask, first):
        """The vector of each word, [windows, words, hidden]: that of its first sub-word."""
        h = self.encoder(ids, shapes, mask).float()
        return self.dropout(h.gather(1, first[..., None].expand(-1, -1, h.shape[-1])))

    def role_scores(self, h, seeds):
        """Scores of the roles of each seed's block, [seeds, longest, roles], and lengths."""
        words, cues, rows, dist, sent = [], [], [], [], []
        longest = max(s.end - s.start for s in seeds)
        m = h.shape[1]
        for i, s in enumerate(seeds):
            n = s.end - s.start
            words.extend(range(s.window * m + s.start, s.window * m + s.end))
            cues.extend([i] * n)
            rows.extend(range(i * longest, i * longest + n))
            dist.extend(distance(t - s.word) for t in range(s.start, s.end))
            sent.extend(min(max(x, -SENTENCES), SENTENCES) + SENTENCES for x in s.sentences)
        words, cues, rows, dist, sent = map(torch.tensor, (words, cues, rows, dist, sent))
        flat = h.reshape(-1, h.shape[-1])
        seed_h = flat[torch.tensor([s.window * m + s.word for s in seeds])]
        wa, wb, ca, cb = self.word_a(flat), self.word_b(flat), self.cue_a(seed_h), self.cue_b(seed_h)
        pair = wa[words] + ca[cues] + wb[words] * cb[cues] + self.distance(dist) + self.sentence(sent)
        each = self.out(F.relu(pair))
        scores = each.new_zeros(len(seeds) * longest, labels.ROLE_LABELS).index_copy(0, rows, each)
        lengths = torch.tensor([s.end - s.start for s in seeds])
        return scores.view(len(seeds), longest, -1), lengths

    def sums(self, scores, lengths, at):
        """Logs of the sums over all paths with a cue, and over those and the one without."""
        with_cue = self.crf.log_z(scores, lengths, at)
        nothing = self.crf.path_score(scores, lengths, torch.zeros(scores.shape[:2], dtype=torch.long))
        return with_cue, torch.logaddexp(with_cue, nothing)

    def role_loss(self, h, seeds):
        """Negative log-likelihood of the gold roles, summed over seeds."""
        scores, lengths = self.role_scores(h, seeds)
        gold = padded([s.gold for s in seeds], scores.shape[1], 0)
        at = torch.tensor([s.word - s.start for s in seeds])
        _, z = self.sums(scores, lengths, at)
        return (z - self.crf.path_score(scores, lengths, gold)).sum()

    @torch.no_grad()
    def judge(self, h, seeds):
        """Of each seed: how likely it is part of a cue, the best roles given that it is, and their log-likelihood."""
        scores, lengths = self.role_scores(h, seeds)
        at = torch.tensor([s.word - s.start for s in seeds])
        with_cue, z = self.sums(scores, lengths, at)
        path = self.crf.best(scores, lengths, at)
        fit = self.crf.path_score(scores, lengths, path) - with_cue
        return (with_cue - z).exp(), path, fit


def parameters(model, rate, head_factor=5.0, decay=0.01, layer_decay=1.0):
    """Groups for AdamW: lower layers learn by `layer_decay` less each, heads by `head_factor` more; norms and biases do
    not decay."""
    n = len(model.encoder.layers)
    groups = {}
    for name, p in model.named_parameters():
        parts = name.split(".")
        if parts[0] != "encoder" or parts[1] in ("case", "place", "start"):
            factor = head_factor
        elif parts[1] == "layers":
            factor = layer_decay ** (n - 1 - int(parts[2]))
        else:
            factor = layer_decay**n
        key = (rate * factor, decay if p.dim() > 1 else 0.0)
        groups.setdefault(key, []).append(p)
    return [{"params": p, "lr": lr, "weight_decay": wd} for (lr, wd), p in groups.items()]


def schedule(progress, epochs, warm=0.1, decay=1.0):
    """Factor of the learning rate at `progress`, in epochs: up over the first `warm` epochs, then level, then down to 0
    over the last `decay` epochs."""
    if progress < warm:
        return (progress + 1e-3) / warm
    return min(1.0, max(0.0, (epochs - progress) / decay))
