import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import type { RunState } from "../../core/run/run.ts";
import { SocError } from "../../core/soc-error.ts";
import type { Recorder } from "../recorder.ts";

/**
 * What a case stood at when people were asked: `sha256:…` over the RFC 8785 form of its status, conclusion and alerts. Undefined when it is not there, or
 * was never concluded. Any change to the case is another revision, but for alerts that only repeat what it holds: a storm that goes on must not take every
 * approval back while it is being contained.
 */
export function caseRevisionOf({ cases, triages }: Pick<RunState, "cases" | "triages">, caseId: string): string | undefined {
  const standing = cases.get(caseId);
  if (!standing || standing.status === "unopened" || !standing.conclusion) return undefined;
  const { status, conclusion, alertIds } = standing;
  const held = new Set(alertIds);
  const news = alertIds.filter((id) => !held.has(triages.get(id)?.repeats?.alertId ?? ""));
  const text = canonicalize({ version: "case-revision-v2", status, conclusion, alertIds: news.toSorted() });
  return `sha256:${createHash("sha256")
    .update(text ?? "")
    .digest("hex")}`;
}

const worldsMax = 64;

/** What an investigation says, or that its personal data was erased since: it can never be read again, and that is no fault of its record. */
export async function unlessErased<Outcome>(read: () => Promise<Outcome>): Promise<Outcome | "erased"> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof SocError && error.code === "journal/erased") return "erased";
    throw error;
  }
}

/**
 * Case revisions out of the records of investigations, read on from where they were read last. At most 64 worlds are kept open; the one that was asked for
 * longest ago is read from its beginning when it is asked for again. A case that was erased is not there any more.
 */
export function openCaseRevisions(
  openRecorderOf: (world: string) => Promise<Recorder | undefined>,
): (world: string, caseId: string) => Promise<string | undefined> {
  const open = new Map<string, Recorder>();
  return async (world, caseId) => {
    const held = open.get(world);
    open.delete(world);
    const recorder = await unlessErased(async () => {
      await held?.refresh();
      return held ?? (await openRecorderOf(world));
    });
    if (!recorder || recorder === "erased") return undefined;
    open.set(world, recorder);
    for (const oldest of open.keys()) if (open.size > worldsMax) open.delete(oldest);
    return caseRevisionOf(recorder.state, caseId);
  };
}
