import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { undoOf } from "../core/containment/action.ts";
import { SocError } from "../core/soc-error.ts";
import type { EffectOrder } from "../ports/effector.ts";
import { type Double, type Fault, faults, type Seen } from "./doubles/double.ts";
import type { EffectorScene } from "./effector-contract.ts";
import { nothingStops, testGuard } from "./guards.ts";

const looksMax = 20;

/** A scene over a vendor's double, with the secrets that must never be seen outside of headers and bodies. */
export type VendorScene = EffectorScene & {
  readonly doubles: readonly Double[];
  /** Every secret, and every token that the double may have given out, as it would show in a text. */
  readonly canaries: RegExp;
  /** The product's own word of success is an empty object, so that one tells nothing: reading back does. */
  readonly successIsEmpty?: boolean;
};

/**
 * What every vendor effector promises beside the contract of all effectors: whatever a product answers, each call ends in a known error or the truth;
 * a clear no is never said of something that happened; what leaves names the effect and shows no secret.
 */
export function testVendor(name: string, open: () => Promise<VendorScene>): void {
  const withScene = (title: string, body: (scene: VendorScene) => Promise<void>) =>
    test(title, async () => {
      const scene = await open();
      try {
        await body(scene);
      } finally {
        await scene.close();
      }
    });
  describe(`vendor: ${name}`, () => {
    for (const fault of faults) {
      if (fault !== "silent") withScene(`answers of the kind "${fault}" never pass for the truth`, (scene) => readsThrough(scene, fault));
      withScene(`a change answered by "${fault}" is refused only if nothing happened`, (scene) => changesThrough(scene, fault));
    }
    withScene("every request that changes something names the effect, and nothing changes twice", namesTheEffect);
    withScene("what was so before us is neither done nor undone", leavesAlone);
    withScene("a stop while a question waits for its answer keeps the change back, at whichever question it comes", keepsBack);
    withScene("no secret is part of an address", hidesSecrets);
    withScene("an id of another shape is never sent", sendsOnlyIds);
  });
}

const isRead = ({ method, path }: { method: string; path: string }) => method === "GET" && !/token|authenticate/.test(path);

async function readsThrough(scene: VendorScene, fault: Fault): Promise<void> {
  const order = await orderFor(scene);
  // A firewall knows every address, so nobody asks it.
  const isAsked = scene.doubles.some(({ seen }) => seen.length > 0);
  for (const double of scene.doubles) double.fault = () => fault;
  // An answer is read several times: the last of them finds the product resting, which is a named error like the others.
  if (isAsked) await fails(scene, scene.effector.locate(scene.target, scene.verb));
  await fails(scene, scene.effector.observe(order));
  await fails(scene, scene.effector.check());
}

async function changesThrough(scene: VendorScene, fault: Fault): Promise<void> {
  const order = await orderFor(scene);
  const view = JSON.stringify(await scene.viewOf(scene.target));
  for (const double of scene.doubles) double.fault = (seen) => (isRead(seen) || isAsking(seen.path, seen.text) ? undefined : fault);
  if (fault === "empty" && scene.successIsEmpty) {
    await scene.effector.perform(order, nothingStops);
    for (const double of scene.doubles) double.fault = undefined;
    assert.equal((await scene.effector.observe(order)).inForce, "no");
    return;
  }
  const error = await fails(scene, scene.effector.perform(order, nothingStops));
  const after = JSON.stringify(await scene.viewOf(scene.target));
  if (error.code === "effector/refused") assert.equal(after, view, "it said that nothing happened, and something did");
  for (const double of scene.doubles) double.fault = undefined;
}

/** Questions that are put with POST change nothing. */
const isAsking = (path: string, text: string) => /entities\/devices\/v2$/.test(path) || (/^\/api$/.test(path) && text.includes("type=op"));

