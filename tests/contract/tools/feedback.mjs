// Walks a family through its page in a browser without scripts, by the keyboard, and prints as JSON what it met.
// node feedback.mjs BROWSER FAMILY'S-PAGE ENDED-PAGE FIGURES-PAGE [FOLDER-FOR-PICTURES]
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core"), "utf8");
const [executablePath, family, ended, figures, pictures] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const WIDTHS = [320, 1280]; // 320: a small telephone, and also 400 % of a screen of 1280 (WCAG 1.4.10)
const met = [];

async function look(page, name, status) {
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  if (pictures) await page.screenshot({ path: `${pictures}/${name}-${page.viewportSize().width}.png`, fullPage: true });
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  const smallest = await page.evaluate(() => Math.min(...[...document.querySelectorAll(".choice, button")].map((one) => one.getBoundingClientRect().height)));
  met.push({
    name, status, width, smallest: Number.isFinite(smallest) ? smallest : null, window: page.viewportSize().width,
    title: await page.title(), heading: await page.locator("h1").innerText(), lang: await page.locator("html").getAttribute("lang"),
    focus: await page.evaluate(() => document.activeElement?.className ?? ""),
    violations: violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ target }) => String(target)) })),
  });
}

// axe is a script, so it looks at each page where scripts run; the family itself is met without any.
for (const width of WIDTHS) {
  const context = await browser.newContext({ viewport: { width, height: 800 }, bypassCSP: true });
  const page = await context.newPage();
  for (const [name, address] of [["questions", family], ["ended", ended], ["figures", figures]]) {
    const response = await page.goto(address);
    for (const summary of await page.locator("summary").all()) await summary.click();
    await look(page, name, response.status());
  }
  await page.goto(family);
  const [refused] = await Promise.all([page.waitForResponse((one) => one.request().method() === "POST"), page.locator("button").click()]);
  await page.locator(".errors").waitFor();
  await look(page, "error", refused.status());
  await context.close();
}

const context = await browser.newContext({ viewport: { width: 320, height: 800 }, javaScriptEnabled: false });
const page = await context.newPage();
const heading = () => page.locator("h1").innerText();
await page.goto(family);
const groups = await page.locator("fieldset").count();
const legends = await page.locator("fieldset > legend").count();
const labelled = await page.locator("label[for]").count();
// By the keyboard alone: to the first answer, then from group to group, with an arrow for the second answer.
await page.locator("#informed").focus();
await page.keyboard.press("Space");
for (let at = 1; at < groups; at += 1) {
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowDown");
}
const chosen = await page.locator("input:checked").evaluateAll((all) => all.map(({ name, value }) => `${name}=${value}`)).catch(() => null);
await page.keyboard.press("Tab");
const [sent] = await Promise.all([page.waitForResponse((one) => one.request().method() === "POST"), page.keyboard.press("Enter")]);
const thanked = await heading();
await page.goBack(); // a family goes back and sends again
await page.reload();
const backAgain = await heading();
await page.locator("#informed").check();
await page.locator("button").click();
const thankedAgain = await heading();
if (pictures) await page.screenshot({ path: `${pictures}/thanks-320.png`, fullPage: true });
const links = await page.locator("a").count();
await context.close();
await browser.close();
console.log(JSON.stringify({ met, groups, legends, labelled, chosen, form: sent.request().postData(), thanked, backAgain, thankedAgain, links }));
