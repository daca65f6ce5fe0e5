import { generateText, type LanguageModel as LibraryModel, type OutputInterface, streamText } from "ai";
import type { Clock } from "../../ports/clock.ts";
import { type LanguageModel, type ModelAnswer, type ModelRequest, outputBytesMax } from "../../ports/model.ts";
import { fetchThrough, type ModelDoor, openPassed, type Passed } from "./door.ts";
import { safeName } from "./said.ts";
import { failureOfStatus } from "./status.ts";
import { type Told, useOf, useOfFailed } from "./use.ts";

// The library tells nobody of its warnings: they hold settings, and standard error is not its own.
globalThis.AI_SDK_LOG_WARNINGS = false;

/** What a provider's adapter is made of. */
export type Speaking = {
  readonly facts: Omit<LanguageModel, "ask">;
  readonly door: ModelDoor;
  readonly clock: Clock;
  /** Headers of our own, the key among them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly stream: boolean;
  /** The provider's model for one call, with nothing but this `fetch` to reach anybody. */
  readonly modelOver: (fetch: typeof globalThis.fetch) => LibraryModel;
  /** What the provider's library is told beside, of one question. */
  readonly optionsOf?: (request: ModelRequest) => NonNullable<Parameters<typeof generateText>[0]["providerOptions"]>;
};

/** What a library made of an answer: its text without what the model thought, and why it ended. */
type Said = {
  readonly text: string;
  readonly called: boolean;
  readonly finish: string;
  readonly told: Told;
  readonly model: string;
};

/** A language model over a provider's library: one question, one request, no tools, no retries, no telemetry. Never throws for what the other side does. */
export function speakThrough(speaking: Speaking): LanguageModel {
  return { ...speaking.facts, ask: (request, signal) => ask(speaking, request, signal) };
}

async function ask(speaking: Speaking, request: ModelRequest, signal: AbortSignal | undefined): Promise<ModelAnswer> {
  const { door, clock, headers, stream, facts } = speaking;
  const passed = openPassed();
  const startedMs = clock.nowMs();
  const timeMs = Math.min(request.timeMs, facts.parameters.timeMs);
  const accept = stream ? "text/event-stream" : "application/json";
  const model = speaking.modelOver(fetchThrough({ door, headers, accept, timeMs, passed }));
  const given = settingsOf(speaking, request, model, signal);
  let said: Said | undefined;
  try {
    said = await (stream ? streamed(given) : whole(given));
  } catch {
    // What a library throws may hold the prompt or the answer; what passed the door says enough.
  }
  return answerOf(request, { said, passed, ms: Math.max(0, clock.nowMs() - startedMs) });
}

type Given = Parameters<typeof generateText>[0] & { readonly prompt: string };

function settingsOf({ facts, optionsOf }: Speaking, request: ModelRequest, model: LibraryModel, signal: AbortSignal | undefined): Given {
  return {
    model,
    instructions: request.prompt.system,
    prompt: request.prompt.text,
    maxOutputTokens: Math.min(request.outputTokensMax, facts.parameters.outputTokensMax),
    maxRetries: 0,
    telemetry: { isEnabled: false },
    output: rawOutput(facts.structuredOutput, request),
    ...(request.temperature === "unset" || facts.parameters.temperature === "unset" ? {} : { temperature: request.temperature }),
    ...(signal && { abortSignal: signal }),
    ...(optionsOf && { providerOptions: optionsOf(request) }),
  };
}

/** Tells the server the shape, and takes the text as it is: reading it is not the library's business. */
function rawOutput(
  structured: LanguageModel["structuredOutput"],
  { schema, schemaName }: ModelRequest,
): OutputInterface<string, string, never> {
  const format = { type: "json", ...(structured === "json-schema" && { schema, name: schemaName }) } as const;
  return {
    name: "raw",
    responseFormat: Promise.resolve(structured === "none" ? { type: "text" } : format),
    parseCompleteOutput: async ({ text }) => text,
    parsePartialOutput: async ({ text }) => ({ partial: text }),
    createElementStreamTransform: () => undefined,
  };
}

