/** The public half of a key that a passkey signs with. Coordinates and key are 32 bytes each. */
export type PasskeyKey =
  | { readonly kind: "es256"; readonly x: Uint8Array; readonly y: Uint8Array }
  | { readonly kind: "ed25519"; readonly x: Uint8Array };

const coordinateBytes = 32;
const mapPairsMax = 8;
const keyBytesMax = 256;

/** COSE labels and values (RFC 9052, section 7; RFC 9053, section 7). */
const label = { type: 1, algorithm: 3, curve: -1, x: -2, y: -3 } as const;
const typeOkp = 1;
const typeEc2 = 2;
const algorithmEs256 = -7;
const algorithmEdDsa = -8;
const curveP256 = 1;
const curveEd25519 = 6;

/**
 * Reads a COSE_Key (RFC 9052) as authenticators make it: ES256 on P-256, uncompressed, or EdDSA on Ed25519, in deterministic CBOR and with no other field. So
 * one key has one spelling. Undefined for anything else; never throws.
 */
export function readCoseKey(bytes: Uint8Array): PasskeyKey | undefined {
  if (bytes.length > keyBytesMax) return undefined;
  const fields = readMap(bytes);
  if (!fields) return undefined;
  const [type, algorithm, curve] = [fields.get(label.type), fields.get(label.algorithm), fields.get(label.curve)];
  const [x, y] = [fields.get(label.x), fields.get(label.y)];
  if (!(x instanceof Uint8Array) || x.length !== coordinateBytes) return undefined;
  if (type === typeOkp && algorithm === algorithmEdDsa && curve === curveEd25519 && fields.size === 4) return { kind: "ed25519", x };
  if (!(y instanceof Uint8Array) || y.length !== coordinateBytes) return undefined;
  if (type === typeEc2 && algorithm === algorithmEs256 && curve === curveP256 && fields.size === 5) return { kind: "es256", x, y };
  return undefined;
}

type Item = { readonly value: number | Uint8Array; readonly end: number };

const majorUnsigned = 0;
const majorNegative = 1;
const majorBytes = 2;
const majorMap = 5;

/** A CBOR map (RFC 8949) from integers to integers and byte strings, each in its shortest form, that ends where the bytes end. */
function readMap(bytes: Uint8Array): ReadonlyMap<number, number | Uint8Array> | undefined {
  const head = bytes[0] ?? 0;
  const pairs = head & 0x1f;
  if (head >> 5 !== majorMap || pairs > mapPairsMax) return undefined;
  const fields = new Map<number, number | Uint8Array>();
  let at = 1;
  for (let pair = 0; pair < pairs; pair++) {
    const key = readItem(bytes, at);
    const value = key && readItem(bytes, key.end);
    if (!value || typeof key.value !== "number" || fields.has(key.value)) return undefined;
    if (!isInOrder(fields, key.value)) return undefined;
    fields.set(key.value, value.value);
    at = value.end;
  }
  return at === bytes.length ? fields : undefined;
}

/** Deterministic order (CTAP2 canonical CBOR): positive keys before negative ones, each by magnitude. */
function isInOrder(fields: ReadonlyMap<number, unknown>, key: number): boolean {
  const last = [...fields.keys()].at(-1);
  return last === undefined || place(last) < place(key);
}

const place = (key: number) => (key >= 0 ? key : 0x100 - 1 - key);

function readItem(bytes: Uint8Array, at: number): Item | undefined {
  const head = bytes[at];
  if (head === undefined) return undefined;
  const argument = readArgument(bytes, at);
  if (!argument) return undefined;
  const { value, end } = argument;
  switch (head >> 5) {
    case majorUnsigned:
      return { value, end };
    case majorNegative:
      return { value: -1 - value, end };
    case majorBytes:
      return end + value <= bytes.length ? { value: bytes.subarray(end, end + value), end: end + value } : undefined;
    default:
      return undefined;
  }
}

/** The number in or after an item's first byte: in that byte below 24, in one more from there to 255, and nothing larger. */
function readArgument(bytes: Uint8Array, at: number): { readonly value: number; readonly end: number } | undefined {
  const short = (bytes[at] ?? 0) & 0x1f;
  if (short < 24) return { value: short, end: at + 1 };
  const next = bytes[at + 1];
  return short === 24 && next !== undefined && next >= 24 ? { value: next, end: at + 2 } : undefined;
}
