import { z } from "zod";
import { severities } from "../../core/alert/severity.ts";
import { verdicts } from "../../core/verdict/verdict.ts";
import { variants } from "../scenarios/scenario.ts";
import { Rate } from "./rate.ts";

const count = z.int().min(0);

/** One telling of an attack, played. Times are scenario time in milliseconds, and only where it was escalated. */
export const PlayedAttack = z.strictObject({
  scenario: z.string(),
  trade: z.string(),
  variant: z.enum(variants),
  seed: count,
  escalated: z.boolean(),
  /** Of the attack's gravest case; absent where nothing of it was raised. */
  verdict: z.enum(verdicts).optional(),
  severity: z.enum(severities).optional(),
  afterFirstRecordMs: z.number().optional(),
  afterFirstAlertMs: z.number().optional(),
  /** Techniques of the truth that the attack's cases name, and that they do not. */
  mapped: z.array(z.string()),
  missed: z.array(z.string()),
  /** Steps without any alert. */
  silent: z.array(z.string()),
  steps: count,
  records: count,
  rejected: count,
  says: z.string(),
});
export type PlayedAttack = z.infer<typeof PlayedAttack>;

/** Ordinary work that looks like an attack, played. */
export const PlayedTwin = z.strictObject({
  scenario: z.string(),
  trade: z.string(),
  seed: count,
  escalated: z.boolean(),
  alerts: count,
  records: count,
  says: z.string(),
});
export type PlayedTwin = z.infer<typeof PlayedTwin>;

/** The figures of one kind of attack, over all seeds. */
export const PlayedTrade = z.strictObject({
  scenario: z.string(),
  trade: z.string(),
  noisy: Rate,
  quiet: Rate,
  deceptive: Rate,
  twins: Rate,
  /** The median, in milliseconds of scenario time, over those that were escalated. */
  afterFirstRecordMs: z.number().optional(),
  afterFirstAlertMs: z.number().optional(),
});
export type PlayedTrade = z.infer<typeof PlayedTrade>;

/** One technique over all tellings that use it: how often a case of the attack named it. */
export const PlayedTechnique = z.strictObject({ technique: z.string(), mapped: count, of: count });

/** What the escalation drills found. `goals` names those that were missed. */
export const Drills = z.strictObject({
  seeds: z.array(count),
  noisy: Rate,
  quiet: Rate,
  deceptive: Rate,
  twins: Rate,
  missedGoals: z.array(z.string()),
  trades: z.array(PlayedTrade),
  techniques: z.array(PlayedTechnique),
  attacks: z.array(PlayedAttack),
  ordinary: z.array(PlayedTwin),
});
export type Drills = z.infer<typeof Drills>;
