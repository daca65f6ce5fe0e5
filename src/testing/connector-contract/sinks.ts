import assert from "node:assert/strict";
import { SocError } from "../../core/soc-error.ts";
import type { Connector, Sink, Written } from "../../ports/connector.ts";
import { type Fault, faults } from "../doubles/double.ts";
import { hurriedClock } from "../hurried-clock.ts";
import {
  type ConnectorScene,
  failureOf,
  hidesCanaries,
  hostileTexts,
  hurryTimes,
  inScene,
  type OpenScene,
  openIn,
  type SinkScene,
  still,
  writesIn,
} from "./scene.ts";

const keyShape = /^[A-Za-z0-9.:_-]{1,100}$/;
/** Faults after which everything was done, and nobody can know. */
const lostFaults: readonly Fault[] = ["lose", "half-body", "portal"];
const writingFaults: readonly Fault[] = [...faults, "unauthorized", "not-found", "internal-error", "elsewhere"];
/** Faults of which everybody knows that nothing was done. */
const clearFaults: readonly Fault[] = ["forbidden", "unauthorized", "rate-limit"];

/** One sink of a scene, whatever it writes. */
export type SinkOf = {
  readonly title: string;
  /** The sink of a connector, and what to write: made ready first where it needs a ticket, say. `undefined` where the scene has none. */
  readonly ready: (scene: ConnectorScene, connector: Connector) => Promise<Ready | undefined>;
};
/** A sink with what it writes; the type of it is the sink's own business. */
export type Ready = {
  readonly write: (which: "what" | "another", signal?: AbortSignal) => Promise<Written>;
  readonly find: (which: "what" | "another", signal?: AbortSignal) => Promise<Written | undefined>;
  readonly key: string;
  readonly view: () => readonly unknown[];
  readonly text?: (text: string) => Promise<string | undefined>;
};

export function readyOf<What>(sink: Sink<What>, scene: SinkScene<What>): Ready {
  const { text } = scene;
  return {
    write: (which, signal = still()) => sink.write(scene[which], signal),
    find: (which, signal = still()) => sink.find(scene[which], signal),
    key: scene.what.key,
    view: scene.view,
    ...(text && {
      text: async (holding: string) => {
        await sink.write(text.holding(holding), still());
        return text.shown();
      },
    }),
  };
}

/** What every sink promises: once, findable, and a clear no only where nothing happened. */
export function sinkHolds(open: OpenScene, { title, ready }: SinkOf): void {
  const about = (what: string, body: (scene: ConnectorScene, sink: Again) => Promise<void>) =>
    inScene(`${title}: ${what}`, open, async (scene, tell) => {
      const again: Again = async (times = 1) => ready(scene, openIn(scene, hurriedClock(times)).connector);
      if ((await ready(scene, openIn(scene).connector)) === undefined) tell("left out, as nothing of this kind is served");
      else await body(scene, again);
    });
  about("what was written is there once, and is found by its key after a restart", writtenOnce);
  for (const [fault, lost] of [...lostFaults.map((each) => [each, 0] as const), ["lose", 1], ["lose", 2]] as const)
    about(
      `an answer that was lost (${fault}, request ${lost + 1}) is an unknown outcome; nothing is sent again; finding decides`,
      (scene, again) => lostAnswer(scene, again, fault, lost),
    );
  for (const fault of writingFaults)
    about(`through "${fault}" a clear no is said only where nothing happened`, (scene, again) => clearNo(scene, again, fault));
  about("where nobody can tell, finding does not say that it is not there", findsOrThrows);
  about("text stays text", staysText);
}

type Again = (times?: number) => Promise<Ready | undefined>;

