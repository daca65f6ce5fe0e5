import type { WebhookSeal } from "../core/webhook/webhook.ts";
import type { Delivery } from "./intake.ts";

/** What one message of a webhook is made of: records with a name within the message ("" for the only one), and what could not be made into one. */
export type WebhookRecords = {
  readonly records: readonly { readonly part: string; readonly bytes: Uint8Array; readonly sentAtMs?: number }[];
  readonly refused?: readonly { readonly part: string; readonly reason: string; readonly says: string; readonly bytes?: Uint8Array }[];
};

/** A source that others post messages to. Whoever cannot prove that a message is theirs posts nothing. */
export type WebhookSource = {
  /** The connector's name in the configuration. */
  readonly source: string;
  readonly seal: WebhookSeal;
  /** The records of one message, through the source's mapping. Must not throw: what cannot be read is refused with its reason. */
  readonly recordsOf: (body: Uint8Array) => WebhookRecords;
};

/** A delivery without its source. */
export type WebhookDelivery = Omit<Delivery, "source" | "cursor">;
