import assert from "node:assert/strict";
import { inspect } from "node:util";
import fc from "fast-check";
import type { Capability, Connector } from "../../ports/connector.ts";
import { type Fault, readingFaults, type Seen, startDouble } from "../doubles/double.ts";
import { hurriedClock } from "../hurried-clock.ts";
import { type ConnectorScene, failureOf, hidesCanaries, hurryTimes, inScene, type OpenScene, openIn, still } from "./scene.ts";

/** A question of a capability. */
type Asked = { readonly of: Capability | "check"; readonly title: string; readonly ask: () => Promise<unknown> };

/** Every question that a scene can put to its connector. A ticket is made first where one is needed. */
async function questionsOf(scene: ConnectorScene, connector: Connector): Promise<readonly Asked[]> {
  const asked: Asked[] = [{ of: "check", title: "check", ask: () => connector.check(still()) }];
  const { alerts, search, reputation, inventory, indicators, tickets, findings, verdicts, notify, publish } = connector;
  if (scene.alerts && alerts?.kind === "polled")
    asked.push({ of: "alerts", title: "alerts", ask: () => alerts.page({ cursor: undefined, sinceMs: 0, signal: still() }) });
  if (scene.search && search) asked.push({ of: "search", title: "search", ask: () => search.search(scene.search!.query, still()) });
  const looked = scene.reputation?.cases.find(({ answer }) => answer === "known-bad");
  if (looked && reputation) asked.push({ of: "reputation", title: "reputation", ask: () => reputation.lookUp(looked.observable, still()) });
  if (scene.inventory && inventory) asked.push({ of: "inventory", title: "inventory", ask: () => inventory.read(still()) });
  if (scene.indicators && indicators)
    asked.push({ of: "indicators", title: "indicators", ask: () => indicators.read({ cursor: undefined, ids: new Set() }, still()) });
  if (scene.tickets && tickets) {
    const { what } = scene.tickets.tickets;
    const { id } = await tickets.tickets.write(what, still());
    asked.push({ of: "tickets", title: "find a ticket", ask: () => tickets.tickets.find(what, still()) });
    asked.push({ of: "tickets", title: "read a ticket", ask: () => tickets.read(id, still()) });
    const comment = { ticket: id, text: "t", key: "key-c" };
    asked.push({ of: "tickets", title: "find a comment", ask: () => tickets.comments.find(comment, still()) });
  }
  const sinks = [
    ["findings", findings && scene.findings && (() => findings.find(scene.findings!.what, still()))],
    ["verdicts", verdicts && scene.verdicts && (() => verdicts.find(scene.verdicts!.what, still()))],
    ["notify", notify && scene.notify && (() => notify.find(scene.notify!.what, still()))],
    ["publish", publish && scene.publish && (() => publish.find(scene.publish!.what, still()))],
  ] as const;
  for (const [of, ask] of sinks) if (ask) asked.push({ of, title: `find in ${of}`, ask });
  return asked;
}

/** What a fault must come to, where it is known better than "a named error of a connector". After several in a row the product rests. */
const codesOf: Partial<Record<Fault, RegExp>> = {
  unauthorized: /^connector\/credentials$/,
  forbidden: /^connector\/(?:credentials|not-allowed)$/,
  "server-error": /^connector\/(?:unavailable|resting)$/,
  "internal-error": /^connector\/(?:unavailable|resting)$/,
  "rate-limit": /^connector\/(?:rate-limited|resting)$/,
  silent: /^connector\/(?:too-late|not-reached|resting)$/,
  drip: /^connector\/(?:too-late|not-reached|resting)$/,
};

/** No call lasts longer than this, in real time of a hurried clock, milliseconds; and no flood goes on for longer than so many bytes. */
const callMsMax = 20_000;
const floodedBytesMax = 24 * 1_048_576;

/** What every connector promises of every question. */
export function questionsHold(open: OpenScene): void {
  inScene("it says that it works, and tells of every request by digests", open, saysThatItWorks);
  inScene("questions leave the product as it was", open, changesNothing);
  for (const fault of readingFaults)
    inScene(`answers of the kind "${fault}" end in a known error`, open, (scene) => failsKnown(scene, fault));
  inScene("a host that is down is a known error", open, hostDown);
  inScene("answers that no vendor would give end in a known error, or in a small and safe answer", open, nonsense);
  inScene("whoever stops waits no longer", open, stopped);
}

async function saysThatItWorks(scene: ConnectorScene): Promise<void> {
  const { connector, calls } = openIn(scene);
  assert.match(connector.name, /^in-scene$/);
  assert.equal(connector.product, scene.kind.product);
  const { says } = await connector.check(still());
  assert.ok(says.length > 0 && says.length <= 500);
  for (const { ask } of await questionsOf(scene, connector)) hidesCanaries(inspect(await ask(), { depth: 8 }), "an answer");
  hidesCanaries(`${says} ${inspect(connector, { depth: 8 })} ${JSON.stringify(connector)}`, "the connector");
  const seen = scene.doubles.flatMap((double) => double.seen);
  for (const { path, query, text } of seen) {
    hidesCanaries(`${path}?${[...query].join(" ")}`, "an address");
    // A secret goes into a header, or into the form in which a token is asked for.
    if (!signsIn(path)) hidesCanaries(text, "the body of a request");
  }
  assert.equal(calls.length, seen.length, "a request was not told of");
  for (const call of calls) {
    hidesCanaries(JSON.stringify(call), "a call that was told");
    assert.match(call.sentDigest, /^sha256:[0-9a-f]{64}$/);
    assert.ok(call.durationMs >= 0 && call.path.startsWith("/") && call.path.length <= 300);
  }
}

