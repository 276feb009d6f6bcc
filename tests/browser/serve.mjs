// Attributes an article on the page of `dixit serve`: by paste, by keyboard alone, and from a file.
// usage: node serve.mjs URL ARTICLE.txt RECORD.jsonl (see scripts/browser)
import { readFileSync } from "node:fs";
import assert from "node:assert/strict";
import { axe, each, expected, run } from "./pages.mjs";

const [url, file, record_file] = process.argv.slice(2);
const text = readFileSync(file, "utf8");
const record = JSON.parse(readFileSync(record_file, "utf8"));
const evil = "“</script><script>parent.harmed = 1; top.harmed = 2</script>,” said <img src=x onerror=\"top.harmed = 3\"> Ada Okoye.";

const shown = async (page) => {
  await page.waitForFunction(() => document.querySelector(".status").textContent.startsWith("Attributed"));
  const frame = await (await page.locator("iframe").elementHandle()).contentFrame();
  await frame.waitForSelector(".inspector:not([hidden])", { state: "attached" });
  return frame;
};

// An article without a text.
expected.push(/status of 422/);

await run(async (browser) => {
  await each(browser, url, async (page, how) => {
    await axe(page, how);
    // By keyboard alone: the field has the focus.
    assert.equal(await page.evaluate(() => document.activeElement.id), "text", how);
    await page.keyboard.press("Control+Enter");
    assert.ok((await page.locator(".status").innerText()).includes("no text"), how);
    await page.keyboard.insertText(text);
    await page.keyboard.press("Control+Enter");
    let frame = await shown(page);
    assert.equal(await frame.locator(".text .n").count(), record.quotations.length, `${how}: all quotations`);
    assert.equal(await frame.evaluate(() => document.documentElement.scrollWidth - innerWidth) <= 0, true, `${how}: fits`);
    // The keys of the article's page, at once.
    await page.waitForFunction(() => document.activeElement.tagName === "IFRAME");
    // A key may come before the document in the frame has the focus that the frame has.
    const in_hand = () => frame.evaluate(() => document.activeElement.classList.contains("n"));
    for (let i = 0; i < 50 && !(await in_hand()); i++) {
      await page.keyboard.press("j");
      await page.waitForTimeout(100);
    }
    assert.ok(await in_hand(), `${how}: the first quotation is in hand`);
    // Links within it stay within it.
    await frame.locator(".text .n").first().click();
    assert.equal(await frame.evaluate(() => document.activeElement.id), "d1", `${how}: still the article`);
    // From a file, as bytes.
    await page.locator("#file").setInputFiles({ name: "page.html", mimeType: "text/html", buffer: Buffer.from(`<article><h1>A bridge</h1>${text.split(/\n+/).map((p) => `<p>${p}</p>`).join("")}</article>`) });
    await page.waitForFunction(() => document.querySelector("#text").value.startsWith("<article>"));
    frame = await shown(page);
    assert.ok(await frame.locator(".text .n").count() > 0, how);
    // Hostile text is text, and what runs in the frame reaches nothing outside.
    await page.locator("#text").fill(evil);
    await page.locator(".go").click();
    await page.waitForTimeout(300);
    frame = await shown(page);
    assert.ok((await frame.locator(".text").innerText()).includes("</script>"), how);
    assert.equal(await page.evaluate(() => globalThis.harmed), undefined, how);
    await axe(page, how);
    // What cannot be attributed says why.
    await page.locator("#text").fill("{\"id\": 1}");
    await page.locator("#text").press("Control+Enter");
    await page.waitForFunction(() => document.querySelector(".status").classList.contains("wrong"));
    assert.ok((await page.locator(".status").innerText()).includes("text"), how);
  });
});
console.log("the page of dixit serve: by paste, by keyboard, from a file, hostile text, light and dark, wide and narrow, axe: passed");
