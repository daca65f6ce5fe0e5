import { type AskedOfAttacker, roleOf } from "./asked.ts";
import type { HostileSaying, HostileScript, ScriptPart } from "./script.ts";

// The two protocols that models are asked by, from the server's side: what a request holds, and how a saying reads in them.

/** The protocols by their paths: OpenAI's chat completions as many servers speak them, and Anthropic's messages. */
export const protocolPaths = { "openai-compatible": "/v1/chat/completions", anthropic: "/v1/messages" } as const;
/** One of them. */
export type HostileProtocol = keyof typeof protocolPaths;

type Fields = Readonly<Record<string, unknown>>;
const fields = (value: unknown): Fields => (typeof value === "object" && value !== null ? (value as Fields) : {});
const contentOf = (value: unknown): string =>
  typeof value === "string" ? value : Array.isArray(value) ? value.map((part) => String(fields(part).text ?? "")).join("") : "";

/** A request's body as a question; undefined where it is none. */
export function questionIn(
  body: string,
  protocol: HostileProtocol,
  count: number,
): (AskedOfAttacker & { readonly model: string }) | undefined {
  let told: Fields;
  try {
    told = fields(JSON.parse(body));
  } catch {
    return undefined;
  }
  const messages = (Array.isArray(told.messages) ? told.messages : []).map(fields);
  const saidBy = (role: string) =>
    messages
      .filter((each) => each.role === role)
      .map(({ content }) => contentOf(content))
      .join("\n");
  const system = protocol === "anthropic" ? contentOf(told.system) : saidBy("system");
  const shape = fields(fields(told.response_format).json_schema).name;
  const streams = told.stream === true;
  return { role: roleOf(shape, system), system, text: saidBy("user"), streams, count, model: String(told.model ?? "") };
}

/** Pieces of a body that drips. */
const dripPieces = 24;

/** A saying as the bytes of one answer. */
export function scriptFor(
  saying: HostileSaying,
  asked: AskedOfAttacker & { readonly model: string },
  protocol: HostileProtocol,
): HostileScript {
  if ("script" in saying) return saying.script;
  const whole = protocol === "anthropic" ? message(saying, asked) : completion(saying, asked);
  const body = asked.streams ? eventsOf(saying, asked, protocol) : JSON.stringify(whole);
  const type = asked.streams ? "text/event-stream; charset=utf-8" : "application/json";
  return {
    status: 200,
    headers: { "content-type": type },
    afterSteps: saying.afterSteps ?? 0,
    parts: partsOf(body, saying.dripSteps),
    end: "close",
  };
}

function partsOf(body: string, dripSteps: number | undefined): readonly ScriptPart[] {
  if (dripSteps === undefined) return [{ bytes: body }];
  const size = Math.max(1, Math.ceil(body.length / dripPieces));
  return Array.from({ length: Math.ceil(body.length / size) }, (_, index) => ({
    bytes: body.slice(index * size, (index + 1) * size),
    afterSteps: dripSteps,
  }));
}

type Words = Exclude<HostileSaying, { readonly script: unknown }>;
type Of = AskedOfAttacker & { readonly model: string };

const usageOf = ({ usage, text }: Words, { system, text: prompt }: AskedOfAttacker) =>
  usage === "missing"
    ? undefined
    : (usage ?? { input: Math.ceil((system.length + prompt.length) / 4), output: Math.ceil(text.length / 4) });

const toolArguments = '{"host":"dc-1.example.test","force":true}';

function completion(saying: Words, asked: Of): object {
  const { text, refusal, toolCalls = 0, finish, model } = saying;
  const used = usageOf(saying, asked);
  const calls = Array.from({ length: toolCalls }, (_, index) => ({
    id: `call_${index}`,
    type: "function",
    function: { name: "isolate_host", arguments: toolArguments },
  }));
  return {
    id: `chatcmpl-${asked.count}`,
    object: "chat.completion",
    created: 0,
    model: model ?? asked.model,
    choices: [
      {
        index: 0,
        message: {
          role: "assistant",
          content: refusal === undefined ? text : null,
          ...(refusal !== undefined && { refusal }),
          ...(toolCalls > 0 && { tool_calls: calls }),
        },
        finish_reason: finish ?? (toolCalls > 0 ? "tool_calls" : "stop"),
      },
    ],
    ...(used && { usage: { prompt_tokens: used.input, completion_tokens: used.output, total_tokens: used.input + used.output } }),
  };
}

const stopWords: Readonly<Record<string, string>> = { length: "max_tokens", content_filter: "refusal" };

function message(saying: Words, asked: Of): object {
  const { text, refusal, toolCalls = 0, finish, model } = saying;
  const used = usageOf(saying, asked) ?? { input: 0, output: 0 };
  const calls = Array.from({ length: toolCalls }, (_, index) => ({
    type: "tool_use",
    id: `toolu_${index}`,
    name: "isolate_host",
    input: JSON.parse(toolArguments) as unknown,
  }));
  const stop = finish === undefined ? undefined : (stopWords[finish] ?? finish);
  return {
    id: `msg_${asked.count}`,
    type: "message",
    role: "assistant",
    model: model ?? asked.model,
    content: [{ type: "text", text: refusal ?? text }, ...calls],
    stop_reason: stop ?? (refusal !== undefined ? "refusal" : toolCalls > 0 ? "tool_use" : "end_turn"),
    stop_sequence: null,
    usage: { input_tokens: used.input, output_tokens: used.output },
  };
}

function eventsOf(saying: Words, asked: Of, protocol: HostileProtocol): string {
  const line = (json: object, name?: string) => `${name === undefined ? "" : `event: ${name}\n`}data: ${JSON.stringify(json)}\n\n`;
  const { text, finish } = saying;
  if (protocol === "openai-compatible") {
    const chunk = (delta: object, reason: string | null) =>
      line({
        id: "c",
        object: "chat.completion.chunk",
        created: 0,
        model: asked.model,
        choices: [{ index: 0, delta, finish_reason: reason }],
      });
    return `${chunk({ role: "assistant", content: text }, null)}${chunk({}, finish ?? "stop")}data: [DONE]\n\n`;
  }
  const named = (json: { readonly type: string }) => line(json, json.type);
  const started = { ...message({ ...saying, text: "" }, asked), content: [], stop_reason: null };
  return [
    named({ type: "message_start", message: started } as { type: string }),
    named({ type: "content_block_start", index: 0, content_block: { type: "text", text: "" } } as { type: string }),
    named({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text } } as { type: string }),
    named({ type: "content_block_stop", index: 0 } as { type: string }),
    named({ type: "message_delta", delta: { stop_reason: finish ?? "end_turn", stop_sequence: null }, usage: { output_tokens: 1 } } as {
      type: string;
    }),
    named({ type: "message_stop" }),
  ].join("");
}
