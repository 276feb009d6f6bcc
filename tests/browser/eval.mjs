// Opens the page of `dixit eval --html` in Chromium and holds it against the gold.
// usage: node eval.mjs PAGE.html GOLD_FOLDER (see scripts/browser)
import { readFileSync, readdirSync } from "node:fs";
import { pathToFileURL } from "node:url";
import assert from "node:assert/strict";
import { chromium } from "playwright-core";

const [page_file, folder] = process.argv.slice(2);
const gold = readdirSync(folder).filter((f) => f.endsWith(".gold.json")).sort()
  .map((f) => JSON.parse(readFileSync(`${folder}/${f}`, "utf8")));

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
});
const problems = [];
try {
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [1280, 400]) {
      const page = await browser.newPage({ colorScheme, viewport: { width, height: 900 } });
      page.on("console", (m) => problems.push(`console: ${m.text()}`));
      page.on("dialog", (d) => { problems.push(`dialog: ${d.message()}`); d.dismiss(); });
      page.on("pageerror", (e) => problems.push(`error: ${e}`));
      page.on("request", (r) => r.url().startsWith("file:") || problems.push(`request: ${r.url()}`));
      await page.goto(pathToFileURL(page_file).href);
      const seen = await page.evaluate(read);
      check(seen, `${colorScheme}, ${width} pixels`);
      if (process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/eval-${colorScheme}-${width}.png` });
      await page.close();
    }
  }
} finally {
  await browser.close();
}
assert.deepEqual(problems, []);
console.log(`${gold.length} article${gold.length === 1 ? "" : "s"} read in light and dark, wide and narrow; 4 passed, 0 failed`);

function check(seen, how) {
  assert.equal(seen.title, "Gold and prediction", how);
  assert.equal(seen.articles.length, gold.length, how);
  for (const [i, article] of seen.articles.entries()) {
    const of_gold = gold[i];
    assert.ok(article.heading.startsWith(of_gold.id), `${how}: ${article.heading}`);
    // Marks change nothing of the text, on either side.
    assert.deepEqual(article.texts, [of_gold.text, of_gold.text], `${how}: ${of_gold.id}`);
    assert.equal(article.right + article.wrong_gold, of_gold.attributions.length, `${how}: ${of_gold.id}: right and wrong`);
  }
  assert.ok(seen.overflow <= 0, `${how}: ${seen.overflow} pixels wider than the window`);
  assert.ok(seen.contrast >= 4.5, `${how}: contrast ${seen.contrast}`);
  assert.equal(seen.columns, how.includes("400") ? 1 : 2, `${how}: columns`);
}

// Runs in the page.
function read() {
  const luminance = (colour) => {
    const [r, g, b] = colour.match(/[\d.]+/g).slice(0, 3).map(Number)
      .map((v) => v / 255).map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  const articles = [...document.querySelectorAll("h2")].map((h2) => {
    const [count, sides, list] = [h2.nextElementSibling, h2.nextElementSibling.nextElementSibling, h2.nextElementSibling.nextElementSibling.nextElementSibling];
    const wrong = [...sides.querySelectorAll("section:first-child .wrong")].map((s) => s.title.split(" · ")[0]);
    return {
      heading: h2.textContent,
      texts: [...sides.querySelectorAll(".text")].map((t) => t.textContent),
      right: Number(count.textContent.split(" ")[0]),
      wrong_gold: new Set(wrong).size,
      mistakes: list.querySelectorAll("li").length,
    };
  });
  const marks = [...document.querySelectorAll(".content, .cue, .source")].slice(0, 200);
  const contrast = Math.min(...marks.map((m) => {
    const style = getComputedStyle(m);
    return ratio(luminance(style.color), luminance(style.backgroundColor));
  }));
  const columns = getComputedStyle(document.querySelector(".sides")).gridTemplateColumns.split(" ").length;
  return { title: document.title, articles, contrast, columns, overflow: document.documentElement.scrollWidth - window.innerWidth };
}
