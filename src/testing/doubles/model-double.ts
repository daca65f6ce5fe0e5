import { type Double, type Said, type Seen, startDouble } from "./double.ts";

// What doubles of model servers have in common. Each speaks its provider's protocol and has its answers from one function, so that a test, or an attacker, can
// say anything to any question.

/** A question to a model as its server understands it. */
export type AskedOfModel = {
  readonly seen: Seen;
  readonly body: Readonly<Record<string, unknown>>;
  readonly model: string;
  readonly system: string;
  readonly text: string;
  /** The shape that was asked for; undefined where none was. */
  readonly schema: unknown;
  readonly streams: boolean;
  /** How many questions came before it. */
  readonly index: number;
};

/** What the model says: right by default, and wrong in any way that is named. `raw` goes out as it is, past the protocol. */
export type ModelSays =
  | { readonly raw: Said }
  | {
      readonly text: string;
      /** Why it ended, in the provider's words; a whole answer by default. */
      readonly finish?: string | null;
      readonly refusal?: string;
      readonly reasoning?: string;
      /** How many tools it calls. */
      readonly toolCalls?: number;
      /** "missing" leaves it out. */
      readonly usage?: "missing" | { readonly input: number; readonly output: number };
      /** What it calls itself. */
      readonly model?: string;
      /** How many parts a stream has; a part for each 24 characters by default. */
      readonly streamParts?: number;
      /** A stream goes on after its text, saying this without end. */
      readonly endless?: string;
      /** A stream stops before it says that it is at its end. */
      readonly noEnd?: boolean;
      /** A stream says in its middle that something broke. */
      readonly breaks?: boolean;
    };

/** What every provider's double puts into its own words. */
export type Spoken = Exclude<ModelSays, { readonly raw: unknown }>;

/** A model's server on this machine's loopback. `answer` may be exchanged at any time. */
export type ModelDouble = Double & { answer: (asked: AskedOfModel) => ModelSays; readonly questions: AskedOfModel[] };

export type Protocol = {
  /** Whether the key that a request carries is the right one. */
  readonly isSignedIn: (seen: Seen, key: string) => boolean;
  readonly path: string;
  readonly read: (body: Readonly<Record<string, unknown>>) => Pick<AskedOfModel, "model" | "system" | "text" | "schema" | "streams">;
  readonly whole: (said: Spoken, asked: AskedOfModel) => unknown;
  readonly events: (said: Spoken, asked: AskedOfModel) => Iterable<string>;
  /** What a refused request holds. */
  readonly error: (status: number, message: string) => unknown;
};

/** The key that a double takes. */
export const modelKey = "canary-model-key";

/** Starts a server that speaks one protocol. */
export async function startModelDouble(
  protocol: Protocol,
  first: ModelDouble["answer"] = () => ({ text: '{"ok":true}' }),
): Promise<ModelDouble> {
  const questions: AskedOfModel[] = [];
  const turnDown = (status: number, message: string): Said => ({ status, json: protocol.error(status, message) });
  const double: Double = await startDouble((seen) => {
    if (seen.method !== "POST" || seen.path !== protocol.path) return turnDown(404, "no such path");
    if (!protocol.isSignedIn(seen, modelKey)) return turnDown(401, "no such key");
    const body = JSON.parse(seen.text) as Record<string, unknown>;
    const asked = { ...protocol.read(body), seen, body, index: questions.length };
    questions.push(asked);
    const said = held.answer(asked);
    if ("raw" in said) return said.raw;
    if (asked.streams) return { status: 200, type: "text/event-stream; charset=utf-8", parts: protocol.events(said, asked) };
    return { status: 200, json: protocol.whole(said, asked) };
  });
  const held: ModelDouble = Object.assign(double, { answer: first, questions });
  return held;
}

/** The text of what a message holds: a text, or blocks of which each may have one. */
export const contentOf = (value: unknown): string =>
  typeof value === "string" ? value : ((value ?? []) as readonly { readonly text?: string }[]).map((block) => block.text ?? "").join("");

/** What the messages of one of these roles say, one after the other. */
export const saidBy = (body: Readonly<Record<string, unknown>>, ...roles: readonly string[]): string =>
  ((body.messages ?? []) as readonly { readonly role: string; readonly content: unknown }[])
    .filter(({ role }) => roles.includes(role))
    .map(({ content }) => contentOf(content))
    .join("\n");

/** The parts of a text as a stream says them. */
export function partsOf({ text, streamParts }: Spoken): readonly string[] {
  const size = streamParts === undefined ? 24 : Math.max(1, Math.ceil(text.length / streamParts));
  return Array.from({ length: Math.ceil(text.length / size) }, (_, index) => text.slice(index * size, (index + 1) * size));
}

/** As the provider would count them. */
export function usageOf({ usage, text }: Spoken, asked: AskedOfModel): { readonly input: number; readonly output: number } | undefined {
  if (usage === "missing") return undefined;
  return usage ?? { input: Math.ceil((asked.system.length + asked.text.length) / 4) + 7, output: Math.ceil(text.length / 4) + 1 };
}

/** How much an endless stream says before its server has had enough. */
export const endlessBytesMax = 64 * 1_048_576;

/** The same event again and again. */
export function* endlessly(event: string): Iterable<string> {
  const block = event.repeat(Math.max(1, Math.ceil(65_536 / event.length)));
  for (let bytes = 0; bytes < endlessBytesMax; bytes += block.length) yield block;
}
