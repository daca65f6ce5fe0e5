import { Inventory } from "../../src/core/asset/asset.ts";
import { type InventoryIndex, indexInventory } from "../../src/core/asset/inventory-index.ts";

/** The company as it is: what the inventory file says at this moment. Every edit is a new version; old ones are kept for the judge. */
export type Estate = {
  readonly version: () => number;
  readonly at: (version: number) => EstateVersion;
  readonly index: () => InventoryIndex;
  readonly edit: (edit: EstateEdit, nowMs: number) => void;
};

/** One state of the inventory, and the tick at which the next one came. */
export type EstateVersion = { readonly document: Inventory; readonly index: InventoryIndex; supersededAtTick: number };

/** What somebody may do to the inventory while an action waits; `number` picks the machine or the account. */
export type EstateEdit = { readonly kind: (typeof edits)[number]; readonly number: number };
export const edits = [
  "make-domain-controller",
  "make-critical",
  "make-server",
  "hang-ten-on-it",
  "protect-host",
  "protect-account",
  "make-privileged",
  "remove-host",
  "remove-account",
  "share-a-name",
  "grow-old",
  "forget-age",
  "refresh",
  "shrink",
] as const;

export const workstations = 12;
const hourMs = 3_600_000;
const numbers = Array.from({ length: workstations }, (_, index) => index + 1);
export const workstationNamed = (number: number) => `ws-${number}.example.test`;
export const userNamed = (number: number) => `user-${number}`;

/** A small company: workstations and clerks, two servers, a domain controller, and accounts that are not like others. */
export function openEstate(startMs: number, tick: () => number): Estate {
  const versions: EstateVersion[] = [];
  const add = (document: Inventory) => {
    const last = versions.at(-1);
    if (last) last.supersededAtTick = tick();
    versions.push({ document, index: indexInventory(document), supersededAtTick: Number.POSITIVE_INFINITY });
  };
  add(Inventory.parse(beginning(startMs)));
  const latest = () => versions.at(-1) as EstateVersion;
  return {
    version: () => versions.length - 1,
    at: (version) => versions[version] as EstateVersion,
    index: () => latest().index,
    edit: (edit, nowMs) => {
      const document = structuredClone(latest().document);
      apply(edit, document, nowMs);
      add(document);
    },
  };
}

function beginning(startMs: number): object {
  return {
    "as-of": new Date(startMs).toISOString(),
    assets: [
      ...numbers.map((number) => ({
        name: workstationNamed(number),
        role: "workstation",
        criticality: "low",
        addresses: [`10.0.1.${number}`],
      })),
      { name: "srv-1.example.test", role: "server", criticality: "medium", addresses: ["10.0.2.1"] },
      { name: "erp-1.example.test", role: "server", criticality: "critical", addresses: ["10.0.2.2"] },
      { name: "dc-1.example.test", aliases: ["dc-1", "logon"], role: "Domain Controller", criticality: "high", addresses: ["10.0.0.5"] },
      { name: "vault-1.example.test", role: "server", criticality: "medium", addresses: ["10.0.0.9"] },
    ],
    identities: [
      ...numbers.map((number) => ({ name: userNamed(number), role: "clerk", "usual-hosts": [workstationNamed(number)] })),
      { name: "adm-1", role: "administrator", privileged: true },
      { name: "svc-1", role: "service account" },
      { name: "bg-1", role: "break glass" },
      { name: "chief-1", role: "clerk" },
    ],
    "own-domains": ["example.test"],
    "own-addresses": ["10.0.0.0/8"],
  };
}

function apply({ kind, number }: EstateEdit, document: Inventory, nowMs: number): void {
  const host = document.assets.find(({ name }) => name === workstationNamed(number));
  const account = document.identities.find(({ name }) => name === userNamed(number));
  switch (kind) {
    case "make-domain-controller":
      if (host) host.role = "Domain Controller";
      return;
    case "make-critical":
      if (host) host.criticality = "critical";
      return;
    case "make-server":
      if (host) host.role = "file server";
      return;
    case "hang-ten-on-it":
      if (host)
        document.assets.push(...numbers.slice(0, 10).map((index) => hungOn(host, `app-${number}-${index}-${document.assets.length}`)));
      return;
    case "protect-host":
      if (host) host.protected = true;
      return;
    case "protect-account":
      if (account) account.protected = true;
      return;
    case "make-privileged":
      if (account) account.privileged = true;
      return;
    case "remove-host":
      drop(document.assets, host);
      return;
    case "remove-account":
      drop(document.identities, account);
      return;
    case "share-a-name":
      if (host) document.assets.push({ ...host, name: `twin-${document.assets.length}.example.test`, aliases: [host.name], addresses: [] });
      return;
    case "grow-old":
      document["as-of"] = new Date(nowMs - 48 * hourMs).toISOString();
      return;
    case "forget-age":
      delete document["as-of"];
      return;
    case "refresh":
      document["as-of"] = new Date(nowMs).toISOString();
      return;
    case "shrink":
      document.assets.splice(number, 3);
  }
}

const hungOn = (host: Inventory["assets"][number], name: string) => ({
  ...host,
  name: `${name}.example.test`,
  addresses: [],
  "depends-on": [host.name],
});

function drop<Entry>(list: Entry[], entry: Entry | undefined): void {
  if (entry) list.splice(list.indexOf(entry), 1);
}