async function fails(scene: VendorScene, call: Promise<unknown>): Promise<SocError> {
  const error = await call.then(
    (answer) => assert.fail(`it answered ${JSON.stringify(answer)}`),
    (cause: unknown) => cause,
  );
  assert.ok(error instanceof SocError, `an unnamed error: ${error}`);
  assert.match(error.code, /^(connector|effector)\//);
  const shown = `${error.stack} ${error.problem} ${error.remedy} ${error.detail} ${JSON.stringify(error)} ${String(error.cause)}`;
  assert.doesNotMatch(shown, scene.canaries, "an error shows a secret");
  assert.doesNotMatch(
    `${error.problem} ${error.remedy}`,
    /guest network|Service Unavailable|access denied/,
    "a vendor's words are shown as ours",
  );
  return error;
}

async function orderFor(scene: VendorScene, effectId = "c-7.1"): Promise<EffectOrder> {
  const { effector, verb, target, parameters = {}, releaseAfterMs = null } = scene;
  return { effectId, verb, target, located: await effector.locate(target, verb), parameters, releaseAfterMs };
}

async function namesTheEffect(scene: VendorScene): Promise<void> {
  const order = await orderFor(scene);
  const before = await scene.effector.observe(order);
  const settle = async (wanted: "yes" | "no") => {
    for (let looks = 0; looks < looksMax; looks++) if ((await scene.effector.observe(order)).inForce === wanted) return;
    assert.fail(`it never became "${wanted}"`);
  };
  await scene.effector.perform(order, nothingStops);
  const changes = () => changesOf(scene);
  assert.equal(changes().length, 1);
  await settle("yes");
  await scene.effector.perform(order, nothingStops);
  assert.equal(changes().length, 1);
  if (undoOf[scene.verb] !== undefined) {
    await scene.effector.undo({ ...order, before: before.state }, nothingStops);
    await settle("no");
    await scene.effector.undo({ ...order, before: before.state }, nothingStops);
    assert.equal(changes().length, 2);
  }
  for (const { header, text } of changes())
    assert.ok(`${header("x-request-id")} ${text}`.includes(order.effectId), "a change without its effect's name");
}

const slowMs = 120;
const questionsMax = 8;

/** The stop comes at the first question of the call, at the second, and so on; when there is none left, the change arrives: this can fail. */
async function keepsBack(scene: VendorScene): Promise<void> {
  const order = await orderFor(scene);
  let left = 0;
  for (const double of scene.doubles)
    double.delayMs = (seen) => {
      if (!isQuestion(seen)) return 0;
      if (left-- === 0) guard.stop();
      return slowMs;
    };
  let guard = testGuard();
  for (let question = 0; question < questionsMax; question++) {
    guard = testGuard();
    left = question;
    const asked = await scene.effector.perform(order, guard).then(
      () => undefined,
      (cause: SocError) => cause.code,
    );
    if (asked === undefined) {
      assert.ok(question > 0, "nothing was asked before the change");
      assert.equal(changesOf(scene).length, 1);
      return;
    }
    assert.equal(asked, "effector/stopped");
    await new Promise((settle) => setTimeout(settle, 2 * slowMs));
    assert.deepEqual(changesOf(scene), [], "a change left after the stop");
  }
  assert.fail("it never came to the change");
}

async function leavesAlone(scene: VendorScene): Promise<void> {
  if (!scene.containByAnother) return;
  await scene.containByAnother();
  const order = await orderFor(scene);
  const { inForce, state } = await scene.effector.observe(order);
  assert.equal(inForce, "yes");
  await scene.effector.perform(order, nothingStops);
  await scene.effector.undo({ ...order, before: state }, nothingStops);
  assert.deepEqual(changesOf(scene), []);
}

/** Every request so far that changes something. */
const changesOf = (scene: VendorScene): readonly Seen[] => scene.doubles.flatMap(({ seen }) => seen).filter((seen) => !isQuestion(seen));

const isQuestion = (seen: Seen) => isRead(seen) || isAsking(seen.path, seen.text) || /token|authenticate/.test(seen.path);

async function hidesSecrets(scene: VendorScene): Promise<void> {
  const order = await orderFor(scene);
  await scene.effector.observe(order);
  await scene.effector.perform(order, nothingStops);
  await scene.effector.check();
  for (const { path, query } of scene.doubles.flatMap(({ seen }) => seen)) assert.doesNotMatch(`${path}?${query}`, scene.canaries);
}

async function sendsOnlyIds(scene: VendorScene): Promise<void> {
  const order = await orderFor(scene);
  const sent = () => scene.doubles.reduce((count, { seen }) => count + seen.length, 0);
  const before = sent();
  for (const located of [
    "",
    "..",
    "*",
    "a/../b",
    `${order.located}/x`,
    `${order.located},${order.located}`,
    `${order.located}' or '1'='1`,
    "?x=1",
    "\r\n",
  ]) {
    await assert.rejects(scene.effector.perform({ ...order, located }, nothingStops), { code: "effector/refused" });
    await assert.rejects(scene.effector.observe({ ...order, located }), { code: "effector/refused" });
  }
  assert.equal(sent(), before);
}
