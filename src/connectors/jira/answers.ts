import { z } from "zod";

// Only what we use of Jira Cloud's REST API, version 3: Jira may add fields without breaking us.

const id = z.string().regex(/^\d{1,18}$/);
const account = z.object({ accountId: z.string().min(1).max(128), displayName: z.string().max(255).default("") });
/** "2026-03-04T10:00:00.000+0000": an offset without a colon, which ISO 8601 allows and few parsers take. */
const moment = z
  .string()
  .max(40)
  .transform((text) => text.replace(/([+-]\d{2})(\d{2})$/, "$1:$2"))
  .pipe(z.iso.datetime({ offset: true }))
  .transform((text) => Date.parse(text));

export const Me = account;
export const Permissions = z.object({ permissions: z.record(z.string(), z.object({ havePermission: z.boolean() })) });
export const Created = z.object({ id, key: z.string().min(1).max(64) });
export const Found = z.object({
  issues: z.array(z.object({ id, key: z.string().min(1).max(64), fields: z.object({ labels: z.array(z.string()) }) })).max(100),
});

const category = z.object({ key: z.string().max(40) });
export const Issue = z.object({
  id,
  fields: z.object({
    updated: moment,
    status: z.object({ name: z.string().max(120), statusCategory: category }),
    resolution: z.object({ name: z.string().max(120) }).nullish(),
    assignee: account.nullish(),
  }),
});
export type Issue = z.output<typeof Issue>;

export const Comment = z.object({ id, author: account.nullish(), created: moment, body: z.unknown() });
export type Comment = z.output<typeof Comment>;
export const CommentCreated = z.object({ id });
export const Comments = z.object({ startAt: z.int().min(0), total: z.int().min(0), comments: z.array(Comment).max(1_000) });

export const Change = z.object({
  author: account.nullish(),
  created: moment,
  items: z.array(z.object({ field: z.string(), to: z.string().nullish() })).max(1_000),
});
export type Change = z.output<typeof Change>;
export const Changes = z.object({ startAt: z.int().min(0), total: z.int().min(0), values: z.array(Change).max(1_000) });

export const Transitions = z.object({
  transitions: z.array(z.object({ id: z.string().min(1).max(40), name: z.string().max(255) })).max(1_000),
});

const attachment = z.object({ id, filename: z.string().max(1_024), author: account.nullish() });
export const AttachedNow = z.tuple([attachment]);
export const Attachments = z.object({ id, fields: z.object({ attachment: z.array(attachment).max(5_000) }) });
