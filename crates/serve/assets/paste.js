"use strict";
// Sends the article and shows the page that comes back, in a frame with an origin of its own: what an article holds reaches nothing
// of this page.
(() => {
  const $ = (selector) => document.querySelector(selector);
  const [form, text, file, token, go, save, status, frame] =
    ["form", "#text", "#file", "#token", ".go", ".save", ".status", "iframe"].map($);
  const kinds = { html: "text/html", htm: "text/html", md: "text/markdown", json: "application/json" };
  let shown = null; // What is in the frame: its body and its kind.
  let asked = 0;

  function say(message, wrong = false) {
    status.textContent = message;
    status.classList.toggle("wrong", wrong);
  }

  /** By how a pasted text begins. */
  function kindOf(body) {
    if (/^\s*(<!doctype html|<html|<head|<body|<article)/i.test(body)) return "text/html";
    if (/^\s*\{/.test(body)) {
      try {
        JSON.parse(body);
        return "application/json";
      } catch {
        // A text that begins with a brace.
      }
    }
    return "text/plain";
  }

  function send(body, kind, accept) {
    const headers = { "Content-Type": kind, Accept: accept };
    if (token.value) headers.Authorization = `Bearer ${token.value}`;
    return fetch("v1/attribute", { method: "POST", headers, body });
  }

  async function problem(response) {
    if (response.status === 401) {
      $(".token").hidden = false;
      token.focus();
      return "This server asks for its token.";
    }
    if (response.status === 429) return "The server is busy; try again in a moment.";
    try {
      const { error } = await response.json();
      return `The article ${error.kind === "busy" ? "waits" : "could not be attributed"}: ${error.message}`;
    } catch {
      return `The server answered ${response.status}.`;
    }
  }

  async function show(body, kind) {
    if (typeof body === "string" && !body.trim()) {
      say("There is no text yet.", true);
      return text.focus();
    }
    const mine = ++asked;
    go.setAttribute("aria-disabled", "true");
    say("Attributing …");
    try {
      const response = await send(body, kind, "text/html");
      if (mine !== asked) return;
      if (!response.ok) return say(await problem(response), true);
      const page = await response.text();
      frame.hidden = false;
      frame.style.colorScheme = document.documentElement.style.colorScheme;
      frame.addEventListener("load", () => {
        frame.focus({ preventScroll: true });
        scrollTo(0, frame.offsetTop);
      }, { once: true });
      frame.srcdoc = page;
      shown = [body, kind];
      save.hidden = false;
      say("Attributed. j and k move between quotations.");
    } catch {
      if (mine === asked) say("The server cannot be reached.", true);
    } finally {
      if (mine === asked) go.removeAttribute("aria-disabled");
    }
  }

  function take(given) {
    if (!given) return;
    const kind = kinds[given.name.split(".").pop().toLowerCase()] ?? "text/plain";
    given.text().then((content) => { text.value = content; });
    // As bytes: the server tells the encoding.
    show(given, kind);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    show(text.value, kindOf(text.value));
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  file.addEventListener("change", () => take(file.files[0]));
  const main = $("main");
  for (const type of ["dragover", "dragleave", "drop"]) {
    main.addEventListener(type, (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      main.classList.toggle("drop", type === "dragover");
      if (type === "drop") take(event.dataTransfer.files[0]);
    });
  }

  save.addEventListener("click", async () => {
    const response = await send(...shown, "application/json").catch(() => null);
    if (!response?.ok) return say(response ? await problem(response) : "The server cannot be reached.", true);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await response.blob());
    link.download = "record.json";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });

  themeButton((scheme) => { frame.style.colorScheme = scheme; });
  text.focus();
})();
