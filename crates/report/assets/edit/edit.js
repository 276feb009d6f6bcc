// Keys and pointers into changes.

const LETTERS = [..."asdfghjklqwertyuiopzxcvbnm"];
const MOST_LABELS = LETTERS.length ** 2;

class Editor {
  constructor(store) {
    this.store = store;
    this.at = 0;
    this.saves = 0;
    /** What keys are for: null for moving about, else what is open. */
    this.mode = null;
  }

  async begin() {
    this.articles = await this.store.queue();
    if (!this.articles.length) return this.say("There is no article to correct.", true);
    $(".desk").hidden = false;
    const several = this.articles.length > 1;
    $(".queue").hidden = !several;
    $(".articles").replaceChildren(...this.articles.map((a, i) => make("option", { value: i }, "")));
    const first = this.articles.findIndex((a) => !a.complete);
    await this.open(Math.max(first, 0));
  }

  async open(at) {
    if (at < 0 || at >= this.articles.length) return;
    this.leave();
    const { record, gold } = await this.store.open(this.articles[at].number);
    this.at = at;
    this.article = new Article(record, gold);
    this.view = new View(this.article);
    this.show();
    scrollTo(0, 0);
    $(".text").focus({ preventScroll: true });
  }

  say(message, wrong = false) {
    $(".status").textContent = message;
    $(".status").classList.toggle("wrong", wrong);
  }

  show() {
    this.view.all();
    const { article, articles } = this;
    Object.assign(articles[this.at], { checked: article.checked, quotations: article.quotations.length, complete: article.checked === article.quotations.length && (articles[this.at].complete || article.past.length > 0 || article.checked > 0) });
    const complete = articles.filter((a) => a.complete).length;
    const of = articles.length > 1 ? ` · ${complete} of ${articles.length} articles complete` : "";
    $(".progress").textContent = `${article.checked} of ${article.quotations.length} quotations checked${of}`;
    articles.forEach((a, i) => { $(".articles").options[i].textContent = `${i + 1}. ${a.complete ? "✓ " : ""}${visible(a.title ?? a.id)}${a.disagreements ? ` (${a.disagreements} read otherwise)` : ""}`; });
    $(".articles").value = this.at;
  }

  /** After each change. */
  changed(changed) {
    this.show();
    if (!changed) return;
    const { store, article, articles } = this;
    const mine = ++this.saves;
    this.say("Saving …");
    // What is said is said of the last change.
    store.save(articles[this.at].number, article.gold(store.annotator)).then(
      (message) => mine === this.saves && this.say(article.checked === article.quotations.length ? `${message} All are checked.` : message),
      (error) => this.say(`Not saved: ${error.message}`, true));
  }

  // Moving about.

  go(id) {
    this.leave();
    this.article.current = id;
    this.show();
    this.view.reveal();
    // What says where we are to those who hear the page.
    $(".text .n.active")?.focus({ preventScroll: true });
  }

  step(by) {
    const { quotations, current } = this.article;
    if (!quotations.length) return;
    const at = quotations.findIndex((q) => q.id === current);
    this.go(quotations[Math.min(Math.max(at + by, 0), quotations.length - 1)].id);
  }

  unchecked() {
    const { quotations, current } = this.article;
    const at = quotations.findIndex((q) => q.id === current);
    const next = [...quotations.slice(at + 1), ...quotations.slice(0, at + 1)].find((q) => q.state === "new");
    if (next) return this.go(next.id);
    this.say(this.at + 1 < this.articles.length ? "All are checked; ] opens the next article." : "All are checked.");
  }

  judge(state) {
    const q = this.article.get();
    if (!q) return;
    const back = state === "wrong" && q.state === "wrong";
    // What was corrected or added stays so when it is found right.
    const now = back ? "new" : state === "right" && ["changed", "added"].includes(q.state) ? q.state : state;
    this.changed(this.article.change(null, now));
    if (!back) this.unchecked();
  }

  turn(field) {
    const choices = CHOICES[field];
    this.changed(this.article.change((q) => { q[field] = choices[(choices.indexOf(q[field]) + 1) % choices.length]; }));
  }

  // Places in the text.

  /** What is selected in the text, as [start, end]; null where nothing is. */
  selected() {
    const selection = getSelection();
    if (selection.isCollapsed || !selection.rangeCount) return null;
    const range = selection.getRangeAt(0);
    const at = (node, offset) => {
      const span = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest(".text [data-at]");
      if (!span) return null;
      return Number(span.dataset.at) + (node.nodeType === Node.TEXT_NODE ? [...node.data.slice(0, offset)].length : 0);
    };
    const [start, end] = [at(range.startContainer, range.startOffset), at(range.endContainer, range.endOffset)];
    selection.removeAllRanges();
    return start === null || end === null || start >= end ? null : [start, end];
  }

