"use strict";
// What is corrected: an article and its quotations in the gold format, every change of which can be undone. Knows nothing of the page.

/** Places count Unicode characters, JavaScript counts UTF-16 units: a text is kept as a list of characters. */
const PLACES = ["content", "cue", "source"];
const CHOICES = {
  kind: ["direct", "mixed", "indirect"],
  act: ["statement", "attitude", "none"],
  polarity: ["affirmed", "denied", "refused"],
};
const VIA_KINDS = ["outlet", "platform", "event", "document"];
const RELATIONS = ["told", "interview", "reported_by", "posted_on", "published_in", "said_at", "obtained_by"];

/** The names of a speaker field of the gold format: null, a name or a list of them. */
const namesOf = (speaker) => (speaker === null || speaker === undefined ? [] : [speaker].flat());

/** One quotation of a record, as it is corrected. */
function fromRecord(q) {
  return {
    id: q.id,
    content: q.content, cue: q.cue, source: q.source,
    kind: q.kind, act: q.act, polarity: q.polarity,
    speakers: q.speakers.map((s) => s.name).filter((name) => name !== null),
    via: q.via.map((v) => ({ name: v.called ?? v.name, kind: v.kind, relation: v.relation })),
    parent: q.parent,
    sure: Math.min(q.confidence, ...q.speakers.map((s) => s.confidence)),
    state: "new",
  };
}

/** One quotation of a gold file that this editor has written. */
function fromGold(a, state) {
  return {
    id: a.id,
    content: a.content, cue: a.cue ?? [], source: a.source ?? [],
    kind: a.kind ?? "indirect", act: a.act ?? "statement", polarity: a.polarity ?? "affirmed",
    speakers: namesOf(a.speaker ?? a.speakers),
    via: a.via ?? [],
    parent: a.parent ?? null,
    sure: a.confidence ?? 1,
    state,
  };
}

class Article {
  /** `record` with offsets in characters and its text; `gold` what was saved of it before, or null. */
  constructor(record, gold) {
    this.record = record;
    this.chars = Array.from(record.article.text);
    this.quotations = record.quotations.map(fromRecord);
    if (gold) {
      const states = gold.review?.states ?? {};
      const wrong = gold.review?.wrong ?? [];
      this.quotations = [
        ...gold.attributions.map((a) => fromGold(a, states[a.id] ?? "right")),
        ...wrong.map((a) => fromGold(a, "wrong")),
      ];
    }
    this.sort();
    this.current = this.quotations[0]?.id ?? null;
    this.past = [];
    this.future = [];
    /** Words with the place of each: what labels are put on. */
    this.words = [];
    let start = null;
    this.chars.forEach((c, i) => {
      if (/\s/u.test(c)) {
        if (start !== null) this.words.push([start, i]);
        start = null;
      } else start ??= i;
    });
    if (start !== null) this.words.push([start, this.chars.length]);
    this.names = new Set(this.quotations.flatMap((q) => q.speakers));
    for (const name of this.text([0, this.chars.length]).match(/\p{Lu}[\p{L}’'-]+(?: (?:[a-z]{2,3} )?\p{Lu}[\p{L}’'-]+)+/gu) ?? []) this.names.add(name);
  }

  text([start, end]) {
    return this.chars.slice(start, end).join("");
  }

  sort() {
    const first = (q) => q.content[0]?.[0] ?? 0;
    this.quotations.sort((a, b) => first(a) - first(b) || a.id.localeCompare(b.id, "en", { numeric: true }));
  }

  get(id = this.current) {
    return this.quotations.find((q) => q.id === id);
  }

  /** Quotations somebody has looked at. */
  get checked() {
    return this.quotations.filter((q) => q.state !== "new").length;
  }

  snapshot() {
    return JSON.stringify([this.quotations, this.current]);
  }

  restore(snapshot) {
    [this.quotations, this.current] = JSON.parse(snapshot);
  }

  /** Applies a change to the quotation in hand, unless it changes nothing. */
  change(edit, state = "changed") {
    const before = this.snapshot();
    const q = this.get();
    edit?.(q);
    if (q) q.state = q.state === "added" && state === "changed" ? "added" : state;
    this.sort();
    return this.changed(before);
  }

  changed(before) {
    if (this.snapshot() === before) return false;
    this.past.push(before);
    this.future = [];
    return true;
  }

  /** A quotation that was missed. */
  add(place) {
    const before = this.snapshot();
    const taken = new Set(this.quotations.map((q) => q.id));
    let n = this.quotations.length + 1;
    while (taken.has(`q${n}`)) n += 1;
    const words = this.text(place);
    const kind = /^[“"‘«]/u.test(words) ? "direct" : /[“"«]/u.test(words) ? "mixed" : "indirect";
    this.quotations.push({
      id: `q${n}`, content: [place], cue: [], source: [], kind, act: "statement", polarity: "affirmed",
      speakers: [], via: [], parent: null, sure: 1, state: "added",
    });
    this.current = `q${n}`;
    this.sort();
    return this.changed(before);
  }

  undo() {
    return this.step(this.past, this.future);
  }

  redo() {
    return this.step(this.future, this.past);
  }

  step(from, to) {
    if (!from.length) return false;
    to.push(this.snapshot());
    this.restore(from.pop());
    return true;
  }

  /** From the first character of one word to the last of another, without the comma or full stop behind words that no mark closes. */
  between(a, b) {
    let [start, end] = [Math.min(a[0], b[0]), Math.max(a[1], b[1])];
    const closes = /[”"’»]$/u;
    if (!closes.test(this.text([start, end])) || !/[“"‘«]/u.test(this.text([start, end]))) {
      while (end > start + 1 && /[.,;:?!)”"’»]/u.test(this.chars[end - 1])) end -= 1;
      while (start < end - 1 && /[(]/u.test(this.chars[start])) start += 1;
    }
    return [start, end];
  }

  /** The paragraph around a place, as [start, end]. */
  paragraph(at) {
    let [start, end] = [at, at];
    while (start > 0 && this.chars[start - 1] !== "\n") start -= 1;
    while (end < this.chars.length && this.chars[end] !== "\n") end += 1;
    return [start, end];
  }

  /** The gold format; what only this editor reads stands in `review`, which others pass over. */
  gold(annotator) {
    const one = (q) => ({
      id: q.id, content: q.content, cue: q.cue, source: q.source, kind: q.kind, act: q.act, polarity: q.polarity,
      speaker: q.speakers.length > 1 ? q.speakers : q.speakers[0] ?? null,
      via: q.via,
      ...(q.parent && this.get(q.parent)?.state !== "wrong" ? { parent: q.parent } : {}),
    });
    const { id, title, publisher, date, text } = this.record.article;
    const kept = this.quotations.filter((q) => q.state !== "wrong");
    return {
      id, title, publisher, date, text,
      attributions: kept.map(one),
      review: {
        annotator,
        complete: this.checked === this.quotations.length,
        states: Object.fromEntries(kept.map((q) => [q.id, q.state])),
        wrong: this.quotations.filter((q) => q.state === "wrong").map(one),
      },
    };
  }
}
