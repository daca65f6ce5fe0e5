/** One request to a model's server: a path under its base, sent at most once and answered whole. */
export type DoorRequest = {
  readonly path: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly timeMs: number;
};

/** What the door says: an answer of whatever status, or why there is none. `sent` says whether a byte of the request may have left. */
export type DoorAnswer =
  | {
      readonly kind: "answered";
      readonly status: number;
      readonly header: (name: string) => string | undefined;
      readonly bytes: Uint8Array;
    }
  | {
      readonly kind: "failed";
      readonly why: "late" | "rate-limited" | "unreachable" | "broken-off" | "too-long";
      /** In our words: nothing that the other side said. */
      readonly detail: string;
      readonly sent: boolean;
    };

/** The only way out for a model: to one origin, without redirects, with bytes and time capped. Never throws for what the other side does. */
export type ModelDoor = (request: DoorRequest, signal?: AbortSignal) => Promise<DoorAnswer>;

/** What a call came to at the door, for whoever tells why it failed: whatever a library makes of it, this is what happened. */
export type Passed = {
  failed: Extract<DoorAnswer, { kind: "failed" }> | undefined;
  status: number | undefined;
  sentBytes: number;
  answerBytes: number;
};

export const openPassed = (): Passed => ({ failed: undefined, status: undefined, sentBytes: 0, answerBytes: 0 });

/** What stands for the server's base towards a library, which never learns where it is. */
export const placeholderBase = "http://model.invalid/base";

/** Headers of a library that mean something to a server; whatever else it would send stays here, credentials above all. */
const headersSent = new Set(["content-type", "anthropic-version", "anthropic-beta"]);

export type FetchParts = {
  readonly door: ModelDoor;
  /** Our own headers, the key among them. */
  readonly headers: Readonly<Record<string, string>>;
  /** The type that the answer must have. */
  readonly accept: "application/json" | "text/event-stream";
  readonly timeMs: number;
  readonly passed: Passed;
};

/** `fetch` for a provider's library over the door. What is no whole answer of the right type in UTF-8 is none: it throws, and `passed` says why. */
export function fetchThrough({ door, headers, accept, timeMs, passed }: FetchParts): typeof globalThis.fetch {
  return async (target, init) => {
    if (passed.sentBytes > 0) throw new Error("a second request for one question");
    const path = pathOf(String(target));
    if (init?.method !== "POST" || typeof init.body !== "string" || !path) throw new Error("a request that no question to a model is");
    const given = new Headers(init.headers as Record<string, string>);
    const kept = [...given].filter(([name]) => headersSent.has(name));
    const body = Buffer.from(init.body);
    passed.sentBytes = body.length;
    const said = await door({ path, headers: { ...Object.fromEntries(kept), accept, ...headers }, body, timeMs }, init.signal ?? undefined);
    if (said.kind === "failed") return failed(passed, said);
    passed.status = said.status;
    passed.answerBytes = said.bytes.length;
    const { status } = said;
    // An error's text is the other side's: its status says enough.
    if (status < 200 || status >= 300) return new Response("", { status: status >= 400 && status <= 599 ? status : 500 });
    const type = said.header("content-type") ?? "";
    if (!isOfType(type, accept)) return failed(passed, brokenOff(`its answer is not of the type ${accept}`));
    if (!isUtf8(said.bytes)) return failed(passed, brokenOff("its answer is not in UTF-8"));
    return new Response(new Uint8Array(said.bytes), { status: 200, headers: { "content-type": accept } });
  };
}

const brokenOff = (detail: string): Passed["failed"] => ({ kind: "failed", why: "broken-off", detail, sent: true });

function failed(passed: Passed, why: Passed["failed"]): never {
  passed.failed = why;
  throw new Error("there is no answer");
}

function pathOf(target: string): readonly string[] | undefined {
  if (!target.startsWith(`${placeholderBase}/`)) return undefined;
  return target.slice(placeholderBase.length + 1).split("/");
}

/** The type as it is asked for, in UTF-8 where it says a charset at all. */
function isOfType(type: string, wanted: string): boolean {
  const [name = "", ...parameters] = type.toLowerCase().split(";");
  const charset = parameters.map((each) => each.trim()).find((each) => each.startsWith("charset="));
  return name.trim() === wanted && (charset === undefined || /^charset="?utf-?8"?$/.test(charset));
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
