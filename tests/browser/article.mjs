// Opens pages of `dixit show --html` in Chromium: what is pointed at or focused is shown, by mouse and by keyboard.
// usage: node article.mjs PAGE.html RECORD.jsonl (see scripts/browser)
import { readFileSync } from "node:fs";
import assert from "node:assert/strict";
import { axe, each, run } from "./pages.mjs";

const [file, record_file] = process.argv.slice(2);
const record = JSON.parse(readFileSync(record_file, "utf8"));
const quotations = record.quotations;
const name = (s) => s.name ?? s.surface ?? "unknown speaker";

await run(async (browser) => {
  await each(browser, file, async (page, how) => {
    const shown = (await page.$$eval(".text p", (ps) => ps.map((p) => {
      const copy = p.cloneNode(true);
      copy.querySelectorAll(".n").forEach((n) => n.remove());
      return copy.textContent;
    }))).join("\n");
    const squeeze = (s) => s.replace(/\s+/g, " ").trim();
    assert.equal(squeeze(shown), squeeze(record.article.text), `${how}: the text is as it was`);
    assert.equal(await page.locator(".text .n").count(), quotations.length, how);
    assert.equal(await page.locator(".list .card").count(), quotations.length, how);
    // By keyboard: j forward, k back, each with its details; Escape leaves.
    for (const [i, q] of quotations.entries()) {
      await page.keyboard.press("j");
      const focused = await page.evaluate(() => document.activeElement.dataset.n);
      const seen = await page.locator(".inspector").innerText();
      const at = quotations[+focused - 1];
      for (const s of at.speakers) assert.ok(seen.includes(name(s)), `${how}: ${name(s)} of quotation ${focused} in ${seen}`);
      if (at.cue_text) assert.ok(seen.includes(at.cue_text), `${how}: ${at.cue_text}`);
      for (const v of at.via) assert.ok(seen.includes(v.name), `${how}: ${v.name}`);
      assert.ok(seen.includes(`${Math.round((at.confidence * 100).toFixed(1))} %`), `${how}: ${at.confidence}`);
      const marked = await page.$$eval(".text .q.active", (all) => all.map((e) => e.textContent).join(""));
      assert.equal(squeeze(marked).replaceAll(" ", ""), squeeze(at.text).replaceAll(" ", ""), `${how}: ${at.id} is marked (${i})`);
    }
    await page.keyboard.press("k");
    assert.notEqual(await page.evaluate(() => document.activeElement.dataset.n), undefined);
    await page.keyboard.press("Escape");
    assert.equal(await page.locator(".text .active").count(), 0, `${how}: Escape leaves`);
    // By Tab alone, from the top.
    await page.evaluate(() => document.querySelector(".text .n").focus());
    assert.ok((await page.locator(".inspector").innerText()).length > 20, how);
    // By mouse.
    if (how.includes("1280")) {
      await page.keyboard.press("Escape");
      const last = page.locator(".text .q").last();
      await last.scrollIntoViewIfNeeded();
      await last.hover();
      assert.ok(await page.locator(".text .q.active").count() > 0, `${how}: pointing shows`);
    }
    // One speaker alone.
    await page.keyboard.press("Escape");
    await page.locator(".speakers button").first().click();
    const left = await page.locator(".list .card:not(.off)").count();
    assert.equal(left, +(await page.locator(".speakers .count").first().innerText()), `${how}: one speaker alone`);
    await page.keyboard.press("Escape");
    // Only what is to check, or only what is likely right: the others are plain text, and the keyboard passes them over.
    const low = (q) => Math.min(q.confidence, ...q.speakers.map((s) => s.confidence)) < 0.5;
    assert.ok(quotations.some(low) && !quotations.every(low), `${how}: there is something to choose`);
    for (const [which, holds] of [["low", low], ["likely", (q) => !low(q)], ["all", () => true]]) {
      const kept = quotations.flatMap((q, i) => (holds(q) ? [String(i + 1)] : []));
      await page.locator(`[name=which][value=${which}]`).check();
      assert.deepEqual(await page.$$eval(".text .n:not(.off)", (all) => all.map((n) => n.dataset.n).sort()), [...kept].sort(), `${how}: ${which}`);
      assert.equal(await page.locator(".list .card:not(.off)").count(), kept.length, `${how}: ${which}`);
      const counted = await page.$$eval(".speakers .count", (all) => all.reduce((sum, n) => sum + +n.textContent, 0));
      assert.equal(counted, kept.length, `${how}: ${which}: the legend counts what is shown`);
      for (const q of await page.$$eval(".text .q", (all) => all.map((e) => e.dataset.q.split(" ")))) {
        assert.ok(q.some((n) => kept.includes(n)), `${how}: ${which}: ${q} is marked`);
      }
      await page.keyboard.press("j");
      assert.ok(kept.includes(await page.evaluate(() => document.activeElement.dataset.n)), `${how}: ${which}: j passes over the others`);
      await page.keyboard.press("Escape");
    }
    await axe(page, how);
  });
});
console.log(`${quotations.length} quotations of an article by keyboard and mouse, axe: passed`);
