import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type ContainmentVerb, undoOf } from "../core/containment/action.ts";
import type { Handle } from "../core/containment/handle.ts";
import { SocError } from "../core/soc-error.ts";
import { callMsMax, type EffectOrder, type Effector, type Observed } from "../ports/effector.ts";
import { nothingStops, testGuard } from "./guards.ts";

/** One product with one target that nobody has contained yet. A part that is absent is left out of the suite, and the suite says so. */
export type EffectorScene = {
  readonly effector: Effector;
  readonly verb: ContainmentVerb;
  /** Exactly one at the product, and not contained. */
  readonly target: Handle;
  /** Nothing at the product. */
  readonly unknown: Handle;
  /** More than one thing at the product. */
  readonly ambiguous?: Handle;
  /** A second target, which must never feel what is done to the first. */
  readonly bystander?: Handle;
  readonly parameters?: EffectOrder["parameters"];
  readonly releaseAfterMs?: number | null;
  /** What the product itself holds on the target, seen past the effector (another client, its own command): compared before and after. */
  readonly viewOf: (target: Handle) => Promise<unknown>;
  /** Contains the target as another administrator would, past the effector. */
  readonly containByAnother?: () => Promise<void>;
  /** From now on the product says no to every change (missing right, wrong scope), and would change nothing. */
  readonly refuse?: () => Promise<void>;
  /** The next change is done at the product, but the answer to it is lost. */
  readonly loseAnswer?: () => Promise<void>;
  /** From now on nobody answers: the product hangs or is gone. The call must end by itself. */
  readonly fallSilent?: () => Promise<void>;
  /** From now on every question to the product is answered this late; a change is taken at once. */
  readonly slowReads?: (delayMs: number) => Promise<void>;
  /** The most that one call may then take, milliseconds; `callMsMax` by default. Open the effector with a short limit of its own to keep tests short. */
  readonly silenceMsMax?: number;
  /** Lets time pass until the product shows what it has accepted; by default a pause of 50 ms. */
  readonly pass?: () => Promise<void>;
  readonly close: () => Promise<void>;
};

const observationsMax = 100;

/**
 * The promises of every effector. `open` gives a scene of its own for each test, or the name of what is missing: that is printed, and fails where CI
 * is set. Read it as given, when, then.
 */
export function testEffector(name: string, open: () => Promise<EffectorScene | { readonly missing: string }>): void {
  const withScene = (title: string, body: (scene: EffectorScene) => Promise<void>, needs?: keyof EffectorScene) =>
    test(title, async (t) => {
      const scene = await open();
      if ("missing" in scene) return leftOut(scene.missing, (line) => t.diagnostic(line));
      try {
        if (needs !== undefined && scene[needs] === undefined) t.diagnostic(`${name}: left out, as its scene has no "${needs}": ${title}`);
        else await body(scene);
      } finally {
        await scene.close();
      }
    });
  describe(`effector: ${name}`, () => {
    withScene("says who it is and that it works, and changes nothing by it", saysWhoItIs);
    withScene("a target that is there once is located, always as the same", locatesOne);
    withScene("a target that is not there is refused", locatesNone);
    withScene("a target that is there more than once is refused, not chosen", locatesSeveral, "ambiguous");
    withScene("what is done is read back, and what is undone is as it was", roundTrip);
    withScene("done twice under one id is done once, and undone twice is undone once", twiceIsOnce);
    withScene("what somebody else had contained before us stays contained when we undo", keepsWhatWas, "containByAnother");
    withScene("only the target feels it", sparesBystander, "bystander");
    withScene("a clear no is told apart, and nothing has happened", refusesClearly, "refuse");
    withScene("a lost answer is an unknown outcome, never a clear no; reading back tells", losesAnswer, "loseAnswer");
    withScene("after a stop nothing leaves, whatever was being read before the change", obeysStop, "slowReads");
    withScene("a stop that came before the call lets nothing leave, and undoes nothing either", startsNothing);
    withScene(
      "a product that falls silent ends the call in time; only where nothing was sent yet is it a clear no, to be tried again",
      endsInTime,
      "fallSilent",
    );
  });
}

function leftOut(missing: string, tell: (line: string) => void): void {
  assert.equal(process.env.CI, undefined, `missing where it must not be: ${missing}`);
  tell(`not run: ${missing}`);
}

async function orderFor(scene: EffectorScene, target = scene.target, effectId = "c-1.1"): Promise<EffectOrder> {
  const located = await scene.effector.locate(target, scene.verb);
  const { verb, parameters = {}, releaseAfterMs = null } = scene;
  return { effectId, verb, target, located, parameters, releaseAfterMs };
}

