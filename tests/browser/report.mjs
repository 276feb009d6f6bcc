// Opens the page of `dixit report` in Chromium and holds what it shows against the records.
// usage: node report.mjs REPORT.html RECORDS.jsonl (see scripts/browser)
import { readFileSync, statSync } from "node:fs";
import { pathToFileURL } from "node:url";
import assert from "node:assert/strict";
import { axe, each, open, run } from "./pages.mjs";

const [file, records_file] = process.argv.slice(2);
const all = readFileSync(records_file, "utf8").trim().split("\n").map((l) => JSON.parse(l))
  .flatMap((record) => record.quotations.map((q) => ({ ...q, article: record.article })));
const number = (text) => +text.replaceAll(",", "");
const names = (q) => q.speakers.filter((s) => s.name && !["group", "unnamed"].includes(s.type)).map((s) => s.name);
const sure = (q) => Math.min(q.confidence, ...q.speakers.map((s) => s.confidence));

/** How many quotations the list says it has found. */
const found = async (page) => number((await page.locator(".status").innerText()).split(" ")[0]);
/** Changes one filter and waits for the list. */
async function filter(page, fields) {
  await page.locator(".filters button").click();
  await page.waitForTimeout(150);
  for (const [name, value] of Object.entries(fields)) {
    const field = page.locator(`.filters [name=${name}]`);
    if (await field.evaluate((f) => f.tagName) === "SELECT") await field.selectOption({ label: value });
    else await field.fill(value);
  }
  await page.waitForTimeout(all.length > 10_000 ? 400 : 200);
  return found(page);
}

