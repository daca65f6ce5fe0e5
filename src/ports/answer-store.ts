/** An answer as it was given, to be given again: a status and the text of its body. */
export type KeptAnswer = { readonly status: number; readonly type: string; readonly body: string };

/** Which request: who asked for which operation under which key, and `sha256:…` over everything that was asked. */
export type AskedOnce = { readonly scope: string; readonly key: string; readonly digest: string };

/**
 * How a request under a key stands: nobody asked it before, somebody is at it, it was answered, it was done and its answer is not kept, it was begun and
 * nobody said how it ended, or the key was used for something else. Only "new" lets anybody do it.
 */
export type Claim =
  | { readonly type: "new" }
  | { readonly type: "under-way" }
  | { readonly type: "answered"; readonly answer: KeptAnswer }
  | { readonly type: "not-kept" }
  | { readonly type: "unknown" }
  | { readonly type: "other-request" };

/**
 * Answers that are given again to whoever asks the same under the same key. All methods belong to one tenant; several processes may call them, and of
 * two that claim at once one gets "new". A claim that was neither finished nor released within `claimLastsMs` is "unknown": its process ended, could not say
 * how it ended, or is still at it. It is never new again before it is let go of.
 */
export type AnswerStore = {
  readonly claim: (asked: AskedOnce, nowMs: number) => Promise<Claim>;
  /** It was done. Without an answer only that is kept. */
  readonly finish: (asked: AskedOnce, answer: KeptAnswer | undefined, nowMs: number) => Promise<void>;
  /** Nothing came of it: the next one with this key is the first. */
  readonly release: (asked: AskedOnce) => Promise<void>;
  /** Lets go of what was claimed before a time, at most `limit`; gives how many. */
  readonly forget: (beforeMs: number, limit: number) => Promise<number>;
};

/** How long an answer is given again, milliseconds. */
export const answerLastsMs = 24 * 60 * 60_000;
/** How long a claim that nobody finishes is believed to be under way, milliseconds. */
export const claimLastsMs = 60_000;
/** The most characters of a body that is kept. */
export const keptAnswerCharactersMax = 262_144;
/** The most answers that one tenant keeps; the oldest go first. */
export const keptAnswersMax = 100_000;