async function writtenOnce(scene: ConnectorScene, again: Again): Promise<void> {
  const sink = (await again())!;
  assert.match(sink.key, keyShape);
  const before = sink.view().length;
  assert.equal(await sink.find("what"), undefined, "it is found before it was written");
  const written = await sink.write("what");
  assert.ok(written.id.length > 0 && written.id.length <= 200);
  if (written.url !== undefined) assert.match(written.url, /^https?:\/\/[^\s]+$/);
  assert.equal(sink.view().length, before + 1);
  assert.equal(await sink.find("another"), undefined, "one is taken for another");
  const other = await sink.write("another");
  assert.equal((await (await again())!.find("what"))?.id, written.id);
  assert.equal((await (await again())!.find("another"))?.id, other.id);
  assert.equal(sink.view().length, before + 2);
  for (const double of scene.doubles)
    for (const { path, query, text } of double.seen.filter(writesIn(scene)))
      hidesCanaries(path + query + (/token/.test(path) ? "" : text), "what was written");
}

/** Loses the answer to one of the requests that change something: what was done is done, and nobody heard of it. */
async function lostAnswer(scene: ConnectorScene, again: Again, fault: Fault, lost: number): Promise<void> {
  const isWrite = writesIn(scene);
  const sink = (await again(hurryTimes))!;
  const before = sink.view().length;
  const sent = () => scene.doubles.flatMap(({ seen }) => seen).filter(isWrite).length;
  const sentBefore = sent();
  let turn = 0;
  for (const double of scene.doubles) double.fault = (seen) => (isWrite(seen) && turn++ === lost ? fault : undefined);
  const outcome = await sink.write("what").catch((cause: unknown) => failureOf(() => Promise.reject(cause)));
  for (const double of scene.doubles) double.fault = undefined;
  if (turn > lost) {
    assert.ok(outcome instanceof SocError, "an answer that was lost passes for one");
    assert.notEqual(outcome.code, "sink/refused", "what may have happened is called a clear no");
    assert.equal(sent() - sentBefore, lost + 1, "a change was sent again after its answer was lost");
  }
  await settle((await again())!, "what");
  assert.equal(sink.view().length, before + 1, "it is not there, or there twice");
}

/** As the engine does it: look first, write only when it is surely not there. */
async function settle(sink: Ready, which: "what" | "another"): Promise<void> {
  const found = await sink.find(which);
  if (!found) await sink.write(which);
  assert.ok(await sink.find(which));
}

async function clearNo(scene: ConnectorScene, again: Again, fault: Fault): Promise<void> {
  const isWrite = writesIn(scene);
  const sink = (await again(hurryTimes))!;
  const before = JSON.stringify(sink.view());
  for (const double of scene.doubles) double.fault = (seen) => (isWrite(seen) ? fault : undefined);
  const outcome = await sink.write("what").catch((cause: unknown) => failureOf(() => Promise.reject(cause)));
  for (const double of scene.doubles) double.fault = undefined;
  const isChanged = JSON.stringify(sink.view()) !== before;
  const refused = outcome instanceof SocError && outcome.code === "sink/refused";
  if (refused) assert.ok(!isChanged, "it said that nothing happened, and something did");
  if (!(outcome instanceof Error)) assert.ok(isChanged, "it said that it was written, and nothing was");
  if (clearFaults.includes(fault)) assert.ok(refused, `it is a clear no, and was called ${(outcome as SocError).code}`);
  if (fault === "rate-limit") assert.notEqual((outcome as SocError).retry, "never");
}

async function findsOrThrows(scene: ConnectorScene, again: Again): Promise<void> {
  await (await again())!.write("what");
  for (const fault of [
    "portal",
    "half-body",
    "server-error",
    "internal-error",
    "redirect",
    "forbidden",
    "unauthorized",
    "rate-limit",
    "wrong-charset",
  ] as const) {
    const sink = (await again(hurryTimes))!;
    for (const double of scene.doubles) double.fault = () => fault;
    await failureOf(() => sink.find("what"));
    for (const double of scene.doubles) double.fault = undefined;
  }
}

async function staysText(_scene: ConnectorScene, again: Again): Promise<void> {
  const sink = (await again())!;
  if (!sink.text) return;
  for (const text of hostileTexts) assert.equal(await sink.text(text), text);
}
