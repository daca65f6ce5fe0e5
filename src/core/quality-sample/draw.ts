import { createHash, createHmac } from "node:crypto";

/** Bytes of an epoch's secret. */
export const drawSecretBytes = 32;

/** What is published of a secret before it decides on anything: the SHA-256 of its bytes, in hex. */
export const commitmentOf = (secret: Uint8Array): string => createHash("sha256").update(secret).digest("hex");

/** What decides on a case: HMAC-SHA-256 of its id under the epoch's secret. Nothing else of the case is in it. */
export const macOf = (secret: Uint8Array, caseId: string): Uint8Array => createHmac("sha256", secret).update(caseId, "utf8").digest();

/** Three chances of one case, each from 0 (included) to 1 (excluded) and independent of the others: of being drawn, of a second judgement, of a gold alert. */
export type Chances = { readonly drawn: number; readonly second: number; readonly gold: number };

/** The chances that a MAC of 32 bytes holds: its first three words of 48 bits, each a fraction of 2^48. A closure is drawn where its chance is below the share. */
export function chancesOf(mac: Uint8Array): Chances {
  const word = (at: number) => {
    let value = 0;
    for (let each = 0; each < 6; each++) value = value * 256 + (mac[at * 6 + each] ?? 0);
    return value / 2 ** 48;
  };
  return { drawn: word(0), second: word(1), gold: word(2) };
}
