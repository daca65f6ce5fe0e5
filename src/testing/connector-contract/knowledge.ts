import assert from "node:assert/strict";
import type { IndicatorItem } from "../../ports/connector.ts";
import type { Seen } from "../doubles/double.ts";
import { type ConnectorScene, failureOf, hostileTexts, inScene, type OpenScene, openIn, still } from "./scene.ts";

const factsBytesMax = 65_536;

/** What every search, reputation and inventory promises: the truth, whole or with a note, and text that stays text. */
export function knowledgeHolds(open: OpenScene): void {
  inScene("search: rows come as the query asks, whole", open, searches);
  inScene("search: a text stands in what is sent as the same text, whatever it holds", open, literals);
  inScene("reputation: the answer is the service's", open, reputes);
  inScene("reputation: a text is one value of the question, whatever it holds", open, reputationText);
  inScene("inventory: everything is read, over as many pages as it takes", open, inventoried);
  inScene("indicators: everything is read once, and then what is new", open, fed);
  inScene("indicators: pages that lead to themselves end in a known error, never in a part", open, feedStuck);
  inScene("inventory: pages that lead to themselves end in a known error, never in a part", open, inventoryStuck);
}

async function searches(scene: ConnectorScene, tell: (line: string) => void): Promise<void> {
  if (!scene.search) return tell("left out, as nothing of this kind is served");
  const { query, rows } = scene.search;
  const { search } = openIn(scene).connector;
  assert.ok(search && rows > 1);
  const answer = await search.search({ ...query, limit: 1_000 }, still());
  assert.equal(answer.rows.length, rows);
  assert.equal(answer.note, undefined);
  assert.ok(answer.total >= rows);
  for (const { timeMs } of answer.rows)
    assert.ok(timeMs >= query.time.fromMs && timeMs < query.time.toMs, "a row outside the time that was asked for");
  const first = await search.search({ ...query, limit: 1 }, still());
  assert.equal(first.rows.length, 1);
  assert.ok(first.total > 1 || first.note !== undefined, "one row of several passes for all");
  assert.ok(search.shown(query).length > 0);
}

async function literals(scene: ConnectorScene, tell: (line: string) => void): Promise<void> {
  const literal = scene.search?.literal;
  if (!literal) return tell("left out, as its scene cannot read a text back out of what was sent");
  const { search } = openIn(scene).connector;
  for (const text of hostileTexts) {
    const before = scene.doubles.map(({ seen }) => seen.length);
    await search!.search(literal.asks(text), still()).catch((cause: unknown) => failureOf(() => Promise.reject(cause)));
    const sent: readonly (string | undefined)[] = scene.doubles.flatMap(({ seen }, index) => seen.slice(before[index])).map(literal.sent);
    const found = sent.filter((each) => each !== undefined);
    // What the product could not take may be refused; what was sent is the same text.
    for (const each of found) assert.equal(each.toLowerCase(), text.toLowerCase());
  }
}

async function reputes(scene: ConnectorScene, tell: (line: string) => void): Promise<void> {
  if (!scene.reputation) return tell("left out, as nothing of this kind is served");
  const { cases } = scene.reputation;
  const { reputation } = openIn(scene).connector;
  for (const needed of ["known-bad", "unknown"])
    assert.ok(
      cases.some(({ answer }) => answer === needed),
      `the scene has no ${needed}`,
    );
  for (const { observable, answer } of cases) {
    assert.ok(reputation!.types.includes(observable.type));
    const said = await reputation!.lookUp(observable, still());
    assert.equal(said.answer, answer, `${observable.type} ${observable.value}`);
    assert.ok(said.says.length > 0 && said.says.length <= 500 && !/[\n\r]/.test(said.says));
    assert.ok(Buffer.byteLength(JSON.stringify(said.facts)) <= factsBytesMax);
  }
}

/** A request without its values: what a text in the place of a value must not change. */
const shapeOf = ({ method, path, query }: Seen) => `${method} ${path.split("/").length} ${[...query.keys()].toSorted().join(",")}`;