  /** Sets a part to what is selected, or asks for it by labels. */
  place(part, more = false) {
    if (part !== "missed" && !this.article.get()) return;
    const selected = this.selected();
    if (selected) return this.set(part, selected, more);
    const words = part === "missed" ? this.wordsInSight() : this.wordsAround();
    const labels = words.length <= LETTERS.length ? LETTERS : LETTERS.flatMap((a) => LETTERS.map((b) => a + b));
    this.view.labels = new Map(words.slice(0, MOST_LABELS).map((word, i) => [word, labels[i]]));
    this.mode = { name: "labels", part, more, typed: "", first: null };
    this.view.text();
    // The lines are further apart now.
    if (part !== "missed") this.view.reveal();
    const what = { missed: "Missed quotation", content: "Content", cue: "Cue", source: "Source" }[part];
    this.say(`${what}: type the label of its first word.`);
  }

  wordsAround() {
    const { article } = this;
    const q = article.get();
    let start = Math.min(...q.content.map((p) => p[0]));
    let end = Math.max(...q.content.map((p) => p[1]));
    [start] = article.paragraph(start);
    [, end] = article.paragraph(end - 1);
    // The source may stand in the paragraph before or after.
    if (start > 1) [start] = article.paragraph(this.skip(start - 1, -1));
    if (end < article.chars.length) [, end] = article.paragraph(this.skip(end, 1));
    const near = article.words.map((_, i) => i).filter((i) => article.words[i][0] >= start && article.words[i][1] <= end);
    return near;
  }

  skip(at, by) {
    const { chars } = this.article;
    while (at > 0 && at < chars.length - 1 && chars[at] === "\n") at += by;
    return at;
  }

  wordsInSight() {
    const { words } = this.article;
    const seen = [...document.querySelectorAll(".text [data-at]")].filter((span) => {
      const box = span.getBoundingClientRect();
      return box.bottom > 0 && box.top < innerHeight;
    });
    if (!seen.length) return [];
    const from = Number(seen[0].dataset.at);
    const last = seen.at(-1);
    const to = Number(last.dataset.at) + [...last.textContent].length;
    return words.map((_, i) => i).filter((i) => words[i][0] >= from && words[i][1] <= to);
  }

  label(key) {
    const { mode, view } = this;
    if (key === "Backspace") mode.typed = mode.typed.slice(0, -1);
    if (key === "Delete" && ["cue", "source"].includes(mode.part)) {
      this.leave();
      return this.changed(this.article.change((q) => { q[mode.part] = []; }));
    }
    if (!LETTERS.includes(key)) return;
    mode.typed += key;
    const found = [...view.labels].find(([, label]) => label === mode.typed);
    if (!found) {
      if (![...view.labels.values()].some((label) => label.startsWith(mode.typed))) mode.typed = "";
      return;
    }
    mode.typed = "";
    const word = this.article.words[found[0]];
    if (mode.first === null) {
      mode.first = word;
      return this.say("Now the label of its last word.");
    }
    const place = this.article.between(mode.first, word);
    const { part, more } = mode;
    this.leave();
    this.set(part, place, more);
  }

  set(part, place, more) {
    if (part === "missed") {
      const added = this.article.add(place);
      this.changed(added);
      return this.speaker();
    }
    this.changed(this.article.change((q) => {
      q[part] = more ? [...q[part], place].sort((a, b) => a[0] - b[0]) : [place];
    }));
  }

  // The speaker.

