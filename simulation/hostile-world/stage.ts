import type { ActionState } from "../../src/core/containment/containment.ts";
import { SocError } from "../../src/core/soc-error.ts";
import type { TestPerson } from "../../src/testing/people.ts";
import { cast, twin } from "./signatures.ts";
import type { HostileWorld, Process } from "./world.ts";

/** An episode while it is played. */
export type Stage = {
  readonly world: HostileWorld;
  refusals: number;
  caseNumber: number;
  alertNumber: number;
  /** Whole investigations that were made. */
  investigations: number;
  /** Keys that asked to resume, by what stands stopped. */
  readonly asked: Map<string, Set<string>>;
};

/** Everybody that a move may mean. */
export const people = { ...cast, twin } as const satisfies Record<string, TestPerson>;
/** What people say when they are asked why. */
export const because = "seen on two sensors";

/** Refusals are what a safe product is made of: counted. Anything else that is thrown is a fault of ours. */
export async function tolerating(stage: Stage, act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (cause) {
    if (!(cause instanceof SocError)) throw cause;
    stage.refusals++;
  }
}

/** The action that a move means, counted back from the newest; nothing happens where there is none. */
export async function withAction<Answer>(
  { world }: Stage,
  number: number,
  back: number,
  act: (process: Process, held: ActionState) => Promise<Answer>,
): Promise<Answer | undefined> {
  const process = await world.process(number);
  await process.desk.refresh();
  const held = [...process.desk.state.actions.values()].at(-1 - back);
  return held && act(process, held);
}
