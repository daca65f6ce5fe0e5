import { z } from "zod";
import type { Inventory } from "../core/asset/asset.ts";
import { SecretPlace } from "../core/configuration/secret-place.ts";
import type { Dataset } from "../core/event/event.ts";
import type { Indicator } from "../core/indicator/indicator.ts";
import type { Observable, ObservableType } from "../core/observable/observable.ts";
import type { EventQuery } from "../core/query/query.ts";
import type { SearchAnswer } from "./event-store.ts";
import type { AlertSource } from "./source.ts";
import type { InvestigatorTool } from "./tool.ts";
import type { WebhookSource } from "./webhook.ts";

export { SecretPlace } from "../core/configuration/secret-place.ts";

/** What a connector can be used for. */
export const capabilities = [
  "alerts",
  "search",
  "reputation",
  "inventory",
  "indicators",
  "tickets",
  "findings",
  "verdicts",
  "notify",
  "publish",
  "tools",
] as const;
/** One of `capabilities`. */
export type Capability = (typeof capabilities)[number];

/** TLP 2.0, from what may go anywhere to what may go nowhere. */
export const markings = ["clear", "green", "amber", "amber+strict", "red"] as const;
/** One word of TLP 2.0. */
export type Marking = (typeof markings)[number];

/** A connector as the configuration orders it. `settings` are the connector's own, checked by it. Without `use`, it is used for all that it serves. */
export const ConnectorOrder = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "takes lower-case letters, digits and -"),
  product: z.string().min(1).max(64),
  settings: z.record(z.string().max(64), z.unknown()).default({}),
  secrets: z.record(z.string().max(64), SecretPlace).default({}),
  use: z.array(z.enum(capabilities)).min(1).max(capabilities.length).optional(),
  "may-receive": z.enum(markings).default("green"),
});
export type ConnectorOrder = z.infer<typeof ConnectorOrder>;

/** A telemetry store that answers the typed query (`core/query`). Read only. Throws a `SocError`; never answers in part without saying so in `note`. */
export type EventSearch = {
  readonly name: string;
  readonly datasets: readonly Dataset[];
  /** `note` says what the answer lacks (a limit was reached, a field is not mapped); undefined for a whole answer. */
  readonly search: (query: EventQuery, signal: AbortSignal) => Promise<SearchAnswer & { readonly note?: string }>;
  /** The query as the product is asked it, for the record and the analyst; values are inside it only as the product's own literals or as parameters beside it. */
  readonly shown: (query: EventQuery) => string;
};

/** What somebody's intelligence says of an observable. `says` is one sentence of ours; what the vendor wrote is only in `facts`, as data. */
export type Reputation = {
  readonly answer: "known-bad" | "suspicious" | "known-good" | "unknown";
  readonly says: string;
  readonly facts: Readonly<Record<string, unknown>>;
};

/** Asks a service about an observable: the service learns of it, so it is asked only for what its marking allows, and never for what is the organisation's own. */
export type ReputationSource = {
  readonly name: string;
  readonly types: readonly ObservableType[];
  readonly lookUp: (observable: Observable, signal: AbortSignal) => Promise<Reputation>;
};

/** Assets and identities as another system knows them, whole. */
export type InventorySource = {
  readonly name: string;
  readonly everyMs: number;
  readonly read: (signal: AbortSignal) => Promise<Inventory>;
};

/** One thing of a feed, and what it names: an object of a collection, an event, a list. `leftOut` counts what of it could not be used. */
export type IndicatorItem = { readonly id: string; readonly indicators: readonly Indicator[]; readonly leftOut: number };

/** What a feed says since the last reading. An item takes the place of the one that had its id; `more` asks to be read again at once. */
export type IndicatorReading = {
  readonly cursor: string;
  readonly items: readonly IndicatorItem[];
  /** Ids that the feed holds no longer. */
  readonly gone: readonly string[];
  readonly more: boolean;
};

/**
 * A feed of indicators for our own lists. It is told where the last reading ended and which items are held from it, both as this source gave them. Throws a
 * `SocError` rather than giving a part for the whole: then what is held stays.
 */
export type IndicatorSource = {
  readonly name: string;
  readonly everyMs: number;
  readonly read: (
    before: { readonly cursor: string | undefined; readonly ids: ReadonlySet<string> },
    signal: AbortSignal,
  ) => Promise<IndicatorReading>;
};

/** Where what was written now stands: the product's own id, and an address that people can open, where there is one. */
export type Written = { readonly id: string; readonly url?: string };

/**
 * Writes one kind of thing to a product, once. `key` (at most 100 characters of A-Z a-z 0-9 . : _ -) is put where the product keeps it (an external id, a field, a marker in the
 * text), and `find` looks for it there: after an outcome that nobody knows, `find` decides whether to write again. `find` gives undefined only when it is
 * surely not there, and throws where nobody can tell.
 * `write` throws a `SocError`: `sink/refused` when surely nothing was written (its `retry` says whether to try again), anything else when nobody knows.
 */
