import {
  type AskedOfModel,
  contentOf,
  endlessly,
  type ModelDouble,
  type Protocol,
  partsOf,
  type Spoken,
  saidBy,
  startModelDouble,
  usageOf,
} from "./model-double.ts";

// Anthropic's messages: POST /v1/messages with x-api-key and anthropic-version, from the published reference (MEM) and from what the provider's library
// reads (READ).

const protocol: Protocol = {
  path: "/v1/messages",
  isSignedIn: (seen, key) => seen.header("x-api-key") === key && seen.header("anthropic-version") === "2023-06-01",
  read(body) {
    const config = body.output_config as { readonly format?: { readonly schema: unknown } } | undefined;
    return {
      model: String(body.model ?? ""),
      system: contentOf(body.system),
      text: saidBy(body, "user", "assistant"),
      schema: config?.format?.schema,
      streams: body.stream === true,
    };
  },
  whole: (said, asked) => ({
    ...head(said, asked),
    content: blocksOf(said),
    stop_reason: stopOf(said),
    stop_sequence: null,
    ...usage(said, asked),
  }),
  events,
  error: (status, message) => ({ type: "error", error: { type: status === 401 ? "authentication_error" : "not_found_error", message } }),
};

const head = ({ model }: Spoken, asked: AskedOfModel) => ({
  id: `msg_${asked.index}`,
  type: "message",
  role: "assistant",
  model: model ?? asked.model,
});

/** A refusal ends with its own reason, and with little or no text. */
function stopOf({ finish, toolCalls, refusal }: Spoken): string | null {
  if (finish !== undefined) return finish;
  if (refusal !== undefined) return "refusal";
  return toolCalls ? "tool_use" : "end_turn";
}

const callOf = (index: number) => ({ type: "tool_use", id: `toolu_${index}`, name: "isolate_host", input: { host: "h-1" } });

function blocksOf(said: Spoken): readonly unknown[] {
  return [
    ...(said.reasoning !== undefined ? [{ type: "thinking", thinking: said.reasoning, signature: "c2ln" }] : []),
    { type: "text", text: said.refusal ?? said.text },
    ...Array.from({ length: said.toolCalls ?? 0 }, (_, index) => callOf(index)),
  ];
}

/** The protocol has no answer without usage; where it is left out, both are zero. */
function usage(said: Spoken, asked: AskedOfModel) {
  const counted = usageOf(said, asked) ?? { input: 0, output: 0 };
  return { usage: { input_tokens: counted.input, output_tokens: counted.output } };
}

function* events(said: Spoken, asked: AskedOfModel): Iterable<string> {
  const counted = usageOf(said, asked) ?? { input: 0, output: 0 };
  const first = { input_tokens: counted.input, output_tokens: 1 };
  yield event({
    type: "message_start",
    message: { ...head(said, asked), content: [], stop_reason: null, stop_sequence: null, usage: first },
  });
  yield event({ type: "ping" });
  let index = 0;
  if (said.reasoning !== undefined) {
    const thought = [
      { type: "thinking_delta", thinking: said.reasoning },
      { type: "signature_delta", signature: "c2ln" },
    ];
    yield* block(index++, { type: "thinking", thinking: "", signature: "" }, thought);
  }
  const deltas = partsOf({ ...said, text: said.refusal ?? said.text }).map((text) => ({ type: "text_delta", text }));
  yield* block(index++, { type: "text", text: "" }, deltas, said.noEnd !== true && said.endless === undefined && !said.breaks);
  if (said.breaks) yield event({ type: "error", error: { type: "overloaded_error", message: "Overloaded" } });
  if (said.endless !== undefined)
    yield* endlessly(event({ type: "content_block_delta", index: index - 1, delta: { type: "text_delta", text: said.endless } }));
  if (said.noEnd || said.breaks) return;
  for (let call = 0; call < (said.toolCalls ?? 0); call++)
    yield* block(index++, { ...callOf(call), input: {} }, [{ type: "input_json_delta", partial_json: '{"host":"h-1"}' }]);
  yield event({
    type: "message_delta",
    delta: { stop_reason: stopOf(said), stop_sequence: null },
    usage: { output_tokens: counted.output },
  });
  yield event({ type: "message_stop" });
}

function* block(index: number, start: unknown, deltas: readonly unknown[], stops = true): Iterable<string> {
  yield event({ type: "content_block_start", index, content_block: start });
  for (const delta of deltas) yield event({ type: "content_block_delta", index, delta });
  if (stops) yield event({ type: "content_block_stop", index });
}

const event = (json: { readonly type: string; readonly [key: string]: unknown }) =>
  `event: ${json.type}\ndata: ${JSON.stringify(json)}\n\n`;

/** A server of messages; its base is `<url>/v1`. */
export const startAnthropicMessages = (answer?: ModelDouble["answer"]): Promise<ModelDouble> => startModelDouble(protocol, answer);
