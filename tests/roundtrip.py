#!/usr/bin/env python3
"""usage: tests/roundtrip.py DIXIT

Reads the outputs of the program DIXIT back with the tools people use (json, sqlite3, pyarrow, pandas) and checks that they agree
with each other, and that every offset points at the words it is said to. pyarrow and pandas are needed for Parquet, CSV
and TSV; where they are missing that part is skipped and said (pip install pyarrow pandas).
"""
import glob, json, os, sqlite3, subprocess, sys, tempfile

dixit = os.path.abspath(sys.argv[1])
fixtures = os.path.join(os.path.dirname(os.path.abspath(__file__)), "fixtures")


def articles():
    yield {"id": "made", "title": "The bridge", "publisher": "Harbourton Gazette", "date": "2025-12-05", "url": "https://x.example/b",
           "text": "😀 “The bridge will open in May,” Ada Okoye, mayor of Harbourton, said on Monday.\n\n“Nobody,” she added, “will pay a toll.”"}
    text = open(os.path.join(fixtures, "us-china-trade-2025-12.txt"), encoding="utf-8").read()
    yield {"id": "trade", "text": text}
    yield {"id": "silent", "text": "Nothing was said by anybody about anything at all that day."}
    for path in sorted(glob.glob(os.path.join(fixtures, "*.gold.json"))):
        gold = json.load(open(path, encoding="utf-8"))
        if isinstance(gold, dict) and gold.get("text"):
            yield {"id": os.path.basename(path), "text": gold["text"]}


