import { type ContainmentVerb, undoOf } from "./action.ts";
import type { TargetKind } from "./handle.ts";

/** The verb that takes an action back. */
export type UndoVerb = Exclude<(typeof undoOf)[ContainmentVerb], undefined>;

/** What is true of a containment verb whatever product carries it out. */
export type CatalogueEntry = {
  readonly verb: ContainmentVerb;
  readonly targets: readonly TargetKind[];
  /** Null where nothing brings it back: such an action is tier 3 at least. */
  readonly undo: UndoVerb | null;
  /** Whether doing it twice is doing it once, so that an attempt that surely did not take may be repeated under the same effect id. */
  readonly idempotent: boolean;
  /** It changes nothing at the target: tier 0, and outside all budgets. */
  readonly reads: boolean;
  /** A request to people: no effector carries it out, and no intent is ever recorded for it. */
  readonly requestOnly: boolean;
  /** Who ends it in time: we by its undo, the product by its own limit where it has one and we otherwise, or nobody. */
  readonly endedBy: "us" | "the product or us" | "nobody";
  /** How we read back that it holds. */
  readonly verifiedBy: string;
  /** The names of parameters that an action of this verb may carry; no verb takes any yet. */
  readonly parameters: readonly string[];
  /** The technique of MITRE D3FEND, or null where none fits. */
  readonly d3fend: { readonly id: string; readonly name: string } | null;
  /** Action and target of the OpenC2 Language Specification 1.0; one after "x-watchkeeper:" is an extension. */
  readonly openc2: { readonly action: string; readonly target: string };
};

const entries: readonly Omit<CatalogueEntry, "undo">[] = [
  {
    verb: "isolate-host",
    targets: ["host"],
    idempotent: true,
    reads: false,
    requestOnly: false,
    endedBy: "us",
    verifiedBy: "the product lists the machine as isolated, and not as on its way there",
    parameters: [],
    d3fend: { id: "D3-NI", name: "Network Isolation" },
    openc2: { action: "contain", target: "device" },
  },
  {
    verb: "block-address",
    targets: ["address"],
    idempotent: true,
    reads: false,
    requestOnly: false,
    endedBy: "the product or us",
    verifiedBy: "the address stands in the list that the filter drops by",
    parameters: [],
    d3fend: { id: "D3-NTF", name: "Network Traffic Filtering" },
    openc2: { action: "deny", target: "ipv4_net" },
  },
  {
    verb: "block-domain",
    targets: ["domain"],
    idempotent: true,
    reads: false,
    requestOnly: false,
    endedBy: "the product or us",
    verifiedBy: "the domain stands in the list that the resolver or filter refuses by",
    parameters: [],
    d3fend: { id: "D3-DNSDL", name: "DNS Denylisting" },
    openc2: { action: "deny", target: "domain_name" },
  },
  {
    verb: "disable-account",
    targets: ["account"],
    idempotent: true,
    reads: false,
    requestOnly: false,
    endedBy: "us",
    verifiedBy: "the directory shows the account as disabled",
    parameters: [],
    d3fend: { id: "D3-AL", name: "Account Locking" },
    openc2: { action: "contain", target: "x-watchkeeper:account" },
  },
  {
    verb: "revoke-sessions",
    targets: ["account"],
    idempotent: true,
    reads: false,
    requestOnly: false,
    endedBy: "nobody",
    verifiedBy: "the product says that no session or token from before the request is valid any more",
    parameters: [],
    d3fend: { id: "D3-ST", name: "Session Termination" },
    openc2: { action: "stop", target: "x-watchkeeper:session" },
  },
  {
    verb: "reset-credential",
    targets: ["account"],
    idempotent: false,
    reads: false,
    requestOnly: true,
    endedBy: "nobody",
    verifiedBy: "a person says so; we ask and read nothing back",
    parameters: [],
    d3fend: { id: "D3-CRO", name: "Credential Rotation" },
    openc2: { action: "update", target: "x-watchkeeper:account" },
  },
  {
    verb: "quarantine-mail",
    targets: ["mail"],
    idempotent: true,
    reads: false,
    requestOnly: false,
    endedBy: "us",
    verifiedBy: "the message is in the quarantine and no longer in the folder that it came from",
    parameters: [],
    d3fend: { id: "D3-ER", name: "Email Removal" },
    openc2: { action: "contain", target: "x-watchkeeper:mail" },
  },
  {
    verb: "quarantine-file",
    targets: ["file"],
    idempotent: true,
    reads: false,
    requestOnly: false,
    endedBy: "us",
    verifiedBy: "the product lists the file of that machine as quarantined",
    parameters: [],
    d3fend: { id: "D3-CQ", name: "Content Quarantine" },
    openc2: { action: "contain", target: "file" },
  },
  {
    verb: "kill-process",
    targets: ["process"],
    idempotent: false,
    reads: false,
    requestOnly: false,
    endedBy: "nobody",
    verifiedBy: "the machine no longer lists the process under that number and start time",
    parameters: [],
    d3fend: { id: "D3-PT", name: "Process Termination" },
    openc2: { action: "stop", target: "process" },
  },
  {
    verb: "collect-evidence",
    targets: ["host", "account", "address", "domain", "mail", "file", "process"],
    idempotent: true,
    reads: true,
    requestOnly: false,
    endedBy: "nobody",
    verifiedBy: "the collected bytes are there and hash to what the product announced",
    parameters: [],
    d3fend: null,
    openc2: { action: "investigate", target: "artifact" },
  },
];

const byVerb = new Map(
  entries.map((entry): [ContainmentVerb, CatalogueEntry] => [entry.verb, { ...entry, undo: undoOf[entry.verb] ?? null }]),
);

/** The catalogue of containment actions, in the order of `undoOf`: what is not here is not done. */
export const catalogue: readonly CatalogueEntry[] = [...byVerb.values()];

/** What is true of a verb. Total: every verb has its entry. */
export function entryOf(verb: ContainmentVerb): CatalogueEntry {
  const entry = byVerb.get(verb);
  if (!entry) throw new RangeError(`no such containment verb: ${verb}`);
  return entry;
}
