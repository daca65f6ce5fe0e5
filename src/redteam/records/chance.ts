import { createHash } from "node:crypto";

/** A seeded source of chance. The same seed and the same calls give the same answers on any machine. */
export type Chance = {
  /** From 0 to just under 1. */
  readonly fraction: () => number;
  /** A whole number from `min` to `max`, both included. */
  readonly integer: (min: number, max: number) => number;
  readonly pick: <T>(items: readonly T[]) => T;
  readonly isHit: (probability: number) => boolean;
  readonly hex: (length: number) => string;
  readonly word: (length: number, alphabet?: string) => string;
  readonly guid: () => string;
  /** An independent source: what one part draws never changes what another part gets. */
  readonly fork: (label: string) => Chance;
};

const lettersAndDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Opens a source of chance (sfc32, seeded by SHA-256 of the text). */
export function openChance(seed: string): Chance {
  const next = sfc32(seed);
  const fraction = () => next() / 4_294_967_296;
  const integer = (min: number, max: number) => min + Math.floor(fraction() * (max - min + 1));
  const word = (length: number, alphabet = lettersAndDigits) =>
    Array.from({ length }, () => alphabet[integer(0, alphabet.length - 1)]).join("");
  const hex = (length: number) => word(length, "0123456789abcdef");
  return {
    fraction,
    integer,
    word,
    hex,
    pick: (items) => items[integer(0, items.length - 1)]!,
    isHit: (probability) => fraction() < probability,
    guid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
    fork: (label) => openChance(`${seed}/${label}`),
  };
}

/** A value that is a pure function of a name: file hashes, addresses, ids that must agree between sources. */
export function digestOfName(name: string, algorithm: "md5" | "sha1" | "sha256" = "sha256"): string {
  return createHash(algorithm).update(name).digest("hex");
}

function sfc32(seed: string): () => number {
  const bytes = createHash("sha256").update(seed).digest();
  let [a, b, c, counter] = [0, 4, 8, 12].map((offset) => bytes.readUInt32LE(offset)) as [number, number, number, number];
  return () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
}