export type Sink<What> = {
  readonly name: string;
  readonly write: (what: What & { readonly key: string }, signal: AbortSignal) => Promise<Written>;
  readonly find: (what: What & { readonly key: string }, signal: AbortSignal) => Promise<Written | undefined>;
};

/** A ticket as we open it. Texts are plain, already made inert and defanged; the sink writes them as text, never as markup of its own accord. */
export type NewTicket = {
  readonly caseId: string;
  readonly title: string;
  readonly body: string;
  readonly severity: "informational" | "low" | "medium" | "high" | "critical";
  readonly attachments: readonly { readonly name: string; readonly type: string; readonly text: string }[];
  readonly url?: string;
};

/** How a ticket stands at the product. `revision` changes whenever anything of it does. `closure` is what people there decided. */
export type TicketState = {
  readonly id: string;
  readonly state: "open" | "in-progress" | "resolved" | "closed";
  readonly assignee?: string;
  readonly revision: string;
  readonly closure?: {
    readonly code: string;
    readonly says: string;
    readonly by?: string;
    readonly verdict?: "true-positive" | "benign" | "false-positive";
  };
  /** What people wrote there, oldest first, ours left out. Text from outside. */
  readonly comments: readonly { readonly id: string; readonly atMs: number; readonly by: string; readonly text: string }[];
};

/** A report on its way into a ticket. `name` holds letters, digits, dots and dashes only; `text` is inert. */
export type TicketFile = { readonly ticket: string; readonly name: string; readonly type: string; readonly text: string };

/** A ticket system, both ways. */
export type Ticketing = {
  readonly tickets: Sink<NewTicket>;
  /** Where attachments are requests of their own: tickets come without them then, and each is written once its ticket is there. */
  readonly files?: Sink<TicketFile>;
  /** Adds a comment to a ticket; `key` as for every sink. */
  readonly comments: Sink<{ readonly ticket: string; readonly text: string }>;
  readonly closing: Sink<{ readonly ticket: string; readonly verdict: string; readonly text: string }>;
  readonly read: (ticket: string, signal: AbortSignal) => Promise<TicketState>;
};

/** Our verdict on an alert that a product gave us, as it is written back to it. Never changes who an analyst there gave it to. */
export type VerdictNote = {
  /** The product's own id of the alert. */
  readonly alert: string;
  readonly verdict: "true-positive" | "benign" | "false-positive" | "insufficient-data";
  readonly escalated: boolean;
  readonly severity: NewTicket["severity"];
  readonly because: string;
  readonly techniques: readonly string[];
  readonly caseId: string;
  readonly url?: string;
};

/** A message to people. The link leads to sign-in: nothing is approved by opening it. */
export type Notice = { readonly title: string; readonly text: string; readonly severity: NewTicket["severity"]; readonly url?: string };

/** A finding on its way out: one object of OCSF JSON. */
export type FindingNote = { readonly caseId: string; readonly finding: Readonly<Record<string, unknown>> };
/** A STIX 2.1 bundle on its way out; it goes only where its marking allows. */
export type BundleNote = { readonly caseId: string; readonly marking: Marking; readonly bundle: Readonly<Record<string, unknown>> };

/**
 * A tool of somebody else's server and whether it is still what a person allowed: `allowed` as pinned, `changed` or `gone` since, `new` when nobody allowed
 * it. `shown` is how the server describes it now, whole: text from outside, for a person to read.
 */
export type ToolPin = {
  readonly tool: string;
  readonly state: "allowed" | "changed" | "gone" | "new";
  readonly pinned?: { readonly version: string; readonly sha256: string };
  readonly now?: { readonly version: string; readonly sha256: string };
  readonly shown: string;
};

/** A product that is connected: what it was configured to be used for, and nothing else, is there. */
export type Connector = {
  /** From the configuration, unique. */
  readonly name: string;
  /** As the configuration names the product: "elastic". */
  readonly product: string;
  /** As people call it. */
  readonly title: string;
  readonly provenOn: "the real product" | "a double";
  /** The most confidential marking that it may be sent. */
  readonly mayReceive: Marking;
  /** Whether the product answers and our rights suffice for what it is used for. Changes nothing. Says which right is missing. */
  readonly check: (signal: AbortSignal) => Promise<{ readonly says: string }>;
  readonly alerts?: AlertSource;
  /** Messages that others post to us, for the use "alerts". */
  readonly webhook?: WebhookSource;
  readonly search?: EventSearch;
  readonly reputation?: ReputationSource;
  readonly inventory?: InventorySource;
  readonly indicators?: IndicatorSource;
  readonly tickets?: Ticketing;
  readonly findings?: Sink<FindingNote>;
  readonly verdicts?: Sink<VerdictNote>;
  readonly notify?: Sink<Notice>;
  readonly publish?: Sink<BundleNote>;
  /** Further questions that an investigation can put, each named `<product>/<connector>/<what>` and allowed by a person. */
  readonly tools?: readonly InvestigatorTool[];
  /** For tools that somebody else describes: each with what its description is pinned to, and how it stands now. */
  readonly pins?: (signal: AbortSignal) => Promise<readonly ToolPin[]>;
  readonly close: () => Promise<void>;
};
