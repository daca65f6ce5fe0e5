import { z } from "zod";
import { verdicts } from "../../core/verdict/verdict.ts";
import { count, digest, notThere, whole } from "./common.ts";
import { operation } from "./operation.ts";

const share = z.number().min(0).max(1);
const name = z.strictObject({ name: z.string().regex(/^[a-z][a-z0-9-]{1,63}$/) });

/** The longest playbook that is tried, characters. */
export const playbookTextMax = 262_144;
/** The most past cases that one trial looks at. */
export const trialCasesMax = 500;

/** One playbook in one of its versions. */
export const PlaybookLine = z.strictObject({ name: z.string(), digest, purpose: z.string(), questions: count, inUse: z.boolean() });

/** One question as it is read aloud: of whom it is asked, about what, when, and what each answer does to the odds. */
const PlaybookQuestionShown = z.strictObject({
  id: z.string(),
  asks: z.string(),
  tool: z.string(),
  about: z.string(),
  /** Whether an attacker could have written what the answer rests on. */
  attackerCanWrite: z.boolean(),
  window: z.string().nullable(),
  /** What is looked for in events, as a clause. */
  lookFor: z.string().nullable(),
  /** Strongest towards "malicious" first; `oddsTimes` is what the odds are multiplied by. */
  answers: z.array(z.strictObject({ answer: z.string(), weight: z.number(), oddsTimes: z.number() })),
  /** How far it can move the log-odds, up and down. */
  up: z.number(),
  down: z.number(),
  cost: count,
  group: z.string(),
  shows: z.string().nullable(),
  pressing: z.boolean(),
  ownKindOnly: z.boolean(),
});

/** What a playbook says, to be read and drawn. Probabilities are 0 to 1. */
export const PlaybookSteps = z.strictObject({
  startsOn: z.strictObject({ any: z.boolean(), categories: z.array(z.string()), dataset: z.string().nullable() }),
  claims: z.strictObject({ malicious: z.string(), benign: z.string() }),
  /** Before the first question. */
  prior: share,
  questions: z.array(PlaybookQuestionShown),
  contain: z.array(z.strictObject({ action: z.string(), on: z.string(), undoneBy: z.string() })),
  questionsMax: count,
  /** How far answers that an attacker can write could bring it down alone, and below what it would be benign. */
  attackerFloor: z.strictObject({ reaches: share, benignBelow: share }),
});

/** One mistake in a playbook's text. Lines and columns count from 1; `where` is the place in words. */
export const PlaybookMistake = z.strictObject({ line: z.int().min(1), column: z.int().min(1), where: z.string(), says: z.string() });

/** A past case under the playbook that is tried: by the recorded answers, with how far those that nobody has could move it. */
export const PlaybookTrial = z.strictObject({
  case: z.string(),
  title: z.string(),
  recorded: z.strictObject({ playbook: z.string(), verdict: z.enum(verdicts), maliciousness: share }),
  would: z.strictObject({ verdict: z.enum(verdicts), maliciousness: share }),
  differs: z.boolean(),
  answersKept: count,
  answersDropped: count,
  notAsked: z.array(z.string()),
  between: z.strictObject({ low: share, high: share }),
});

/** What is asked about playbooks. */
export const playbookOperations = {
  listPlaybooks: operation({
    method: "GET",
    path: "/api/v1/playbooks",
    operation: "listPlaybooks",
    summary: "every playbook that is known here, in every version by its digest",
    tag: "playbooks",
    right: "read",
    answer: z.strictObject({ playbooks: z.array(PlaybookLine) }),
  }),
  readPlaybook: operation({
    method: "GET",
    path: "/api/v1/playbooks/{name}",
    operation: "readPlaybook",
    summary: "one playbook as it is written: the version in use, or the one of a digest",
    tag: "playbooks",
    right: "read",
    params: name,
    query: z.strictObject({ digest: digest.optional() }),
    answer: PlaybookLine.extend({ text: z.string(), steps: PlaybookSteps }),
    problems: notThere,
  }),
  readPlaybookSchema: operation({
    method: "GET",
    path: "/api/v1/playbook-schema",
    operation: "readPlaybookSchema",
    summary: "the shape of a playbook as JSON Schema, and the tools that it may name with the words they answer in",
    tag: "playbooks",
    right: "read",
    answer: z.strictObject({
      schema: z.record(z.string(), z.unknown()),
      tools: z.array(z.strictObject({ name: z.string(), answers: z.array(z.string()), about: z.array(z.string()), trust: z.string() })),
    }),
    etag: true,
  }),
  lintPlaybook: operation({
    method: "POST",
    path: "/api/v1/playbooks/lint",
    operation: "lintPlaybook",
    summary: "what is wrong with a playbook's text, with lines; what it says where nothing is. Keeps nothing",
    tag: "playbooks",
    right: "read",
    body: z.strictObject({ text: z.string().max(playbookTextMax) }),
    answer: z.strictObject({
      mistakes: z.array(PlaybookMistake),
      /** null while there is any mistake. `inUse` is the digest of the playbook of that name which new cases take, `file` the name that it has on disk. */
      read: z.strictObject({ name: z.string(), file: z.string(), digest, inUse: digest.nullable(), steps: PlaybookSteps }).nullable(),
    }),
    bodyBytesMax: 1_048_576,
  }),
  tryPlaybook: operation({
    method: "POST",
    path: "/api/v1/playbooks/dry-run",
    operation: "tryPlaybook",
    summary: "a playbook's text against past cases, by the answers that were recorded; asks nobody anything and changes nothing",
    tag: "playbooks",
    right: "triage",
    body: z.strictObject({ text: z.string().min(1).max(playbookTextMax), cases: whole(1, trialCasesMax).default(100) }),
    answer: z.strictObject({
      playbook: z.string(),
      digest,
      /** Those that would end otherwise first, then those that move furthest. */
      trials: z.array(PlaybookTrial),
      /** Past cases that were looked at, whether the playbook is for them or not. */
      lookedAt: count,
      differing: count,
      /** From which verdict to which, and how many cases; the most first. */
      turns: z.array(z.strictObject({ from: z.enum(verdicts), to: z.enum(verdicts), cases: count })),
      /** What this can not tell, in sentences. */
      limits: z.array(z.string()),
    }),
    bodyBytesMax: 1_048_576,
    problems: { 400: "the text is no playbook; the first mistake is named with its line" },
  }),
} as const;