def words(text, places):
    return " ".join(text[start:end] for start, end in places)


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    inputs = {a["id"]: a for a in articles()}
    with open("in.jsonl", "w", encoding="utf-8") as out:
        out.writelines(json.dumps(a) + "\n" for a in inputs.values())
    names = ["q.jsonl", "q.sqlite", "q.parquet", "q.csv", "q.tsv", "quotebank:qb.jsonl", "quotebank-articles:qa.jsonl"]
    subprocess.run([dixit, "run", "in.jsonl", "-q", "--no-config"] + [w for n in names for w in ("-o", n)], check=True)

    # JSONL: every offset against the text.
    records = [json.loads(line) for line in open("q.jsonl", encoding="utf-8")]
    assert [r["article"]["id"] for r in records] == list(inputs), "one record an article, in order"
    quotations = 0
    for record in records:
        text = inputs[record["article"]["id"]]["text"]
        for q in record["quotations"]:
            quotations += 1
            assert words(text, q["content"]) == q["text"], q
            assert (words(text, q["cue"]) or None) == q["cue_text"], q
            for s in q["speakers"]:
                assert (words(text, q["source"]) or None) == s["surface"], q
            start, end = q["sentence"]
            assert all(start <= a and b <= end for a, b in q["content"] + q["cue"] + q["source"]), q
            if q["when"]:
                assert words(text, [q["when"]["span"]]), q
    assert quotations > 100, quotations
    print(f"JSONL: {len(records)} articles, {quotations} quotations, offsets right")

    # SQLite: the same quotations, speakers and links; the search finds them.
    db = sqlite3.connect("q.sqlite")
    db.row_factory = sqlite3.Row
    rows = db.execute("SELECT q.*, a.article_id FROM quotation q JOIN article a ON a.id = q.article ORDER BY q.id").fetchall()
    flat = [(r["article"]["id"], q) for r in records for q in r["quotations"]]
    assert len(rows) == len(flat)
    for row, (article, q) in zip(rows, flat):
        assert (row["article_id"], row["quotation_id"], row["kind"], row["text"]) == (article, q["id"], q["kind"], q["text"])
        text = inputs[article]["text"]
        assert words(text, json.loads(row["content"])) == row["text"]
        assert abs(row["confidence"] - q["confidence"]) < 1e-6
        speakers = db.execute("SELECT name, role, decided_by FROM speaker WHERE quotation = ? ORDER BY position", (row["id"],))
        assert [tuple(s) for s in speakers] == [(s["name"], s["role"], s["decided_by"]) for s in q["speakers"]]
        via = db.execute("SELECT name, relation, span_start, span_end FROM via WHERE quotation = ? ORDER BY position", (row["id"],))
        assert [tuple(v) for v in via] == [(v["name"], v["relation"], *v["span"]) for v in q["via"]]
    hit = db.execute("SELECT text FROM quotation_fts WHERE quotation_fts MATCH '\"open in may\"'").fetchone()
    assert hit and "open in May" in hit[0]
    assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    print(f"SQLite: {len(rows)} quotations the same, search and integrity right")

    # Quotebank: the direct quotations, with probabilities as words and, by article, offsets.
    direct = [(a, q) for a, q in flat if q["kind"] == "direct"]
    lines = [json.loads(line) for line in open("qb.jsonl", encoding="utf-8")]
    assert [l["quoteID"] for l in lines] == [f"{a}-{q['id']}" for a, q in direct]
    for line, (_, q) in zip(lines, direct):
        assert line["quotation"] in q["text"] and line["numOccurrences"] == 1
        assert abs(sum(float(p) for _, p in line["probas"]) - 1) < 1e-3
        assert line["speaker"] == next((s["name"] for s in q["speakers"] if s["name"]), "None")
    seen = 0
    for line in open("qa.jsonl", encoding="utf-8"):
        article = json.loads(line)
        text = inputs[article["articleID"]]["text"]
        assert article["articleLength"] == len(text)
        for q in article["quotations"]:
            at = q["quotationOffset"]
            assert text[:at].endswith(q["leftContext"])
            assert q["quotation"].split()[0] in text[at:at + len(q["quotation"]) + 2]
            seen += 1
    assert seen == len(direct)
    print(f"Quotebank: {len(direct)} direct quotations, offsets right")

    try:
        import pandas, pyarrow.parquet
    except ImportError as missing:
        print(f"skipped: Parquet, CSV and TSV ({missing}; pip install pyarrow pandas)")
        sys.exit(0)
    table = pyarrow.parquet.read_table("q.parquet")
    assert table.num_rows == len(flat)
    for row, (article, q) in zip(table.to_pylist(), flat):
        text = inputs[article]["text"]
        places = [(p["start"], p["end"]) for p in row["content"]]
        assert (row["article_id"], row["quotation_id"], row["text"]) == (article, q["id"], q["text"])
        assert words(text, places) == row["text"]
        assert [[p["start"], p["end"]] for p in row["source"]] == q["source"]
        assert [(s["name"], s["role"], s["decided_by"]) for s in row["speakers"]] == [
            (s["name"], s["role"], s["decided_by"]) for s in q["speakers"]]
        assert [(v["name"], v["start"], v["carried"]) for v in row["via"]] == [
            (v["name"], v["span"][0], v["carried"]) for v in q["via"]]
        date = (q["when"] or {}).get("date")
        assert (row["when_from"] is None) == (row["when_to"] is None) == (date is None)
        # A day is itself from beginning to end; weeks, months and years are longer.
        assert not date or len(date) != 10 or "W" in date or str(row["when_from"]) == str(row["when_to"]) == date
        assert row["speaker"] == (q["speakers"][0]["name"] if q["speakers"] else None)
    frame = pandas.read_parquet("q.parquet")
    csv = pandas.read_csv("q.csv", keep_default_na=False)
    tsv = pandas.read_csv("q.tsv", sep="\t", quoting=3, keep_default_na=False)
    assert list(frame["text"]) == list(csv["text"]) == [q["text"] for _, q in flat]
    flattened = [q["text"].translate({9: " ", 10: " ", 13: " "}) for _, q in flat]
    assert list(tsv["text"]) == flattened and list(tsv.columns) == list(csv.columns)
    print(f"Parquet, CSV, TSV: {len(frame)} rows the same, offsets right")
