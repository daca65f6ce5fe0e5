import { z } from "zod";
import { type Category, categories } from "../alert/category.ts";
import { isTechniqueId } from "../attack/attack.ts";
import { datasets } from "../event/event.ts";
import { queryLimits, Where } from "../query/query.ts";
import { abouts } from "./about.ts";
import { PlaybookContainment } from "./containment.ts";
import { checkQuestion, checkWhole } from "./law.ts";
import { reachOf } from "./window.ts";

/** Bounds of one playbook. Weights are natural-log odds. */
export const playbookLimits = {
  bytesMax: 262_144,
  questionsMax: 60,
  containmentsMax: 20,
  weightMax: 5,
  costMax: 10,
  askedMax: 200,
} as const;

const name = z.string().regex(/^[a-z][a-z0-9-]{1,63}$/, 'write a name in small letters, digits and hyphens, as "remote-service"');
const sentence = z.string().min(10).max(300);
const weight = z.number().min(-playbookLimits.weightMax).max(playbookLimits.weightMax);

/** What to look for in events: a typed query without time and entity, which the engine adds. Exactly one of `all`, `any`, `not`. */
export const LookFor = z
  .strictObject({
    dataset: z.enum(datasets).optional(),
    all: z.array(Where).min(1).max(queryLimits.conditionsMax).optional(),
    any: z.array(Where).min(1).max(queryLimits.conditionsMax).optional(),
    not: Where.optional(),
  })
  .refine(
    ({ all, any, not }) => [all, any, not].filter((part) => part !== undefined).length === 1,
    'write exactly one of "all", "any", "not"',
  );
export type LookFor = z.infer<typeof LookFor>;

/** The condition tree of a `look-for`, as the event store takes it. */
export function whereOf({ all, any, not }: LookFor): Where {
  if (all) return { all };
  if (any) return { any };
  return { not: not ?? { all: [] } };
}

/** One question: a sentence that a person can read aloud, the tool that answers it, what it is about, over which time, and what each answer weighs. */
export const PlaybookQuestion = z
  .strictObject({
    id: name,
    asks: sentence.endsWith("?", 'a question ends in "?"'),
    tool: z.string().max(64),
    about: z.enum(abouts),
    window: z
      .string()
      .refine((text) => reachOf(text) !== undefined, 'write a window as "30m around case" (m, h, d; before, after, around; at most 90d)')
      .optional(),
    "look-for": LookFor.optional(),
    /** Natural-log odds towards "malicious" per answer word; a word left out weighs nothing. */
    answers: z.record(z.string(), weight),
    /** Asked even where the verdict is decided without it, unless that is benign: its answer says what to do, such as whether an attempt succeeded. */
    pressing: z.boolean().optional(),
    /** `own-kind`: only about what alerts of the playbook's own categories name, where any of them names such a thing: the address that received the data, not every address. */
    "named-by": z.literal("own-kind").optional(),
    /** The technique credited when the answer speaks for it (a positive weight). */
    shows: z.string().refine(isTechniqueId, "an ATT&CK id, as T1543.003").optional(),
    cost: z.int().min(1).max(playbookLimits.costMax),
    /** Questions on the same fact share a group; of a group only the strongest answer counts in each direction. */
    group: name,
  })
  .superRefine(checkQuestion);
export type PlaybookQuestion = z.infer<typeof PlaybookQuestion>;

const category = z.enum(categories);

/**
 * A written investigation and response for one situation: data, no logic. Where to begin, what to ask, what each answer weighs, what may be proposed.
 * It cannot reach a benign verdict on answers alone that an attacker could have written (`benignFloor`).
 */
export const Playbook = z
  .strictObject({
    playbook: name,
    purpose: sentence,
    /** Which cases it is for: those of a category, those whose every alert comes from one dataset, or those of both. */
    "starts-on": z.union([
      z.literal("any"),
      z.strictObject({
        category: z.union([category, z.array(category).min(1).max(categories.length)]),
        dataset: z.enum(datasets).optional(),
      }),
    ]),
    claims: z.strictObject({ malicious: sentence, benign: sentence }),
    /** Log-odds before the first question. */
    prior: z.number().min(-1).max(1),
    investigate: z.array(PlaybookQuestion).min(1).max(playbookLimits.questionsMax),
    contain: z.array(PlaybookContainment).max(playbookLimits.containmentsMax),
    stop: z.strictObject({ "questions-max": z.int().min(1).max(playbookLimits.askedMax) }),
  })
  .superRefine(checkWhole);
export type Playbook = z.infer<typeof Playbook>;

/** What an answer weighs: zero for a word that the question does not name, and for "failed". */
export function weightOf(question: Pick<PlaybookQuestion, "answers">, answer: string): number {
  return answer !== "failed" && Object.hasOwn(question.answers, answer) ? (question.answers[answer] ?? 0) : 0;
}

/** The categories a playbook is for; every one for "any". */
export function categoriesOf(playbook: Pick<Playbook, "starts-on">): readonly Category[] {
  const start = playbook["starts-on"];
  if (start === "any") return categories;
  return typeof start.category === "string" ? [start.category] : start.category;
}

/**
 * The playbook for a case: of those that name its category the one that also names the dataset all its alerts come from, else the one that names
 * the category alone, else the one that starts on any; undefined when there is none. Among equals the first by name.
 */
export function playbookFor(
  playbooks: readonly Playbook[],
  found: { readonly category: Category; readonly datasets: readonly string[] },
): Playbook | undefined {
  const sorted = [...playbooks].sort((a, b) => (a.playbook < b.playbook ? -1 : a.playbook > b.playbook ? 1 : 0));
  const fit = ({ "starts-on": start, ...rest }: Playbook): number => {
    if (start === "any") return 1;
    if (!categoriesOf({ "starts-on": start, ...rest }).includes(found.category)) return 0;
    if (start.dataset === undefined) return 2;
    return found.datasets.length > 0 && found.datasets.every((dataset) => dataset === start.dataset) ? 3 : 0;
  };
  for (const wanted of [3, 2, 1]) {
    const fitting = sorted.find((playbook) => fit(playbook) === wanted);
    if (fitting) return fitting;
  }
  return undefined;
}
