import type { LearningCommand } from "../core/learning/decide.ts";
import { distinctLabels, type LearningEvent, learningWorld } from "../core/learning/learning.ts";
import { withoutSampleKey } from "../core/learning/suppression.ts";
import { isPerson, type Person } from "../core/person/person.ts";
import { verdicts } from "../core/verdict/verdict.ts";
import { labelsFor } from "../engine/learning/label-alerts.ts";
import { type LearningRecorder, openLearning } from "../engine/learning/learning-recorder.ts";
import { groundsNow, groundsOf, overviewOf, proposalsFor } from "../engine/learning/overview.ts";
import { surveyOf } from "../engine/learning/survey.ts";
import { openRecorder } from "../engine/recorder.ts";
import { challenge } from "../learning/analyst/compare.ts";
import { rowsOf } from "../learning/analyst/correction.ts";
import { badOption, type ExitStatus, oneOf } from "./command.ts";
import { noRecord, openKeptStore } from "./journal.ts";
import { factLine, overviewText, suppressionList } from "./learning-text.ts";
import type { OpenStore, System } from "./system.ts";
import type { Terminal } from "./terminal.ts";

/** The options of `train` that concern learning from analysts, as they were given. */
export type JournalOptions = {
  readonly "data-dir"?: string;
  readonly world: string;
  readonly as?: string;
  readonly because?: string;
  readonly verdict?: string;
  readonly host?: string;
  readonly days: string;
  readonly "recent-days": string;
  readonly "allow-high"?: string;
  readonly json: boolean;
};

type Doing = {
  readonly words: readonly string[];
  readonly options: JournalOptions;
  readonly system: System;
  readonly store: OpenStore;
  readonly learning: LearningRecorder;
  readonly terminal: Terminal;
};

const dayMs = 86_400_000;
const sampleKeyBytes = 32;

/** What `train WORD …` does in a data folder, by its word. */
const actions: ReadonlyMap<string, (doing: Doing) => Promise<readonly LearningEvent[]>> = new Map([
  ["label", label],
  ["challenge", challengeChampion],
  ["report", report],
  ["promote", promote],
  ["withdraw", withdraw],
  ["suppress", suppress],
]);

/** Whether a word of `train` is about what analysts taught. */
export function isAboutJournal(word: string | undefined): boolean {
  return word !== undefined && actions.has(word);
}

/** Opens the data folder's record of what was learned, does one thing in it and says what happened. */
export async function trainFromJournal(
  [word = "", ...words]: readonly string[],
  options: JournalOptions,
  system: System,
  terminal: Terminal,
): Promise<ExitStatus> {
  const store = await openKeptStore(system, options["data-dir"]);
  try {
    const { journal } = await store.world(learningWorld);
    const learning = await openLearning(journal, system.clock);
    const facts = (await actions.get(word)?.({ words, options, system, store, learning, terminal })) ?? [];
    for (const fact of facts) terminal.out(options.json ? `${JSON.stringify(withoutSampleKey(fact))}\n` : `${factLine(fact)}\n`);
    return 0;
  } finally {
    await store.close();
  }
}

/** Who says it and why, now. */
function saidBy({ options, system }: Doing): { by: Person; because: string; atMs: number } {
  const by = `person:${options.as ?? ""}`;
  if (options.as === undefined || !isPerson(by)) throw badOption("--as NAME is missing, or is no name: letters, digits and . @ _ -");
  if (options.because === undefined) throw badOption("--because is missing: say why");
  return { by, because: options.because, atMs: system.clock.nowMs() };
}

function oneWord(words: readonly string[], what: string): string {
  const [word, extra] = words;
  if (word === undefined || extra !== undefined) throw badOption(`name ${what}, and one only`);
  return word;
}

async function label(doing: Doing): Promise<readonly LearningEvent[]> {
  const { words, options, store, learning, system } = doing;
  if (words.length === 0) throw badOption("name alerts (a-17) or cases (case-3)");
  const said = saidBy(doing);
  const verdict = oneOf("verdict", options.verdict ?? "", verdicts);
  const { world } = options;
  if (world === learningWorld || !(await store.hasWorld(world)))
    throw noRecord(`the database holds no investigation "${world.slice(0, 255)}"`);
  const { state: run } = await openRecorder((await store.world(world)).journal, system.clock);
  const labels = words.flatMap((target) => labelsFor(target, verdict, { run, world }));
  return learning.obey(labels.map((each): LearningCommand => ({ type: "GiveVerdict", label: each, ...said })));
}

