import { hash } from "node:crypto";
import { inflateRawSync } from "node:zlib";
import { z } from "zod";
import type { RecordRef, TelemetryEvent } from "../../core/event/event.ts";
import { entropyBitsOf } from "../../core/file/entropy.ts";
import type { FileFlag } from "../../core/file/flag.ts";
import type { FileKind } from "../../core/file/kind.ts";
import { nameTraits } from "../../core/file/name.ts";
import { type FileTraits, traitsOf } from "../../core/file/traits.ts";
import { observableKey, observableTypes } from "../../core/observable/observable.ts";
import { textsOf } from "../../core/query/meaning.ts";
import type { EventStore } from "../../ports/event-store.ts";
import type { EvidenceBytes } from "../../ports/evidence-bytes.ts";
import type { InvestigatorTool, ToolAnswer } from "../../ports/tool.ts";
import { quoted } from "../kit/quoted.ts";
import { type FileAnswer, fileAnswers, wordOf } from "./word.ts";
import { type YaraMatch, type YaraScanner, yaraLimits } from "./yara.ts";

const filesMax = 5;
const latestMs = Date.UTC(2200, 0, 1);
const text = z.string().max(4_096);

/** A file by an observable of the case (a hash, or a name), or by its place: the record that holds it and its hash. */
const Question = z
  .object({
    observable: z.object({ type: z.enum(observableTypes), value: text }).optional(),
    path: text.optional(),
    record: z.int().min(1).optional(),
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/i)
      .optional(),
    fromMs: z.int().default(0),
    toMs: z.int().default(latestMs),
  })
  .refine(
    ({ observable, path, record, sha256 }) =>
      observable !== undefined || (path !== undefined && record !== undefined && sha256 !== undefined),
    "names no file",
  );

/** What the tool needs: the events that name files, the bytes behind them where they can be had, and YARA rules. */
export type FileInspectorParts = { readonly events: EventStore; readonly bytes: EvidenceBytes; readonly yara: () => Promise<YaraScanner> };

/** Looks at a file by its bytes: kind, hashes, entropy, members, macros, YARA. It is never run, rendered or sent anywhere. */
export function fileTool({ events, bytes, yara }: FileInspectorParts): InvestigatorTool<z.infer<typeof Question>> {
  return {
    name: "file/inspect",
    summary: "What a file is by its content, and whether a YARA rule matches it.",
    input: Question as z.ZodType<z.infer<typeof Question>>,
    answers: fileAnswers,
    trust: "attacker-writable",
    async ask(question) {
      const places = await find(events, question);
      const looks: Look[] = [];
      for (const place of places) looks.push((await inspect(place, bytes, yara)) ?? remembered(place));
      const grave = looks.toSorted((a, b) => fileAnswers.indexOf(a.answer) - fileAnswers.indexOf(b.answer))[0];
      if (!grave) return notAvailable(question.observable?.value ?? question.sha256 ?? "");
      return {
        answer: grave.answer,
        says: grave.says,
        records: places.map(({ source }) => source),
        recordsTotal: places.length,
        facts: { files: looks.map(({ facts, answer }) => ({ answer, ...facts })) },
      };
    },
  };
}

type Place = { readonly source: RecordRef; readonly name: string; readonly sha256: string; readonly event: TelemetryEvent | undefined };
type Look = { readonly answer: FileAnswer; readonly says: string; readonly facts: Record<string, unknown> };

async function find(events: EventStore, { observable, path, record, sha256, fromMs, toMs }: z.infer<typeof Question>): Promise<Place[]> {
  if (!observable)
    return [{ source: { path: path!, record: record!, digest: "" }, name: "", sha256: sha256!.toLowerCase(), event: undefined }];
  if (observable.type !== "hash" && observable.type !== "file") return [];
  const { rows } = await events.search({
    dataset: "mail",
    entity: observableKey(observable),
    time: { fromMs, toMs },
    sort: "oldest",
    limit: filesMax * 4,
  });
  const wanted = observable.value.trim().toLowerCase();
  const places = rows.flatMap((event) => {
    const names = textsOf(event.fields.attachments);
    return textsOf(event.fields["attachment.sha256"]).flatMap((hashText, index) => {
      const name = names[index] ?? "";
      return hashText === wanted || name.toLowerCase() === wanted ? [{ source: event.source, name, sha256: hashText, event }] : [];
    });
  });
  // One file sent to many is one file.
  return [...new Map(places.map((place) => [`${place.sha256} ${place.name}`, place])).values()].slice(0, filesMax);
}

