// Corrects quotations by keyboard alone, on the page of `dixit serve --review` and in the file of `dixit show --html --edit`; counts the
// keys each kind of correction takes.
// usage: node edit.mjs review URL GOLD-FOLDER; node edit.mjs file PAGE.html OUT.gold.json; node edit.mjs hostile PAGE.html (see scripts/browser)
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import assert from "node:assert/strict";
import { axe, each, open, run } from "./pages.mjs";

const [how, where, out] = process.argv.slice(2);
let keys = 0;

/** Presses keys one after the other, and counts them. */
async function type(page, ...all) {
  for (const key of all) {
    await page.keyboard.press(key);
    keys += 1;
  }
}

/** Fails where what was done took more keys than it may; begins to count anew. */
function atMost(most, what) {
  assert.ok(keys <= most, `${what} took ${keys} keys, and may take ${most}`);
  console.log(`${what}: ${keys} keys`);
  keys = 0;
}

/** Reads the label on the first word that begins with `start`, as a person would, and types it. */
async function label(page, start) {
  const text = await page.evaluate((start) => {
    const all = [...document.querySelectorAll(".text [data-label]")];
    const found = all.find((e) => (e.textContent + (e.nextSibling?.textContent ?? "")).startsWith(start));
    return found?.dataset.label ?? null;
  }, start);
  assert.ok(text, `no label on ${start}`);
  await type(page, ...text);
}

const editor = (page) => page.evaluate(() => ({
  name: document.querySelector("#panel .name")?.textContent,
  content: document.querySelector("#panel blockquote")?.textContent,
  state: document.querySelector("#panel .state")?.textContent,
  progress: document.querySelector(".progress").textContent,
}));

/** Five corrections: a speaker, a cut, a missed quotation, a wrong one and a kind; then undo. */
async function correct(page) {
  await page.waitForSelector("#panel .card");
  keys = 0;
  const before = await editor(page);
  // A wrong speaker.
  await type(page, "s", "1");
  atMost(3, "a wrong speaker, by its figure");
  const after = await editor(page);
  assert.notEqual(after.name, before.name);
  assert.equal(after.state, "corrected");
  await type(page, "s");
  await page.keyboard.insertText("Wen Li");
  await page.keyboard.press("Enter");
  assert.equal((await editor(page)).name, "Wen Li", "a name that the article has not");
  await page.keyboard.press("z");
  assert.equal((await editor(page)).name, after.name);
  keys = 0;
  // A content that is cut wrongly.
  await type(page, "c");
  await label(page, "bridge");
  await label(page, "May");
  atMost(5, "a content cut wrongly");
  assert.ok((await editor(page)).content.trim().endsWith("bridge will open in May"), (await editor(page)).content);
  // A missed quotation, with its speaker.
  const count = await page.locator(".text .n").count();
  await type(page, "m");
  await label(page, "nobody");
  await label(page, "ferry");
  await type(page, "1");
  atMost(8, "a missed quotation with its speaker");
  assert.equal(await page.locator(".text .n").count(), count + 1);
  assert.equal((await editor(page)).state, "added");
  assert.ok((await editor(page)).content.includes("nobody has paid for the ferry"));
  // Its cue.
  await type(page, "u");
  await label(page, "clear");
  await label(page, "clear");
  atMost(5, "a cue");
  // A wrong one, taken back and set again; then its kind.
  await type(page, "k", "x");
  assert.equal(await page.locator(".text .n.wrong").count(), 1);
  await type(page, "z", "d");
  keys = 0;
  assert.equal(await page.locator(".text .n.wrong").count(), 0);
  // The rest is right.
  for (let i = 0; i < 12 && (await page.locator(".text .n.new").count()); i += 1) await page.keyboard.press(i ? "y" : "n");
  const { progress } = await editor(page);
  assert.match(progress, /^(\d+) of \1 quotations checked/, progress);
}

await run(async (browser) => {
  if (how === "hostile") {
    await each(browser, where, async (page, width) => {
      await page.waitForSelector("#panel .card");
      const text = await page.locator(".text").textContent();
      assert.ok(text.includes("</script><script>globalThis.harmed = 1"), width);
      for (const key of ["j", "c", "Escape", "s", "Enter", "l", "Escape", "z", "y", "?", "Escape"]) await page.keyboard.press(key);
      assert.equal(await page.evaluate(() => globalThis.harmed), undefined, width);
      assert.equal(await page.locator("img, iframe, [onerror], a[href^=javascript]").count(), 0, width);
      assert.equal(await page.locator("script").count(), 2, `${width}: its own, and the data`);
      await axe(page, width);
    });
  } else if (how === "file") {
    await each(browser, where, async (page, width) => {
      await page.waitForSelector("#panel .card");
      await axe(page, width);
      await page.keyboard.press("c");
      assert.ok(await page.locator("[data-label]").count() > 5, width);
      await axe(page, `${width}, labels`);
      await page.keyboard.press("Escape");
      await page.keyboard.press("s");
      await axe(page, `${width}, names`);
      await page.keyboard.press("Escape");
      await page.keyboard.press("l");
      await axe(page, `${width}, chain`);
      await page.keyboard.press("Escape");
      await page.keyboard.press("?");
      assert.ok(await page.locator(".help").isVisible(), width);
      await axe(page, `${width}, help`);
    });
    const page = await open(browser, where, "light", 1280);
    await correct(page);
    const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("w")]);
    assert.match(download.suggestedFilename(), /\.gold\.json$/);
    writeFileSync(out, readFileSync(await download.path()));
  } else {
    // Two annotators apart, the second of whom disagrees on one speaker.
    for (const name of ["ann", "bob"]) {
      const page = await open(browser, where, "light", 1280);
      await page.waitForSelector("#annotator:focus");
      await page.keyboard.insertText(name);
      await page.keyboard.press("Enter");
      await page.waitForSelector("#panel .card");
      // The article that is in doubt comes first; the one to correct is told by its words.
      while (!(await page.locator(".text").innerText()).includes("paid for the ferry")) {
        const at = await page.locator(".articles").inputValue();
        await page.keyboard.press("]");
        await page.waitForFunction((at) => document.querySelector(".articles").value !== at, at);
      }
      await correct(page);
      if (name === "bob") await type(page, "s", "2");
      await page.waitForFunction(() => document.querySelector(".status").textContent.startsWith("Saved."), null, { polling: 50 });
      const files = readdirSync(join(out, name));
      assert.deepEqual(files, ["ferry.gold.json"], "what was corrected is saved, and nothing else");
      const gold = JSON.parse(readFileSync(join(out, name, files[0]), "utf8"));
      assert.equal(gold.review.annotator, name);
      assert.ok(gold.review.complete);
      // What was saved is there again.
      await page.reload();
      await page.waitForSelector("#panel .card");
      assert.match(await page.locator(".progress").innerText(), /1 of \d+ articles complete/);
      await page.close();
    }
    assert.ok(!existsSync(join(out, "eve")));
  }
});
console.log(`corrected by keyboard alone (${how}), axe: passed`);
