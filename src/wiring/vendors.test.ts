import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { EffectorKind } from "../connectors/kit/define.ts";
import type { ContainmentVerb } from "../core/containment/action.ts";
import { containedNow } from "../core/containment/decide.ts";
import { EffectorOrder } from "../core/containment/orders.ts";
import type { Clock } from "../ports/clock.ts";
import type { Effector } from "../ports/effector.ts";
import { openScene } from "../testing/containment-scene.ts";
import { deskParts, people, testStopFile, type WorldChoice } from "../testing/containment-world.ts";
import { startCrowdstrike } from "../testing/doubles/crowdstrike.ts";
import { startDefender } from "../testing/doubles/defender.ts";
import type { Double, Seen } from "../testing/doubles/double.ts";
import { startEntra } from "../testing/doubles/entra.ts";
import { startFortinet } from "../testing/doubles/fortinet.ts";
import { startOkta } from "../testing/doubles/okta.ts";
import { startPaloAlto } from "../testing/doubles/palo-alto.ts";
import { startSentinelone } from "../testing/doubles/sentinelone.ts";
import { startWazuh } from "../testing/doubles/wazuh.ts";
import { nothingStops } from "../testing/guards.ts";
import { memoryJournalStore } from "../testing/memory-stores.ts";
import { effectorKinds } from "./effectors.ts";

const realClock: Clock = {
  nowMs: () => Date.now(),
  sleep: (delayMs: number, signal?: AbortSignal) => sleep(delayMs, undefined, { signal }),
};
const guid = "11111111-2222-4333-8444-555555555555";
const address = "198.51.100.7";

/** A vendor with one target; `view` is what the product holds on it, `isChange` tells the request that changes something. */
type Vendor = {
  readonly double: Double;
  readonly verb: ContainmentVerb;
  readonly secret: string;
  readonly settings?: object;
  readonly view: () => unknown;
  readonly isChange: (seen: Seen) => boolean;
};

const vendors: Readonly<Record<string, () => Promise<Vendor>>> = {
  async crowdstrike() {
    const falcon = await startCrowdstrike();
    falcon.add("a".repeat(32), "WS-1", "example.test");
    const settings = { "client-id": "client7" };
    return {
      double: falcon.double,
      verb: "isolate-host",
      secret: "canary-secret",
      settings,
      view: () => falcon.statusOf("a".repeat(32)),
      isChange: ({ path }) => path.includes("devices-actions"),
    };
  },
  async defender() {
    const defender = await startDefender();
    defender.add("a1".repeat(20), "ws-1.example.test");
    const settings = { tenant: guid, "client-id": guid, "login-url": defender.double.url };
    return {
      double: defender.double,
      verb: "isolate-host",
      secret: "canary-secret",
      settings,
      view: () => defender.standOf("a1".repeat(20)),
      isChange: ({ path }) => path.endsWith("isolate"),
    };
  },
  async sentinelone() {
    const one = await startSentinelone();
    one.add("1001", "ws-1");
    return {
      double: one.double,
      verb: "isolate-host",
      secret: "canary-token",
      view: () => one.statusOf("1001"),
      isChange: ({ method }) => method === "POST",
    };
  },
  async wazuh() {
    const wazuh = await startWazuh();
    wazuh.add("001", "ws-1");
    const settings = { user: "keeper", "isolate-host": { do: "!isolate", undo: "!release" } };
    return {
      double: wazuh.double,
      verb: "isolate-host",
      secret: "canary-password",
      settings,
      view: () => wazuh.marksOn("001"),
      isChange: ({ method }) => method === "PUT",
    };
  },
  async okta() {
    const okta = await startOkta();
    okta.add("00uExampleUserMara01", "user-1@example.test");
    const settings = { domain: "example.test" };
    return {
      double: okta.double,
      verb: "disable-account",
      secret: "canary-token",
      settings,
      view: () => okta.userOf("00uExampleUserMara01")?.status,
      isChange: ({ method }) => method === "POST",
    };
  },
  async entra() {
    const entra = await startEntra();
    entra.add(guid, "user-1@example.test");
    const settings = { tenant: guid, "client-id": guid, domain: "example.test", "login-url": entra.double.url };
    return {
      double: entra.double,
      verb: "disable-account",
      secret: "canary-secret",
      settings,
      view: () => entra.userOf(guid)?.accountEnabled,
      isChange: ({ method }) => method === "PATCH",
    };
  },
  async "palo-alto"() {
    const pan = await startPaloAlto();
    return {
      double: pan.double,
      verb: "block-address",
      secret: "canary-key",
      view: () => Object.keys(pan.tagsOf(address)),
      isChange: ({ text }) => text.includes("type=user-id"),
    };
  },
  async fortinet() {
    const gate = await startFortinet();
    return {
      double: gate.double,
      verb: "block-address",
      secret: "canary-token",
      view: () => gate.bansOn(address),
      isChange: ({ method }) => method === "POST",
    };
  },
};

