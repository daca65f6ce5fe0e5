import { createHash } from "node:crypto";
import { canonicalOf, cutToBytes, noSecrets, openSecrets } from "./canonical.ts";
import { noNames } from "./known-names.ts";
import { type PromptLimits, promptLimits } from "./limits.ts";
import {
  type BuiltPrompt,
  type Prompt,
  type PromptPiece,
  type SlotFill,
  type SlotInPrompt,
  type SlotText,
  standInKinds,
} from "./prompt.ts";
import { openStandIns, type StandInOrder, type StandIns } from "./stand-ins.ts";
import type { SlotPlace, Template } from "./template.ts";

/** What a prompt is made of. `nonce` is random, 12 to 64 lower-case hex digits; `schema` is given where the server cannot be told the shape of the answer otherwise. */
export type PromptOrder = {
  readonly template: Template;
  /** Places that take many have them in this order. */
  readonly fills: readonly SlotFill[];
  readonly nonce: string;
  readonly limits?: PromptLimits;
  readonly schema?: Readonly<Record<string, unknown>>;
  readonly standIns?: StandInOrder;
};

/** The most fills of one prompt. */
export const fillsMax = 200;

/**
 * Builds a prompt: words of the template, and slots between marks that carry the nonce. Text from outside stands in slots alone, in its canonical form; every
 * byte of the text is attributed. Throws a plain `Error` when fills and template do not fit together, whatever the fills hold never does.
 */
export function buildPrompt({ template, fills, nonce, limits = promptLimits, schema, standIns }: PromptOrder): BuiltPrompt {
  if (!/^[0-9a-f]{12,64}$/.test(nonce)) throw new Error("a nonce is 12 to 64 lower-case hex digits");
  requireFitting(template, fills);
  const secrets = openSecrets();
  const canonical = fills.map((fill) =>
    canonicalOf(fill.value, {
      type: fill.type,
      nonce,
      bytesMax: limits.slotBytesMax[fill.type],
      secretsOf: isOurs(fill) ? noSecrets : secrets,
    }),
  );
  const names = openStandIns(
    standIns ?? { known: noNames, kinds: new Set() },
    canonical.map(({ text }) => text),
  );
  const slots = fills.map((fill, index) => slotOf(fill, canonical[index] ?? { text: "", unreadBytes: 0 }, names, limits));
  const written = write(template, slots, { nonce, bytesMax: limits.promptBytesMax, schema });
  return {
    prompt: promptOf(template, nonce, written),
    texts: written.texts,
    restore: names.restore,
    replaced: replacedIn(written.texts),
    leftOut: written.leftOut,
  };
}

/** Words of ours that hold ids, closed words and numbers alone: there is nobody's name in them, and "asks-for-password: h-1" tells none. */
const isOurs = ({ type, trust }: SlotFill) => type === "case-state" && trust === "ours";

const digestOf = (text: string) => `sha256:${createHash("sha256").update(text).digest("hex")}`;

function requireFitting(template: Template, fills: readonly SlotFill[]): void {
  const places = template.parts.filter((part): part is SlotPlace => typeof part === "object" && "slot" in part);
  if (fills.length > fillsMax) throw new Error(`a prompt has at most ${fillsMax} fills`);
  for (const { name, type } of fills) {
    const place = places.find(({ slot }) => slot === name);
    if (!place?.types.includes(type)) throw new Error(`${template.id} has no place for "${name}" of type ${type}`);
  }
  for (const { slot, many } of places) {
    const count = fills.filter(({ name }) => name === slot).length;
    if (!many && count !== 1) throw new Error(`${template.id} takes one "${slot}", not ${count}`);
  }
}

type Slot = { readonly fill: SlotFill; readonly text: SlotText; readonly rawDigest: string; readonly cutBytes: number };

/** Stand-ins first and then the cut, so that no half of a name or a secret is left at the end. */
function slotOf(fill: SlotFill, canonical: ReturnType<typeof canonicalOf>, names: StandIns, limits: PromptLimits): Slot {
  const stood = isOurs(fill) ? { text: canonical.text, places: [] } : names.replace(canonical.text);
  const { text: shown, cutBytes, end } = cutToBytes(stood.text, limits.slotBytesMax[fill.type], stood.places, canonical.unreadBytes);
  const standIns = stood.places.filter(({ to }) => to <= end);
  const last = standIns.at(-1);
  const canonicalEnd = last ? last.canonicalTo + (end - last.to) : end;
  const text = {
    name: fill.name,
    provenance: fill.provenance,
    shown,
    canonical: canonical.text.slice(0, canonicalEnd) + shown.slice(end),
    standIns,
  };
  return { fill, text, rawDigest: digestOf(fill.value), cutBytes };
}

