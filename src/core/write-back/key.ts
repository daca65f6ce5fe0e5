import { createHash } from "node:crypto";

/** What a job's key is made of; the same parts give the same key, for ever. `subject` tells several things of one kind apart: an alert's id, an action's. */
export type KeyParts = {
  readonly tenant: string;
  readonly caseId: string;
  readonly revision: number;
  readonly kind: string;
  readonly connector: string;
  readonly subject: string;
};

/** The longest key that a product must keep for us, in characters (`ports/connector.ts`). */
export const keyLengthMax = 100;
const partLengthMax = 20;
const kindLengthMax = 8;
const digestDigits = 24;

/**
 * The name under which one thing is written to one product: `wk:<tenant>:<case>:<revision>:<kind>:<digest>` of A-Z a-z 0-9 . : _ - only, at most 100
 * characters. People can read the first parts, which are shortened; the digest is over all parts in full, so that no two things share a key.
 */
export function keyOf({ tenant, caseId, revision, kind, connector, subject }: KeyParts): string {
  const digest = shortDigest(["write-back-key-v1", tenant, caseId, revision, kind, connector, subject]);
  return ["wk", plain(tenant), plain(caseId), String(revision).slice(0, partLengthMax), kind.slice(0, kindLengthMax), digest].join(":");
}

/** What several revisions of one thing have in common: the newest that was not sent yet stands for all of them. */
export function thingOf({ kind, connector, caseId, subject }: Pick<KeyParts, "kind" | "connector" | "caseId" | "subject">): string {
  return shortDigest(["write-back-thing-v1", kind, connector, caseId, subject]);
}

/** The fingerprint of what is written, whatever its key: the same again is not written again. */
export function contentDigest(content: unknown): string {
  return shortDigest(content);
}

const shortDigest = (value: unknown) => createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, digestDigits);

const plain = (part: string) => part.replace(/[^A-Za-z0-9._-]/g, "_").slice(0, partLengthMax);
