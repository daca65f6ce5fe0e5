import { z } from "zod";
import { hashOfSecret } from "../../core/access/secret-text.ts";
import type { AccessParts } from "./parts.ts";

/** How long what is begun may take, milliseconds. */
export const ticketLastsMs = 5 * 60_000;
const idBytes = 16;
const sealedLengthMax = 8_192;

const Envelope = z.strictObject({ id: z.string(), endsAtMs: z.number(), data: z.unknown() });

/** What somebody carries from one step to the next: sealed, of one kind, and good for a while. Nothing is kept for it until it is used. */
export function makeTicket({ box, clock, random }: Pick<AccessParts, "box" | "clock" | "random">, kind: string, data: unknown): string {
  const envelope = { id: random.secret(idBytes), endsAtMs: clock.nowMs() + ticketLastsMs, data };
  return box.seal(Buffer.from(JSON.stringify(envelope)), `ticket ${kind}`);
}

/** An open ticket; `spend` is true for the first who asks, in all processes. */
export type Ticket<Data> = { readonly data: Data; readonly spend: () => Promise<boolean> };

/** What a ticket of this kind carries; undefined for whatever is none, or not of now. */
export function readTicket<Data>(
  { box, clock, store }: Pick<AccessParts, "box" | "clock" | "store">,
  kind: string,
  sealed: string,
  shape: z.ZodType<Data>,
): Ticket<Data> | undefined {
  if (sealed.length > sealedLengthMax) return undefined;
  try {
    const envelope = Envelope.parse(JSON.parse(Buffer.from(box.open(sealed, `ticket ${kind}`)).toString("utf8")));
    if (envelope.endsAtMs <= clock.nowMs()) return undefined;
    return { data: shape.parse(envelope.data), spend: () => store.spent.spend(hashOfSecret(envelope.id), envelope.endsAtMs) };
  } catch {
    return undefined;
  }
}
