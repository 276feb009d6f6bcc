"use strict";
// Moves between quotations and shows the one in hand. Without it the page is complete, only still.
(() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const inspector = document.querySelector(".inspector");
  const hint = inspector.firstElementChild;
  const markers = all(".text .n");
  const cards = all(".list .card");
  const layout = document.querySelector(".layout");
  inspector.hidden = false;

  // The stretches of each quotation: number to [element, part] pairs.
  const stretches = new Map();
  for (const [attribute, part] of [["q", "active"], ["c", "cue"], ["s", "source"]]) {
    for (const element of all(`.text [data-${attribute}]`)) {
      for (const n of element.dataset[attribute].split(" ")) {
        if (!stretches.has(n)) stretches.set(n, []);
        stretches.get(n).push([element, part]);
      }
    }
  }

  let shown = null;
  function mark(n, on) {
    for (const [element, part] of stretches.get(n) ?? []) {
      element.classList.toggle(part, on);
      if (part !== "active") element.classList.toggle("part", on);
    }
    document.getElementById("n" + n)?.classList.toggle("active", on);
  }
  function show(n) {
    if (n === shown) return;
    if (shown) mark(shown, false);
    shown = n;
    layout.classList.toggle("on", n !== null);
    if (n === null) return inspector.replaceChildren(hint);
    mark(n, true);
    const copy = document.getElementById("d" + n).cloneNode(true);
    const card = document.createElement("div");
    card.className = copy.className;
    card.append(...copy.childNodes);
    // The entry itself stays the one that links and readers meet.
    inspector.setAttribute("aria-hidden", "true");
    for (const link of card.querySelectorAll("a")) link.tabIndex = -1;
    inspector.replaceChildren(card);
    inspector.scrollTop = 0;
  }

  for (const marker of markers) {
    marker.setAttribute("aria-describedby", "d" + marker.dataset.n);
    marker.addEventListener("focus", () => show(marker.dataset.n));
  }
  const text = document.querySelector(".text");
  text.addEventListener("pointerover", (event) => {
    const target = event.target.closest("[data-n], .q");
    if (target) show(target.dataset.n ?? innermost(target));
  });
  text.addEventListener("click", (event) => {
    const target = event.target.closest(".q");
    if (target && getSelection().isCollapsed) {
      document.getElementById("n" + innermost(target)).focus({ preventScroll: true });
    }
  });

  function go(to) {
    const usable = markers.filter((m) => !m.classList.contains("off"));
    if (!usable.length) return;
    const at = usable.findIndex((m) => m.dataset.n === shown);
    const next = { next: at + 1, back: at < 0 ? usable.length - 1 : at - 1, first: 0, last: usable.length - 1 }[to];
    const marker = usable[Math.min(Math.max(next, 0), usable.length - 1)];
    marker.focus({ preventScroll: true });
    marker.scrollIntoView({ block: "center" });
  }
  // In a frame the page has no address of its own, and links within it would lead out of it.
  if (window !== top) {
    document.addEventListener("click", (event) => {
      const to = document.getElementById(event.target.closest('a[href^="#"]')?.hash.slice(1));
      if (!to) return;
      event.preventDefault();
      if (!to.matches("a")) to.tabIndex = -1;
      to.scrollIntoView({ block: "center" });
      to.focus({ preventScroll: true });
    });
  }

  const keys = { j: "next", n: "next", k: "back", p: "back" };
  const inText = { ArrowRight: "next", ArrowDown: "next", ArrowLeft: "back", ArrowUp: "back", Home: "first", End: "last" };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const onMarker = document.activeElement?.classList.contains("n");
    const to = keys[event.key] ?? (onMarker ? inText[event.key] : undefined);
    if (to) {
      event.preventDefault();
      go(to);
    } else if (event.key === "Escape") {
      if (onMarker) document.activeElement.blur();
      show(null);
      if (picked !== null) pick(null);
    }
  });

  // One speaker alone, and only what is likely right or what is to check: the others are plain text.
  const buttons = all(".speakers button");
  const choice = document.querySelector(".which");
  const looks = new Map(cards.map((card) => [card.id.slice(1), card.className.replace("card", "q")]));
  const contents = all(".text [data-q]");
  let picked = null;
  let which = "all";
  const wanted = (card) => which === "all" || (which === "low") === card.classList.contains("low");
  /** The shortest of the quotations shown that a stretch of text belongs to. */
  const innermost = (element) => element.dataset.q.split(" ").find((n) => !off.has(n));
  const off = new Set();
  function filter() {
    off.clear();
    const counts = new Map();
    for (const card of cards) {
      const { speaker } = card.dataset;
      if (wanted(card)) counts.set(speaker, (counts.get(speaker) ?? 0) + 1);
      const n = card.id.slice(1);
      if (!wanted(card) || (picked !== null && speaker !== picked)) off.add(n);
      card.classList.toggle("off", off.has(n));
      document.getElementById("n" + n)?.classList.toggle("off", off.has(n));
    }
    for (const button of buttons) {
      const n = counts.get(button.dataset.speaker) ?? 0;
      button.setAttribute("aria-pressed", button.dataset.speaker === picked);
      button.querySelector(".count").textContent = n;
      button.parentElement.classList.toggle("off", n === 0);
    }
    const at = shown;
    show(null);
    for (const element of contents) element.className = looks.get(innermost(element)) ?? "";
    if (at && !off.has(at)) show(at);
  }
  function pick(speaker) {
    picked = speaker;
    filter();
  }
  for (const button of buttons) {
    button.addEventListener("click", () => pick(picked === button.dataset.speaker ? null : button.dataset.speaker));
  }
  if (choice) {
    choice.hidden = false;
    choice.addEventListener("change", (event) => {
      which = event.target.value;
      picked = null;
      filter();
    });
  }

  themeButton();
})();
