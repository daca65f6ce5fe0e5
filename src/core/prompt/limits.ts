import type { SlotType } from "./prompt.ts";

/** The most bytes (UTF-8) that one slot of a type may fill, and all of a prompt. */
export type PromptLimits = { readonly slotBytesMax: Readonly<Record<SlotType, number>>; readonly promptBytesMax: number };

/** What holds where nobody says otherwise; chosen so that reader, planner and writer stay below 6,000 tokens for a case. */
export const promptLimits: PromptLimits = {
  slotBytesMax: {
    "alert-title": 300,
    "mail-text": 2_500,
    script: 2_500,
    "command-line": 1_500,
    "log-text": 2_000,
    "evidence-sentence": 260,
    name: 200,
    "analyst-question": 1_000,
    "case-state": 5_000,
  },
  promptBytesMax: 24_000,
};