await run(async (browser) => {
  await each(browser, file, async (page, how) => {
    const figure = async (name) => number(await page.locator(`[data-figure=${name}]`).innerText());
    assert.equal(await figure("quotations"), all.length, how);
    assert.equal(await figure("low"), all.filter((q) => sure(q) < 0.5).length, how);
    assert.equal(await figure("speakers"), new Set(all.flatMap(names)).size, how);
    // The first of each ranking, counted anew.
    const top = page.locator("#speakers tbody tr").first();
    const speaker = await top.locator("bdi").first().innerText();
    const spoken = all.filter((q) => names(q).includes(speaker)).length;
    assert.equal(number(await top.locator("td").first().innerText()), spoken, `${how}: ${speaker}`);
    // Filters, against the records.
    assert.equal(await found(page), all.length, how);
    assert.equal(await filter(page, { speaker }), spoken, `${how}: ${speaker}`);
    // Who is looked for has a portrait, and the address has the filters: opened anew, it finds the same.
    const portrait = page.locator(".portrait");
    assert.ok((await portrait.innerText()).startsWith(`${speaker}\n`), how);
    assert.equal(number((await portrait.locator(".about").innerText()).split(" ")[0]), spoken, how);
    if (await portrait.locator("button.pick").count()) {
      const pick = portrait.locator("dd", { has: page.locator("button.pick") }).first();
      const n = number((await pick.innerText()).match(/ ([\d,]+)/)[1]);
      await pick.locator("button.pick").first().click();
      await page.waitForTimeout(300);
      assert.equal(await found(page), n, `${how}: one more filter from the portrait`);
      assert.ok(await portrait.isVisible(), how);
      const address = await page.evaluate(() => location.hash);
      const other = await page.context().browser().newPage();
      await other.goto(pathToFileURL(file).href + address);
      await other.waitForFunction((n) => document.querySelector(".status").textContent.replaceAll(",", "").startsWith(`${n} `), n);
      await other.close();
    }
    await axe(page, `${how}, portrait`);
    await filter(page, {});
    assert.ok(await portrait.isHidden(), how);
    assert.ok(!(await page.evaluate(() => location.hash)).includes("="), how);
    const disputed = page.locator("#disputed");
    if (process.env.DISPUTED) {
      const n = +process.env.DISPUTED;
      assert.equal(await disputed.locator("ol.disputed > li").count(), Math.min(n, 20), `${how}: told otherwise`);
    } else assert.equal(await disputed.count(), 0, how);
    const publisher = all[0].article.publisher;
    assert.equal(await filter(page, { publisher }), all.filter((q) => q.article.publisher === publisher).length, `${how}: ${publisher}`);
    assert.equal(await filter(page, { kind: "mixed" }), all.filter((q) => q.kind === "mixed").length, how);
    assert.equal(await filter(page, { sure: "to check" }), all.filter((q) => sure(q) < 0.5).length, how);
    assert.equal(await filter(page, { sure: "likely right", kind: "direct" }), all.filter((q) => sure(q) >= 0.5 && q.kind === "direct").length, how);
    assert.equal(await filter(page, { via: "nobody" }), all.filter((q) => !q.via.length).length, how);
    const dates = all.map((q) => q.article.date).filter(Boolean).sort();
    const middle = dates[dates.length >> 1];
    assert.equal(await filter(page, { from: middle }), dates.filter((d) => d >= middle).length, `${how}: from ${middle}`);
    const word = all[0].text.toLowerCase().match(/[a-z]{5,}/g).at(-1);
    const holds = (q) => {
      const chars = [...(q.article.text ?? q.text)];
      const sentence = q.article.text ? chars.slice(...q.sentence).join("") : q.text;
      return [sentence, names(q).join(", ") || (q.speakers[0]?.surface ?? "unknown speaker"), q.article.title ?? ""].join("\n").toLowerCase().includes(word);
    };
    assert.equal(await filter(page, { words: word }), all.filter(holds).length, `${how}: ${word}`);
    assert.equal(await filter(page, { words: "nothing says this" }), 0, how);
    assert.ok((await page.locator(".hand").innerText()).includes("No quotation fits"), how);
    // By keyboard: down, to the end, and what is in hand is what the records hold.
    assert.equal(await filter(page, {}), all.length, how);
    await page.locator(".rows").focus();
    for (const [key, i] of [["ArrowDown", 1], ["ArrowDown", 2], ["ArrowUp", 1], ["End", all.length - 1], ["Home", 0]]) {
      await page.keyboard.press(key);
      const shown = await page.locator(".hand").innerText();
      assert.ok(shown.includes(`${all[i].article.id} ${all[i].id}`), `${how}: ${key}: ${all[i].article.id} ${all[i].id} in ${shown}`);
      const marked = (await page.locator(".hand mark").allTextContents()).join(" ");
      assert.equal(marked, all[i].text, `${how}: ${key}`);
      const active = await page.locator(".rows").getAttribute("aria-activedescendant");
      assert.equal(await page.locator(`#${active}`).getAttribute("aria-posinset"), String(i + 1), how);
    }
    assert.ok(await page.locator(".row").count() < 60, `${how}: only the rows in sight exist`);
    // A name in a ranking filters; a bar of the time line does, by keyboard.
    await page.locator("#speakers button.pick").first().click();
    await page.waitForTimeout(300);
    assert.equal(await found(page), spoken, `${how}: a name filters`);
    await page.locator(".bin").first().focus();
    await page.keyboard.press("ArrowRight");
    const bar = page.locator(".bin").nth(1);
    const inside = number((await bar.getAttribute("aria-label")).split(": ")[1].split(" ")[0]);
    await page.keyboard.press("Enter");
    await page.waitForTimeout(300);
    assert.equal(await found(page), inside, `${how}: a bar filters`);
    // One to check opens in the list; a name of the graph filters.
    const doubtful = page.locator("[data-quotation]").first();
    const { id, article } = all[+(await doubtful.getAttribute("data-quotation"))];
    await doubtful.click();
    await page.waitForTimeout(400);
    assert.ok((await page.locator(".hand").innerText()).includes(`${article.id} ${id}`), `${how}: one to check opens`);
    const relayer = page.locator("svg.relays .name[data-field=publisher]").first();
    const publisherName = await relayer.locator("title").textContent();
    await relayer.dispatchEvent("click");
    await page.waitForTimeout(400);
    assert.equal(await found(page), all.filter((q) => q.article.publisher === publisherName).length, `${how}: ${publisherName} filters`);
    await axe(page, how);
  });
  // How long until the list stands, and how long a search takes, in one page that nobody else waits for.
  const page = await open(browser, file, "light", 1280);
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Performance.enable", { timeDomain: "threadTicks" });
  // Of the page's main thread since the page began.
  const processor = async () => Math.round(1000 * (await cdp.send("Performance.getMetrics")).metrics.find((m) => m.name === "TaskDuration").value);
  const times = [];
  for (let i = 0; i < 3; i++) {
    const start = performance.now();
    await page.goto(pathToFileURL(file).href, { waitUntil: "commit" });
    await page.locator(".row").first().waitFor();
    const waited = performance.now() - start;
    const worked = await processor();
    await page.waitForFunction(() => performance.getEntriesByName("all-read").length);
    const mark = (name) => page.evaluate((name) => Math.round(performance.getEntriesByName(name)[0]?.startTime), name);
    times.push({ waited: Math.round(waited), painted: await mark("first-contentful-paint"), stands: await mark("list-stands"), read: await mark("all-read"), worked, worked_all: await processor() });
  }
  const search = await page.evaluate(async () => {
    const input = document.querySelector("[name=words]");
    const times = [];
    for (const words of ["bridge", "harbour b", "council bridge"]) {
      input.value = words;
      const start = performance.now();
      input.form.dispatchEvent(new Event("input"));
      const before = document.querySelector(".status").textContent;
      while (document.querySelector(".status").textContent === before && performance.now() - start < 3000) await new Promise((r) => setTimeout(r, 4));
      times.push(Math.round(performance.now() - start));
    }
    return times;
  });
  const list = (name) => times.map((t) => t[name]).join(", ");
  console.log(`${all.length} quotations, ${(statSync(file).size / 1e6).toFixed(1)} MB: first painted after ${list("painted")} ms, the list stands after ${list("stands")} ms (seen from outside after ${list("waited")}), all is read after ${list("read")}; that takes ${list("worked")} and ${list("worked_all")} ms of processor time; searches take ${search.join(", ")} ms, 80 of them waiting for the typist`);
  assert.ok(Math.min(...times.map((t) => t.waited)) < 2000, "opens in under 2 s");
  await page.close();
});
console.log("report: figures, filters, keyboard, axe: passed");
