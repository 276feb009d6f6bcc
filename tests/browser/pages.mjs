// What the tests of pages share: a browser that goes nowhere, and what no page may do.
import { pathToFileURL } from "node:url";
import { createRequire } from "node:module";
import assert from "node:assert/strict";
import { chromium } from "playwright-core";

const problems = [];
/** What a console may say, as where a test asks a server for what it refuses. */
export const expected = [];

/** Runs `test` with a browser and fails on anything a console or a network saw. */
export async function run(test) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  try {
    await test(browser);
  } finally {
    await browser.close();
  }
  assert.deepEqual(problems, []);
}

/** Opens a page of a file, or of a server on this machine. */
export async function open(browser, file, colorScheme, width) {
  const url = file.startsWith("http://127.0.0.1:") ? file : pathToFileURL(file).href;
  const own = [url.startsWith("file:") ? "file:" : new URL(url).origin, "blob:"];
  const page = await browser.newPage({ colorScheme, viewport: { width, height: 900 } });
  page.on("console", (m) => expected.some((e) => e.test(m.text())) || problems.push(`console: ${m.text()}`));
  page.on("pageerror", (e) => problems.push(`error: ${e}`));
  page.on("request", (r) => own.some((start) => r.url().startsWith(start)) || problems.push(`request: ${r.url()}`));
  await page.goto(url);
  return page;
}

/** Opens a page in light and dark, wide and narrow. */
export async function each(browser, file, test) {
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [1280, 400]) {
      const how = `${colorScheme}, ${width} pixels`;
      const page = await open(browser, file, colorScheme, width);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(over <= 0, `${how}: ${over} pixels wider than the window`);
      await test(page, how);
      await page.close();
    }
  }
}

/** Fails on serious and critical findings of axe-core. */
export async function axe(page, how) {
  const source = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
  // The page's policy lets no other script in; the test comes through the debugger.
  const { readFileSync } = await import("node:fs");
  await page.evaluate(readFileSync(source, "utf8"));
  const found = await page.evaluate(async () => (await globalThis.axe.run()).violations
    .filter((v) => ["serious", "critical"].includes(v.impact))
    .map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => `${n.html.slice(0, 120)} ${n.failureSummary}`).join(" | ")}`));
  assert.deepEqual(found, [], how);
}