const passesMax = 40;

const stop = { type: "Stop", scope: "all", by: people.omar.name, because: "something is wrong" } as const;

/** What a test may do otherwise: a clock of its own, an effector seen through something, parts that a second process shares. */
type Otherwise = { readonly clock?: Clock; readonly through?: (effector: Effector) => Effector; readonly parts?: Partial<WorldChoice> };

/** A desk with this vendor behind it, and an approved action on its target. */
async function office(kind: EffectorKind, vendor: Vendor, otherwise: Otherwise = {}) {
  const { clock = realClock, through = (effector) => effector, parts = {} } = otherwise;
  const settings = { url: vendor.double.url, internal: true, ...vendor.settings };
  const order = EffectorOrder.parse({ name: "vendor", product: kind.product, for: [vendor.verb], settings });
  const effector = through(kind.open(order, { get: () => vendor.secret }, { clock }));
  const patience = { pauseMs: 5, readBackMs: 200, settleMs: 400 };
  const scene = await openScene(deskParts({ effectors: [effector], clock, patience, ...parts }));
  await scene.adopt();
  const target = { kind: "address", id: `address:${address}`, name: address, knownTo: "evidence", aliases: [] } as const;
  const id = await scene.propose({ verb: vendor.verb, effector: "vendor", ...(vendor.verb === "block-address" ? { target } : {}) });
  await scene.approve(id, people.omar, people.ines);
  const until = async (...wanted: readonly string[]) => {
    for (let passes = 0; passes < passesMax; passes++) {
      await scene.pass();
      if (wanted.includes(scene.statusOf(id) ?? "")) return;
      await sleep(20);
    }
    assert.fail(`it stays "${scene.statusOf(id)}", ${wanted.join(" or ")} was wanted`);
  };
  return { scene, id, until, changes: () => vendor.double.seen.filter(vendor.isChange).length };
}

for (const kind of await effectorKinds()) {
  const start = Object.hasOwn(vendors, kind.product) ? vendors[kind.product] : undefined;
  if (!start) continue;
  const withVendor = (title: string, body: (vendor: Vendor) => Promise<void>) =>
    test(title, async () => {
      const vendor = await start();
      try {
        await body(vendor);
      } finally {
        await vendor.double.close();
      }
    });
  // Guarantees that the engine and each vendor's effector agree about what was done, what was not, and what nobody knows yet.
  describe(`from approval to undo: ${kind.title}`, () => {
    withVendor("approved once, done once, read back, and put back as it was", async (vendor) => {
      const before = JSON.stringify(vendor.view());
      const { scene, id, until, changes } = await office(kind, vendor);
      assert.equal(changes(), 0);
      await until("confirmed");
      assert.notEqual(JSON.stringify(vendor.view()), before);
      assert.equal(changes(), 1);
      await scene.undo(id);
      await until("undone");
      assert.equal(JSON.stringify(vendor.view()), before);
      assert.equal(changes(), 2);
    });

    withVendor("an answer that was lost is found by reading back, and nothing is done twice", async (vendor) => {
      const { until, changes } = await office(kind, vendor);
      vendor.double.fault = (seen) => (vendor.isChange(seen) ? "lose" : undefined);
      await until("confirmed");
      assert.equal(changes(), 1);
    });

    withVendor(
      "a product that puts us off did nothing, and is asked again under the same approval when its time has come",
      async (vendor) => {
        const before = JSON.stringify(vendor.view());
        const late = { ms: 0 };
        const { scene, id, until, changes } = await office(kind, vendor, { clock: { ...realClock, nowMs: () => Date.now() + late.ms } });
        const held = () => scene.desk.state.actions.get(id)!;
        vendor.double.fault = (seen) => (vendor.isChange(seen) ? "rate-limit" : undefined);
        await scene.pass();
        assert.equal(held().status, "proposed");
        assert.match(held().says, /no more requests/);
        assert.equal(JSON.stringify(vendor.view()), before);
        assert.equal(changes(), 1);
        vendor.double.fault = undefined;
        await scene.pass();
        assert.equal(changes(), 1, "it was asked before its time");
        late.ms = (held().putOffUntilMs ?? Number.NaN) - Date.now();
        await until("confirmed");
        assert.equal(changes(), 2);
        assert.notEqual(JSON.stringify(vendor.view()), before);
        assert.equal(new Set(held().intents.map(({ effectId }) => effectId)).size, 1);
        assert.equal(containedNow(scene.desk.state).length, 1);
      },
    );

    withVendor("what is put off is not asked for after a stop", async (vendor) => {
      const late = { ms: 0 };
      const { scene, id, changes } = await office(kind, vendor, { clock: { ...realClock, nowMs: () => Date.now() + late.ms } });
      vendor.double.fault = (seen) => (vendor.isChange(seen) ? "rate-limit" : undefined);
      await scene.pass();
      await scene.desk.obey(stop);
      late.ms = scene.desk.state.actions.get(id)!.putOffUntilMs! - Date.now();
      await scene.pass();
      assert.equal(changes(), 1);
    });
  });
}

