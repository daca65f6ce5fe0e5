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
  const { view, width } = bytesOf(list);
  const read = readers[list.stored];
  const values = new Float32Array(list.length);
  for (let at = 0; at < list.length; at++) {
    const value = read(view, at * width) * list.scale;
    if (!Number.isFinite(value)) throw damagedModel("a weight is no number");
    values[at] = value;
  }
  return values;
}

/** The whole numbers of a packed list. Throws model/damaged as `unpackFloats` does. */
export function unpackIntegers(list: Packed): Uint32Array {
  const { view, width } = bytesOf(list);
  if (!list.stored.startsWith("uint")) throw damagedModel("numbers of one kind stand where another is expected");
  const read = readers[list.stored];
  const values = new Uint32Array(list.length);
  for (let at = 0; at < list.length; at++) values[at] = read(view, at * width);
  return values;
}

const widths = { float32: 4, int16: 2, int8: 1, uint32: 4, uint16: 2, uint8: 1 } as const;
const readers: Readonly<Record<Packed["stored"], (view: DataView, at: number) => number>> = {
  float32: (view, at) => view.getFloat32(at, true),
  int16: (view, at) => view.getInt16(at, true),
  int8: (view, at) => view.getInt8(at),
  uint32: (view, at) => view.getUint32(at, true),
  uint16: (view, at) => view.getUint16(at, true),
  uint8: (view, at) => view.getUint8(at),
};
const writers: Readonly<Record<Packed["stored"], (view: DataView, at: number, value: number) => void>> = {
  float32: (view, at, value) => view.setFloat32(at, value, true),
  int16: (view, at, value) => view.setInt16(at, value, true),
  int8: (view, at, value) => view.setInt8(at, value),
  uint32: (view, at, value) => view.setUint32(at, value, true),
  uint16: (view, at, value) => view.setUint16(at, value, true),
  uint8: (view, at, value) => view.setUint8(at, value),
};

function packed(stored: Packed["stored"], scale: number, values: ArrayLike<number>): Packed {
  if (values.length > numbersMax) throw new Error(`${values.length} numbers are more than a model file holds`);
  const bytes = Buffer.alloc(values.length * widths[stored]);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const write = writers[stored];
  for (let at = 0; at < values.length; at++) write(view, at * widths[stored], values[at] as number);
  return { stored, scale, length: values.length, base64: bytes.toString("base64") };
}

function bytesOf({ stored, length, base64 }: Packed): { view: DataView; width: number } {
  const bytes = Buffer.from(base64, "base64");
  const width = widths[stored];
  if (bytes.length !== length * width) throw damagedModel("a list of numbers is cut short");
  return { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), width };
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
