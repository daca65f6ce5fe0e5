// What the attacker sends back, as bytes over time. A server plays it; nothing in it is read by anybody but the client.

/** A piece of an answer: how many steps of time before it, and how often it is sent. */
export type ScriptPart = { readonly bytes: string | Uint8Array; readonly afterSteps?: number; readonly times?: number };

/** One answer. `cut` ends the connection without an end of the body, `hang` leaves it open and says nothing more. */
export type HostileScript = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly afterSteps: number;
  readonly parts: readonly ScriptPart[];
  readonly end: "close" | "cut" | "hang";
};

/** The most bytes that one script sends, however often it repeats itself. */
export const scriptBytesMax = 8 * 1_048_576;
/** The longest that a script waits at one place, in steps. */
export const scriptStepsMax = 1_000;

/** What a strategy says: a text that its server puts into the words of its protocol, or a script past them. */
export type HostileSaying =
  | { readonly script: HostileScript }
  | {
      readonly text: string;
      readonly refusal?: string;
      readonly toolCalls?: number;
      readonly usage?: "missing" | { readonly input: number; readonly output: number };
      /** What it calls itself. */
      readonly model?: string;
      readonly afterSteps?: number;
      /** Steps between the pieces of the body; all at once where it is absent. */
      readonly dripSteps?: number;
      readonly finish?: string;
    };

/** A script of one piece. */
export const scriptOf = (bytes: string | Uint8Array, more: Partial<Omit<HostileScript, "parts">> = {}): HostileSaying => ({
  script: { status: 200, headers: { "content-type": "application/json" }, afterSteps: 0, parts: [{ bytes }], end: "close", ...more },
});
