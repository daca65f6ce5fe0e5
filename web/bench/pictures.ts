/**
 * The timeline of 2,000 lines and the picture of 300 entities in Chromium: `node web/bench/pictures.ts`. The service is the real one with the recorded day; what
 * it says of one case's timeline and entities is made (made-case.ts). It prints the interaction to next paint, and of the tasks of the page's main thread the
 * longest: by the clock, which the machine's load lengthens, and by the processor's time, which it does not.
 */
import { loadavg } from "node:os";
import type { Page } from "playwright-core";
import { eventually, go, inPage, type Office, openOffice, type Person } from "../tests/harness.ts";
import { begin } from "../tests/parts/first-run.ts";
import { madeGraph, madeStory } from "./made-case.ts";

const [lines, entities, rounds] = [2_000, 300, 5] as const;
const keys = [..."jjjjjjjj++", "ArrowRight", "ArrowRight", "ArrowLeft", ..."++jjKJ---0ll+", "ArrowRight", "0"];
/** Between two presses, until a picture has come to rest, and until the day has its verdict, milliseconds. */
const [pressMs, restMs, workMsMax] = [60, 4_000, 900_000] as const;
type Traced = { readonly name: string; readonly ph: string; readonly pid: number; readonly tid: number } & {
  readonly dur?: number;
  readonly tdur?: number;
  readonly args: { readonly name?: string };
};

/** The case says what was made. */
async function answerFor({ page }: Person, id: string): Promise<void> {
  const [story, graph] = [madeStory(lines), madeGraph(entities)];
  await page.route(`**/api/v1/cases/${id}/timeline`, (route) => route.fulfill({ json: story }));
  await page.route(`**/api/v1/cases/${id}/graph?*`, (route) => {
    const nodes = graph.nodes.slice(0, Number(new URL(route.request().url()).searchParams.get("limit")));
    const ids = new Set(nodes.map((node) => node.id));
    return route.fulfill({ json: { ...graph, nodes, edges: graph.edges.filter(({ from, to }) => ids.has(from) && ids.has(to)) } });
  });
}

const watching = `globalThis.interactions = new Map();
new PerformanceObserver((list) => { for (const { interactionId, duration } of list.getEntries()) if (interactionId) interactions.set(interactionId, Math.max(duration, interactions.get(interactionId) ?? 0)); })
  .observe({ type: "event", durationThreshold: 16, buffered: true }); 0`;

async function timeline(held: Office, page: Page, id: string): Promise<void> {
  await go(page, `/cases/${id}?part=timeline`);
  await page.locator("[data-mark]").first().waitFor();
  const press = async () => {
    for (const key of keys) {
      await page.locator("body").press(key);
      await page.waitForTimeout(pressMs);
    }
  };
  await press();
  await inPage(page, watching);
  const longest = await longestTask(held, page, async () => {
    for (let round = 0; round < rounds; round++) await press();
  });
  const slow = await inPage<number[]>(page, "[...interactions.values()]");
  // What is shorter than 16 ms is not told by the browser.
  const made = rounds * keys.length;
  const all = [...slow, ...Array.from({ length: Math.max(0, made - slow.length) }, () => 16)].toSorted((a, b) => a - b);
  const at = (part: number) => all[Math.floor(all.length * part)];
  tell(`timeline of ${lines} lines, ${made} presses: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms; ${longest}`);
}

async function picture(held: Office, page: Page, id: string): Promise<void> {
  await go(page, `/cases/${id}?part=graph`);
  const more = page.getByRole("button", { name: /^Show (all|\d+)$/ });
  await more.waitFor();
  await page.waitForTimeout(restMs);
  const all = await longestTask(held, page, async () => {
    await more.click();
    await page.getByRole("img", { name: `picture of ${entities}` }).waitFor();
    await page.waitForTimeout(restMs);
  });
  tell(`from 60 entities to ${entities}: ${all}`);
  const anew = await longestTask(held, page, async () => {
    await page.getByRole("button", { name: "lay it out anew" }).click();
    await page.waitForTimeout(restMs);
  });
  tell(`${entities} entities laid out anew: ${anew}`);
}

/** The longest task of the page's main thread meanwhile. */
async function longestTask({ browser }: Office, page: Page, run: () => Promise<void>): Promise<string> {
  await browser.startTracing(page, { categories: ["toplevel", "__metadata"] });
  await run();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: Traced[] };
  const mains = new Set(
    traceEvents.filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain").map(({ pid, tid }) => `${pid} ${tid}`),
  );
  const tasks = traceEvents.filter(({ name, ph, pid, tid }) => /RunTask$/.test(name) && ph === "X" && mains.has(`${pid} ${tid}`));
  const most = (lengths: readonly (number | undefined)[]) => (lengths.reduce<number>((a, b) => Math.max(a, b ?? 0), 0) / 1_000).toFixed(0);
  return `longest of ${tasks.length} tasks ${most(tasks.map(({ dur }) => dur))} ms, of processor time ${most(tasks.map(({ tdur }) => tdur))} ms`;
}

function tell(what: string): void {
  console.log(`${what} (load ${loadavg()[0]?.toFixed(1)})`);
}

const office = await openOffice({ directory: false });
try {
  await begin(office);
  const rhea = office.who("rhea");
  const id = await eventually("a grave case with a verdict", workMsMax, async () => {
    const { cases } = await rhea.ask<{ cases: { id: string; verdict: string | null }[] }>(
      "GET",
      "/api/v1/cases?limit=200&severity=critical",
    );
    return cases.find(({ verdict }) => verdict === "true-positive")?.id;
  });
  await answerFor(rhea, id);
  await timeline(office, rhea.page, id);
  await picture(office, rhea.page, id);
} finally {
  await office.close();
}
