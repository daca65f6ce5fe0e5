import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { EffectorKind } from "../connectors/kit/define.ts";
import type { ContainmentVerb } from "../core/containment/action.ts";
import { EffectorOrder } from "../core/containment/orders.ts";
import type { Clock } from "../ports/clock.ts";
import type { Effector } from "../ports/effector.ts";
import { openScene } from "./containment-scene.ts";
import { deskParts, people, type WorldChoice } from "./containment-world.ts";
import { startCrowdstrike } from "./doubles/crowdstrike.ts";
import { startDefender } from "./doubles/defender.ts";
import type { Double, Seen } from "./doubles/double.ts";
import { startEntra } from "./doubles/entra.ts";
import { startFortinet } from "./doubles/fortinet.ts";
import { startOkta } from "./doubles/okta.ts";
import { startPaloAlto } from "./doubles/palo-alto.ts";
import { startSentinelone } from "./doubles/sentinelone.ts";
import { startWazuh } from "./doubles/wazuh.ts";
import { realClock } from "./real/open-effector.ts";

const guid = "11111111-2222-4333-8444-555555555555";
const address = "198.51.100.7";

/** A vendor with one target; `view` is what the product holds on it, `isChange` tells the request that changes something. */
export type Vendor = {
  readonly double: Double;
  readonly verb: ContainmentVerb;
  readonly secret: string;
  readonly settings?: object;
  readonly view: () => unknown;
  readonly isChange: (seen: Seen) => boolean;
};

export const vendors: Readonly<Record<string, () => Promise<Vendor>>> = {
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

export const stop = { type: "Stop", scope: "all", by: people.omar.name, because: "something is wrong" } as const;

/** What a test may do otherwise: a clock of its own, an effector seen through something, parts that a second process shares. */
type Otherwise = { readonly clock?: Clock; readonly through?: (effector: Effector) => Effector; readonly parts?: Partial<WorldChoice> };

/** A desk with this vendor behind it, and an approved action on its target. */
export async function office(kind: EffectorKind, vendor: Vendor, otherwise: Otherwise = {}) {
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
