import { writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { stringify } from "yaml";
import { makeKey, type PersonKey } from "../../cli/person-key.ts";
import { bytesToSign } from "../../core/containment/to-sign.ts";
import type { Person } from "../../core/person/person.ts";
import type { Clock } from "../../ports/clock.ts";
import type { ServiceContainment } from "./contain.ts";

/** The person as whom everybody is signed in to the demo. */
export const demoPerson = "demo";
/** Who puts the orders of the demo in force: two admins, as everywhere. */
export const admins = ["demo.admin.one", "demo.admin.two"] as const;

/** The keys of the demo's people; they end with it. */
export type DemoKeys = ReadonlyMap<string, PersonKey>;

/** Makes them in a folder that nobody else may read. */
export async function makeDemoKeys(folder: string): Promise<DemoKeys> {
  const keys = new Map<string, PersonKey>();
  for (const name of [demoPerson, ...admins]) keys.set(name, await makeKey(join(folder, `${name}.key`)));
  return keys;
}

/** A secret that nobody has: a product whose password is missing is never opened, and not one byte is sent to it. */
const noSecret = { file: "of-a-product-that-is-not-connected" };

/** Products that the company of the recording would have. What is approved waits for them. */
const effectors = [
  { name: "endpoints", product: "wazuh", for: ["isolate-host"], secrets: { password: noSecret } },
  { name: "edge-firewall", product: "fortinet", for: ["block-address"], secrets: { "api-token": noSecret } },
  { name: "directory", product: "directory-ldap", for: ["disable-account"], secrets: { password: noSecret } },
];

/** Everything ends by itself: what does not, needs one person more. */
const releaseAfterMinutes = { "isolate-host": 240, "block-address": 240, "disable-account": 240 };

/**
 * Writes standing orders that name the person of the demo as responder and lead, and products that are not connected: what is proposed is real, waits for
 * people and then for a product, and can touch nothing.
 */
export async function writeDemoOrders(keys: DemoKeys, folder: string, inventory: readonly string[]): Promise<void> {
  const people = [...keys].map(([name, { publicKey }]) => ({
    name,
    roles: name === demoPerson ? ["responder", "lead"] : ["admin"],
    "public-key": publicKey,
  }));
  await writeFile(
    join(folder, "containment.yaml"),
    stringify({
      people,
      effectors,
      "release-after-minutes": releaseAfterMinutes,
      inventory: inventory.map((path) => relative(folder, path)),
    }),
  );
}

/** Orders on disk are looked at every two seconds; so long they may take to be seen. Milliseconds. */
const lookMs = 100;
const seenMsMax = 30_000;

/** Has both admins sign the orders, which puts them in force. */
export async function adoptDemoOrders(keys: DemoKeys, containment: Pick<ServiceContainment, "open">, clock: Clock): Promise<void> {
  const endMs = clock.nowMs() + seenMsMax;
  let opened = await containment.open();
  while (opened.read === undefined && clock.nowMs() < endMs) {
    await clock.sleep(lookMs);
    opened = await containment.open();
  }
  const { desk, orders, digest } = opened;
  for (const name of admins) {
    const by: Person = `person:${name}`;
    const signature = keys.get(name)?.sign(bytesToSign({ type: "SignOrders", by, digest }, desk.state, { orders })) ?? "";
    await desk.obey({ type: "SignOrders", digest, people: orders.people, by, signature });
  }
}
