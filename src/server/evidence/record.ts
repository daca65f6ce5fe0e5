import { hash } from "node:crypto";
import type { z } from "zod";
import type { KeptRecord } from "../../ports/intake.ts";
import type { RecordWhole } from "../contract/evidence.ts";
import { iso, isoOrNull } from "../http/iso.ts";

/** A kept record as the API says it: bytes in base64, so that nothing in them is ever anything but text. */
export function recordOf({ position, source, id, receivedAtMs, sentAtMs, bytes }: KeptRecord): z.infer<typeof RecordWhole> {
  return {
    position,
    source,
    id,
    receivedAt: iso(receivedAtMs),
    sentAt: isoOrNull(sentAtMs),
    bytes: bytes.byteLength,
    digest: `sha256:${hash("sha256", bytes, "hex")}`,
    base64: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64"),
  };
}
