// Opens each page in a browser, telephone wide, and prints as JSON what axe finds in it, and how wide it is.
// node axe.mjs BROWSER ADDRESS [SELECTOR-TO-CLICK] ...   (an address and what to press there, in turn; "-" presses nothing)
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core"), "utf8");
const [executablePath, ...asked] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const found = [];
for (let at = 0; at < asked.length; at += 2) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, bypassCSP: true });
  const page = await context.newPage();
  page.setDefaultTimeout(240_000);
  await page.goto(asked[at]);
  for (const sign of ["h1", "main"]) await page.locator(sign).first().waitFor(); // a page that writes itself has none at first
  if (asked[at + 1] !== "-") {
    for (const selector of asked[at + 1].split(">>>")) await page.locator(selector).first().click();
    await page.locator(".opblock.is-open .responses-table .response").first().waitFor();
  }
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  found.push({
    page: asked[at],
    width,
    violations: violations.map(({ id, impact, nodes }) => ({ id, impact, nodes: nodes.map(({ target }) => String(target)) })),
  });
  await context.close();
}
await browser.close();
console.log(JSON.stringify(found));
