import type { Severity } from "../alert/severity.ts";
import type { Person } from "../person/person.ts";
import type { Verdict } from "../verdict/verdict.ts";
import type { AlertClass } from "./alert-class.ts";
import type { JudgedClasses } from "./closing.ts";
import { autonomyLimits } from "./limits.ts";

/** How a look of the agent ended: it closed the case under grants, handed it to people, or would have closed it and left it to people. */
export const agentEnds = ["closed", "escalated", "waiting"] as const;
/** One of `agentEnds`. */
export type AgentEnd = (typeof agentEnds)[number];

/** What a person decided after it: their verdict, or that somebody else must look ("escalated" says nothing of the verdict). The last word counts. */
export type JudgedBy = { readonly status: "closed" | "escalated"; readonly verdict: Verdict; readonly by: Person; readonly atMs: number };

/** One end of a look at a case, with what it was about and what people made of it. */
export type EndedLook = {
  readonly caseId: string;
  /** Sorted, each once, at most `classesPerCaseMax`; empty where not every alert's is known. */
  readonly classes: readonly AlertClass[];
  /** By what each of them was judged; empty where the record does not say. */
  readonly judgedBy: JudgedClasses;
  readonly verdict: Verdict;
  readonly severity: Severity;
  readonly end: AgentEnd;
  readonly playbook: { readonly name: string; readonly digest: string } | undefined;
  readonly grants: readonly string[];
  readonly atMs: number;
  readonly judged: JudgedBy | undefined;
};

/**
 * The ends of looks that are remembered for comparison with people, in the order in which they came. Of one case only the last that no person has judged
 * counts beside those that were. The fold owns it.
 */
export type EndedLooks = {
  readonly all: Map<number, EndedLook>;
  readonly lastOf: Map<string, number>;
  readonly perClass: Map<AlertClass, number>;
  next: number;
};

/** Nothing ended yet. */
export const noLooks = (): EndedLooks => ({ all: new Map(), lastOf: new Map(), perClass: new Map(), next: 0 });

/** Remembers an end. What is too much goes, the oldest first: of the class that the look stands under, then of all. */
export function noteEnd(looks: EndedLooks, look: EndedLook): void {
  const before = looks.lastOf.get(look.caseId);
  if (before !== undefined && looks.all.get(before)?.judged === undefined) forget(looks, before);
  const number = looks.next++;
  looks.all.set(number, look);
  looks.lastOf.set(look.caseId, number);
  const lead = leadOf(look);
  const held = (looks.perClass.get(lead) ?? 0) + 1;
  looks.perClass.set(lead, held);
  if (held > autonomyLimits.endsPerClassMax) forgetFirst(looks, (each) => leadOf(each) === lead);
  if (looks.all.size > autonomyLimits.endsMax) forgetFirst(looks, () => true);
}

/** Notes what a person decided of the case's last look; nothing where the agent had not ended one. */
export function noteJudged(looks: EndedLooks, caseId: string, judged: JudgedBy): void {
  const number = looks.lastOf.get(caseId);
  const look = number === undefined ? undefined : looks.all.get(number);
  if (number !== undefined && look) looks.all.set(number, { ...look, judged });
}

/** A verdict that was taken back before anybody judged it is none to compare with. */
export function noteReopened(looks: EndedLooks, caseId: string): void {
  const number = looks.lastOf.get(caseId);
  if (number !== undefined && looks.all.get(number)?.judged === undefined) forget(looks, number);
}

/** Takes over looks that another segment of the record remembered, under the numbers that they had there. JSON leaves out what is undefined. */
export function takeLooks(looks: EndedLooks, taken: readonly (readonly [number: number, look: EndedLook])[], next: number): void {
  for (const [number, look] of taken) {
    looks.all.set(number, { ...look, playbook: look.playbook, judged: look.judged });
    looks.lastOf.set(look.caseId, number);
    looks.perClass.set(leadOf(look), (looks.perClass.get(leadOf(look)) ?? 0) + 1);
  }
  looks.next = next;
}

const leadOf = ({ classes }: EndedLook) => classes[0] ?? "";

function forgetFirst(looks: EndedLooks, fits: (look: EndedLook) => boolean): void {
  for (const [number, look] of looks.all)
    if (fits(look)) {
      forget(looks, number);
      return;
    }
}

function forget(looks: EndedLooks, number: number): void {
  const look = looks.all.get(number);
  if (!look) return;
  looks.all.delete(number);
  if (looks.lastOf.get(look.caseId) === number) looks.lastOf.delete(look.caseId);
  const left = (looks.perClass.get(leadOf(look)) ?? 1) - 1;
  if (left > 0) looks.perClass.set(leadOf(look), left);
  else looks.perClass.delete(leadOf(look));
}
