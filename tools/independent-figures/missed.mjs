// The missed-threat bound, from the record of quality samples alone.
import { gammaValue, lowerShare, upperShare } from "./statistics.mjs";

/** Reviewers are measured by the latest. */
const goldsMax = 2_000;

const sum = (values) => values.reduce((all, each) => all + each, 0);

/** What nobody was known to have missed among the cases that fit, and what was: null where nothing was judged. */
export function missedThreat(facts, { fromMs, toMs, nowMs }, fits) {
  const { units, samples } = heldIn(facts);
  const golds = samples.filter(({ kind, judged }) => kind === "gold" && judged.length > 0).slice(-goldsMax);
  const found = golds.filter(({ judged }) => judged.some(({ verdict }) => verdict === "true-positive")).length;
  const its = units.filter((unit) => unit.closedAtMs >= fromMs && unit.closedAtMs < toMs && fits(unit));
  const [known, chanceless] = [
    its.filter(({ sample, truth }) => sample === null && truth),
    its.filter(({ epoch, truth }) => epoch === null && !truth),
  ];
  const groups = [
    ...Map.groupBy(
      its.filter((unit) => !known.includes(unit) && !chanceless.includes(unit)),
      ({ share }) => share,
    ),
  ].map(([share, all]) => {
    const of = (outcomes) => all.filter((unit) => outcomes.includes(outcomeOf(unit, samples))).length;
    return {
      share,
      closed: all.length,
      drawn: all.filter(({ sample }) => sample !== null).length,
      judged: of(["missed", "clean"]),
      missed: of(["missed"]),
      overdue: all.filter((unit) => unit.sample !== null && outcomeOf(unit, samples) === "open" && isLate(unit, samples, nowMs)).length,
    };
  });
  const silent = sum(groups.filter(({ drawn, judged, overdue }) => drawn > 0 && judged === 0 && overdue > 0).map(({ closed }) => closed));
  if (its.length - chanceless.length - silent < 0.95 * its.length) return null;
  const rate = corrected(groups, known.length, golds.length, found);
  return (
    rate && { judged: sum(groups.map(({ judged }) => judged)), missed: sum(groups.map(({ missed }) => missed)) + known.length, ...rate }
  );
}

/** A case counts once, with its latest closure. */
function heldIn(facts) {
  const units = new Map();
  const samples = new Map();
  for (const fact of facts) {
    if (fact.type === "ClosureCounted") {
      units.delete(fact.caseId);
      units.set(fact.caseId, { ...fact });
    } else if (fact.type === "SampleDrawn") samples.set(fact.id, { ...fact, judged: [] });
    else if (fact.type === "SampleJudged") samples.get(fact.id)?.judged.push(fact);
    else if (fact.type === "SampleLetGo" && samples.has(fact.id)) samples.get(fact.id).letGo = true;
    else if (fact.type === "TruthCame" && units.has(fact.caseId)) units.get(fact.caseId).truth = true;
  }
  return { units: [...units.values()], samples: [...samples.values()] };
}

function isLate({ sample: id }, samples, nowMs) {
  const sample = samples.find((each) => each.id === id);
  return !sample || sample.letGo || sample.dueAtMs < nowMs;
}

function outcomeOf({ sample: id, truth }, samples) {
  if (id !== null && truth) return "missed";
  const sample = samples.find((each) => each.id === id);
  if (!sample) return "not drawn";
  const { judged, judgements, letGo, agent } = sample;
  if (judged.some(({ verdict }) => verdict === "true-positive") && agent.verdict !== "true-positive") return "missed";
  if (letGo || judged.length < judgements) return "open";
  return judged.every(({ verdict }) => verdict === "insufficient-data") ? "undecided" : "clean";
}

/** The rate, corrected for reviewers by what they found of gold alerts: both are bounded at half of the doubt. */
function corrected(groups, known, golds, found) {
  if (golds === 0) return plain(groups, known, 0.95);
  const unknown = plain(groups, 0, 0.975);
  if (!unknown) return null;
  const closed = sum(groups.map((group) => group.closed));
  const [seen, least] = [found / golds, lowerShare(found, golds, 0.975)];
  const estimate = seen === 0 ? Math.sign(unknown.estimate) : Math.min(1, unknown.estimate / seen);
  const upperBound = least === 0 ? 1 : Math.min(1, unknown.upperBound / least);
  const whole = (rate) => Math.min(1, (known + rate * closed) / (closed + known));
  return { estimate: whole(estimate), upperBound: whole(upperBound) };
}

/** Horvitz and Thompson; Clopper and Pearson where all had one chance, Fay and Feuer where they had several. */
function plain(all, known, certainty) {
  const groups = all.filter(({ closed }) => closed > 0);
  const total = (of) => sum(groups.map(of));
  const [closed, drawn, judged] = [total((each) => each.closed), total((each) => each.drawn), total((each) => each.judged)];
  if (closed === 0 || judged === 0) return null;
  // Of a group of which something was drawn and nothing judged nothing is known: all of it may be missed.
  const told = groups.filter((each) => each.drawn === 0 || each.judged > 0);
  const reached = sum(told.map((each) => each.closed));
  const missed =
    (sum(told.filter((each) => each.judged > 0).map((each) => (each.missed * each.drawn) / (each.share * each.judged))) / reached) * closed;
  const answered = total((each) => each.judged + each.overdue) / drawn;
  const weighed = told
    .map((each) => {
      const answers = each.judged + each.overdue;
      return {
        ...each,
        answers,
        missed: each.missed + each.overdue,
        weight: 1 / (each.share * (each.drawn === 0 ? answered : answers / each.drawn)),
      };
    })
    .toSorted((a, b) => a.weight - b.weight);
  const isEven = weighed.every(({ weight }) => Math.abs(weight / weighed[0].weight - 1) < 1e-9);
  const counted = (of) => sum(weighed.map(of));
  const even = () =>
    reached *
    upperShare(
      counted((each) => each.missed),
      counted((each) => each.answers),
      certainty,
    );
  const most = closed - reached + (isEven ? even() : weightedMost(weighed, certainty));
  const part = (of) => Math.min(1, (known + of) / (closed + known));
  return { estimate: part(missed), upperBound: part(Math.min(closed, Math.max(most, missed))) };
}

/** Groups that weigh too much for their size are taken to be missed whole: as many of the heaviest as make the bound of nothing missed least. */
function weightedMost(weighed, certainty) {
  const ofNone = -Math.log(1 - certainty);
  const whole = (kept) => sum(weighed.slice(kept).map(({ closed }) => closed));
  const bounds = weighed.map(({ weight }, at) => whole(at + 1) + ofNone * weight);
  const kept = bounds.indexOf(Math.min(...bounds)) + 1;
  const its = weighed.slice(0, kept);
  const greatest = its.at(-1).weight;
  const mean = greatest + sum(its.map((each) => each.missed * each.weight));
  const variance = greatest ** 2 + sum(its.map((each) => each.missed * each.weight ** 2));
  return whole(kept) + (variance / mean) * gammaValue(certainty, mean ** 2 / variance);
}
