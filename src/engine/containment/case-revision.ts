import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import type { RunState } from "../../core/run/run.ts";
import type { Recorder } from "../recorder.ts";

/**
 * What a case stood at when people were asked: `sha256:…` over the RFC 8785 form of its status, conclusion and alerts. Undefined when it is not there, or
 * was never concluded. Any change to the case is another revision.
 */
export function caseRevisionOf({ cases }: Pick<RunState, "cases">, caseId: string): string | undefined {
  const standing = cases.get(caseId);
  if (!standing || standing.status === "unopened" || !standing.conclusion) return undefined;
  const { status, conclusion, alertIds } = standing;
  const text = canonicalize({ version: "case-revision-v1", status, conclusion, alertIds: alertIds.toSorted() });
  return `sha256:${createHash("sha256")
    .update(text ?? "")
    .digest("hex")}`;
}

const worldsMax = 64;

/**
 * Case revisions out of the records of investigations, read on from where they were read last. At most 64 worlds are kept open; the one that was asked for
 * longest ago is read from its beginning when it is asked for again.
 */
export function openCaseRevisions(
  openRecorderOf: (world: string) => Promise<Recorder | undefined>,
): (world: string, caseId: string) => Promise<string | undefined> {
  const open = new Map<string, Recorder>();
  return async (world, caseId) => {
    const held = open.get(world);
    open.delete(world);
    const recorder = held ?? (await openRecorderOf(world));
    if (!recorder) return undefined;
    if (held) await recorder.refresh();
    open.set(world, recorder);
    for (const oldest of open.keys()) if (open.size > worldsMax) open.delete(oldest);
    return caseRevisionOf(recorder.state, caseId);
  };
}
