import { SocError } from "../../core/soc-error.ts";
import { proveWebhook, type WebhookDoubt, type WebhookProof } from "../../core/webhook/webhook.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Delivery, HandOver, ReadAgain, Received } from "../../ports/intake.ts";
import type { WebhookSource } from "../../ports/webhook.ts";
import { deliveriesOf } from "./deliveries.ts";

/** A message that somebody posted; `header` is asked lower-case names. */
export type PostedMessage = { readonly header: (name: string) => string | undefined; readonly body: Uint8Array };

/** What receiving needs. `webhook` is undefined where no source of that name is configured: the answer is that of a wrong signature, after as much work. */
export type Receiving = { readonly webhook: WebhookSource | undefined; readonly handOver: HandOver; readonly clock: Pick<Clock, "nowMs"> };

// Nobody has this key, and checking against it takes as long as against any.
const nobody = { scheme: "watchkeeper", keys: [new Uint8Array(32)] } as const;

/**
 * Takes one posted message in: durable when it returns, and only then may the sender be told so. The signature is checked before anything in the body is
 * looked at. A message that comes again, by its sender's retry or somebody's replay, is counted as a repeat: its nonce, or the digest of what was signed, is
 * the id under which the intake knows its records. Refuses `webhook/unsigned`, `webhook/bad-signature`, `webhook/expired`, and what `HandOver` refuses.
 */
export async function receiveWebhook({ webhook, handOver, clock }: Receiving, message: PostedMessage): Promise<Received> {
  const proof = proveWebhook(webhook?.seal ?? nobody, message, clock.nowMs());
  if (typeof proof === "string") throw refusals[proof]();
  if (!webhook) throw refusals["bad-signature"]();
  let accepted = 0;
  let repeated = 0;
  for (const delivery of deliveriesIn(webhook, message.body, proof)) {
    const received = await handOver(delivery);
    accepted += received.accepted;
    repeated += received.repeated;
  }
  return { accepted, repeated };
}

/**
 * What a webhook that refused a message makes of it by its mapping now: whatever was taken in when the message came has the same id again, and is a repeat.
 * `webhookOf` gives the source as it is configured; undefined for one that is no webhook.
 */
export const readAgainBy =
  (webhookOf: (source: string) => Promise<WebhookSource | undefined>): ReadAgain =>
  async ({ source, id, bytes }) => {
    const webhook = await webhookOf(source);
    return webhook && deliveriesIn(webhook, bytes, { id });
  };

function deliveriesIn({ source, recordsOf }: WebhookSource, body: Uint8Array, { id, sentAtMs }: WebhookProof): Delivery[] {
  const { records, refused = [] } = recordsOf(body);
  const named = (part: string) => (part === "" ? id : `${id}/${part}`);
  const sent = sentAtMs === undefined ? {} : { sentAtMs };
  return deliveriesOf(source, {
    records: records.map(({ part, ...record }) => ({ ...sent, ...record, id: named(part) })),
    refused: refused.map(({ part, ...letter }) => ({ ...letter, id: named(part) })),
  });
}

const refusals: Readonly<Record<WebhookDoubt, () => SocError>> = {
  unsigned: () =>
    new SocError({
      code: "webhook/unsigned",
      problem: "the message carries no signature where this source looks for one",
      remedy: "have the sender sign its messages with the source's key, in the scheme that the configuration names",
      retry: "never",
    }),
  "bad-signature": () =>
    new SocError({
      code: "webhook/bad-signature",
      problem: "the signature of the message is not by a key of this source",
      remedy:
        "compare the sender's key with the source's, and let nothing between them change the body; if this was not your sender, nothing was kept",
      retry: "never",
    }),
  expired: () =>
    new SocError({
      code: "webhook/expired",
      problem: "the message was signed too long ago, or for a time to come",
      remedy:
        "set the clocks of the sender and of this machine by a time server; a sender that tries again signs anew with the time of that try",
      retry: "never",
    }),
};
