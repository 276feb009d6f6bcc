"use strict";
// Filters the quotations and shows them: only the rows in sight exist as elements, so that many cost no more than few.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const total = data.held;
  const form = document.querySelector(".filters");
  const rows = document.querySelector(".rows");
  const space = document.querySelector(".space");
  const hand = document.querySelector(".hand");
  const status = document.querySelector(".status");
  const portrait = document.querySelector(".portrait");
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
  // The columns of the quotations. Parts of them come while the page is read; each is taken when somebody needs it, the
  // others in pauses afterwards.
  const columns = ["articles", "article", "id", "kind", "speaker", "sure", "context", "content", "via", "surface", "role", "cue", "when", "decided"];
  for (const name of columns) data[name] = [];
  const parts = document.getElementsByClassName("part");
  function take() {
    const part = JSON.parse(parts[0].textContent);
    for (const name of columns) for (const value of part[name]) data[name].push(value);
    parts[0].remove();
  }
  /** Whether quotation `i` is here; takes what has come so far. */
  function here(i) {
    while (i >= data.id.length && parts.length) take();
    return i < data.id.length;
  }
  let waiting = [];
  /** Does something with quotation `i` and all before it: at once, or when they have come. */
  function when(i, then) {
    if (here(i)) then();
    else waiting.push(then);
  }
  function rest() {
    if (parts.length) {
      take();
      setTimeout(rest);
    } else {
      const all = waiting;
      waiting = [];
      for (const then of all) then();
      draw();
      performance.mark("all-read");
    }
  }

  const words = (i) => data.content[i].map(([a, b]) => data.context[i].slice(a, b)).join(" ");
  const speaker = (i) => data.speaker[i].length ? data.speaker[i].map((s) => data.speakers[s]).join(", ") : data.surface[i] ?? "unknown speaker";
  const publisher = (i) => { const p = data.articles[data.article[i]][2]; return p === null ? "" : data.publishers[p]; };
  const date = (i) => data.articles[data.article[i]][3] ?? "";
  // Case and accents make no difference. Most texts have neither accents nor anything else that folds.
  const folds = /[\u00a0-\u1fff\u2c00-\uffff]/;
  const fold = (text) => {
    const lower = text.toLowerCase();
    return folds.test(lower) ? lower.normalize("NFKD").replace(/\p{M}/gu, "") : lower;
  };

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
  options("via", data.linkOrder, data.links);
  document.getElementById("names").append(...data.speakerOrder.map((s) => { const o = element("option"); o.value = data.speakers[s]; return o; }));

  let found = [];
  let at = -1;
  // A speaker of the tables above: two people can have one name.
  let picked = null;
  const order = {
    low: (a, b) => data.sure[a] - data.sure[b] || a - b,
    new: (a, b) => (date(a) < date(b) ? 1 : date(a) > date(b) ? -1 : a - b),
    old: (a, b) => (date(a) > date(b) ? 1 : date(a) < date(b) ? -1 : a - b),
    speaker: (a, b) => collator.compare(speaker(a), speaker(b)) || a - b,
  };

  // What is filtered stands in the address, by names, so that it can be kept and sent on.
  const listed = { publisher: data.publishers, via: data.links };
  const written = (name, value) => name in listed && +value >= 0 ? listed[name][value] : name === "via" ? "nobody" : value;
  function address(want) {
    const now = new URLSearchParams(Object.entries(want).filter(([, value]) => value).map(([name, value]) => [name, written(name, value)]));
    const hash = `#${now}`;
    if (now.size ? location.hash !== hash : location.hash.includes("=")) history.replaceState(null, "", now.size ? hash : location.pathname + location.search);
  }
  /** What the address asks for; null where it asks for nothing. */
  function asked() {
    if (!location.hash.includes("=")) return null;
    const values = {};
    for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
      if (!form.elements[name]?.name) continue;
      if (!(name in listed)) values[name] = value;
      else if (name === "via" && value === "nobody") values[name] = "-1";
      else if (listed[name].includes(value)) values[name] = String(listed[name].indexOf(value));
    }
    return values;
  }

  const every = () => Array.from({ length: total }, (_, i) => i);

  function apply() {
    const want = Object.fromEntries(new FormData(form));
    address(want);
    portrait.hidden = true;
    if (Object.values(want).some(Boolean)) when(total - 1, () => filter(want));
    else list(every());
  }
  function filter(want) {
    const terms = fold(want.words).split(/\s+/).filter(Boolean);
    const texts = terms.length ? haystack() : null;
    const name = fold(want.speaker.trim());
    const exact = name && data.speakers.some((s) => fold(s) === name);
    const spoken = picked !== null ? new Set([picked])
      : name ? new Set(data.speakers.flatMap((s, i) => (exact ? fold(s) === name : fold(s).includes(name)) ? [i] : []))
      : null;
    const press = want.publisher === "" ? null : +want.publisher;
    const via = want.via === "" ? null : +want.via;
    const kind = want.kind === "" ? null : +want.kind;
    const fit = [];
    for (let i = 0; i < total; i++) {
      const article = data.articles[data.article[i]];
      if (kind !== null && data.kind[i] !== kind) continue;
      if (want.sure && (data.sure[i] < low) !== (want.sure === "low")) continue;
      if (press !== null && article[2] !== press) continue;
      if (want.from && !(article[3] >= want.from)) continue;
      if (want.to && !(article[3] && article[3] <= want.to)) continue;
      if (spoken && !data.speaker[i].some((s) => spoken.has(s))) continue;
      if (via === -1 ? data.via[i].length > 0 : via !== null && !data.via[i].some((v) => v[0] === via)) continue;
      if (texts && !terms.every((t) => texts[i].includes(t))) continue;
      fit.push(i);
    }
    if (spoken?.size === 1) draw_portrait(data.speakers[[...spoken][0]], fit);
    if (order[want.order]) fit.sort(order[want.order]);
    list(fit);
  }

  /** The first of those that are there most often, with how often. */
  function most(values, n = 5) {
    const counts = new Map();
    for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
    return [...counts].sort((a, b) => b[1] - a[1]).slice(0, n);
  }
  /** One speaker, over all that the filters leave of the quotations. */
  function draw_portrait(name, fit) {
    if (!fit.length) return;
    const head = element("h3");
    head.append(element("bdi", "", name));
    const sums = kinds.map((kind, k) => `${number.format(fit.filter((i) => data.kind[i] === k).length)} ${kind}`).join(", ");
    const articles = new Set(fit.map((i) => data.article[i])).size;
    const about = element("p", "about", `${number.format(fit.length)} quotation${fit.length === 1 ? "" : "s"} in ${number.format(articles)} article${articles === 1 ? "" : "s"}: ${sums}`);
    const parts = [head, about];
    const days = fit.map(date).filter(Boolean).sort();
    if (days.length > 1 && days[0] !== days.at(-1)) parts.push(...over_time(days));
    const entries = element("dl");
    const entry = (term, counted, field, list) => {
      if (!counted.length) return;
      const dd = element("dd");
      counted.forEach(([value, n], k) => {
        const what = field ? element("button", "pick") : element("span");
        if (field) Object.assign(what, { type: "button" }).addEventListener("click", () => narrow(field, String(value)));
        what.append(element("bdi", "", list[value]));
        dd.append(k ? ", " : "", what, ` ${number.format(n)}`);
      });
      entries.append(element("dt", "", term), dd);
    };
    entry("Role", most(fit.map((i) => data.role[i]).filter((r) => r !== null), 3), null, data.roles);
    entry("Published by", most(fit.map((i) => data.articles[data.article[i]][2]).filter((p) => p !== null)), "publisher", data.publishers);
    entry("Through", most(fit.flatMap((i) => data.via[i].map((v) => v[0]))), "via", data.links);
    if (entries.childElementCount) parts.push(entries);
    portrait.replaceChildren(...parts);
    portrait.hidden = false;
  }
  /** Bars over the time from the first day to the last. */
  function over_time(days) {
    const [first, last] = [Date.parse(days[0]), Date.parse(days.at(-1))];
    const bars = new Array(48).fill(0);
    for (const day of days) bars[Math.min(47, Math.floor(48 * (Date.parse(day) - first) / (last - first + 1)))]++;
    const top = Math.max(...bars);
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    for (const [name, value] of Object.entries({ viewBox: "0 0 480 48", preserveAspectRatio: "none", role: "img", "aria-label": `Quotations from ${days[0]} to ${days.at(-1)}` })) svg.setAttribute(name, value);
    bars.forEach((n, i) => {
      const bar = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      const tall = 46 * n / top;
      for (const [name, value] of Object.entries({ x: 10 * i + 1, width: 8, y: 47 - tall, height: n ? tall : 0.5, class: "k0" })) bar.setAttribute(name, value);
      svg.append(bar);
    });
    const ends = element("p", "ends");
    ends.append(element("span", "", days[0]), element("span", "", days.at(-1)));
    return [svg, ends];
  }
  function list(quotations) {
    found = quotations;
    const all = `${number.format(total)} quotation${total === 1 ? "" : "s"}`;
    const sums = [0, 0, 0, 0];
    if (found.length < total) for (const i of found) { sums[data.kind[i]]++; if (data.sure[i] < low) sums[3]++; }
    const parts = [...kinds, "to check"].map((name, k) => `${number.format(sums[k])} ${name}`).join(", ");
    status.textContent = found.length === total ? all : `${number.format(found.length)} of ${all}${found.length ? `: ${parts}` : ""}`;
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
    if (!here(i)) return null;
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
    when(found[place], () => {
      if (at !== place) return;
      const row = ensure(place);
      row.setAttribute("aria-selected", true);
      rows.setAttribute("aria-activedescendant", row.id);
      show(found[place]);
    });
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
    if (data.decided[i] !== null) entry("Decided by", data.decisions[data.decided[i]]);
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
    if (!row) return;
    select(+row.id.slice(1));
    draw();
    // On a narrow page the quotation in hand stands below the list.
    hand.scrollIntoView({ block: "nearest" });
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
  form.addEventListener("input", (event) => {
    if (event.target.name === "speaker") picked = null;
    clearTimeout(timer);
    timer = setTimeout(apply, 80);
  });
  form.addEventListener("reset", () => { picked = null; setTimeout(apply); });
  form.addEventListener("submit", (event) => event.preventDefault());

  /** Takes one filter more. */
  function narrow(field, value) {
    set({ [field]: value });
    apply();
    rows.focus({ preventScroll: true });
  }
  function set(values) {
    for (const [name, value] of Object.entries(values)) {
      const field = form.elements[name];
      if (field.tagName === "SELECT" && ![...field.options].some((o) => o.value === value)) {
        // A link that the list had no room for.
        const option = element("option", "", listed[field.name][value]);
        option.value = value;
        field.append(option);
      }
      field.value = value;
    }
    clearTimeout(timer);
  }
  function choose(values, speaker = null) {
    form.reset();
    picked = speaker;
    set(values);
    // After the reset's own turn.
    setTimeout(() => { apply(); document.getElementById("quotations").scrollIntoView(); rows.focus({ preventScroll: true }); });
  }
  document.querySelector("main").addEventListener("click", (event) => {
    const pick = event.target.closest("[data-field]");
    const text = event.target.closest("[data-quotation]");
    const bin = event.target.closest(".bin");
    if (pick) {
      const { field, value } = pick.dataset;
      if (field === "sure") choose({ sure: value, order: "low" });
      else if (field === "speaker") choose({ speaker: data.speakers[value] }, +value);
      else choose({ [field]: value });
    } else if (text) {
      choose({});
      // After the list of all stands; there each has its number for its place.
      setTimeout(() => when(+text.dataset.quotation, () => { select(+text.dataset.quotation); reveal(); }), 10);
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

  themeButton();

  const first = asked();
  if (first) set(first);
  apply();
  addEventListener("hashchange", () => { const values = asked(); if (values) choose(values); });
  performance.mark("list-stands");
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", rest);
  else rest();
})();
