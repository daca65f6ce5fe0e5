import { type Access, accountNamed } from "../../core/access/account.ts";
import { approverKeyOf } from "../../core/containment/passkey-signature.ts";
import { foldedName } from "../../core/containment/people.ts";
import type { RegisteredKey } from "../../core/handover/decide.ts";
import { handoverWorld } from "../../core/handover/handover.ts";
import { watchAccounting } from "../../core/watch/watch.ts";
import { accessWorld, openAccessRecord } from "../../engine/access/access-record.ts";
import { type HandoverDesk, openHandoverDesk } from "../../engine/handover/desk.ts";
import type { HandoverSources } from "../../engine/handover/parts.ts";
import type { Clock } from "../../ports/clock.ts";
import type { ConnectorPart, ContainmentPart } from "../../server/desk.ts";
import { isBalanced } from "../../stages/report/accounting.ts";
import type { BesideCases } from "./beside-cases.ts";
import type { TenantService } from "./tenant.ts";

/** What handovers of a tenant look at beside the tenant; `origin` is the page on which its people's passkeys sign. */
export type HandoverWiring = {
  readonly containment: Pick<ContainmentPart, "open" | "killSwitch">;
  readonly connectors: Pick<ConnectorPart, "list">;
  readonly clock: Clock;
  readonly origin: string;
  /** What falls due beside cases, and the shift in figures. */
  readonly beside: BesideCases;
};

/** Opens the handovers of a tenant. Refuses (`journal/…`). */
export async function openServiceHandover(tenant: TenantService, wiring: HandoverWiring): Promise<HandoverDesk> {
  const { store } = tenant;
  const { clock, containment, origin } = wiring;
  const record = await openAccessRecord((await store.world(accessWorld)).journal, clock);
  return openHandoverDesk({
    tenant: tenant.name,
    journal: (await store.world(handoverWorld)).journal,
    clock,
    sources: sourcesOf(tenant, wiring, record.state),
    keysOf: registeredKeys(record.state, containment, origin),
  });
}

/** The keys that are registered for a person: passkeys of their account, and the key beside their name in the standing orders. */
export const registeredKeys =
  (access: () => Promise<Access>, containment: Pick<ContainmentPart, "open">, origin: string) =>
  async (person: string): Promise<readonly RegisteredKey[]> => {
    const { orders } = await containment.open();
    const approver = orders.people.find(({ name }) => foldedName(`person:${name}`) === foldedName(person));
    const inOrders = approver ? [{ key: approver["public-key"], origins: approver.origins ?? [] }] : [];
    return [...passkeysOf(await access(), person, origin), ...inOrders];
  };

function sourcesOf(
  tenant: TenantService,
  { containment, connectors, beside }: HandoverWiring,
  access: () => Promise<Access>,
): HandoverSources {
  const { store, intake, watch, writeBack } = tenant;
  return {
    views: store.views,
    intake,
    containment: async () => (await containment.open()).desk,
    killSwitch: containment.killSwitch,
    async connectors() {
      const lines = await connectors.list();
      return lines.flatMap(({ name, problem, remedy }) => (problem === null ? [] : [{ name, problem, remedy }]));
    },
    connected: async () => (await connectors.list()).length,
    ...(writeBack && { jobs: writeBack.jobs }),
    ...beside,
    worlds: store,
    async ledger() {
      if (!watch) throw new Error("nobody watches here");
      await watch.refresh();
      const accounting = watchAccounting(watch.state());
      const { accepted, closed, escalated, open, deadLettered } = accounting;
      return {
        balanced: isBalanced(accounting),
        says: `${accepted} accepted, ${closed} closed, ${escalated} escalated, ${open} open, ${deadLettered} dead letters`,
      };
    },
    access,
  };
}

/** The passkeys of an account as lines of keys, newest last. */
export function passkeysOf(access: Access, person: string, origin: string): RegisteredKey[] {
  const account = accountNamed(access, person.slice("person:".length));
  return [...(account?.passkeys.values() ?? [])].map(({ id, publicKey }) => ({ key: approverKeyOf(id, publicKey), origins: [origin] }));
}
