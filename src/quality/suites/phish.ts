import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { bootstrapInterval } from "../../learning/bootstrap.ts";
import { expectedCalibrationError, thresholdAtFalsePositiveRate } from "../../learning/metrics.ts";
import type { EvidenceInput } from "../../ports/evidence-input.ts";
import { type MailModel, readMailModel } from "../../stages/judge-mail/model.ts";
import { scoreMail } from "../../stages/judge-mail/score.ts";
import { halfOf, halvesOf, type ReadMail, readHam, readPhish, withoutTellingHeaders } from "../data/mail.ts";
import { campaignsApart } from "../data/near-duplicates.ts";
import { type Figure, type LabelledRecording, type Suite, shareFigure } from "../suite.ts";
import { bodyWordsBaseline } from "./phish-baseline.ts";

const suite = "phish";
const falseAlarmsMax = 0.01;
const seed = 17;

/** A mail with what a method makes of it. */
export type Scored = { readonly mail: ReadMail; readonly score: number; readonly probability: number };

/** Phishing of 2022 and later against ordinary mail of 2002: what the shipped judge makes of them once the header fields that give the class away are gone. */
export const phish: Suite = {
  name: suite,
  rules: [],
  builtin: true,
  data: ["phish", "ham"],
  quick: true,
  seed,
  measures:
    "All phishing mails, and the half of the ordinary ones (a sender's mails kept together) that the judge was not trained on. Of the header fields only From, Reply-To, Subject and the description of the content are left in both. Nothing is fitted to the phishing mails. The baseline, naive Bayes over the words of the body, is cross-validated on both classes with campaigns kept together: unlike the judge it learns from phishing of this very collection, and from 2002 against 2022.",
  looks:
    "while features were chosen, about twenty-two times at figures of one fixed half of the phishing mails (by a hash of the file name), five times at a list of its misses and five times at counts of evidence on it; at the other half after each of three trainings, changing nothing after but the bar",
  recordings: ({ data }) => mailRecordings(data),
  async run({ data }) {
    const model = readMailModel(await readFile(new URL("../../../trained/mail/model.json", import.meta.url), "utf8"));
    const ham = await readHam(join(data, "ham"));
    const halves = halvesOf(ham);
    const ordinary = ham.filter((_, index) => halves[index] === 1);
    const bad = await readPhish(join(data, "phish"));
    return {
      figures: phishFigures([...ordinary, ...bad], model, bodyWordsBaseline(campaignsApart([...ham, ...bad]), seed)),
      notes: [
        `${bad.length} phishing mails, ${ordinary.length} ordinary ones (${ordinary.filter(({ isHard }) => isHard).length} that look like spam)`,
      ],
    };
  },
};

/** The same mails as a comparison investigates them, each by itself: the ordinary ones that the judge was not trained on, and the phishing ones. */
async function mailRecordings(data: string): Promise<LabelledRecording[]> {
  const ham = await readHam(join(data, "ham"));
  const halves = halvesOf(ham);
  const bad = await readPhish(join(data, "phish"));
  const folders = { attack: join(data, "phish", "email"), ordinary: join(data, "ham") } as const;
  const mails = [...ham.filter((_, index) => halves[index] === 1), ...bad];
  return mails.map(({ name, isPhishing }, at) => {
    const truth = isPhishing ? "attack" : "ordinary";
    const path = join(folders[truth], name);
    const input: EvidenceInput = {
      path: `recording-${at + 1}.eml`,
      modifiedMs: 0,
      async *open() {
        yield withoutTellingHeaders(await readFile(path));
      },
    };
    return { name, input, truth };
  });
}

/** The figures of a judge on mails; `baseline` is what the trivial method reaches on the same kind of mails. */
export function phishFigures(mails: readonly ReadMail[], model: MailModel, baseline: { readonly recall: number }): readonly Figure[] {
  const scored = mails.map((mail): Scored => {
    const { sum, probability } = scoreMail(mail.fields, model);
    return { mail, score: sum, probability };
  });
  const bad = scored.filter(({ mail }) => mail.isPhishing);
  const ordinary = scored.filter(({ mail }) => !mail.isPhishing);
  const bar = thresholdAtFalsePositiveRate(scoresOf(scored), labelsOf(scored), falseAlarmsMax);
  const caught = (some: readonly Scored[]) => some.filter(({ score }) => score >= bar).length;
  const raised = (some: readonly Scored[]) => some.filter(({ probability }) => probability >= model.alertsFrom).length;
  const share = (figure: string, some: readonly Scored[], right: number, floor: number, target = 0) =>
    shareFigure({ suite, figure, right, of: some.length, target, floor });
  const unseen = bad.filter(({ mail }) => halfOf(mail.name) === 1);
  const hard = ordinary.filter(({ mail }) => mail.isHard);
  return [
    { ...share("recall at 1 % false alarms", bad, caught(bad), 0.86, 0.92), baseline: baseline.recall },
    share("recall at 1 % false alarms, half whose mails were not read", unseen, caught(unseen), 0.84),
    share("recall at the shipped bar", bad, raised(bad), 0.8),
    { ...share("false alarms at the shipped bar", ordinary, raised(ordinary), 0.02), better: "lower" },
    { ...share("false alarms at the shipped bar, mails that look like spam", hard, raised(hard), 0.08), better: "lower" },
    calibrationFigure(scored),
  ];
}

const scoresOf = (scored: readonly Scored[]) => scored.map(({ score }) => score);
const labelsOf = (scored: readonly Scored[]) => scored.map(({ mail }) => (mail.isPhishing ? 1 : 0));

/** Ordinary mails count twice: the half of them that the judge was trained on is left out. */
function calibrationFigure(scored: readonly Scored[]): Figure {
  const errorOf = (sample: readonly Scored[]) => {
    const counted = sample.flatMap((one) => (one.mail.isPhishing ? [one] : [one, one]));
    return expectedCalibrationError(
      counted.map(({ probability }) => probability),
      labelsOf(counted),
    );
  };
  const groups = new Map<string, Scored[]>();
  for (const one of scored) groups.set(one.mail.group, [...(groups.get(one.mail.group) ?? []), one]);
  return {
    suite,
    figure: "calibration error (ECE)",
    unit: "score",
    better: "lower",
    value: errorOf(scored),
    interval: bootstrapInterval({ groups: [...groups.values()], statistic: (sample) => errorOf(sample.flat()), samples: 500, seed }),
    method: "bootstrap",
    of: scored.length,
    goal: 0.05,
    floor: 0.08,
  };
}