/** Trains a challenger on the older verdicts and tries it on the newer; and proposes to suppress what people found to be noise. Decides nothing. */
async function challengeChampion({ learning, store, system, words }: Doing): Promise<readonly LearningEvent[]> {
  if (words.length > 0) throw badOption(`train --from-journal takes no "${words[0]?.slice(0, 80)}"`);
  const { state } = learning;
  const atMs = system.clock.nowMs();
  const inUse = state.champion === undefined ? undefined : state.challengers.get(state.champion);
  const challenger = challenge(rowsOf(distinctLabels(state)), inUse && { digest: inUse.digest, correction: inUse.correction });
  const commands: LearningCommand[] = challenger.correction.shifts.length > 0 ? [{ type: "RecordChallenger", challenger, atMs }] : [];
  const survey = await surveyOf(store, system.clock);
  return learning.obey([...commands, ...proposalsFor(state, survey, atMs)]);
}

async function report({ learning, store, system, options, terminal, words }: Doing): Promise<readonly LearningEvent[]> {
  if (words.length > 0) throw badOption(`train report takes no "${words[0]?.slice(0, 80)}"`);
  const recentDays = wholeDays("recent-days", options["recent-days"]);
  const overview = overviewOf(learning.state, await surveyOf(store, system.clock), { nowMs: system.clock.nowMs(), recentDays });
  terminal.out(options.json ? `${JSON.stringify(overview, undefined, 2)}\n` : overviewText(overview));
  return [];
}

async function promote(doing: Doing): Promise<readonly LearningEvent[]> {
  const given = oneWord(doing.words, "the digest of a challenger");
  const digests = [...doing.learning.state.challengers.keys()].filter((digest) => digest === given || digest.startsWith(`sha256:${given}`));
  const digest = digests.length === 1 && given.length >= digestLengthMin ? (digests[0] ?? given) : given;
  return doing.learning.obey([{ type: "PromoteModel", digest, ...saidBy(doing) }]);
}

/** So many digits of a digest name it, where no other begins alike. */
const digestLengthMin = 8;

async function withdraw(doing: Doing): Promise<readonly LearningEvent[]> {
  if (doing.words.length > 0) throw badOption(`train withdraw takes no "${doing.words[0]?.slice(0, 80)}"`);
  return doing.learning.obey([{ type: "WithdrawModel", ...saidBy(doing) }]);
}

async function suppress(doing: Doing): Promise<readonly LearningEvent[]> {
  const { words, learning, terminal, options, system } = doing;
  const [what, ...rest] = words;
  switch (what) {
    case "list": {
      if (rest.length > 0) throw badOption(`suppress list takes no "${rest[0]?.slice(0, 80)}"`);
      const all = [...learning.state.suppressions.values()].map(withoutSampleKey);
      terminal.out(options.json ? `${JSON.stringify(all, undefined, 2)}\n` : suppressionList(all, system.clock.nowMs()));
      return [];
    }
    case "propose":
      return proposeSuppression(rest, doing);
    case "approve":
      return approveSuppression(rest, doing);
    case "reject":
      return learning.obey([{ type: "RejectSuppression", id: oneWord(rest, "a suppression (s-1)"), ...saidBy(doing) }]);
    case "revoke":
      return learning.obey([{ type: "RevokeSuppression", id: oneWord(rest, "a suppression (s-1)"), ...saidBy(doing) }]);
    default:
      throw badOption(`train suppress takes list, propose, approve, reject or revoke, not "${(what ?? "").slice(0, 80)}"`);
  }
}

/** The share that is approved is the one of today: what was proposed weeks ago may have grown since, and so may what is in force. */
async function approveSuppression(words: readonly string[], doing: Doing): Promise<readonly LearningEvent[]> {
  const { options, store, learning, system } = doing;
  const id = oneWord(words, "a suppression (s-1)");
  const said = saidBy(doing);
  const highBecause = options["allow-high"];
  const now = groundsNow(learning.state, await surveyOf(store, system.clock), said.atMs);
  const sampleKey = system.random.secret(sampleKeyBytes);
  return learning.obey([
    { type: "ApproveSuppression", id, groundsNow: now, sampleKey, ...said, ...(highBecause !== undefined && { highBecause }) },
  ]);
}

async function proposeSuppression(words: readonly string[], doing: Doing): Promise<readonly LearningEvent[]> {
  const { options, store, learning, system } = doing;
  const [product, rule, extra] = words;
  if (product === undefined || rule === undefined || extra !== undefined)
    throw badOption("name the product and the rule, as train report lists them");
  const said = saidBy(doing);
  const verdict = oneOf("verdict", options.verdict ?? "false-positive", ["benign", "false-positive"]);
  const survey = await surveyOf(store, system.clock);
  const grounds = groundsOf({ product, rule }, learning.state, survey);
  const scope = { product, rule, ...(options.host !== undefined && { host: options.host }) };
  const untilMs = said.atMs + wholeDays("days", options.days) * dayMs;
  return learning.obey([{ type: "ProposeSuppression", scope, verdict, grounds, untilMs, ...said }]);
}

function wholeDays(option: string, given: string): number {
  const days = Number(given);
  if (!Number.isInteger(days) || days < 1 || days > 3_650)
    throw badOption(`--${option} takes a whole number of days, not "${given.slice(0, 40)}"`);
  return days;
}