async function settled(scene: EffectorScene, order: EffectOrder): Promise<Observed> {
  for (let observations = 0; observations < observationsMax; observations++) {
    const observed = await scene.effector.observe(order);
    if (observed.inForce !== "pending") return observed;
    await (scene.pass ?? shortPause)();
  }
  throw new Error(`still pending after ${observationsMax} observations`);
}

const shortPause = () => new Promise<void>((settle) => setTimeout(settle, 50));

/** Waits until the product shows it: products that are consistent only later say "no" for a while after they said yes. */
async function becomes(scene: EffectorScene, order: EffectOrder, wanted: "yes" | "no"): Promise<Observed> {
  let seen: Observed | undefined;
  for (let observations = 0; observations < observationsMax; observations++) {
    seen = await settled(scene, order);
    if (seen.inForce === wanted) return seen;
    await (scene.pass ?? shortPause)();
  }
  throw new Error(`expected "${wanted}", still "${seen?.inForce}": ${seen?.says}`);
}

async function saysWhoItIs(scene: EffectorScene): Promise<void> {
  const { effector, verb, target, viewOf } = scene;
  const before = await viewOf(target);
  assert.match(effector.name, /^[a-z0-9][a-z0-9-]{0,62}$/);
  assert.ok(effector.product.length > 0);
  assert.ok(effector.verbs.includes(verb));
  assert.ok((await effector.check()).says.length > 0);
  assert.deepEqual(await viewOf(target), before);
}

async function locatesOne({ effector, target, verb, viewOf }: EffectorScene): Promise<void> {
  const before = await viewOf(target);
  const located = await effector.locate(target, verb);
  assert.ok(located.length > 0);
  assert.equal(await effector.locate(target, verb), located);
  assert.deepEqual(await viewOf(target), before);
}

async function locatesNone({ effector, unknown, verb }: EffectorScene): Promise<void> {
  await assert.rejects(effector.locate(unknown, verb), { code: "effector/no-target" });
}

async function locatesSeveral({ effector, ambiguous, verb }: EffectorScene): Promise<void> {
  await assert.rejects(effector.locate(ambiguous!, verb), { code: "effector/several-targets" });
}

async function roundTrip(scene: EffectorScene): Promise<void> {
  const { effector, target, viewOf, verb } = scene;
  const order = await orderFor(scene);
  const view = await viewOf(target);
  const before = await settled(scene, order);
  assert.equal(before.inForce, "no");
  isSmallAndSafe(before);
  assert.deepEqual(await viewOf(target), view, "observing changed the product");
  assert.ok((await effector.perform(order, nothingStops)).says.length > 0);
  isSmallAndSafe(await becomes(scene, order, "yes"));
  assert.notDeepEqual(await viewOf(target), view, "the product itself shows no difference");
  if (undoOf[verb] === undefined)
    return assert.rejects(effector.undo({ ...order, before: before.state }, nothingStops), { code: "effector/irreversible" });
  assert.ok((await effector.undo({ ...order, before: before.state }, nothingStops)).says.length > 0);
  const after = await becomes(scene, order, "no");
  assert.deepEqual(after.state, before.state);
  assert.deepEqual(await viewOf(target), view);
}

/** Product state goes into the record: JSON-safe, the same after a round trip, at most 16 KiB. */
function isSmallAndSafe({ state }: Observed): void {
  const text = JSON.stringify(state);
  assert.deepEqual(JSON.parse(text), state);
  assert.ok(Buffer.byteLength(text) <= 16_384);
}

async function twiceIsOnce(scene: EffectorScene): Promise<void> {
  const { effector, target, viewOf, verb } = scene;
  const order = await orderFor(scene);
  const view = await viewOf(target);
  const before = await settled(scene, order);
  await effector.perform(order, nothingStops);
  await becomes(scene, order, "yes");
  const once = await viewOf(target);
  await effector.perform(order, nothingStops);
  await becomes(scene, order, "yes");
  assert.deepEqual(await viewOf(target), once, "a second perform changed something more");
  if (undoOf[verb] === undefined) return;
  await effector.undo({ ...order, before: before.state }, nothingStops);
  await becomes(scene, order, "no");
  await effector.undo({ ...order, before: before.state }, nothingStops);
  await becomes(scene, order, "no");
  assert.deepEqual(await viewOf(target), view);
}

