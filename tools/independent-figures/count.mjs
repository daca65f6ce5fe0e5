// Counts what happened. Shares stand with right and of; nothing is 0 that was not counted: it is null.
import { missedThreat } from "./missed.mjs";
import { interval } from "./statistics.mjs";

const slotMs = 900_000;
const weekMs = 7 * 86_400_000;
const verdicts = ["true-positive", "benign", "false-positive", "insufficient-data"];

/** Every figure of a period of quarters of an hour. */
export function figuresOf(story, { fromSlot, toSlot }) {
  const within = (timeMs, from = fromSlot, to = toSlot) => Math.floor(timeMs / slotMs) >= from && Math.floor(timeMs / slotMs) < to;
  const all = [...story.alerts.values()].map((alert) => standing(alert, story.cases));
  const alerts = all.filter(({ receivedAtMs }) => within(receivedAtMs));
  const before = all.filter(({ receivedAtMs }) => within(receivedAtMs, Math.max(0, 2 * fromSlot - toSlot), fromSlot));
  const lost = sum(story.lost.filter(({ atMs }) => within(atMs)).map(({ n }) => n));
  const cases = [...story.cases.values()].filter(({ status, openedAtMs }) => status !== "merged" && within(openedAtMs));
  const handedCases = cases.filter(({ handed }) => handed).length;
  const missed = (fits) =>
    missedThreat(story.quality ?? [], { fromMs: fromSlot * slotMs, toMs: toSlot * slotMs, nowMs: story.nowMs }, fits);
  const escalation = (some, fits) => {
    const settled = some.filter(({ outcome }) => outcome !== "open" && outcome !== "waiting");
    const rate = share(settled.filter(({ handed }) => handed).length, settled.length);
    const insufficientData = share(settled.filter(({ verdict }) => verdict === "insufficient-data").length, settled.length);
    return { rate, missedThreat: fits && missed(fits), insufficientData };
  };
  const accepted = (fits) => ({
    all: share(alerts.filter(fits).length, alerts.length + lost),
    ...strata(alerts, (some) => share(some.filter(fits).length, some.length)),
  });
  const durations = (from, to) => {
    const of = (some) => spans(some.flatMap((each) => (each[to] === undefined ? [] : [each[to] - each[from]])));
    return { all: of(alerts), ...strata(alerts, of) };
  };
  const reviews = (word) => story.reviews.filter(({ atMs, review }) => within(atMs) && review === word).length;
  return {
    flow: flow(alerts, lost),
    escalation: {
      all: escalation(alerts, () => true),
      ...strata(alerts, (some, by, stratum) => escalation(some, fitsOf(by, stratum))),
    },
    autoClose: accepted(({ outcome, handed }) => outcome === "agent" && !handed),
    coverage: accepted(({ ran }) => ran),
    hostileText: accepted(({ hostile }) => hostile),
    times: {
      mttd: durations("timeMs", "receivedAtMs"),
      mtta: durations("receivedAtMs", "triagedAtMs"),
      mtti: durations("receivedAtMs", "verdictAtMs"),
    },
    ...containment(story, within),
    verdicts: { all: mix(alerts), drift: drift(mix(before), mix(alerts)) },
    override: { rate: share(reviews("reversed"), reviews("reversed") + reviews("agreed")), abstained: reviews("abstained") },
    volume: {
      alerts: alerts.length,
      cases: handedCases,
      reduction: handedCases > alerts.length ? null : share(alerts.length - handedCases, alerts.length),
    },
    models: models(story, within, alerts.length + lost),
  };
}

const sum = (values) => values.reduce((all, each) => all + each, 0);
const share = (right, of) => (of === 0 ? null : { right, of, share: right / of, interval: interval(right, of) });

/** An alert as its case leaves it. */
function standing(alert, cases) {
  const held = cases.get(alert.caseId);
  const category = alert.category ?? "other";
  if (!held || !["closed", "escalated", "waiting"].includes(held.status))
    return { ...alert, category, outcome: "open", verdict: "none", ran: false };
  const outcome = held.status === "closed" ? (held.by ?? "agent") : held.status;
  const said = held.verdict ?? "insufficient-data";
  const verdict = said === "true-positive" && alert.background ? "insufficient-data" : said;
  return { ...alert, category, outcome, verdict, ran: held.planRan === true };
}

function strata(rows, make) {
  const by = (name) => {
    const made = {};
    for (const [stratum, its] of Map.groupBy(rows, (row) => row[name])) made[stratum] = make(its, name, stratum);
    return made;
  };
  return { bySeverity: by("severity"), byCategory: by("category"), bySource: by("source"), byClass: by("class") };
}

