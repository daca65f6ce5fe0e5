/**
 * The console in Chromium against the real service with the recorded day and many further alerts: `node web/bench/console.ts [--alerts 50000] [--minutes 30]`.
 * It prints the time to the first row, the interaction to next paint in the queue, how long a change takes to another one's screen, the gzipped JavaScript that
 * the first page loads, and the heap over so many minutes of live changes. Figures are of the machine as it is: its load is printed beside them.
 */
import { readFileSync } from "node:fs";
import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { toolsOf } from "../tests/harness/browser.ts";
import { eventually, go, inPage, type Office, openOffice, type Person } from "../tests/harness.ts";
import { begin } from "../tests/parts/first-run.ts";

const { values } = parseArgs({ options: { alerts: { type: "string", default: "50000" }, minutes: { type: "string", default: "30" } } });
const [alertsWanted, minutes] = [Number(values.alerts), Number(values.minutes)];
const [perHand, openings, presses, changes, workMsMax] = [5_000, 5, 200, 20, 1_800_000] as const;
type Source = { readonly source: string; readonly accepted: number; readonly waiting: number };

const office = await openOffice({ directory: false });
try {
  tell("first verdict after", await begin(office));
  await furtherAlerts(office);
  const rhea = office.who("rhea");
  await rhea.stepUp();
  await firstPaint(rhea);
  await interactions(rhea.page);
  await liveUpdates(rhea, office.who("noor"));
  await heapOverMinutes(rhea, office.who("noor"));
} finally {
  await office.close();
}

function tell(what: string, ms: number, more = ""): void {
  console.log(`${what}: ${ms < 10_000 ? `${ms.toFixed(0)} ms` : `${(ms / 1_000).toFixed(0)} s`}${more} (load ${loadavg()[0]?.toFixed(1)})`);
}

async function furtherAlerts(held: Office): Promise<void> {
  const began = performance.now();
  const titles = ["Connection to a new address", "Program started by an office document", "Many refused sign-ins", "Large upload"];
  for (let from = 0; from < alertsWanted; from += perHand)
    await held.handIn(
      "fleet",
      Array.from({ length: Math.min(perHand, alertsWanted - from) }, (_, step) => {
        const at = from + step;
        const time = new Date(Date.now() - at * 1_000).toISOString();
        return {
          id: `fleet-${at}`,
          time,
          title: titles[at % 4],
          severity: at % 50 === 0 ? "medium" : "low",
          host: `ws-${at % 400}`,
          user: `user-${at % 300}`,
        };
      }),
    );
  const rhea = held.who("rhea");
  await eventually("all of them to be read", workMsMax, async () => {
    const { sources } = await rhea.ask<{ sources: Source[] }>("GET", "/api/v1/sources");
    return sources.find(({ source }) => source === "fleet")?.waiting === 0;
  });
  const { total } = await rhea.ask<{ total: { count: number; exact: boolean } }>("GET", "/api/v1/queue?of=alerts&limit=1");
  tell(`${alertsWanted} further alerts read; the queue has ${total.exact ? "" : "more than "}${total.count}`, performance.now() - began);
}

/** Each time in a window of its own, whose cache is empty. */
async function firstPaint(person: Person): Promise<void> {
  const shown: { readonly paint: number; readonly rows: number }[] = [];
  for (let at = 0; at < openings; at++) {
    const page = await person.window({});
    await page.context().clearCookies({ name: "none" });
    const fresh = await page.context().newPage();
    const began = performance.now();
    await fresh.goto("/?of=alerts&state=open&state=escalated&state=closed", { waitUntil: "commit" });
    await fresh.getByRole("grid").getByRole("row").first().waitFor();
    const rows = performance.now() - began;
    shown.push({ paint: await inPage<number>(fresh, "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1"), rows });
    if (at === 0) await initialScripts(fresh);
    await page.context().close();
  }
  tell(`first paint, middle of ${openings}`, middle(shown.map(({ paint }) => paint)));
  tell(`first row of the queue on the screen, middle of ${openings}`, middle(shown.map(({ rows }) => rows)));
}