const signsIn = (path: string) => /token|oauth|authenticate|log-?in|session/i.test(path);

async function changesNothing(scene: ConnectorScene): Promise<void> {
  if (!scene.view) return;
  const { connector } = openIn(scene);
  const questions = await questionsOf(scene, connector);
  const before = inspect(scene.view(), { depth: 10 });
  for (const { ask, title } of questions) {
    await ask();
    assert.equal(inspect(scene.view(), { depth: 10 }), before, `"${title}" changed the product`);
  }
}

async function failsKnown(scene: ConnectorScene, fault: Fault): Promise<void> {
  const trap = await startDouble(() => ({ status: 200, json: {} }));
  try {
    const count = (await questionsOf(scene, openIn(scene).connector)).length;
    for (let index = 0; index < count; index++) {
      // Opened anew each time: a product that rests would hide what the next question comes to.
      const { connector } = openIn(scene, hurriedClock(hurryTimes));
      for (const double of scene.doubles) Object.assign(double, { fault: undefined, elsewhere: trap.url, flooded: 0 });
      const question = (await questionsOf(scene, connector))[index]!;
      for (const double of scene.doubles) double.fault = () => fault;
      await holdsUp(scene, question, fault);
      assert.deepEqual(trap.seen, [], `"${question.title}" followed a redirect`);
      for (const { flooded } of scene.doubles)
        assert.ok(flooded <= floodedBytesMax, `"${question.title}" took ${flooded} bytes of an answer without end`);
    }
  } finally {
    await trap.close();
  }
}

async function holdsUp(scene: ConnectorScene, { of, title, ask }: Asked, fault: Fault): Promise<void> {
  const startedMs = performance.now();
  const isHonest =
    (fault === "empty" && of !== "check" && scene.emptyIsHonest?.[of] !== undefined) || (fault === "not-found" && of !== "check");
  if (isHonest) {
    const answer = await ask().catch((cause: unknown) => failureOf(() => Promise.reject(cause)));
    saysNothingKnown(of, title, answer);
  } else {
    await failureOf(ask, codesOf[fault]).catch((cause: Error) => {
      throw new Error(`"${title}" through "${fault}": ${cause.message}`, { cause });
    });
  }
  assert.ok(performance.now() - startedMs < callMsMax, `"${title}" did not end in time`);
}

/** "Not found" may be an answer; then it is one that knows nothing. */
function saysNothingKnown(of: string, title: string, answer: unknown): void {
  if (answer instanceof Error || answer === undefined) return;
  if (of === "reputation") assert.equal((answer as { readonly answer: string }).answer, "unknown");
  else if (of === "alerts") assert.deepEqual((answer as { readonly records: unknown[] }).records, []);
  else if (of === "search") assert.deepEqual((answer as { readonly rows: unknown[] }).rows, []);
  else if (of === "indicators") assert.deepEqual((answer as { readonly items: unknown[] }).items, []);
  else assert.fail(`"${title}" took an empty answer for ${inspect(answer).slice(0, 200)}`);
}

async function hostDown(scene: ConnectorScene): Promise<void> {
  const { connector } = openIn(scene, hurriedClock(hurryTimes));
  for (const double of scene.doubles) await double.close();
  await failureOf(() => connector.check(still()), /^connector\/not-reached$/);
}

const nonsenseTimes = 12;
const nonsenseSeed = 20_261_123;

async function nonsense(scene: ConnectorScene): Promise<void> {
  const values = fc.sample(fc.jsonValue({ maxDepth: 3 }), { numRuns: nonsenseTimes, seed: nonsenseSeed });
  const count = (await questionsOf(scene, openIn(scene).connector)).length;
  for (let index = 0; index < count; index++) {
    for (const [time, value] of values.entries()) {
      const { connector } = openIn(scene, hurriedClock(hurryTimes));
      for (const double of scene.doubles) double.twist = undefined;
      const { of, title, ask } = (await questionsOf(scene, connector))[index]!;
      const twist = (_seen: Seen, json: unknown) => (time % 2 === 0 ? value : withPart(json, value, time));
      for (const double of scene.doubles) double.twist = twist;
      const answer = await ask().catch((cause: unknown) => failureOf(() => Promise.reject(cause)));
      if (!(answer instanceof Error)) isSafe(of, title, answer);
    }
  }
}

/** The same JSON with one of its parts replaced. */
function withPart(json: unknown, part: unknown, turn: number): unknown {
  if (typeof json !== "object" || json === null) return part;
  const keys = Object.keys(json);
  const key = keys[turn % Math.max(1, keys.length)];
  if (key === undefined) return part;
  const copy: Record<string, unknown> | unknown[] = Array.isArray(json) ? [...json] : { ...json };
  (copy as Record<string, unknown>)[key] = withPart((json as Record<string, unknown>)[key], part, turn + 1);
  return copy;
}

const answerBytesMax = 8 * 1_048_576;
function isSafe(of: string, title: string, answer: unknown): void {
  const text = JSON.stringify(answer) ?? "undefined";
  assert.ok(Buffer.byteLength(text) <= answerBytesMax, `"${title}" grew`);
  hidesCanaries(text, "an answer");
  if (of === "reputation") assert.match((answer as { readonly answer: string }).answer, /^(?:known-bad|suspicious|known-good|unknown)$/);
}

async function stopped(scene: ConnectorScene): Promise<void> {
  const { connector } = openIn(scene);
  for (const double of scene.doubles) double.fault = () => "silent";
  const stop = new AbortController();
  setTimeout(() => stop.abort(new Error("stopped by the test")), 50);
  const startedMs = performance.now();
  await assert.rejects(connector.check(stop.signal));
  assert.ok(performance.now() - startedMs < 3_000, "the wait did not end with the stop");
}
