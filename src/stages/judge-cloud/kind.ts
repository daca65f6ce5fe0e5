import type { Category } from "../../core/alert/category.ts";
import type { Severity } from "../../core/alert/severity.ts";
import type { Reading } from "./reading.ts";
import type { SensitiveAction } from "./sensitive/entry.ts";

/** What an event is about, for its alert. */
export type Kind = {
  readonly title: string;
  readonly category: Category;
  readonly techniques: readonly string[];
  readonly tactics: readonly string[];
};

type Bare = Omit<Kind, "title"> & { readonly says: string };

const ofTrait: readonly (readonly [trait: string, Bare])[] = [
  ["called malicious", { says: "the product itself calls it a threat", category: "other", techniques: [], tactics: [] }],
  ["an attack tool", { says: "a tool of attackers is at work", category: "reconnaissance", techniques: ["T1595"], tactics: ["TA0043"] }],
  [
    "a hidden sender",
    { says: "the sender hides where he is", category: "credential-abuse", techniques: ["T1090.003", "T1078.004"], tactics: ["TA0011"] },
  ],
  [
    "anyone may reach it",
    { says: "something is opened to others", category: "data-exfiltration", techniques: ["T1537"], tactics: ["TA0010"] },
  ],
  ["switched off", { says: "a setting is switched off", category: "defense-evasion", techniques: ["T1562"], tactics: ["TA0005"] }],
  [
    "administrator rights",
    { says: "administrator rights are in play", category: "privilege-escalation", techniques: ["T1098.003"], tactics: ["TA0004"] },
  ],
  [
    "a container with rights over its host",
    { says: "a container gets rights over its host", category: "privilege-escalation", techniques: ["T1611"], tactics: ["TA0004"] },
  ],
  ["a shell command", { says: "a command is run", category: "malware", techniques: ["T1059"], tactics: ["TA0002"] }],
  ["called suspicious", { says: "the product itself calls it suspicious", category: "other", techniques: [], tactics: [] }],
];
const unknown: Bare = { says: "a cloud event looks like those that matter", category: "other", techniques: [], tactics: [] };

/**
 * The kind of an event by what is known of its action, else by what the provider tells of it, else by what is special about it. Free text is asked
 * only where all of that is silent: it can give an event a kind, not take one away.
 */
export function kindOf({ known, told, traits, outcome, free }: Reading): Kind {
  const sure = [...known, ...told];
  const action = sure.find(({ weight }) => weight > 1) ?? sure.find(({ weight }) => weight > 0);
  const bare = ofAction(action) ?? special(traits) ?? ofAction(free.told[0]) ?? telling(free.traits) ?? special(free.traits) ?? unknown;
  const sentence = outcome === "failure" ? `refused or failed: ${bare.says}` : bare.says;
  const { category, techniques, tactics } = bare;
  return { title: sentence.charAt(0).toUpperCase() + sentence.slice(1), category, techniques, tactics };
}

function ofAction(action: SensitiveAction | undefined): Bare | undefined {
  return action && { says: action.says, category: action.category, techniques: [action.technique], tactics: [action.tactic] };
}

function special(traits: readonly string[]): Bare | undefined {
  return ofTrait.find(([trait]) => traits.includes(trait))?.[1];
}

/** As `special`, where the trait names a category. */
function telling(traits: readonly string[]): Bare | undefined {
  return ofTrait.find(([trait, { category }]) => category !== "other" && traits.includes(trait))?.[1];
}

/** How bad it would be if true: by how sensitive the action is, one step down where it failed, and never above what one event can show. */
export function severityOf({ known, told, traits, outcome, free }: Reading, maliciousness: number): Severity {
  const weight = Math.max(known[0]?.weight ?? 1, told[0]?.weight ?? 0, ...free.told.map((each) => each.weight));
  const grave = graveTraits.some((trait) => traits.includes(trait) || free.traits.includes(trait));
  const steps = (weight >= 3 ? 1 : 0) + (grave ? 1 : 0) + (maliciousness >= 0.8 ? 1 : 0) - (outcome === "failure" ? 1 : 0);
  return steps >= 2 ? "high" : steps === 1 ? "medium" : "low";
}

const graveTraits = ["severity high", "an attack tool", "the root account"] as const;
