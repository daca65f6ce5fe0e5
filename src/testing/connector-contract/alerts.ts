import assert from "node:assert/strict";
import { type IntakeRecord, recordBytesMax } from "../../ports/intake.ts";
import type { PolledSource } from "../../ports/source.ts";
import { type ConnectorScene, failureOf, hidesCanaries, inScene, type OpenScene, openIn, still } from "./scene.ts";

const pagesMax = 200;
const cursorLengthMax = 8_192;
const hourMs = 3_600_000;

/** What every source that is asked promises: nothing is lost, wherever it goes on from. */
export function alertsHold(open: OpenScene): void {
  const about = (title: string, body: (scene: ConnectorScene, tell: (line: string) => void) => Promise<void>) =>
    inScene(`alerts: ${title}`, open, async (scene, tell) =>
      scene.alerts ? body(scene, tell) : tell(`left out, as nothing of this kind is served: ${title}`),
    );
  about("every one is handed over, over as many pages as it takes", (scene, tell) => overPages(scene, "apart", tell));
  about("many of the very same moment are handed over", (scene, tell) => overPages(scene, "at once", tell));
  about("whoever goes on from a cursor gets what came since, after a restart too", goesOn);
  about("whoever stops after any page goes on without a gap", afterAnyPage);
  about("what comes late, with an older time, is handed over", comesLate);
  about("a clock that is off loses nothing", clockOff);
  about("pages that lead to themselves end", stuck);
  about("a cursor that is none is refused, or read as the beginning", strangeCursor);
}

type Page = Awaited<ReturnType<PolledSource["page"]>>;

function sourceIn(scene: ConnectorScene): PolledSource {
  const { alerts } = openIn(scene).connector;
  assert.equal(alerts?.kind, "polled", "this suite is for sources that are asked");
  return alerts as PolledSource;
}

async function pageAfter(source: PolledSource, cursor: string | undefined): Promise<Page> {
  const page = await source.page({ cursor, sinceMs: 0, signal: still() });
  assert.ok(page.cursor.length <= cursorLengthMax, "a cursor longer than any");
  for (const record of page.records) isRecord(record);
  hidesCanaries(page.cursor, "a cursor");
  return page;
}

function isRecord({ id, bytes, sentAtMs }: IntakeRecord): void {
  assert.ok(id.length > 0 && id.length <= 200, "an id without a length that is allowed");
  assert.ok(bytes.length > 0 && bytes.length <= recordBytesMax, "a record without a size that is allowed");
  if (sentAtMs !== undefined) assert.ok(Number.isSafeInteger(sentAtMs), "a time that is none");
  hidesCanaries(Buffer.from(bytes).toString("utf8"), "a record");
}

/** All pages after a cursor. One id always has the same bytes. */
async function drain(
  source: PolledSource,
  from?: string,
): Promise<{ readonly ids: ReadonlySet<string>; readonly cursor: string; readonly pages: number }> {
  const held = new Map<string, string>();
  let cursor = from;
  for (let pages = 1; pages <= pagesMax; pages++) {
    const page = await pageAfter(source, cursor);
    for (const { id, bytes } of page.records) {
      const text = Buffer.from(bytes).toString("base64");
      assert.equal(held.get(id) ?? text, text, "one id, and two records");
      held.set(id, text);
    }
    if (page.more) assert.notEqual(page.cursor, cursor, "there is more, and the cursor does not move");
    cursor = page.cursor;
    if (!page.more) return { ids: new Set(held.keys()), cursor, pages };
  }
  return assert.fail(`no end after ${pagesMax} pages`);
}

const has = (ids: ReadonlySet<string>, wanted: readonly string[], why: string) =>
  assert.deepEqual(
    wanted.filter((id) => !ids.has(id)),
    [],
    why,
  );

async function overPages(scene: ConnectorScene, how: "apart" | "at once", tell: (line: string) => void): Promise<void> {
  const { pageRecords, add } = scene.alerts!;
  const made = add(pageRecords * 2 + 1, how);
  if (!made) return tell(`left out, as this product has no alerts ${how}`);
  const { ids, pages } = await drain(sourceIn(scene));
  has(ids, made, "alerts were lost");
  assert.ok(pages >= 2, "all came on one page: this shows nothing of the next");
}

async function goesOn(scene: ConnectorScene): Promise<void> {
  const { pageRecords, add } = scene.alerts!;
  add(pageRecords + 1, "apart");
  const first = await drain(sourceIn(scene));
  const made = add(3, "apart")!;
  has((await drain(sourceIn(scene), first.cursor)).ids, made, "alerts since the cursor were lost");
  const again = await drain(sourceIn(scene), first.cursor);
  has(again.ids, made, "the same cursor gives less the second time");
  assert.ok(again.ids.size < first.ids.size + made.length, "a cursor that leads back to the beginning");
}

async function afterAnyPage(scene: ConnectorScene): Promise<void> {
  const { pageRecords, add } = scene.alerts!;
  const made = add(pageRecords * 2 + 1, "apart")!;
  const seen = new Set<string>();
  let cursor: string | undefined;
  for (let pages = 0; pages < pagesMax; pages++) {
    const page = await pageAfter(sourceIn(scene), cursor);
    for (const { id } of page.records) seen.add(id);
    cursor = page.cursor;
    if (!page.more) return has(seen, made, "a restart between two pages loses alerts");
  }
  assert.fail("no end");
}

async function comesLate(scene: ConnectorScene, tell: (line: string) => void): Promise<void> {
  const { add } = scene.alerts!;
  add(2, "apart");
  const { cursor } = await drain(sourceIn(scene));
  const late = add(1, "late");
  if (!late) return tell("left out, as nothing comes late at this product");
  has((await drain(sourceIn(scene), cursor)).ids, late, "what came late was lost");
}

async function clockOff(scene: ConnectorScene, tell: (line: string) => void): Promise<void> {
  const { add, clockOff: setOff } = scene.alerts!;
  if (!setOff) return tell("left out, as its scene cannot set the product's clock");
  for (const offMs of [hourMs, -hourMs]) {
    const { cursor } = await drain(sourceIn(scene));
    setOff(offMs);
    const made = add(2, "apart")!;
    has((await drain(sourceIn(scene), cursor)).ids, made, `a clock that is off by ${offMs} ms loses alerts`);
  }
}

async function stuck(scene: ConnectorScene, tell: (line: string) => void): Promise<void> {
  const { add, pageRecords, stuck: hold } = scene.alerts!;
  if (!hold) return tell("left out, as its scene cannot make pages lead to themselves");
  add(pageRecords * 2 + 1, "apart");
  hold();
  // It ends: in a named error, or by saying that there is no more for now.
  await drain(sourceIn(scene)).catch((cause: unknown) => failureOf(() => Promise.reject(cause)));
}

async function strangeCursor(scene: ConnectorScene): Promise<void> {
  const made = scene.alerts!.add(1, "apart")!;
  for (const cursor of ["", "{", "null", "[]", `{"after":"' or 1=1"}`, "../../x?y=1", "x".repeat(cursorLengthMax), "\u0000", "-1"]) {
    const page = await sourceIn(scene)
      .page({ cursor, sinceMs: 0, signal: still() })
      .catch((cause: unknown) => failureOf(() => Promise.reject(cause)));
    if (!(page instanceof Error))
      has(new Set(page.records.map(({ id }) => id)), made, `the cursor ${JSON.stringify(cursor.slice(0, 20))} hides alerts`);
  }
}