/** Which closed cases the samples of a stratum are of; nobody samples by source. */
function fitsOf(by, stratum) {
  if (by === "severity") return (unit) => unit.stratum.severity === stratum;
  if (by === "category") return (unit) => unit.category === stratum;
  if (by === "class") return (unit) => unit.classes.includes(stratum);
  return undefined;
}

function flow(alerts, deadLettered) {
  const of = (outcome) => alerts.filter((each) => each.outcome === outcome).length;
  return {
    accepted: alerts.length + deadLettered,
    closedByAgent: of("agent"),
    closedByPeople: of("people"),
    escalated: of("escalated"),
    waitingInShadow: of("waiting"),
    open: of("open"),
    deadLettered,
    handedToPeople: alerts.filter(({ handed }) => handed).length,
    truePositives: alerts.filter(({ verdict }) => verdict === "true-positive").length,
  };
}

/** Mean and exact percentiles (nearest rank), milliseconds; what is below 0 is left out and counted. */
function spans(all) {
  const kept = all.filter((each) => each >= 0).toSorted((a, b) => a - b);
  const at = (part) => kept[Math.max(1, Math.ceil(part * kept.length)) - 1];
  const leftOut = all.length - kept.length;
  if (kept.length === 0) return { n: 0, leftOut };
  return { n: kept.length, meanMs: sum(kept) / kept.length, p50Ms: at(0.5), p90Ms: at(0.9), p95Ms: at(0.95), leftOut };
}

function containment({ actions, cases }, within) {
  const all = [...actions.values()].map((action) => ({ ...action, of: cases.get(action.caseId) }));
  const proposed = all.filter(({ proposedAtMs }) => within(proposedAtMs));
  const approval = proposed.filter(({ decidedAtMs }) => decidedAtMs !== undefined);
  const timely = proposed.filter(({ confirmedAtMs, of }) => confirmedAtMs !== undefined && of?.start);
  const held = all.filter(({ confirmedAtMs }) => confirmedAtMs !== undefined && within(confirmedAtMs));
  const isWrong = ({ undoneAtMs, confirmedAtMs, of }) =>
    undoneAtMs !== undefined && undoneAtMs - confirmedAtMs <= weekMs && !(of?.start && of.verdict === "true-positive");
  const byTier = (some, make) => {
    const made = {};
    for (const [tier, its] of Map.groupBy(some, ({ tier }) => tier)) made[tier] = make(its);
    return made;
  };
  const latency = (some) => spans(some.map(({ decidedAtMs, proposedAtMs }) => decidedAtMs - proposedAtMs));
  const wrong = (some) => share(some.filter(isWrong).length, some.length);
  return {
    mttr: { all: spans(timely.map(({ confirmedAtMs, of }) => confirmedAtMs - of.start.receivedAtMs)) },
    approval: { all: latency(approval), byTier: byTier(approval, latency) },
    falseContainment: { all: wrong(held), byTier: byTier(held, wrong) },
  };
}

function mix(alerts) {
  const counts = { open: alerts.filter(({ verdict }) => verdict === "none").length };
  for (const word of verdicts) counts[word] = alerts.filter(({ verdict }) => verdict === word).length;
  return counts;
}

/** Population stability index of the four verdicts; shares below 0.0001 count as that. */
function drift(before, now) {
  const total = (counts) => sum(verdicts.map((word) => counts[word]));
  if (total(before) === 0 || total(now) === 0) return null;
  const part = (counts, word) => Math.max(1e-4, counts[word] / total(counts));
  return sum(verdicts.map((word) => (part(now, word) - part(before, word)) * Math.log(part(now, word) / part(before, word))));
}

function models({ calls }, within, alerts) {
  const its = calls.filter(({ atMs }) => within(atMs));
  const took = (some) => ({
    calls: some.filter(({ asked }) => asked).length,
    failed: some.filter(({ kind }) => kind === "failed").length,
    tokens: sum(some.map(({ use }) => (use ? use.inputTokens + use.outputTokens : 0))),
    seconds: sum(some.map(({ use }) => use?.ms ?? 0)) / 1_000,
    cost: sum(some.map(({ use }) => use?.costMicros ?? 0)) / 1_000_000,
  });
  const aboutCases = took(its.filter(({ about }) => about === "case"));
  const first = new Map();
  for (const { caseId, asked, atMs } of calls) if (asked && caseId !== undefined && !first.has(caseId)) first.set(caseId, atMs);
  const asked = [...first.values()].filter((atMs) => within(atMs)).length;
  const per = (of) =>
    aboutCases.calls === 0 || of === 0
      ? null
      : { of, tokens: aboutCases.tokens / of, seconds: aboutCases.seconds / of, cost: aboutCases.cost / of };
  return { ...took(its), perCase: per(asked), perAlert: per(alerts) };
}
