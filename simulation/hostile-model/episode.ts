import type { StrategyName } from "../../src/redteam/hostile/attacker.ts";
import type { Base } from "./bases.ts";
import type { Approver } from "./contained.ts";
import type { Violation } from "./judge.ts";
import type { Played } from "./play.ts";

/** What an episode is drawn from: its seed says all of it. */
export type Episode = {
  readonly seed: number;
  readonly base: Base;
  readonly strategy: StrategyName;
  readonly planted: string;
  readonly approver: Approver;
  readonly product: "openai-compatible" | "anthropic";
  readonly hosted: boolean;
  readonly stream: boolean;
};

/** What one episode came to. */
export type Ended = {
  readonly episode: Episode;
  readonly off: Played;
  readonly hostile: Played;
  readonly violations: readonly Violation[];
};
