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
import { openWindow, toolsOf } from "../tests/harness/browser.ts";
import { eventually, go, inPage, type Office, openOffice, type Person } from "../tests/harness.ts";
import { begin } from "../tests/parts/first-run.ts";

const { values } = parseArgs({ options: { alerts: { type: "string", default: "50000" }, minutes: { type: "string", default: "30" } } });
const [alertsWanted, minutes] = [Number(values.alerts), Number(values.minutes)];
const [perHand, openings, presses, changes, workMsMax, rowMsMax] = [5_000, 7, 200, 20, 1_800_000, 60_000] as const;
const probed = "/?of=cases&host=ws-probe&state=escalated&state=in-progress&state=closed";
const everything = "/?of=alerts&state=open&state=escalated&state=closed";
type Source = { readonly source: string; readonly accepted: number; readonly waiting: number };

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
  tell(`${alertsWanted} further alerts read`, performance.now() - began);
  const rows = await eventually("all of them to be in the queue", workMsMax, async () => {
    const { flow } = await rhea.ask<{ flow: { accepted: number } }>("GET", "/api/v1/measures");
    return flow.accepted >= alertsWanted && flow.accepted;
  });
  tell(`the queue has ${rows} rows`, performance.now() - began);
}

/** Notes when the first frame after the first row of the queue is made, by the page's own clock, which begins as the address is asked for. */
const firstRow = `new MutationObserver((_, watcher) => {
  if (!document.querySelector("[role=grid] [aria-rowindex] [role=gridcell]")) return;
  watcher.disconnect();
  requestAnimationFrame(() => setTimeout(() => { globalThis.firstRowMs = performance.now(); }, 0));
}).observe(document, { subtree: true, childList: true });`;

/** Each time in a window of its own, whose cache is empty. */
async function firstPaint({ browser, place, findings }: Office, person: Person): Promise<void> {
  const shown: { readonly paint: number; readonly rows: number }[] = [];
  for (let at = 0; at < openings; at++) {
    const window = await openWindow(browser, place, findings);
    await window.addCookies(await person.page.context().cookies());
    await window.addInitScript({ content: firstRow });
    const page = await window.newPage();
    await page.goto(everything, { waitUntil: "commit" });
    const rows = await eventually("the first row", rowMsMax, () => inPage<number | null>(page, "globalThis.firstRowMs ?? null"));
    shown.push({ paint: await inPage<number>(page, "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1"), rows });
    if (at === 0) await initialScripts(page);
    await window.close();
  }
  tell(`first paint, middle of ${openings}`, middle(shown.map(({ paint }) => paint)));
  tell(`first row of the queue painted, middle of ${openings}`, middle(shown.map(({ rows }) => rows)));
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
  await go(page, everything);
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
      .getByRole("checkbox")
      .nth(8 + (at % 6))
      .click();
  for (let at = 0; at < 10; at++, made += 2) {
    await page.getByRole("button", { name: "Filter", exact: true }).click();
    await page.keyboard.press("Escape");
  }
  const slow = await inPage<number[]>(page, "[...interactions.values()]");
  const all = [...slow, ...Array.from({ length: Math.max(0, made - slow.length) }, () => 16)].toSorted((a, b) => a - b);
  tell(`interaction to next paint over ${all.length} interactions: p50`, all[Math.floor(all.length / 2)] ?? -1);
  tell("  p95", all[Math.floor(all.length * 0.95)] ?? -1);
  tell("  worst", all.at(-1) ?? -1);
}

/** A case that nobody has left: an alert of a machine of its own makes it. */
async function freshCase(held: Office): Promise<string> {
  const time = new Date().toISOString();
  await held.handIn("fleet", [
    { id: "probe", time, title: "Credential store read", severity: "high", host: "ws-probe", user: "user-probe" },
  ]);
  return eventually("a case of the last alert", workMsMax, async () => {
    const { rows } = await held.who("rhea").ask<{ rows: { id: string }[] }>("GET", `/api/v1/queue${probed.slice(1)}`);
    return rows[0]?.id;
  });
}

/** From what one person does until another one sees it: the act's own way to the server is within. */
async function liveUpdates(rhea: Person, onlooker: Page, id: string): Promise<void> {
  await go(onlooker, probed);
  await onlooker.getByRole("grid").getByRole("row").first().waitFor();
  const took: number[] = [];
  for (let at = 0; at < changes; at++) {
    const assignee = `person-${at}`;
    const began = performance.now();
    const seen = onlooker.getByText(assignee, { exact: true }).first().waitFor();
    await rhea.ask("POST", `/api/v1/cases/${id}/acts`, { act: "assign", assignee });
    await seen;
    took.push(performance.now() - began);
  }
  tell(`from a person's act to another one's screen, middle of ${changes}`, middle(took));
  tell("  worst", Math.max(...took));
}

/** The heap of the queue of all alerts, at its top, where it follows what happens: a person's acts, and new alerts each second. */
async function heapOverMinutes(held: Office, onlooker: Page, id: string): Promise<void> {
  if (minutes === 0) return;
  await go(onlooker, everything);
  const tools = await toolsOf(onlooker);
  let [told, refused] = [0, 0];
  for (let minute = 0; minute <= minutes; minute++) {
    await tools.send("HeapProfiler.collectGarbage");
    const { usedSize } = await tools.send("Runtime.getHeapUsage");
    const elements = await onlooker.locator("*").count();
    const heap = `heap ${(usedSize / 1_048_576).toFixed(1)} MiB, ${elements} elements`;
    console.log(`minute ${minute}: ${heap} after ${told} changes, ${refused} refused (load ${loadavg()[0]?.toFixed(1)})`);
    const until = performance.now() + 60_000;
    while (minute < minutes && performance.now() < until) {
      const act = { act: "assign", assignee: `person-${told % 50}` };
      const time = new Date().toISOString();
      const alert = {
        id: `live-${told}`,
        time,
        title: "Large upload",
        severity: "medium",
        host: `ws-${told % 400}`,
        user: `user-${told % 300}`,
      };
      // Whoever asks too often is told to wait: that is no change.
      await Promise.all([held.who("rhea").ask("POST", `/api/v1/cases/${id}/acts`, act), held.handIn("fleet", [alert])]).then(
        () => told++,
        () => refused++,
      );
      await new Promise((done) => setTimeout(done, 1_000));
    }
  }
}

function middle(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? -1;
}

/** One figure that cannot be had does not take the others with it. */
async function measured(what: string, measure: () => Promise<void>): Promise<void> {
  try {
    await measure();
  } catch (error) {
    process.exitCode = 1;
    console.log(`not measured: ${what}: ${error instanceof Error ? error.message.split("\n")[0] : String(error)}`);
  }
}

const office = await openOffice({ directory: false });
try {
  tell("first verdict after", await begin(office));
  await furtherAlerts(office);
  const rhea = office.who("rhea");
  const onlooker = await office.who("noor").window({ view: "wall" });
  await rhea.stepUp();
  const id = await freshCase(office);
  await measured("first paint", () => firstPaint(office, rhea));
  await measured("interactions", () => interactions(rhea.page));
  await measured("live update", () => liveUpdates(rhea, onlooker, id));
  await measured("heap", () => heapOverMinutes(office, onlooker, id));
} finally {
  await office.close();
}