async function inspect(
  { source, name, sha256 }: Place,
  evidence: EvidenceBytes,
  yara: () => Promise<YaraScanner>,
): Promise<Look | undefined> {
  const bytes = await evidence.read(source, sha256);
  if (!bytes || bytes.length > yaraLimits.bytesMax || hash("sha256", bytes, "hex") !== sha256) return undefined;
  const traits = traitsOf({ name, bytes, inflate });
  const scanner = await yara();
  const found = await scanner.scan(bytes);
  const inMacros = traits.macroSource === "" ? [] : await scanner.scan(Buffer.from(traits.macroSource));
  const matches = [...new Map([...(found ?? []), ...(inMacros ?? [])].map((match) => [match.rule, match])).values()];
  const isFinished = found !== undefined && inMacros !== undefined;
  const word = wordOf(traits, matches.length > 0);
  // What was not looked at whole is not called ordinary.
  const isOpen = word === "ordinary" && !isFinished;
  const says = sentence({ name: name || sha256, traits, matches });
  return {
    answer: isOpen ? "not-available" : word,
    says: isOpen ? `${says} It was not scanned to its end, so it is not called ordinary.` : says,
    facts: {
      name,
      sha256,
      md5: hash("md5", bytes, "hex"),
      sha1: hash("sha1", bytes, "hex"),
      bytes: bytes.length,
      kind: traits.kind,
      flags: traits.flags,
      inside: traits.inside.slice(0, 50),
      macroWords: traits.macroWords,
      entropyBits: Math.round(entropyBitsOf(bytes) * 100) / 100,
      yara: { matches, rules: scanner.rules, isAvailable: scanner.isAvailable, isFinished },
    },
  };
}

/** What reading the mail already found, for a file whose bytes cannot be had any more. Flags of several files are not told apart, so only a lone file's count. */
function remembered({ name, sha256, event }: Place): Look {
  const nothing: Look = { answer: "not-available", says: `The bytes of ${quoted(name || sha256)} cannot be had.`, facts: { name, sha256 } };
  if (!event) return nothing;
  const hashes = textsOf(event.fields["attachment.sha256"]);
  const kind = textsOf(event.fields["attachment.types"])[hashes.indexOf(sha256)] as FileKind | undefined;
  const flags = hashes.length === 1 ? (textsOf(event.fields["attachment.flags"]) as FileFlag[]) : nameTraits(name, kind);
  const answer = wordOf({ kind: kind ?? "other", flags }, false);
  return {
    answer,
    says: `${quoted(name || sha256)} was ${kind ?? "of no known kind"} when its mail was read${flags.length > 0 ? ` (${flags.join(", ")})` : ""}; its bytes were not looked at again.`,
    facts: { name, sha256, kind: kind ?? null, flags },
  };
}

function sentence({ name, traits, matches }: { name: string; traits: FileTraits; matches: readonly YaraMatch[] }): string {
  const [match] = matches;
  const about = `${quoted(name)} is ${traits.kind}${traits.flags.length > 0 ? ` (${traits.flags.join(", ")})` : ""}`;
  return match
    ? `${about}; YARA rule ${quoted(match.rule)} matches${match.summary ? `: ${quoted(match.summary).slice(1, -1)}` : ""}.`
    : `${about}.`;
}

function notAvailable(name: string): ToolAnswer {
  return { answer: "not-available", says: `No file ${quoted(name)} is in the evidence.`, records: [], recordsTotal: 0, facts: {} };
}

function inflate(packed: Uint8Array, lengthMax: number): Uint8Array | undefined {
  try {
    return inflateRawSync(packed, { maxOutputLength: lengthMax });
  } catch {
    return undefined;
  }
}
