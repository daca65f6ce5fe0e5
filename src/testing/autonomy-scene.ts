import type { AlertClass } from "../core/autonomy/alert-class.ts";
import { AutonomyBounds } from "../core/autonomy/bounds.ts";
import { type ClosingGrants, fingerprintOf, playbookNamed } from "../core/autonomy/closing.ts";
import type { GranterKey } from "../core/autonomy/decide.ts";
import type { EndedLook } from "../core/autonomy/ends.ts";
import type { GrantBasis } from "../core/autonomy/grant.ts";
import type { Verdict } from "../core/verdict/verdict.ts";
import { type AutonomyDesk, openAutonomyDesk } from "../engine/autonomy/desk.ts";
import type { Clock } from "../ports/clock.ts";
import type { JournalStore } from "../ports/journal-store.ts";
import { memoryJournalStore } from "../storage/memory/memory-journal.ts";

/** Autonomy of a tenant in memory, over looks that the test makes up. What judges is `basis`, which a test may change. */
export type AutonomyScene = {
  readonly desk: AutonomyDesk;
  readonly looks: EndedLook[];
  readonly keys: Map<string, readonly GranterKey[]>;
  /** What the watch was told, newest last. */
  readonly told: ClosingGrants[];
  basis: GrantBasis;
  readonly journal: JournalStore;
};

/** By what everything is judged in these tests. */
export const testBasis: GrantBasis = [
  { name: "language models", version: "none" },
  { name: "models", version: "shipped-1" },
  { name: playbookNamed("any"), version: "sha256:any" },
  { name: "policy", version: "{}" },
  { name: "rule", version: "sha256:rule" },
];

/** What a look of a test is made of; the rest is as a case that waits in shadow for a person. */
export type LookOf = Partial<EndedLook> & { readonly caseId: string; readonly classes: readonly AlertClass[] };

/** A look that was judged by `basis`. */
export function lookOf({ classes, ...look }: LookOf, basis: GrantBasis = testBasis): EndedLook {
  return {
    classes,
    judgedBy: classes.map((of) => [of, fingerprintOf(basis)]),
    verdict: "benign",
    severity: "low",
    end: "waiting",
    playbook: { name: "any", digest: "sha256:any" },
    grants: [],
    atMs: 0,
    judged: undefined,
    ...look,
  };
}

/** So many looks at a class that the agent would close and people judged, `missed` of them threats. */
export function judgedLooks(of: AlertClass, judged: number, { missed = 0, atMs = 0 } = {}): EndedLook[] {
  return Array.from({ length: judged }, (_, at) => {
    const verdict: Verdict = at < missed ? "true-positive" : "benign";
    return lookOf({ caseId: `${of}-${at}`, classes: [of], atMs, judged: { status: "closed", verdict, by: "person:mara", atMs: atMs + 1 } });
  });
}

/** Opens it. Several on one journal are several processes. */
export async function openAutonomyScene(
  clock: Clock,
  { tenant = "default", bounds = {}, journal = memoryJournalStore(), looks = [] as EndedLook[] } = {},
): Promise<AutonomyScene> {
  const [keys, told] = [new Map<string, readonly GranterKey[]>(), [] as ClosingGrants[]];
  const scene = { looks, keys, told, basis: testBasis, journal };
  const desk = await openAutonomyDesk({
    tenant,
    journal,
    clock,
    bounds: AutonomyBounds.parse(bounds),
    keysOf: async (person) => keys.get(person) ?? [],
    watch: { looks: async () => looks, grantsChanged: async (now) => void told.push(now) },
    basisOf: async () => () => scene.basis,
  });
  return Object.assign(scene, { desk });
}
