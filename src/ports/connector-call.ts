/** One request as it is recorded: never a secret, never what was said, only digests of it. `path` is the kind of request, without ids. */
export type Call = {
  readonly connector: string;
  readonly method: string;
  readonly path: string;
  readonly status: number | "not-sent" | "lost";
  readonly durationMs: number;
  readonly sentDigest: string;
  readonly answerDigest: string | undefined;
};

/** Told of every request that leaves. Never throws, and keeps nobody waiting. */
export type TellCall = (call: Call) => void;