async function keepsWhatWas(scene: EffectorScene): Promise<void> {
  const { effector, target, viewOf, verb } = scene;
  await scene.containByAnother!();
  const order = await orderFor(scene);
  const before = await becomes(scene, order, "yes");
  const view = await viewOf(target);
  await effector.perform(order, nothingStops);
  await becomes(scene, order, "yes");
  if (undoOf[verb] === undefined) return;
  await effector.undo({ ...order, before: before.state }, nothingStops);
  await becomes(scene, order, "yes");
  assert.deepEqual(await viewOf(target), view, "undo took away, or changed, what was not ours");
}

async function sparesBystander(scene: EffectorScene): Promise<void> {
  const { effector, bystander, viewOf, verb } = scene;
  const view = await viewOf(bystander!);
  const order = await orderFor(scene);
  const other = await orderFor(scene, bystander);
  assert.notEqual(order.located, other.located);
  const before = await settled(scene, order);
  await effector.perform(order, nothingStops);
  await becomes(scene, order, "yes");
  assert.deepEqual(await viewOf(bystander!), view);
  assert.equal((await settled(scene, other)).inForce, "no");
  if (undoOf[verb] !== undefined) await effector.undo({ ...order, before: before.state }, nothingStops);
  assert.deepEqual(await viewOf(bystander!), view);
}

async function refusesClearly(scene: EffectorScene): Promise<void> {
  const { effector, target, viewOf } = scene;
  const order = await orderFor(scene);
  const view = await viewOf(target);
  await scene.refuse!();
  await assert.rejects(effector.perform(order, nothingStops), { code: "effector/refused" });
  assert.deepEqual(await viewOf(target), view);
}

async function losesAnswer(scene: EffectorScene): Promise<void> {
  const { effector } = scene;
  const order = await orderFor(scene);
  await scene.loseAnswer!();
  await assert.rejects(effector.perform(order, nothingStops), isUnknown);
  await becomes(scene, order, "yes");
}

async function endsInTime(scene: EffectorScene): Promise<void> {
  const { effector, silenceMsMax = callMsMax } = scene;
  const order = await orderFor(scene);
  await scene.fallSilent!();
  const startedMs = performance.now();
  const guard = testGuard();
  await assert.rejects(effector.perform(order, guard), (cause) => isUnknown(cause) || (guard.passed() === 0 && isToRetry(cause)));
  // A busy machine may be late; a call that waits for ever is not.
  assert.ok(performance.now() - startedMs <= silenceMsMax + 2_000, "the call did not end in time");
}

const slowReadMs = 250;
const stopAfterMs = 60;

/** A stop while the effector waits for an answer ends the wait, and the change that would have followed never arrives. Without a stop it does. */
async function obeysStop(scene: EffectorScene): Promise<void> {
  const { effector, target, viewOf } = scene;
  const order = await orderFor(scene);
  const view = await viewOf(target);
  await scene.slowReads!(slowReadMs);
  const guard = testGuard();
  const performing = effector.perform(order, guard);
  const ended = performing.then(
    () => assert.fail("it was done although somebody stopped"),
    (cause: unknown) => ({ cause, atMs: performance.now() }),
  );
  await new Promise((settle) => setTimeout(settle, stopAfterMs));
  const stoppedAtMs = performance.now();
  guard.stop();
  const { cause, atMs } = await ended;
  assert.equal((cause as SocError).code, "effector/stopped");
  assert.equal(guard.passed(), 0);
  assert.ok(atMs - stoppedAtMs < slowReadMs, "the wait did not end with the stop");
  await new Promise((settle) => setTimeout(settle, 3 * slowReadMs));
  assert.deepEqual(await viewOf(target), view, "a change arrived after the stop");
  await scene.slowReads!(0);
  await effector.perform(order, nothingStops);
  await becomes(scene, order, "yes");
}

async function startsNothing(scene: EffectorScene): Promise<void> {
  const { effector, target, viewOf, verb } = scene;
  const order = await orderFor(scene);
  const before = await settled(scene, order);
  const view = await viewOf(target);
  await assert.rejects(effector.perform(order, testGuard({ passes: 0 })), { code: "effector/stopped" });
  assert.deepEqual(await viewOf(target), view);
  if (undoOf[verb] === undefined) return;
  await effector.perform(order, nothingStops);
  await becomes(scene, order, "yes");
  const contained = await viewOf(target);
  await assert.rejects(effector.undo({ ...order, before: before.state }, testGuard({ passes: 0 })), { code: "effector/stopped" });
  assert.deepEqual(await viewOf(target), contained);
}

const isToRetry = (cause: unknown) => cause instanceof SocError && cause.retry !== "never";
const isUnknown = (cause: unknown) => !(cause instanceof SocError && cause.code === "effector/refused");
