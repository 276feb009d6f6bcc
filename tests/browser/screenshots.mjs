// Pictures of the pages for the documentation.
// usage: node screenshots.mjs FOLDER_OF_PAGES FOLDER_OF_PICTURES (see scripts/screenshots)
import { open, run } from "./pages.mjs";

const [pages, pictures] = process.argv.slice(2);
await run(async (browser) => {
  const article = await open(browser, `${pages}/article.html`, "light", 1280);
  // The first that somebody named says outright.
  await article.locator(".text .n.direct:not(.low, .h0)").first().focus();
  await article.evaluate(() => scrollTo(0, 0));
  await article.screenshot({ path: `${pictures}/article.png` });

  const check = await open(browser, `${pages}/article.html`, "dark", 1280);
  await check.locator("[name=which][value=low]").check();
  await check.keyboard.press("j");
  await check.evaluate(() => scrollTo(0, 0));
  await check.screenshot({ path: `${pictures}/article-check-dark.png` });

  const report = await open(browser, `${pages}/report.html`, "light", 1280);
  await report.screenshot({ path: `${pictures}/report.png` });

  const dark = await open(browser, `${pages}/report.html`, "dark", 1280);
  await dark.locator("[name=words]").fill("bridge");
  await dark.waitForTimeout(300);
  await dark.locator(".rows").focus();
  await dark.keyboard.press("ArrowDown");
  await dark.locator("#quotations").scrollIntoViewIfNeeded();
  await dark.evaluate(() => document.getElementById("quotations").scrollIntoView());
  await dark.screenshot({ path: `${pictures}/report-list-dark.png` });

  const edit = await open(browser, `${pages}/edit.html`, "light", 1280);
  await edit.waitForSelector("#panel .card");
  await edit.keyboard.press("j");
  await edit.keyboard.press("s");
  await edit.screenshot({ path: `${pictures}/correct.png` });
  await edit.keyboard.press("Escape");
  await edit.keyboard.press("c");
  await edit.screenshot({ path: `${pictures}/correct-labels.png` });
});
