// Begins, and hands out keys and clicks.

function wire(editor) {
  const does = {
    undo: () => editor.article.undo() && editor.changed(true),
    redo: () => editor.article.redo() && editor.changed(true),
    right: () => editor.judge("right"),
    wrong: () => editor.judge("wrong"),
    missed: () => editor.place("missed"),
    speaker: () => editor.speaker(),
    content: () => editor.place("content"),
    cue: () => editor.place("cue"),
    source: () => editor.place("source"),
    kind: () => editor.turn("kind"),
    act: () => editor.turn("act"),
    polarity: () => editor.turn("polarity"),
    chain: () => editor.chain(),
    next: () => editor.step(1),
    before: () => editor.step(-1),
    unchecked: () => editor.unchecked(),
    back: () => editor.open(editor.at - 1),
    on: () => editor.open(editor.at + 1),
    help: () => $(".help").showModal(),
    close: () => $(".help").close(),
    download: () => editor.store.download && editor.say(editor.store.download(editor.article.gold(editor.store.annotator))),
  };
  const keys = {
    z: "undo", r: "redo", y: "right", x: "wrong", m: "missed", s: "speaker", c: "content", u: "cue", o: "source", d: "kind", a: "act",
    p: "polarity", l: "chain", j: "next", k: "before", n: "unchecked", "[": "back", "]": "on", "?": "help", w: "download",
  };
  const more = { C: "content", U: "cue", O: "source" };
  const failed = (error) => editor.say(`That did not work: ${error.message}`, true);
  const act = (what) => Promise.resolve(does[what]()).catch(failed);

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !editor.article) return;
    if (event.key === "Escape" && editor.mode) {
      event.preventDefault();
      editor.leave();
      return $(".text").focus({ preventScroll: true });
    }
    if ($(".help").open || event.target.closest("input, select, textarea")) return;
    if (editor.mode?.name === "labels") {
      if (event.key === "Tab") return;
      event.preventDefault();
      return editor.label(event.key);
    }
    if (more[event.key]) {
      event.preventDefault();
      return editor.place(more[event.key], true);
    }
    if (!keys[event.key]) return;
    event.preventDefault();
    act(keys[event.key]);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (button) return act(button.dataset.do);
    const marker = event.target.closest("[data-go]");
    if (marker) {
      event.preventDefault();
      return editor.go(marker.dataset.go);
    }
    const stretch = event.target.closest(".text [data-q]");
    if (stretch && !editor.mode && getSelection().isCollapsed) editor.go(stretch.dataset.q);
  });
  $(".articles").addEventListener("change", (event) => editor.open(Number(event.target.value)).catch(failed));

  themeButton();
}

document.addEventListener("DOMContentLoaded", () => {
  const data = JSON.parse($("#data").textContent);
  const begin = (store) => {
    const editor = new Editor(store);
    wire(editor);
    editor.begin().catch((error) => editor.say(`The articles cannot be had: ${error.message}`, true));
  };
  if (data.record) {
    $(".download").hidden = false;
    $(".of-queue").hidden = true;
    return begin(new FileStore(data.record));
  }
  const named = new URLSearchParams(location.search).get("annotator");
  if (named) return begin(new ServerStore(named));
  const form = $(".who-are-you");
  form.hidden = false;
  $("#annotator").focus();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const name = $("#annotator").value.trim();
    history.replaceState(null, "", `?annotator=${encodeURIComponent(name)}`);
    form.hidden = true;
    begin(new ServerStore(name));
  });
});