async function initialScripts(page: Page): Promise<void> {
  const names = await inPage<string[]>(
    page,
    "performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname).filter((name) => name.endsWith('.js'))",
  );
  const sizes = [...new Set(names)].map((name) => gzipSync(readFileSync(new URL(`../dist${name}`, import.meta.url))).length);
  console.log(
    `JavaScript of the queue's first page: ${sizes.length} files, ${(sizes.reduce((a, b) => a + b, 0) / 1_024).toFixed(0)} KiB gzipped`,
  );
}

const watching = `globalThis.interactions = new Map();
new PerformanceObserver((list) => { for (const { interactionId, duration } of list.getEntries()) if (interactionId) interactions.set(interactionId, Math.max(duration, interactions.get(interactionId) ?? 0)); })
  .observe({ type: "event", durationThreshold: 16, buffered: true }); 0`;

/** Interaction to next paint (Event Timing, W3C): what is shorter than 16 ms is not told by the browser and counts as 16. */
async function interactions(page: Page): Promise<void> {
  await go(page, "/?of=alerts&state=open&state=escalated&state=closed");
  await page.getByRole("grid").getByRole("row").first().waitFor();
  await inPage(page, watching);
  let made = 0;
  for (; made < presses; made++) await page.keyboard.press("j");
  const grid = page.getByRole("grid");
  const box = await grid.boundingBox();
  if (box) await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  for (let at = 0; at < 40; at++) await page.mouse.wheel(0, 1_800);
  for (let at = 0; at < 20; at++, made++)
    await grid
      .getByRole("row")
      .nth(at % 8)
      .click({ position: { x: 300, y: 10 } });
  for (let at = 0; at < 10; at++, made += 2) {
    await page.getByRole("button", { name: "Filter" }).click();
    await page.keyboard.press("Escape");
  }
  const slow = await inPage<number[]>(page, "[...interactions.values()]");
  const all = [...slow, ...Array.from({ length: Math.max(0, made - slow.length) }, () => 16)].toSorted((a, b) => a - b);
  tell(`interaction to next paint over ${all.length} interactions: p50`, all[Math.floor(all.length / 2)] ?? -1);
  tell("  p95", all[Math.floor(all.length * 0.95)] ?? -1);
  tell("  worst", all.at(-1) ?? -1);
}

/** What one person does, until another one sees it. */
async function liveUpdates(rhea: Person, noor: Person): Promise<void> {
  await go(noor.page, "/");
  await noor.page.getByRole("grid").getByRole("row").first().waitFor();
  const href = await noor.page.getByRole("grid").locator("a").first().getAttribute("href");
  const id = href?.split("/").at(-1) ?? "";
  const took: number[] = [];
  for (let at = 0; at < changes; at++) {
    const assignee = `person-${at}`;
    const began = performance.now();
    await rhea.ask("POST", `/api/v1/cases/${id}/acts`, { act: "assign", assignee });
    const answered = performance.now();
    await noor.page.getByText(assignee, { exact: true }).first().waitFor();
    took.push(performance.now() - Math.min(answered, began + (answered - began)));
  }
  tell(`a change on another one's screen after its answer, middle of ${changes}`, middle(took));
  tell("  worst", Math.max(...took));
}

async function heapOverMinutes(rhea: Person, noor: Person): Promise<void> {
  if (minutes === 0) return;
  const tools = await toolsOf(noor.page);
  const href = await noor.page.getByRole("grid").locator("a").first().getAttribute("href");
  const id = href?.split("/").at(-1) ?? "";
  let told = 0;
  for (let minute = 0; minute <= minutes; minute++) {
    await tools.send("HeapProfiler.collectGarbage");
    const { usedSize } = await tools.send("Runtime.getHeapUsage");
    console.log(`minute ${minute}: heap ${(usedSize / 1_048_576).toFixed(1)} MiB after ${told} changes (load ${loadavg()[0]?.toFixed(1)})`);
    const until = performance.now() + 60_000;
    while (minute < minutes && performance.now() < until) {
      await rhea.ask("POST", `/api/v1/cases/${id}/acts`, { act: "assign", assignee: `person-${told++}` });
      await new Promise((done) => setTimeout(done, 400));
    }
  }
}

const middle = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? -1;
