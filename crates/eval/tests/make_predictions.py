#!/usr/bin/env python3
"""Make prediction files that exercise the scorers.

usage: make_predictions.py GOLD.jsonl SPEAKERS.jsonl OUT_DIR

Writes to OUT_DIR
  perturbed.jsonl   the gold with edges moved, sources swapped, attributions dropped, doubled and cut in two,
                    speakers shortened, replaced and joined, acts and relations changed
  heuristic.jsonl   each text between double quotation marks, spoken by the capitalized words after the nearest "said"
  broken.jsonl      backwards, empty, overlapping, nested and touching spans, spans past the end of the text, doubled
                    attributions, doubled and missing and unknown articles, odd names
"""
import json, random, re, sys


def perturbed(gold, records, rng):
    def move(spans, text):
        return [[max(0, s + rng.choice([0, 0, 0, -3, 2, 7])), min(len(text), e + rng.choice([0, 0, 0, -2, 4, 9]))] for s, e in spans]

    for d in gold:
        text, out = d["text"], []
        for a in d["attributions"]:
            if rng.random() < 0.15:
                continue
            p = {r: move(a[r], text) for r in ("content", "source", "cue")}
            if rng.random() < 0.1 and out:
                p["source"] = out[-1]["source"]
            if rng.random() < 0.1:
                p["source"] = []
            r = records.get((d["id"], a["id"]))
            if r:
                name = r["speaker"]
                roll = rng.random()
                if name and roll < 0.2:
                    name = name.split()[-1]
                elif name and roll < 0.3:
                    name = "President " + name.upper() + "’s"
                elif name and roll < 0.35:
                    name = [name, "Somebody Else"]
                elif roll < 0.45:
                    name = "Nobody"
                p["speaker"] = name
                relations = ["told", "interview", "reported_by", "posted_on", "published_in", "said_at", "obtained_by"]
                p["via"] = [
                    {"name": v["name"], "kind": v["kind"], "relation": rng.choice([v["relation"], v["relation"], rng.choice(relations)])}
                    for v in r["via"]
                    if rng.random() < 0.8
                ]
                if r.get("act"):
                    p["act"] = rng.choice([r["act"], r["act"], "statement", "attitude", "none"])
                if rng.random() < 0.1:
                    p["via"].append({"name": "The Daily Prophet"})
            out.append(p)
            if rng.random() < 0.05:
                out.append(p)
            if rng.random() < 0.05 and p["content"][0][1] - p["content"][0][0] > 20:
                s, e = p["content"][0]
                out.append({**p, "content": [[s, (s + e) // 2]]})
                p["content"] = [[(s + e) // 2, e]]
        yield {"id": d["id"], "attributions": out}


def heuristic(gold, rng):
    for d in gold:
        text, out = d["text"], []
        said = [m for m in re.finditer(r"\b(said|told|added)\b", text)]
        for m in re.finditer(r'[“"]([^“”"\n]+)[”"]', text):
            a = {"content": [[m.start(), m.end()]]}
            cue = min(said, key=lambda c: abs(c.start() - m.end()), default=None)
            if cue:
                a["cue"] = [[cue.start(), cue.end()]]
                name = re.compile(r" (?:[A-Z]\w+ ?)+").match(text, cue.end()) or re.compile(r"\w+").search(text, max(0, cue.start() - 8))
                if name:
                    a["source"] = [[name.start(), name.end()]]
                    a["speaker"] = name.group()
            a["via"] = [{"name": o.group()} for o in re.finditer(r"CNN|Fox News|the New York Times|Twitter", text[max(0, m.start() - 200) : m.end() + 200])]
            out.append(a)
        yield {"id": d["id"], "attributions": out}


def broken(gold, rng):
    names = ["", "—", "'s", "ÉLISE d’Arc", None, ["A", "B and C"], "president", "Trump Trump", "Donald Clinton", "the"]
    for n, d in enumerate(gold):
        text, out = d["text"], []
        if n % 9 == 0:
            continue
        for a in d["attributions"]:
            s, e = a["content"][0]
            out.append({
                "content": rng.choice([[[e, s]], [], [[s, e], [s + 5, e]], [[s, s + (e - s) // 2], [s + (e - s) // 2, e]], a["content"] * 2, [[s, e], [s, s + 1]]]),
                "source": rng.choice([[[len(text) - 4, len(text) + 50]], a["source"], a["source"] * 3, [[9, 3]], [[0, 0]]]),
                "cue": rng.choice([a["cue"], a["content"], [[len(text), len(text) + 1]]]),
                "speaker": rng.choice(names),
                "via": [{"name": rng.choice(["", "the news", "CNN", "x"])}],
            })
        rng.shuffle(out)
        yield {"id": d["id"], "attributions": out}
        if n % 7 == 0:
            yield {"id": d["id"], "attributions": out[: len(out) // 2]}
    yield {"id": "no-such-article", "attributions": [{"content": [[0, 5]]}]}


def main():
    gold = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
    records = {(r["id"], r["attribution"]): r for r in map(json.loads, open(sys.argv[2], encoding="utf-8"))}
    files = {
        "perturbed": perturbed(gold, records, random.Random(1)),
        "heuristic": heuristic(gold, random.Random(2)),
        "broken": broken(gold, random.Random(3)),
    }
    for name, lines in files.items():
        with open(f"{sys.argv[3]}/{name}.jsonl", "w", encoding="utf-8") as f:
            for line in lines:
                print(json.dumps(line, ensure_ascii=False), file=f)


if __name__ == "__main__":
    main()
