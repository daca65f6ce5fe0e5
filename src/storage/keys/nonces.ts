import { randomFillSync } from "node:crypto";

const nonceBytes = 12;
const noncesAtOnce = 1_024;

/** Gives 12 bytes of fresh chance at each call; draws many at a time, because a draw costs more than its bytes. */
export function openNonces(): () => Uint8Array {
  let bytes = new Uint8Array(0);
  let at = 0;
  return () => {
    if (at >= bytes.length) {
      bytes = randomFillSync(new Uint8Array(nonceBytes * noncesAtOnce));
      at = 0;
    }
    at += nonceBytes;
    return bytes.subarray(at - nonceBytes, at);
  };
}
