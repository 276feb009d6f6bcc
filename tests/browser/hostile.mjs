// Hostile text in an article and its names changes nothing on a page but text.
// usage: node hostile.mjs write ARTICLE.jsonl; node hostile.mjs check ARTICLE.html REPORT.html RECORDS.jsonl (see scripts/browser)
import { readFileSync, writeFileSync } from "node:fs";
import assert from "node:assert/strict";

const evil = "</script><script>globalThis.harmed = 1</script></style></title><!-- <img src=x onerror=\"globalThis.harmed = 2\"> &lt; ' \u0000\u0001\u001b[31m\u007f\u0085 \u202ekcab";
const long = "x".repeat(100_000);
const text = `“The ${evil} bridge will open in May,” said Ada Okoye.\n\n“It is ${long} as they say,” said Tomás Brandt. “${evil},” said Wen Li of the ${evil} office.\n`;
const field = (name) => `${name} ${evil} ${name === "title" ? long : ""}`;

const [what, ...files] = process.argv.slice(2);
if (what === "write") {
  const article = { id: field("id"), title: field("title"), publisher: field("publisher"), author: field("author"), date: "2026-01-01", url: "javascript:globalThis.harmed = 4", text };
  writeFileSync(files[0], `${JSON.stringify(article)}\n`);
} else {
  const { axe, each, run } = await import("./pages.mjs");
  const [article, report, records] = files;
  const record = JSON.parse(readFileSync(records, "utf8"));
  assert.ok(record.quotations.length >= 2 && record.article.text.includes("</script>") && record.article.text.includes(long), "the article is as hostile as it was written");
  // Controls are shown as symbols.
  const visible = (s) => s.replace(/\r/g, "").replace(/[\u0000-\u0008\u000b-\u001f]/g, (c) => String.fromCharCode(0x2400 + c.charCodeAt(0)))
    .replaceAll("\u007f", "␡").replace(/[\u0080-\u009f]/g, "\ufffd");
  const squeeze = (s) => s.replace(/\s+/g, "");
  const unharmed = async (page, how, scripts) => {
    assert.equal(await page.evaluate(() => globalThis.harmed), undefined, how);
    assert.equal(await page.locator("script").count(), scripts, `${how}: scripts`);
    assert.equal(await page.locator("img, iframe, [onerror], a[href^=javascript]").count(), 0, how);
    assert.equal(await page.locator("style").count(), 1, how);
  };
  await run(async (browser) => {
    await each(browser, article, async (page, how) => {
      await unharmed(page, how, 1);
      const shown = await page.$$eval(".text p", (ps) => ps.map((p) => {
        const copy = p.cloneNode(true);
        copy.querySelectorAll(".n").forEach((n) => n.remove());
        return copy.textContent;
      }).join("\n"));
      assert.equal(squeeze(shown), squeeze(visible(record.article.text)), `${how}: the text is all there`);
      assert.ok((await page.locator("h1").textContent()).includes("<script>globalThis.harmed"), how);
      for (const _ of record.quotations) await page.keyboard.press("j");
      assert.ok((await page.locator(".inspector").textContent()).length > 20, how);
      await unharmed(page, how, 1);
      await axe(page, how);
    });
    await each(browser, report, async (page, how) => {
      // Its own, and two of data that nobody runs; the parts are taken away when they are read.
      await page.waitForFunction(() => !document.querySelector(".part"));
      await unharmed(page, how, 2);
      await page.locator(".rows").focus();
      await page.keyboard.press("End");
      await page.locator("[name=words]").fill("</script><script>");
      await page.waitForTimeout(300);
      assert.ok(+(await page.locator(".status").innerText()).split(" ")[0] > 0, `${how}: it can be searched for`);
      assert.ok((await page.locator(".hand").textContent()).includes("<script>"), how);
      await unharmed(page, how, 2);
      await axe(page, how);
    });
  });
  console.log("hostile text and names in an article and a report, light and dark, wide and narrow, axe: passed");
}