async function reputationText(scene: ConnectorScene, tell: (line: string) => void): Promise<void> {
  if (!scene.reputation) return tell("left out, as nothing of this kind is served");
  const { reputation } = openIn(scene).connector;
  for (const { observable } of scene.reputation.cases) await reputation!.lookUp(observable, still());
  const shapes = new Set(scene.doubles.flatMap(({ seen }) => seen).map(shapeOf));
  for (const text of [...hostileTexts, "a\r\nx-header: 1", "\u0000", "x".repeat(10_000)]) {
    for (const type of reputation!.types) {
      const answer = await reputation!
        .lookUp({ type, value: text }, still())
        .catch((cause: unknown) => failureOf(() => Promise.reject(cause)));
      if (!(answer instanceof Error)) assert.equal(answer.answer, "unknown", `a text that is no ${type} is ${answer.answer}`);
    }
  }
  for (const seen of scene.doubles.flatMap((double) => double.seen))
    assert.ok(shapes.has(shapeOf(seen)), `a text became part of a request: ${shapeOf(seen)}`);
}

async function inventoried(scene: ConnectorScene, tell: (line: string) => void): Promise<void> {
  if (!scene.inventory) return tell("left out, as nothing of this kind is served");
  const { inventory } = openIn(scene).connector;
  assert.ok(inventory!.everyMs >= 60_000);
  const { assets, identities } = await inventory!.read(still());
  assert.deepEqual(assets.map(({ name }) => name).toSorted(), scene.inventory.assets.toSorted());
  assert.deepEqual(identities.map(({ name }) => name).toSorted(), scene.inventory.identities.toSorted());
}

async function inventoryStuck(scene: ConnectorScene, tell: (line: string) => void): Promise<void> {
  const stuck = scene.inventory?.stuck;
  if (!stuck) return tell("left out, as its scene cannot make pages lead to themselves");
  stuck();
  await failureOf(() => openIn(scene).connector.inventory!.read(still()));
}

const readingsMax = 100;

/** Reads a feed until it says that there is no more, as the engine does. */
async function readOn(scene: ConnectorScene, held: Map<string, IndicatorItem>, from: string | undefined) {
  let cursor = from;
  const given: string[] = [];
  for (let reading = 0; reading < readingsMax; reading++) {
    const said = await openIn(scene).connector.indicators!.read({ cursor, ids: new Set(held.keys()) }, still());
    for (const id of said.gone) held.delete(id);
    for (const item of said.items) {
      held.set(item.id, item);
      for (const { value } of item.indicators) given.push(value);
    }
    cursor = said.cursor;
    if (!said.more) return { cursor, given };
  }
  return assert.fail("the feed never ends");
}

const valuesOf = (held: ReadonlyMap<string, IndicatorItem>) =>
  [...held.values()].flatMap(({ indicators }) => indicators.map(({ value }) => value)).toSorted();

async function fed(scene: ConnectorScene, tell: (line: string) => void): Promise<void> {
  if (!scene.indicators) return tell("left out, as nothing of this kind is served");
  assert.ok(openIn(scene).connector.indicators!.everyMs >= 60_000);
  const { values, add } = scene.indicators;
  const held = new Map<string, IndicatorItem>();
  const first = await readOn(scene, held, undefined);
  assert.deepEqual(valuesOf(held), values.toSorted());
  assert.equal(first.given.length, values.length, "something was given twice");
  add("added.example.test");
  const second = await readOn(scene, held, first.cursor);
  assert.deepEqual(valuesOf(held), [...values, "added.example.test"].toSorted());
  assert.ok(second.given.length < first.given.length, "everything was read again");
}

async function feedStuck(scene: ConnectorScene, tell: (line: string) => void): Promise<void> {
  const stuck = scene.indicators?.stuck;
  if (!stuck) return tell("left out, as its scene cannot make pages lead to themselves");
  stuck();
  await failureOf(() => openIn(scene).connector.indicators!.read({ cursor: undefined, ids: new Set() }, still()));
}