/** Parts of an answer that are neither said nor thought: calls, files, places on the web. What a provider notes for itself is none. */
const acts = /^(?:tool|file|source|reasoning-file)/;

async function whole(given: Given): Promise<Said> {
  const result = await generateText(given);
  const text = result.content.map((part) => (part.type === "text" ? part.text : "")).join("");
  return {
    text,
    called: result.content.some(({ type }) => acts.test(type)),
    finish: result.finishReason,
    told: { input: result.usage.inputTokens, output: result.usage.outputTokens },
    model: result.response.modelId,
  };
}

/** Reads a stream to its end, or to where it has said too much or calls a tool. */
async function streamed(given: Given): Promise<Said> {
  const ended = new AbortController();
  const { abortSignal, ...rest } = given;
  const result = streamText({
    ...rest,
    abortSignal: abortSignal ? AbortSignal.any([abortSignal, ended.signal]) : ended.signal,
    // Without one, the library prints errors.
    onError: () => {},
  });
  let text = "";
  let size = 0;
  let model = "";
  const nothing: Told = { input: undefined, output: undefined };
  try {
    for await (const part of result.stream) {
      if (part.type === "text-delta") {
        size += Buffer.byteLength(part.text);
        text += part.text;
        if (size > outputBytesMax) return { text: "", called: false, finish: "length", told: nothing, model };
      }
      if (part.type === "finish-step") model = part.response.modelId;
      if (part.type === "finish") {
        const { inputTokens: input, outputTokens: output } = part.totalUsage;
        return { text, called: false, finish: part.finishReason, told: { input, output }, model };
      }
      if (acts.test(part.type)) return { text: "", called: true, finish: "tool-calls", told: nothing, model };
      if (part.type === "error" || part.type === "abort") break;
    }
  } finally {
    ended.abort();
  }
  throw new Error("the stream broke off");
}

type Why = Extract<ModelAnswer, { kind: "failed" }>["why"];
type Came = { readonly said: Said | undefined; readonly passed: Passed; readonly ms: number };

/** What the call came to. What happened at the door goes before what a library made of it. */
function answerOf(request: ModelRequest, { said, passed, ms }: Came): ModelAnswer {
  const { failed, status } = passed;
  const none = (why: Why, detail: string, mayHaveRun: boolean): ModelAnswer => {
    return { kind: "failed", why, detail, use: useOfFailed(request, { mayHaveRun, ms }) };
  };
  if (failed) return none(failed.why, failed.detail, failed.sent);
  if (status === undefined) return none("unreachable", "the question could not be put to its server", false);
  if (status < 200 || status >= 300) {
    const { why, detail } = failureOfStatus(status);
    return none(why, detail, status >= 500);
  }
  if (!said) return none("broken-off", "its answer is not whole, or not as its protocol has it", true);
  const bad = whyNot(said);
  const use = useOf(request, { text: said.text, told: said.told, ms });
  if (bad) return { kind: "failed", ...bad, use };
  return { kind: "answered", text: said.text, said: safeName(said.model), use };
}

/** Why an answer that is whole is none. */
function whyNot({ text, called, finish }: Said): { readonly why: Why; readonly detail: string } | undefined {
  if (finish === "content-filter") return { why: "refused", detail: "the model, or its server, refused to answer" };
  if (called || finish === "tool-calls") return { why: "broken-off", detail: "it called a tool, and has none" };
  if (finish === "length") return { why: "too-long", detail: "its answer was longer than it may be" };
  if (finish !== "stop") return { why: "broken-off", detail: "its answer ended for no reason that is an end" };
  if (Buffer.byteLength(text) > outputBytesMax) return { why: "too-long", detail: "its answer was longer than it may be" };
  return undefined;
}
