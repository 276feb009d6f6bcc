// Shows an article and the quotation in hand. Changes nothing.

const $ = (selector) => document.querySelector(selector);
const LOW = 0.5;
const STATES = { new: "not checked", right: "right", changed: "corrected", added: "added", wrong: "no quotation" };

/** An element; children that are text stay text. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Control characters as symbols, which would otherwise be unseen. */
const visible = (s) => s.replace(/[\u0000-\u0008\u000b-\u001f]/g, (c) => String.fromCharCode(0x2400 + c.charCodeAt(0))).replace(/[\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, "\ufffd");

class View {
  constructor(article) {
    this.article = article;
    /** Labels on words: from the number of a word to what is typed for it; null where none are shown. */
    this.labels = null;
  }

  /** `h3`: a colour for each speaker, by how often they speak; the rest share one. */
  colours() {
    const counts = new Map();
    for (const q of this.article.quotations) {
      const name = q.speakers[0];
      if (name && q.state !== "wrong") counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    const order = [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a)).slice(0, 10);
    return (q) => `h${1 + order.indexOf(q.speakers[0])}`;
  }

  look(q, colour) {
    const low = q.state === "new" && q.sure < LOW ? " low" : "";
    return `${colour(q)} ${q.kind} ${q.state}${low}`;
  }

  text() {
    const { chars, quotations, words, current } = this.article;
    const colour = this.colours();
    const cuts = new Set([0, chars.length]);
    for (const q of quotations) for (const part of PLACES) for (const [start, end] of q[part]) cuts.add(start).add(end);
    const wordAt = new Map(words.map(([start], i) => [start, i]));
    if (this.labels) for (const i of this.labels.keys()) for (const at of words[i]) cuts.add(at);
    chars.forEach((c, i) => { if (c === "\n") cuts.add(i).add(i + 1); });
    const order = [...cuts].filter((cut) => cut >= 0 && cut <= chars.length).sort((a, b) => a - b);
    const length = (q) => q.content.reduce((sum, [start, end]) => sum + end - start, 0);
    const inner = [...quotations].sort((a, b) => length(a) - length(b));
    const paragraphs = [];
    let paragraph = make("p", { dir: "auto" });
    order.slice(0, -1).forEach((start, i) => {
      const end = order[i + 1];
      const words_ = chars.slice(start, end).join("");
      if (words_ === "\n") {
        if (paragraph.childNodes.length) paragraphs.push(paragraph);
        paragraph = make("p", { dir: "auto" });
        return;
      }
      const within = (places) => places.some(([a, b]) => a <= start && end <= b);
      for (const q of quotations) if (q.content[0]?.[0] === start) paragraph.append(this.marker(q, colour));
      const hand = this.article.get();
      const q = hand && within(hand.content) ? hand : inner.find((other) => other.state !== "wrong" && within(other.content));
      const classes = [];
      if (q) classes.push("q", this.look(q, colour));
      if (q && q.id === current) classes.push("active");
      if (hand && within(hand.cue)) classes.push("part", "cue");
      if (hand && within(hand.source)) classes.push("part", "source");
      const label = this.labels?.get(wordAt.get(start));
      paragraph.append(make("span", { class: classes.join(" ") || null, "data-at": start, "data-q": q?.id, "data-label": label }, visible(words_)));
    });
    if (paragraph.childNodes.length) paragraphs.push(paragraph);
    const text = $(".text");
    text.classList.toggle("labelled", this.labels !== null);
    text.replaceChildren(...paragraphs);
  }

  marker(q, colour) {
    const n = this.article.quotations.indexOf(q) + 1;
    const sign = { right: "✓", changed: "✓", added: "+", wrong: "×", new: q.sure < LOW ? "?" : "" }[q.state];
    const on = q.id === this.article.current ? " active" : "";
    return make("a", { class: `n ${this.look(q, colour)}${on}`, href: "#panel", "data-go": q.id, "aria-label": `Quotation ${n}, ${STATES[q.state]}` }, `${n}${sign}`);
  }

  panel() {
    const q = this.article.get();
    const panel = $("#panel");
    if (!q) {
      panel.replaceChildren(make("p", { class: "hint" }, "No quotation here. ", make("kbd", {}, "m"), " adds one."));
      return;
    }
    const n = this.article.quotations.indexOf(q) + 1;
    const words = (part) => q[part].map((place) => this.article.text(place)).join(" … ");
    const row = (key, what, does, value) => make("div", {}, make("dt", {}, make("button", { type: "button", "data-do": does }, what, " ", make("kbd", {}, key))), make("dd", { dir: "auto" }, value || "—"));
    const chain = q.via.map((v) => `${v.relation.replaceAll("_", " ")} ${v.name}`).join(" → ");
    const act = (key, what, does, pressed) => make("button", { type: "button", "data-do": does, "aria-pressed": pressed }, what, " ", make("kbd", {}, key));
    panel.replaceChildren(
      make("div", { class: `card ${this.look(q, this.colours())}` },
        make("h2", {}, `Quotation ${n} of ${this.article.quotations.length}`, " ", make("span", { class: `state ${q.state}` }, STATES[q.state])),
        make("p", { class: "name", dir: "auto" }, visible(q.speakers.join("; ")) || "nobody named"),
        make("blockquote", { dir: "auto" }, make("bdi", { class: "cue" }, visible(words("cue"))), " ", visible(words("content"))),
        make("div", { class: "slot" }),
        make("div", { class: "acts" }, act("y", "Right", "right", q.state === "right"), act("x", "Wrong", "wrong", q.state === "wrong"), act("m", "Missed one", "missed", null)),
        make("dl", {},
          row("s", "Speaker", "speaker", visible(q.speakers.join("; "))),
          row("c", "Content", "content", `${[...words("content")].length} characters`),
          row("u", "Cue", "cue", visible(words("cue"))),
          row("o", "Source", "source", visible(words("source"))),
          row("d", "Kind", "kind", q.kind),
          row("a", "Act", "act", q.act === "none" ? "neither" : q.act),
          row("p", "Polarity", "polarity", q.polarity),
          row("l", "Chain", "chain", visible(chain)))));
  }

  all() {
    this.text();
    this.panel();
    const { article } = this;
    $(".top h1").textContent = visible(article.record.article.title ?? article.record.article.id);
    const { publisher, author, date } = article.record.article;
    $(".origin").textContent = visible([publisher, author, date].filter(Boolean).join(" · "));
    $("[data-do=undo]").disabled = !article.past.length;
    $("[data-do=redo]").disabled = !article.future.length;
  }

  /** Brings the quotation in hand into sight. */
  reveal() {
    $(".text .n.active")?.scrollIntoView({ block: "center", behavior: "instant" });
  }
}