const slowMs = 3_000;
/** For how long nothing may arrive after a stop, longer than any question takes. */
const watchMs = slowMs + 1_500;
const lastChangeMsMax = 2_000;
const activationsEach = process.env.WATCHKEEPER_LONG ? 25 : 5;

/** Stops, by record or file, while the effector is at a question that takes seconds: how long after it the last change arrived, 0 when none did. */
async function stopDuringQuestion(
  kind: EffectorKind,
  start: () => Promise<Vendor>,
  how: { delayMs: number; byFile: boolean; looksAway?: true },
) {
  const vendor = await start();
  const arrivals: number[] = [];
  let isPerforming = false;
  vendor.double.delayMs = (seen) => {
    if (vendor.isChange(seen)) arrivals.push(performance.now());
    return isPerforming && !vendor.isChange(seen) ? slowMs : 0;
  };
  let begun = () => {};
  const performing = new Promise<void>((settle) => {
    begun = settle;
  });
  const through = (effector: Effector): Effector => ({
    ...effector,
    perform(order, guard) {
      isPerforming = true;
      begun();
      return effector.perform(order, how.looksAway ? nothingStops : guard);
    },
  });
  const [journal, stopFile] = [memoryJournalStore(), testStopFile()];
  const { scene } = await office(kind, vendor, { through, parts: { journal, stopFile } });
  const other = await openScene(deskParts({ effectors: [], clock: realClock, journal, stopFile, executor: "other" }));
  const passing = scene.pass();
  await performing;
  await sleep(how.delayMs);
  const before = arrivals.length;
  if (how.byFile) stopFile.stopped = "touched";
  else await other.desk.obey(stop);
  const stoppedAtMs = performance.now();
  await sleep(watchMs);
  await vendor.double.close();
  await passing;
  return { before, lastMs: Math.max(0, ...arrivals.slice(before).map((atMs) => atMs - stoppedAtMs)) };
}

describe("the kill switch, while products are slow", () => {
  const kinds = effectorKinds();
  const delaysMs = (activation: number) => (activation % 2 === 0 ? (activation * 700) % 2_500 : slowMs - 60 + activation * 20);

  test("the last change arrives within two seconds of a stop, at every vendor, however long its questions take", async (t) => {
    const runs = (await kinds).flatMap((kind) => {
      const start = Object.hasOwn(vendors, kind.product) ? vendors[kind.product] : undefined;
      if (!start) return [];
      return Array.from({ length: activationsEach }, (_, activation) =>
        stopDuringQuestion(kind, start, { delayMs: delaysMs(activation), byFile: activation % 3 === 1 }),
      );
    });
    const outcomes = await Promise.all(runs);
    const worst = Math.max(...outcomes.map(({ lastMs }) => lastMs));
    const after = outcomes.filter(({ lastMs }) => lastMs > 0).length;
    t.diagnostic(
      `${outcomes.length} activations at 8 vendors whose questions take ${slowMs} ms: last change ${worst.toFixed(1)} ms after the stop at most; ${after} had any after it`,
    );
    assert.equal(outcomes.length, 8 * activationsEach);
    assert.ok(
      outcomes.some(({ before }) => before === 0),
      "every stop came too late to matter",
    );
    assert.ok(worst <= lastChangeMsMax);
  });

  test("a guard that looks away is found out", async () => {
    const okta = (await kinds).find(({ product }) => product === "okta");
    const { lastMs } = await stopDuringQuestion(okta!, vendors.okta!, { delayMs: 100, byFile: false, looksAway: true });
    assert.ok(lastMs > lastChangeMsMax, "the measure does not see a change that leaves late");
  });
});
