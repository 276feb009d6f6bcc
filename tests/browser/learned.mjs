// What was corrected is learned from, and seen where an article is pasted.
// usage: node learned.mjs write TRAIN.jsonl TEST.jsonl; node learned.mjs check URL (see scripts/browser)
import { writeFileSync } from "node:fs";
import assert from "node:assert/strict";
import { open, run } from "./pages.mjs";

const [how, where, other] = process.argv.slice(2);
const words = "that the library needs money";
const article = `The council met on Monday. It is clear to Wen Lindqvist, a teacher, ${words}.`;

if (how === "write") {
  // A paper whose writers say through whom something is clear: what other people have corrected in its articles.
  const people = ["Maria Keller", "Tom Okoye", "Ines Marlow", "Pavel Brandt", "Ruth Adeyemi", "Jon Hale", "Lena Fischer", "Omar Diaz"];
  const jobs = ["a builder", "a teacher", "the mayor", "a lawyer", "a farmer"];
  const things = ["the bridge", "the ferry", "a new school", "the old mill", "the harbour", "the council", "the tram", "a bakery", "the museum"];
  const fates = ["would stay closed", "will open in May", "had cost too much", "needs money", "is safe", "was sold", "must go"];
  const lines = [];
  for (let n = 0; n < 20; n++) {
    let text = "";
    const attributions = [];
    for (let i = 0; i < 8; i++) {
      const [person, job, thing, fate] = [people[(n + 3 * i) % 8], jobs[(n + i) % 5], things[(2 * n + i) % 9], fates[(n + i) % 7]];
      if (i % 4 === 3) {
        text += `${person} walked past ${thing} on Monday. `;
        continue;
      }
      const cue = text.length + 6;
      const source = cue + 9;
      const content = source + person.length + job.length + 4;
      text += `It is clear to ${person}, ${job}, that ${thing} ${fate}. `;
      attributions.push({ id: `q${i}`, cue: [[cue, cue + 5]], source: [[source, content - 2]], content: [[content, text.length - 2]], speaker: person, type: "person" });
    }
    lines.push(JSON.stringify({ id: `a${n}`, text: text.trimEnd(), attributions }));
  }
  writeFileSync(where, `${lines.slice(0, 12).join("\n")}\n`);
  writeFileSync(other, `${lines.slice(12).join("\n")}\n`);
} else {
  await run(async (browser) => {
    const page = await open(browser, where, "light", 1280);
    await page.keyboard.insertText(article);
    await page.keyboard.press("Control+Enter");
    await page.waitForFunction(() => document.querySelector(".status").textContent.startsWith("Attributed"));
    const frame = await (await page.locator("iframe").elementHandle()).contentFrame();
    await frame.waitForSelector(".text .n", { state: "attached" });
    const marked = (await frame.locator(".text .q").allTextContents()).join(" ");
    assert.ok(marked.includes(words), `what was missed is found now: ${marked}`);
  });
  console.log("what was corrected is found in a new article that is pasted: passed");
}
