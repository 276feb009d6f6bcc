"use strict";
// Filters the quotations and shows them: only the rows in sight exist as elements, so that many cost no more than few.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const total = data.id.length;
  const form = document.querySelector(".filters");
  const rows = document.querySelector(".rows");
  const space = document.querySelector(".space");
  const hand = document.querySelector(".hand");
  const status = document.querySelector(".status");
  const collator = new Intl.Collator();
  const number = new Intl.NumberFormat("en");
  const kinds = ["direct", "mixed", "indirect"];
  const low = Math.round(data.low * 1000);

  const element = (tag, className, text) => {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  };
  const words = (i) => data.content[i].map(([a, b]) => data.context[i].slice(a, b)).join(" ");
  const speaker = (i) => data.speaker[i].length ? data.speaker[i].map((s) => data.speakers[s]).join(", ") : data.surface[i] ?? "unknown speaker";
  const publisher = (i) => { const p = data.articles[data.article[i]][2]; return p === null ? "" : data.publishers[p]; };
  const date = (i) => data.articles[data.article[i]][3] ?? "";
  const fold = (text) => text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");

  // What words are looked for in. Made when first needed: most who open a report do not search.
  let hay = null;
  const haystack = () => hay ??= data.context.map((context, i) => fold(`${context}\n${speaker(i)}\n${data.articles[data.article[i]][1] ?? ""}`));

  function options(name, order, list) {
    for (const i of order) {
      const option = element("option", "", list[i]);
      option.value = i;
      form.elements[name].append(option);
    }
  }
  options("publisher", data.publisherOrder, data.publishers);
  options("via", [...new Set(data.linkOrder)].slice(0, 500), data.links);
  {
    const counts = new Map();
    for (const list of data.speaker) for (const s of list) counts.set(s, (counts.get(s) ?? 0) + 1);
    const most = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, 500);
    document.getElementById("names").append(...most.map(([s]) => { const o = element("option"); o.value = data.speakers[s]; return o; }));
  }

  let found = [];
  let at = -1;
  const order = {
    low: (a, b) => data.sure[a] - data.sure[b] || a - b,
    new: (a, b) => (date(a) < date(b) ? 1 : date(a) > date(b) ? -1 : a - b),
    old: (a, b) => (date(a) > date(b) ? 1 : date(a) < date(b) ? -1 : a - b),
    speaker: (a, b) => collator.compare(speaker(a), speaker(b)) || a - b,
  };

  function apply() {
    const want = Object.fromEntries(new FormData(form));
    const terms = fold(want.words).split(/\s+/).filter(Boolean);
    const texts = terms.length ? haystack() : null;
    const name = fold(want.speaker.trim());
    const exact = name && data.speakers.some((s) => fold(s) === name);
    const spoken = name ? new Set(data.speakers.flatMap((s, i) => (exact ? fold(s) === name : fold(s).includes(name)) ? [i] : [])) : null;
    const press = want.publisher === "" ? null : +want.publisher;
    const via = want.via === "" ? null : +want.via;
    const kind = want.kind === "" ? null : +want.kind;
    found = [];
    for (let i = 0; i < total; i++) {
      const article = data.articles[data.article[i]];
      if (kind !== null && data.kind[i] !== kind) continue;
      if (want.low && data.sure[i] >= low) continue;
      if (press !== null && article[2] !== press) continue;
      if (want.from && !(article[3] >= want.from)) continue;
      if (want.to && !(article[3] && article[3] <= want.to)) continue;
      if (spoken && !data.speaker[i].some((s) => spoken.has(s))) continue;
      if (via === -1 ? data.via[i].length > 0 : via !== null && !data.via[i].some((v) => v[0] === via)) continue;
      if (texts && !terms.every((t) => texts[i].includes(t))) continue;
      found.push(i);
    }
    if (order[want.order]) found.sort(order[want.order]);
    status.textContent = found.length === total ? `${number.format(total)} quotations` : `${number.format(found.length)} of ${number.format(total)} quotations`;
    space.style.height = `${found.length * rowHeight()}px`;
    rows.scrollTop = 0;
    pool.clear();
    rows.replaceChildren(space);
    select(found.length ? 0 : -1);
    draw();
  }

  let height = 0;
  const rowHeight = () => height ||= parseFloat(getComputedStyle(document.documentElement).fontSize) * 5.4;
  const pool = new Map();
  function draw() {
    const first = Math.max(0, Math.floor(rows.scrollTop / rowHeight()) - 4);
    const last = Math.min(found.length, Math.ceil((rows.scrollTop + rows.clientHeight) / rowHeight()) + 4);
    for (const [place, row] of pool) {
      if ((place < first || place >= last) && place !== at) { row.remove(); pool.delete(place); }
    }
    for (let place = first; place < last; place++) ensure(place);
  }
  function ensure(place) {
    if (pool.has(place)) return pool.get(place);
    const i = found[place];
    const row = element("div", "row");
    row.id = `r${place}`;
    row.setAttribute("role", "option");
    row.setAttribute("aria-setsize", found.length);
    row.setAttribute("aria-posinset", place + 1);
    row.setAttribute("aria-selected", place === at);
    row.style.top = `${place * rowHeight()}px`;
    const line = element("div", "line");
    line.append(element("bdi", "name", speaker(i)), element("bdi", "where", [publisher(i), date(i)].filter(Boolean).join(" · ")));
    if (data.sure[i] < low) line.append(element("span", "flag", "check"));
    const text = element("div", "words", words(i).slice(0, 400));
    text.dir = "auto";
    row.append(line, text);
    rows.append(row);
    pool.set(place, row);
    return row;
  }

  function select(place) {
    pool.get(at)?.setAttribute("aria-selected", false);
    at = place;
    if (place < 0) {
      rows.removeAttribute("aria-activedescendant");
      hand.replaceChildren(element("p", "empty", "No quotation fits these filters."));
      return;
    }
    const row = ensure(place);
    row.setAttribute("aria-selected", true);
    rows.setAttribute("aria-activedescendant", row.id);
    show(found[place]);
  }
  function reveal() {
    const top = at * rowHeight();
    if (top < rows.scrollTop) rows.scrollTop = top;
    else if (top + rowHeight() > rows.scrollTop + rows.clientHeight) rows.scrollTop = top + rowHeight() - rows.clientHeight;
    draw();
  }

  function show(i) {
    const [id, title, , day, url] = data.articles[data.article[i]];
    const head = element("h3");
    head.append(element("bdi", "", speaker(i)));
    const parts = [head];
    if (data.role[i] !== null) { const p = element("p", "about"); p.append(element("bdi", "", data.roles[data.role[i]])); parts.push(p); }
    const quote = element("blockquote");
    quote.dir = "auto";
    let end = 0;
    for (const [a, b] of data.content[i]) {
      quote.append(data.context[i].slice(end, a), element("mark", "", data.context[i].slice(a, b)));
      end = b;
    }
    quote.append(data.context[i].slice(end));
    const list = element("dl");
    const entry = (term, ...nodes) => { const dd = element("dd"); dd.append(...nodes); list.append(element("dt", "", term), dd); };
    const bdi = (text) => element("bdi", "", text);
    entry("Kind", kinds[data.kind[i]]);
    if (data.cue[i]) entry("Cue", bdi(data.cue[i]));
    if (data.surface[i] && data.surface[i] !== speaker(i)) entry("Called", bdi(data.surface[i]));
    if (data.via[i].length) entry("Through", ...data.via[i].flatMap(([name, relation], k) => [k ? ", " : "", `${data.relations[relation]} `, bdi(data.links[name])]));
    if (data.when[i]) entry("When", bdi(data.when[i]));
    entry("Confidence", `${Math.round(data.sure[i] / 10)} %`);
    if (data.decided[i]) entry("Decided by", data.decided[i]);
    if (publisher(i) || day) entry("Published", bdi([publisher(i), day].filter(Boolean).join(", ")));
    if (url) {
      const link = element("a");
      link.href = url;
      link.rel = "noreferrer noopener";
      link.append(bdi(title ?? id));
      entry("Article", link);
    } else entry("Article", bdi(title ?? id));
    entry("Record", bdi(`${id} ${data.id[i]}`));
    hand.replaceChildren(...parts, quote, list);
    hand.scrollTop = 0;
  }

  rows.addEventListener("scroll", () => requestAnimationFrame(draw), { passive: true });
  addEventListener("resize", draw);
  rows.addEventListener("click", (event) => {
    const row = event.target.closest(".row");
    if (row) { select(+row.id.slice(1)); draw(); }
  });
  rows.addEventListener("keydown", (event) => {
    const page = Math.max(1, Math.floor(rows.clientHeight / rowHeight()) - 1);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + page, PageUp: at - page, Home: 0, End: found.length - 1 }[event.key];
    if (to === undefined || !found.length) return;
    event.preventDefault();
    select(Math.min(Math.max(to, 0), found.length - 1));
    reveal();
  });

  let timer = 0;
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(apply, 80); });
  form.addEventListener("reset", () => setTimeout(apply));
  form.addEventListener("submit", (event) => event.preventDefault());

  function choose(values) {
    form.reset();
    for (const [name, value] of Object.entries(values)) {
      const field = form.elements[name];
      if (field.type === "checkbox") field.checked = Boolean(value);
      else {
        if (field.tagName === "SELECT" && ![...field.options].some((o) => o.value === value)) {
          const option = element("option", "", data.links[value] ?? value);
          option.value = value;
          field.append(option);
        }
        field.value = value;
      }
    }
    clearTimeout(timer);
    // After the reset's own turn.
    setTimeout(() => { apply(); document.getElementById("quotations").scrollIntoView(); rows.focus({ preventScroll: true }); });
  }
  document.querySelector("main").addEventListener("click", (event) => {
    const pick = event.target.closest("[data-field]");
    const text = event.target.closest("[data-quotation]");
    const bin = event.target.closest(".bin");
    if (pick) {
      const { field, value } = pick.dataset;
      choose(field === "low" ? { low: true, order: "low" } : { [field]: value });
    } else if (text) {
      choose({});
      setTimeout(() => { const place = found.indexOf(+text.dataset.quotation); if (place >= 0) { select(place); reveal(); } }, 10);
    } else if (bin) choose({ from: bin.dataset.from, to: bin.dataset.to });
  });

  // The bars of the time line are one stop of the keyboard; arrows move within.
  const bins = [...document.querySelectorAll(".bin")];
  if (bins.length) bins[0].tabIndex = 0;
  document.querySelector("svg.time")?.addEventListener("keydown", (event) => {
    const here = bins.indexOf(document.activeElement);
    if (here < 0) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      choose({ from: bins[here].dataset.from, to: bins[here].dataset.to });
      return;
    }
    const to = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: bins.length - 1 }[event.key];
    if (to === undefined || !bins[to]) return;
    event.preventDefault();
    bins[here].tabIndex = -1;
    bins[to].tabIndex = 0;
    bins[to].focus();
  });

  const root = document.documentElement;
  const theme = document.querySelector(".theme");
  const dark = () => (root.style.colorScheme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const label = () => { theme.querySelector(".label").textContent = dark() ? "Light" : "Dark"; };
  theme.hidden = false;
  label();
  theme.addEventListener("click", () => { root.style.colorScheme = dark() ? "light" : "dark"; label(); });

  apply();
})();
