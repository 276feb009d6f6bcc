// Where articles come from and corrections go: a server, or this file, from which they are downloaded.

/** The page is a file that holds its one article. */
class FileStore {
  constructor(record) {
    this.record = record;
    this.annotator = null;
    this.unsaved = false;
    addEventListener("beforeunload", (event) => { if (this.unsaved) event.preventDefault(); });
  }

  async queue() {
    return [{ number: 0, id: this.record.article.id }];
  }

  async open() {
    return { record: this.record, gold: null };
  }

  async save(_, gold) {
    this.gold = gold;
    this.unsaved = true;
    return "Not saved yet: w saves the gold file.";
  }

  download(gold) {
    const link = make("a", { download: `${gold.id.replace(/[^\p{L}\p{N}._-]+/gu, "-") || "article"}.gold.json` });
    link.href = URL.createObjectURL(new Blob([JSON.stringify(gold, null, 1) + "\n"], { type: "application/json" }));
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    this.unsaved = false;
    return "The gold file is among your downloads.";
  }
}

/** A server keeps each correction as it is made. */
class ServerStore {
  constructor(annotator) {
    this.annotator = annotator;
    this.last = Promise.resolve();
    this.token = null;
  }

  async ask(path, options = {}) {
    const headers = { ...options.headers, ...(this.token ? { Authorization: `Bearer ${this.token}` } : {}) };
    const response = await fetch(`review/${path}?annotator=${encodeURIComponent(this.annotator)}`, { ...options, headers });
    if (response.status === 401) {
      // Kept as long as the page is, and nowhere else.
      this.token = prompt("This server asks for its token.");
      if (this.token) return this.ask(path, options);
    }
    if (!response.ok) {
      const told = await response.json().catch(() => null);
      throw new Error(told?.error?.message ?? `the server answered ${response.status}`);
    }
    return response.json();
  }

  queue() {
    return this.ask("queue");
  }

  open(number) {
    return this.ask(`articles/${number}`);
  }

  /** One after the other, so that the last change is the one that stays. */
  save(number, gold) {
    const body = JSON.stringify(gold);
    const saved = this.last.catch(() => {}).then(() =>
      this.ask(`articles/${number}`, { method: "PUT", headers: { "Content-Type": "application/json" }, body }));
    this.last = saved;
    return saved.then(() => "Saved.");
  }
}
