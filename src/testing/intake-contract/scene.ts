import type { Intake, IntakeRecord, KeptRecord } from "../../ports/intake.ts";

/** A record whose bytes say its name. */
export const exampleRecord = (id: string, parts: Partial<IntakeRecord> = {}): IntakeRecord => ({
  id,
  bytes: Buffer.from(`record ${id}`),
  ...parts,
});

/** Every record that is kept, in order, read in steps of `limit`. */
export async function allKept(intake: Intake, limit = 7): Promise<KeptRecord[]> {
  const kept: KeptRecord[] = [];
  for (;;) {
    const page = await intake.read(kept.at(-1)?.position ?? 0, limit);
    if (page.length === 0) return kept;
    kept.push(...page);
  }
}

/** A new, empty intake with a second door to it, as another process has one, and a clock that the test moves. */
export type IntakeScene = {
  readonly intake: Intake;
  readonly other: Intake;
  readonly set: (nowMs: number) => void;
  /** How many records may wait in this one. */
  readonly waitingMax: number;
};

export const start = Date.UTC(2026, 0, 5);
