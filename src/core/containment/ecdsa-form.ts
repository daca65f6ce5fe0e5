/** The order of P-256 (SEC 2, section 2.4.2): signatures (r, s) and (r, order - s) are both good for one message. */
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const half = order / 2n;
const numberBytes = 32;
const tagSequence = 0x30;
const tagInteger = 0x02;

/**
 * An ECDSA signature of P-256 in its one form: DER as short as it can be, and the smaller of the two values of s. Whoever makes a signature does not choose
 * the smaller one, so it is chosen when it is taken; afterwards no other form counts. Undefined for what is no signature.
 */
export function normalEcdsa(der: Uint8Array): Buffer | undefined {
  const pair = readPair(der);
  if (!pair) return undefined;
  const { r, s } = pair;
  return writePair(r, s > half ? order - s : s);
}

/** r and s, 32 bytes each, of a signature in its one form; undefined for any other. */
export function pairOfNormal(der: Uint8Array): Buffer | undefined {
  const pair = readPair(der);
  if (!pair || pair.s > half) return undefined;
  return Buffer.concat([bytesOf(pair.r), bytesOf(pair.s)]);
}

function readPair(der: Uint8Array): { readonly r: bigint; readonly s: bigint } | undefined {
  if (der[0] !== tagSequence || der[1] !== der.length - 2) return undefined;
  const r = readNumber(der, 2);
  const s = r && readNumber(der, r.end);
  return r && s && s.end === der.length ? { r: r.value, s: s.value } : undefined;
}

/** A positive number below the order, in as few bytes as it takes. */
function readNumber(der: Uint8Array, at: number): { readonly value: bigint; readonly end: number } | undefined {
  const length = der[at + 1] ?? 0;
  const bytes = der.subarray(at + 2, at + 2 + length);
  const [first = 0x80, second = 0] = bytes;
  if (der[at] !== tagInteger || length === 0 || length > numberBytes + 1 || bytes.length !== length) return undefined;
  if (first >= 0x80 || (first === 0 && second < 0x80)) return undefined;
  const value = BigInt(`0x${Buffer.from(bytes).toString("hex")}`);
  return value > 0n && value < order ? { value, end: at + 2 + length } : undefined;
}

const bytesOf = (value: bigint): Buffer => Buffer.from(value.toString(16).padStart(numberBytes * 2, "0"), "hex");

function writeNumber(value: bigint): Buffer {
  const hex = value.toString(16);
  const whole = hex.length % 2 === 0 ? hex : `0${hex}`;
  const bytes = Buffer.from(Number.parseInt(whole.slice(0, 2), 16) >= 0x80 ? `00${whole}` : whole, "hex");
  return Buffer.concat([Buffer.from([tagInteger, bytes.length]), bytes]);
}

function writePair(r: bigint, s: bigint): Buffer {
  const body = Buffer.concat([writeNumber(r), writeNumber(s)]);
  return Buffer.concat([Buffer.from([tagSequence, body.length]), body]);
}
