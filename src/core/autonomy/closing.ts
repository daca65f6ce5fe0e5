import { canonicalText, digestOfText } from "../containment/digest.ts";
import { inline } from "../report/inline.ts";
import type { AlertClass } from "./alert-class.ts";
import { type Autonomy, type Grant, type GrantBasis, type GrantScope, isInForce } from "./grant.ts";

/** A grant as the watch holds it: what it permits, by what the class was judged, and until when, milliseconds. */
export type ClosingGrant = {
  readonly id: string;
  readonly act: GrantScope["act"];
  readonly class: AlertClass;
  readonly basis: GrantBasis;
  readonly untilMs: number;
};

/**
 * The grants that stand, as far as the record of autonomy was read: `upTo` counts its entries, so that what was read earlier never takes the place
 * of what was read later.
 */
export type ClosingGrants = { readonly upTo: number; readonly grants: readonly ClosingGrant[] };

/** Shadow mode: nothing is granted. */
export const noGrants: ClosingGrants = { upTo: 0, grants: [] };

/** By what each class of a case was judged: the class, and the fingerprint of what judged it (`fingerprintOf`). */
export type JudgedClasses = readonly (readonly [of: AlertClass, by: string])[];

type Cover = { readonly grants: readonly string[] } | { readonly waits: string };
/** Whether a case may be closed by the agent: under these grants, or it waits for a person and why; and by what its classes were judged. */
export type Closing = Cover & { readonly judgedBy: JudgedClasses };

/** The grants that stand at a time. */
export function closingGrants({ grants }: Autonomy, nowMs: number): readonly ClosingGrant[] {
  return [...grants.values()].flatMap((each: Grant) => {
    const { id, scope, basis, untilMs } = each.text;
    return isInForce(each, nowMs) ? [{ id, act: scope.act, class: scope.class, basis, untilMs }] : [];
  });
}

/**
 * What a case is held against: what its alerts are of, undefined where some of that is not known, the playbook that it went by, and by what each class is
 * judged now.
 */
export type ToClose = {
  readonly classes: readonly AlertClass[] | undefined;
  readonly playbook: { readonly name: string; readonly digest: string } | undefined;
  readonly basisOf: (of: AlertClass) => GrantBasis;
  readonly nowMs: number;
};

/** A case is closed without a person only where every class in it has a grant that stands, and is judged by what it was granted for. */
export function closingOf(asked: ToClose, granted: Pick<ClosingGrants, "grants">): Closing {
  const judgedBy = (asked.classes ?? []).map((of) => [of, fingerprintOf(asked.basisOf(of))] as const);
  return { ...coverOf(asked, granted), judgedBy };
}

function coverOf({ classes, playbook, basisOf, nowMs }: ToClose, { grants }: Pick<ClosingGrants, "grants">): Cover {
  if (classes === undefined || classes.length === 0)
    return { waits: "not every alert of it is known to be of a class that a grant covers" };
  const used: string[] = [];
  for (const of of classes) {
    const own = grants.filter((each) => each.act === "close" && each.class === of && nowMs < each.untilMs);
    const [first] = own;
    if (!first) return { waits: `nobody granted closing ${inline(of, 200)}` };
    const fits = own.find(({ basis }) => otherIn(basis, basisOf(of), playbook) === undefined);
    if (!fits) return { waits: `${first.id} was given for another ${otherIn(first.basis, basisOf(of), playbook)}` };
    used.push(fits.id);
  }
  return { grants: [...new Set(used)].toSorted() };
}

/** What a case is held against before anything is contained for it: as `ToClose`, and by what its last look judged each class; undefined where no look stands. */
export type ToContain = Pick<ToClose, "classes" | "nowMs"> & {
  readonly look: (Pick<ToClose, "playbook"> & { readonly judgedBy: JudgedClasses }) | undefined;
};

/**
 * Why nothing may be contained without a person for a case, undefined where grants cover all of its classes and were given for what judged it: a grant that
 * nobody has ended yet says nothing of another rule, model or playbook.
 */
export function whyNotAlone({ classes, look, nowMs }: ToContain, { grants }: Pick<ClosingGrants, "grants">): string | undefined {
  if (classes === undefined || classes.length === 0) return "no autonomy grant is known to cover every alert of its case";
  if (!look) return "no look of the agent at its case stands";
  const judgedBy = new Map(look.judgedBy);
  for (const of of classes) {
    const own = grants.filter((each) => each.act === "contain" && each.class === of && nowMs < each.untilMs);
    const [first] = own;
    if (!first) return `nobody granted containing ${inline(of, 200)} without a person`;
    const fits = own.some(({ basis }) => fingerprintOf(basis) === judgedBy.get(of) && isSeenIn(basis, look.playbook));
    if (!fits) return `${first.id} was not given for what judged its case`;
  }
  return undefined;
}

function otherIn(granted: GrantBasis, now: GrantBasis, playbook: ToClose["playbook"]): string | undefined {
  return changeOf(granted, now) ?? (isSeenIn(granted, playbook) ? undefined : playbookNamed(playbook?.name ?? "none"));
}

/** Whether a grant was given with a playbook in sight, as it is. */
const isSeenIn = (granted: GrantBasis, playbook: ToClose["playbook"]): boolean =>
  granted.some(({ name, version }) => name === playbookNamed(playbook?.name ?? "") && version === playbook?.digest);

/** What a playbook is called in a basis. */
export const playbookNamed = (name: string): string => `playbook ${name}`;
/** Whether something in a basis is a playbook. */
export const isPlaybookIn = ({ name }: GrantBasis[number]): boolean => name.startsWith(playbookNamed(""));

/** What judges a class beside its playbooks, in 16 hex digits: what people said of a look stands for what judged it, and for nothing else. */
export function fingerprintOf(basis: GrantBasis): string {
  const digest = digestOfText(canonicalText(basis.filter((each) => !isPlaybookIn(each))));
  return digest.slice("sha256:".length, "sha256:".length + 16);
}

/** The name of the first thing that is another one now, or is there no more; undefined where all that was granted for still judges. */
export function changeOf(granted: GrantBasis, now: GrantBasis): string | undefined {
  const versions = new Map(now.map(({ name, version }) => [name, version]));
  return granted.find(({ name, version }) => versions.get(name) !== version)?.name;
}
