import { isWaiting, outcomeOf } from "../../core/quality-sample/quality-sample.ts";
import { refusedSample } from "../../core/quality-sample/refusal.ts";
import { byClass, figureOver, unitsOf } from "../../stages/quality-sample/figures.ts";
import { personOf } from "../cases/routes.ts";
import { classTitles } from "../class-titles.ts";
import { qualitySampleOperations } from "../contract/quality-samples.ts";
import { msOf } from "../http/iso.ts";
import { badRequest, noSuch } from "../http/refusals.ts";
import { defineRoute, type Route } from "../route.ts";
import { classLine, qualityFigures } from "./figures.ts";
import { blindSample, drawText, epochLine, judgedSample } from "./show.ts";
import { simulationRoute } from "./simulation.ts";

const periodMs = 30 * 86_400_000;

/** The routes of quality samples. `nowMs` is the clock by which a sample is overdue. */
export const qualitySampleRoutes = (nowMs: () => number): readonly Route[] => [
  ...reviewing(nowMs),
  ...reading(nowMs),
  simulationRoute(nowMs),
];

const reviewing = (nowMs: () => number): readonly Route[] => [
  defineRoute({
    ...qualitySampleOperations.nextQualitySample,
    handle: async ({ desk, who }) => {
      const by = personOf(who);
      const sample = await desk.samples.next(by);
      const { waiting, samples } = await desk.samples.state();
      const overdue = [...waiting].filter((id) => (samples.get(id)?.dueAtMs ?? nowMs()) < nowMs()).length;
      const yours = [...waiting].filter((id) => !samples.get(id)?.judged.some((each) => each.by === by)).length;
      return { sample: sample?.blind ? blindSample(sample, sample.blind, nowMs()) : null, waiting: waiting.size, overdue, yours };
    },
  }),
  defineRoute({
    ...qualitySampleOperations.judgeQualitySample,
    handle: async ({ desk, who, params: { id }, body }) => {
      const by = personOf(who);
      return judgedSample(await desk.samples.judge(id, by, body), by);
    },
  }),
  defineRoute({
    ...qualitySampleOperations.readQualitySample,
    handle: async ({ desk, who, params: { id } }) => {
      const by = personOf(who);
      return judgedSample(await desk.samples.read(id, by), by);
    },
  }),
  defineRoute({
    ...qualitySampleOperations.resetQualityClass,
    handle: async ({ desk, who, body }) => {
      await desk.samples.reset(body.class, personOf(who), body.because);
      const state = await desk.samples.state();
      const period = { fromMs: nowMs() - periodMs, toMs: nowMs() };
      const units = unitsOf(state, period);
      return classLine(
        body.class,
        byClass(units).get(body.class) ?? [],
        { state, over: figureOver(state, period, nowMs()) },
        await classTitles(desk),
      );
    },
  }),
];

const reading = (nowMs: () => number): readonly Route[] => [
  defineRoute({
    ...qualitySampleOperations.listJudgedSamples,
    handle: async ({ desk, who, query: { outcome, after, limit } }) => {
      const before = after === undefined ? Number.POSITIVE_INFINITY : numberOf(after, /^qs-([1-9]\d{0,8})$/);
      const { samples: all } = await desk.samples.state();
      const wanted = [...all.values()]
        .filter((each) => !isWaiting(each) && (outcome === undefined || outcomeOf(each) === outcome))
        .map((each) => ({ each, number: Number(each.id.slice(3)) }))
        .filter(({ number }) => number < before)
        .toSorted((a, b) => b.number - a.number);
      const samples = wanted.slice(0, limit).map(({ each }) => judgedSample(each, who.person));
      return { samples, next: wanted.length > limit ? (samples.at(-1)?.id ?? null) : null };
    },
  }),
  defineRoute({
    ...qualitySampleOperations.readQualityFigures,
    handle: async ({ desk, query }) => {
      const toMs = msOf(query.to) ?? nowMs();
      const fromMs = msOf(query.from) ?? toMs - periodMs;
      if (!(fromMs < toMs)) throw badRequest("the period ends before it begins");
      return qualityFigures(await desk.samples.state(), { fromMs, toMs }, nowMs(), await classTitles(desk));
    },
  }),
  defineRoute({
    ...qualitySampleOperations.listQualityEpochs,
    handle: async ({ desk, query: { after, limit } }) => {
      const before = after === undefined ? Number.POSITIVE_INFINITY : numberOf(after, /^([1-9]\d{0,6})$/);
      const { epochs: held } = await desk.samples.state();
      const wanted = [...held.values()].toReversed().filter(({ number }) => number < before);
      const epochs = wanted.slice(0, limit).map(epochLine);
      return { epochs, next: wanted.length > limit ? String(epochs.at(-1)?.number) : null };
    },
  }),
  defineRoute({
    ...qualitySampleOperations.downloadQualityEpoch,
    handle: async ({ desk, params: { number } }) => {
      const state = await desk.samples.state();
      const epoch = state.epochs.get(number);
      if (!epoch) throw noSuch(`epoch ${number}`);
      if (!epoch.revealed) throw refusedSample("quality/blind", `epoch ${number} is not over`);
      return drawText(epoch, epoch.revealed.secret, state);
    },
  }),
];

function numberOf(after: string, form: RegExp): number {
  const number = Number(form.exec(after)?.[1]);
  if (Number.isNaN(number)) throw badRequest("after is not the next of a page before");
  return number;
}
