import { createHash } from "node:crypto";
import { z } from "zod";
import { SocError } from "../core/soc-error.ts";

/** More text than this is no model of ours. */
export const modelFileLengthMax = 8_000_000;
/** A list of numbers longer than this is no model of ours. */
export const numbersMax = 4_000_000;
const formatName = "watchkeeper-model";
const formatVersion = 1;

const Envelope = z.strictObject({
  format: z.literal(formatName),
  version: z.int(),
  kind: z.string(),
  digest: z.string(),
  body: z.unknown(),
});

/** Numbers packed as base64 of little-endian `stored` values; each is multiplied by `scale` when read. */
export const Packed = z.strictObject({
  stored: z.enum(["float32", "int16", "int8", "uint32", "uint16", "uint8"]),
  scale: z.number(),
  length: z.int().min(0).max(numbersMax),
  base64: z.string().max(modelFileLengthMax),
});
/** See the schema of the same name. */
export type Packed = z.infer<typeof Packed>;

/** The text of a model file: kind, format version and a digest (SHA-256 over the body's JSON) around a body that JSON can hold. Same body, same bytes. */
export function writeModelFile({ kind, body }: { readonly kind: string; readonly body: unknown }): string {
  const text = JSON.stringify(body);
  return `{"format":"${formatName}","version":${formatVersion},"kind":${JSON.stringify(kind)},"digest":"${digestOf(text)}","body":${text}}\n`;
}

/**
 * The body of a model file, still to be checked against the shape its kind has.
 * Throws model/damaged when the text is not a model file or was changed, model/other-kind when it holds another kind or a newer format.
 */
export function readModelFile(text: string, kind: string): unknown {
  if (text.length > modelFileLengthMax) throw damagedModel("it is longer than any model");
  const envelope = Envelope.safeParse(parsed(text));
  if (!envelope.success) throw damagedModel("it is not a model file");
  const { version, kind: found, digest, body } = envelope.data;
  if (found !== kind || version !== formatVersion) throw otherKind(`${kind}, version ${formatVersion}`, `${found}, version ${version}`);
  if (digestOf(JSON.stringify(body)) !== digest) throw damagedModel("its digest does not fit its content");
  return body;
}

/** Packs numbers as they are (float32) or in whole steps of the largest one (int16: 1/32767, int8: 1/127), two or four times smaller. */
export function packFloats(values: ArrayLike<number>, stored: "float32" | "int16" | "int8" = "float32"): Packed {
  if (stored === "float32") return packed(stored, 1, values);
  let largest = 0;
  for (let at = 0; at < values.length; at++) largest = Math.max(largest, Math.abs(values[at] as number));
  const scale = largest > 0 ? largest / (stored === "int16" ? 32_767 : 127) : 1;
  return packed(
    stored,
    scale,
    Array.from(values, (value) => Math.round(value / scale)),
  );
}

/** Packs whole numbers from zero up in as few bytes as the largest needs. */
export function packIntegers(values: ArrayLike<number>): Packed {
  let largest = 0;
  for (let at = 0; at < values.length; at++) largest = Math.max(largest, values[at] as number);
  return packed(largest < 2 ** 8 ? "uint8" : largest < 2 ** 16 ? "uint16" : "uint32", 1, values);
}

/** The numbers of a packed list. Throws model/damaged when the bytes are not as many as promised, or hold what is no finite number. */
export function unpackFloats(list: Packed): Float32Array {
  const { scale } = list;
  const values = Float32Array.from(stepsOf(list));
  for (let at = 0; at < values.length; at++) {
    const value = values[at]! * scale;
    if (!Number.isFinite(value)) throw damagedModel("a weight is no number");
    values[at] = value;
  }
  return values;
}

/** The whole numbers of a packed list. Throws model/damaged as `unpackFloats` does. */
export function unpackIntegers(list: Packed): Uint32Array {
  if (!list.stored.startsWith("uint")) throw damagedModel("numbers of one kind stand where another is expected");
  return Uint32Array.from(stepsOf(list));
}

const arrays = {
  float32: Float32Array,
  int16: Int16Array,
  int8: Int8Array,
  uint32: Uint32Array,
  uint16: Uint16Array,
  uint8: Uint8Array,
} as const;

const littleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

function packed(stored: Packed["stored"], scale: number, values: ArrayLike<number>): Packed {
  if (values.length > numbersMax) throw new Error(`${values.length} numbers are more than a model file holds`);
  const steps = arrays[stored].from(values);
  return { stored, scale, length: values.length, base64: ordered(Buffer.from(steps.buffer), steps.BYTES_PER_ELEMENT).toString("base64") };
}

function stepsOf({ stored, length, base64 }: Packed) {
  const width = arrays[stored].BYTES_PER_ELEMENT;
  // A copy of its own: a typed array must start at a multiple of its width.
  const { buffer } = new Uint8Array(Buffer.from(base64, "base64"));
  if (buffer.byteLength !== length * width) throw damagedModel("a list of numbers is cut short");
  ordered(Buffer.from(buffer), width);
  return new arrays[stored](buffer);
}

/** Files are little-endian; on a machine that is not, bytes are swapped in place. */
function ordered(bytes: Buffer, width: number): Buffer {
  if (littleEndian || width === 1) return bytes;
  return width === 2 ? bytes.swap16() : bytes.swap32();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const digestOf = (text: string) => createHash("sha256").update(text).digest("hex");

/** A model file that cannot be trusted, and why. */
export const damagedModel = (why: string) =>
  new SocError({
    code: "model/damaged",
    problem: `the model file is damaged: ${why}`,
    remedy: "install the product again, or train the model again with `watchkeeper train`",
    retry: "never",
  });

const otherKind = (expected: string, found: string) =>
  new SocError({
    code: "model/other-kind",
    problem: `expected a model "${expected}", got "${found}"`,
    remedy: "put the model file where its name says it belongs, or train it again with this version",
    retry: "never",
  });
