import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { axe } from "./harness/axe.ts";
import { inBothThemes, settled, shot } from "./harness/browser.ts";
import type { Office } from "./harness/office.ts";

export { eventually } from "../../scenarios/soc-day/service.ts";
export { axe } from "./harness/axe.ts";
export { browserMissing, go, inBothThemes, inPage, settled, shot, type View, views } from "./harness/browser.ts";
export { type Office, openOffice } from "./harness/office.ts";
export { comeIn, type Person } from "./harness/person.ts";

/** Some tests of the console: they are told the office before it is open, and use it inside their tests alone. */
export type Part = (office: () => Office) => void;

/** What pages that were looked at had wrong with them, until the flow that looked ends. */
export const looks: string[] = [];

/** A test that also fails where a page meanwhile did what no page may: an error, a broken policy, a request to elsewhere. */
export function flow(office: () => Office, name: string, body: () => Promise<void>): void {
  test(name, { timeout: 240_000 }, async (t) => {
    try {
      await body();
    } catch (error) {
      await keepWhatIsShown(office(), name);
      t.diagnostic(`what pages did meanwhile: ${[...office().findings.splice(0), ...looks.splice(0)].join("\n")}`);
      throw error;
    }
    assert.deepEqual([...office().findings.splice(0), ...looks.splice(0)], []);
  });
}

async function keepWhatIsShown({ browser }: Office, name: string): Promise<void> {
  const pages = browser.contexts().flatMap((context) => context.pages());
  const file = name.replace(/[^a-z0-9]+/gi, "-").slice(0, 60);
  for (const [at, page] of pages.entries()) await shot(page, `failed/${file}-${at}`).catch(() => {});
}

/** Holds the page as it is now to WCAG 2.2 AA in both themes, keeps a picture of each, and looks whether it is wider than its window. The flow fails at its end. */
export async function looksRight(page: Page, name: string): Promise<void> {
  await settled(page);
  await inBothThemes(page, async (theme) => {
    await shot(page, `${name}-${theme}`);
    looks.push(...(await axe(page, `${name}-${theme}`)));
  });
  looks.push(...(await widerThanWindow(page, name)));
}

async function widerThanWindow(page: Page, name: string): Promise<string[]> {
  const width = await page.locator("html").evaluate((html) => html.scrollWidth);
  const window = page.viewportSize()?.width ?? width;
  return width > window ? [`${name}: ${width} pixels wide in a window of ${window}`] : [];
}
