import { z } from "zod";

// Only what we use of what REST2 answers: RT may add fields without breaking us. Ids come as numbers or as text, depending on where they stand.

const id = z.union([z.int(), z.string().regex(/^\d{1,18}$/)]).transform(String);
const user = z.object({ id: z.string().max(255) });
const text = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => String(value ?? ""));

/** One page of anything. RT leaves `total` out where it cannot count what one may see. */
const page = <Item extends z.ZodType>(item: Item) =>
  z.object({ count: z.int(), page: z.number(), items: z.array(item).max(100), total: z.number().nullish() });

export const Created = z.object({ id, type: z.literal("ticket") });
/** A comment is answered with sentences, in the account's language. */
export const Commented = z.array(z.string()).min(1).max(100);

export const Ticket = z.object({
  id,
  Subject: text,
  Status: z.string().min(1).max(64),
  Owner: user,
  LastUpdated: z.string().max(40),
  CustomFields: z.array(z.object({ name: z.string(), values: z.array(z.unknown()) })).default([]),
});
export type Ticket = z.output<typeof Ticket>;

export const Tickets = page(z.object({ id, Subject: text }));

export const Transaction = z.object({
  id,
  Type: z.string(),
  Field: text,
  Data: text,
  NewValue: text,
  Creator: user,
  Created: z.iso.datetime({ offset: true }),
});
export type Transaction = z.output<typeof Transaction>;
export const History = page(Transaction);

export const Attachments = page(z.object({ id, ContentType: text, Filename: text, TransactionId: id }));
/** `Content` is base64, in lines. */
export const Attachment = z.object({ id, ContentType: text, Content: text });

export const Queue = z.object({ id, Name: z.string(), _hyperlinks: z.array(z.object({ ref: z.string(), type: z.string().optional() })) });