  speaker() {
    const q = this.article.get();
    if (!q) return;
    this.leave();
    this.mode = { name: "speaker" };
    const input = make("input", { type: "text", role: "combobox", "aria-label": "Speaker", "aria-expanded": "true", "aria-controls": "names", "aria-autocomplete": "list", autocomplete: "off", spellcheck: "false" });
    const list = make("ol", { id: "names", role: "listbox", "aria-label": "Names" });
    $(".slot").replaceChildren(input, list);
    let options = [];
    let chosen = 0;
    const parts = () => input.value.split(";").map((part) => part.trim());
    const draw = () => {
      const typed = parts().at(-1);
      const folded = typed.toLowerCase();
      const fits = (name) => !folded || name.toLowerCase().split(/[\s-]+/).some((_, i, words) => words.slice(i).join(" ").startsWith(folded));
      options = this.candidates().filter(fits).slice(0, 9);
      if (typed && !options.includes(typed)) options.push(typed);
      chosen = Math.min(chosen, Math.max(options.length - 1, 0));
      list.replaceChildren(...options.map((name, i) => make("li", { role: "option", id: `name-${i}`, "aria-selected": String(i === chosen), "data-name": name },
        make("kbd", { "aria-hidden": "true" }, input.value ? (i === chosen ? "⏎" : "·") : i + 1), " ", make("bdi", {}, visible(name)))));
      if (options.length) input.setAttribute("aria-activedescendant", `name-${chosen}`);
      else input.removeAttribute("aria-activedescendant");
    };
    const pick = (name) => {
      const names = [...parts().slice(0, -1), ...(name ? [name] : [])].filter(Boolean);
      this.leave();
      names.forEach((n) => this.article.names.add(n));
      this.changed(this.article.change((q) => { q.speakers = [...new Set(names)]; }));
      $(".text .n.active")?.focus({ preventScroll: true });
    };
    input.addEventListener("input", () => { chosen = 0; draw(); });
    input.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      const digit = input.value === "" && /^\d$/.test(event.key) ? Number(event.key) : null;
      if (digit === 0) pick(null);
      else if (digit !== null) { if (options[digit - 1]) pick(options[digit - 1]); }
      else if (event.key === "Enter") pick(options[chosen] ?? null);
      else if (event.key === "ArrowDown") chosen = Math.min(chosen + 1, options.length - 1);
      else if (event.key === "ArrowUp") chosen = Math.max(chosen - 1, 0);
      else if (event.key === ";" && options[chosen]) input.value = [...parts().slice(0, -1), options[chosen]].join("; ") + "; ";
      else return;
      event.preventDefault();
      if (this.mode) draw();
    });
    list.addEventListener("pointerdown", (event) => {
      const option = event.target.closest("[data-name]");
      if (option) { event.preventDefault(); pick(option.dataset.name); }
    });
    draw();
    input.focus();
  }

  /** Names that may be meant: those of this article by how often they speak, that of the quotation in hand last, then what looks like one. */
  candidates() {
    const { article } = this;
    const counts = new Map();
    for (const q of article.quotations) for (const name of q.speakers) counts.set(name, (counts.get(name) ?? 0) + 1);
    const spoken = [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a));
    const now = article.get().speakers;
    const all = [...new Set([...spoken, ...article.names])];
    return [...all.filter((name) => !now.includes(name)), ...now];
  }

  // The chain.

  chain() {
    const q = this.article.get();
    if (!q) return;
    this.leave();
    this.mode = { name: "chain" };
    const choice = (label, values, value) => {
      const select = make("select", { "aria-label": label }, ...values.map((v) => make("option", { value: v }, v.replaceAll("_", " "))));
      select.value = value;
      return select;
    };
    const link = (v) => {
      const row = make("li", {}, choice("Relation", RELATIONS, v.relation), make("input", { type: "text", "aria-label": "Through", value: v.name, autocomplete: "off" }), choice("What it is", VIA_KINDS, v.kind), make("button", { type: "button", "aria-label": "Remove this link" }, "×"));
      row.querySelector("button").addEventListener("click", () => { row.remove(); form.querySelector("[type=submit]").focus(); });
      return row;
    };
    const list = make("ol", {}, ...q.via.map(link));
    const form = make("form", { class: "chain", "aria-label": "Through whom the words came, from the speaker outward" }, list, make("button", { type: "button" }, "One more link"), " ", make("button", { type: "submit" }, "Done"));
    const more = () => {
      list.append(link({ name: "", kind: "outlet", relation: "told" }));
      list.lastElementChild.querySelector("input").focus();
    };
    form.querySelector("button[type=button]:not(li button)").addEventListener("click", more);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const via = [...list.children].map((row) => {
        const [relation, kind] = [...row.querySelectorAll("select")].map((s) => s.value);
        return { name: row.querySelector("input").value.trim(), kind, relation };
      }).filter((v) => v.name);
      this.leave();
      this.changed(this.article.change((q) => { q.via = via; }));
      $(".text .n.active")?.focus({ preventScroll: true });
    });
    $(".slot").replaceChildren(form);
    if (q.via.length) list.querySelector("input").focus();
    else more();
  }

  /** Ends what is open. */
  leave() {
    if (this.mode?.name === "labels") {
      this.view.labels = null;
      this.view.text();
      this.say("");
    }
    this.mode = null;
    $(".slot")?.replaceChildren();
  }
}