type Written = {
  readonly text: string;
  readonly pieces: readonly PromptPiece[];
  readonly slots: readonly SlotInPrompt[];
  readonly texts: readonly SlotText[];
  readonly leftOut: readonly string[];
};

type Writing = { readonly nonce: string; readonly bytesMax: number; readonly schema: PromptOrder["schema"] | undefined };

/** Pieces in order, each as long as its bytes: so they cover the text once. */
function write(template: Template, slots: readonly Slot[], { nonce, bytesMax, schema }: Writing): Written {
  const texts: string[] = [];
  const pieces: PromptPiece[] = [];
  const placed: { slot: Slot; inPrompt: SlotInPrompt }[] = [];
  const leftOut: string[] = [];
  const put = (text: string, from: PromptPiece["from"], name: string): PromptPiece => {
    const fromByte = pieces.at(-1)?.toByte ?? 0;
    const piece = { fromByte, toByte: fromByte + Buffer.byteLength(text), from, name };
    texts.push(text);
    // An empty slot has a place and no bytes.
    if (text !== "") pieces.push(piece);
    return piece;
  };
  let room = bytesMax - bytesOfOurs(template, schema);
  const putSlot = (slot: Slot) => {
    const { begin, end } = marksOf(slot.fill, nonce);
    room -= Buffer.byteLength(begin + slot.text.shown + end);
    if (room < 0) return void leftOut.push(slot.fill.provenance);
    put(begin, "mark", slot.fill.name);
    const piece = put(slot.text.shown, "slot", slot.fill.name);
    placed.push({ slot, inPrompt: inPromptOf(slot, piece) });
    put(end, "mark", slot.fill.name);
  };
  for (const part of template.parts) {
    if (typeof part === "string") put(part, "template", `${template.id}-${template.version}`);
    else if ("schema" in part) put(schema ? schemaText(schema) : "", "template", "schema");
    else for (const slot of slots) if (slot.fill.name === part.slot) putSlot(slot);
  }
  return {
    text: texts.join(""),
    pieces,
    slots: placed.map(({ inPrompt }) => inPrompt),
    texts: placed.map(({ slot }) => slot.text),
    leftOut,
  };
}

function bytesOfOurs({ system, parts }: Template, schema: PromptOrder["schema"] | undefined): number {
  const words = parts.map((part) => (typeof part === "string" ? part : "schema" in part && schema ? schemaText(schema) : ""));
  return Buffer.byteLength(system + words.join(""));
}

const schemaText = (schema: Readonly<Record<string, unknown>>) =>
  `\nAnswer with one JSON value of this shape and nothing else:\n${JSON.stringify(schema)}\n`;

/** Only ids that code gave stand in a mark. */
const givenId = /^(?:e-m?|h-|t-)[1-9]\d{0,8}$/;

function marksOf({ type, provenance }: SlotFill, nonce: string): { begin: string; end: string } {
  const label = givenId.test(provenance) ? provenance : type;
  return { begin: `⟦begin ${label} ${nonce}⟧\n`, end: `\n⟦end ${nonce}⟧\n` };
}

/** What stands under stand-ins in the prompt as it is: what was cut is not counted. */
function replacedIn(texts: readonly SlotText[]): BuiltPrompt["replaced"] {
  const found = texts.flatMap(({ shown, standIns }) => [
    ...(shown.match(secretMark) ?? []).map((mark) => mark.slice(1, -1)),
    ...standIns.map(({ from, to }) => shown.slice(from, to).replace(/[⟦⟧]/g, "")),
  ]);
  return standInKinds.flatMap((kind) => {
    const ofKind = found.filter((each) => each.startsWith(`${kind}-`) && /^\d+$/.test(each.slice(kind.length + 1)));
    return ofKind.length === 0 ? [] : [{ kind, values: new Set(ofKind).size, times: ofKind.length }];
  });
}

const secretMark = /⟦secret-\d+⟧/g;

function inPromptOf({ fill, text, rawDigest, cutBytes }: Slot, { fromByte, toByte }: PromptPiece): SlotInPrompt {
  const { name, type, provenance, trust } = fill;
  const secrets = text.shown.match(secretMark)?.length ?? 0;
  const canonicalDigest = digestOf(text.shown);
  return {
    name,
    type,
    provenance,
    trust,
    fromByte,
    toByte,
    rawDigest,
    canonicalDigest,
    cutBytes,
    standIns: text.standIns.length + secrets,
  };
}

function promptOf({ id, version, system }: Template, nonce: string, { text, slots, pieces }: Written): Prompt {
  return { id, version, system, text, nonce, digest: digestOf(`${system}\0${text}`), slots, pieces };
}
