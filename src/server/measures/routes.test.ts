import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { z } from "zod";
import { slotOf, type Tally } from "../../core/measure/tally.ts";
import { Configuration } from "../../ports/configuration.ts";
import { measureVersion } from "../../stages/measure/measuring.ts";
import { type ApiScene, openApiScene } from "../../testing/api-scene.ts";
import type { Figures, NoisyRules, Workload } from "../contract/measures.ts";
import { cell } from "./csv.ts";

// Guarantees: what is counted is what is answered, in days of the zone that is asked for; nothing is 0 that was not counted; a table holds no formula.

const viewer = { role: "viewer" } as const;
const lead = { role: "lead" } as const;
const noon = slotOf(Date.UTC(2026, 4, 4, 12));
const nasty = '=HYPERLINK("https://attacker.example")\u202e';

const tallies: readonly Tally[] = [
  { family: "flow", slot: noon, key: ["high", "malware", "agent", "benign", 0, 1, 1], n: 6, sum: 0 },
  { family: "flow", slot: noon, key: ["high", "malware", "escalated", "true-positive", 1], n: 2, sum: 0 },
  { family: "flow", slot: noon, key: ["low", "other", "people", "false-positive", 1, 1, 0], n: 1, sum: 0 },
  { family: "flow", slot: noon, key: ["low", "other", "open", "none", 0], n: 3, sum: 0 },
  { family: "source", slot: noon, key: [nasty, "people", "false-positive", 1], n: 1, sum: 0 },
  { family: "day", slot: noon, key: ["agent", "benign", 0], n: 6, sum: 0 },
  { family: "day", slot: noon + 48, key: ["escalated", "true-positive", 1], n: 6, sum: 0 },
  { family: "lost", slot: noon, key: [], n: 4, sum: 0 },
  { family: "time", slot: noon, key: ["mtta", "severity", "high", 142], n: 8, sum: 8_000 },
  { family: "time", slot: noon, key: ["mttd", "severity", "high", "left-out"], n: 2, sum: 0 },
  { family: "contained", slot: noon, key: [2, "right"], n: 3, sum: 0 },
  { family: "contained", slot: noon, key: [3, "wrong"], n: 1, sum: 0 },
  { family: "case", slot: noon, key: [1], n: 2, sum: 0 },
  { family: "review", slot: noon, key: ["reversed"], n: 1, sum: 0 },
  { family: "review", slot: noon, key: ["agreed"], n: 3, sum: 0 },
  { family: "review", slot: noon, key: ["abstained"], n: 5, sum: 0 },
  { family: "rule", slot: noon, key: ["edr", nasty, "agent", "benign", 0, "agent", 1, 1], n: 6, sum: 0 },
  { family: "rule", slot: noon, key: ["edr", nasty, "agent", "true-positive", 1, "escalated", 0, 0], n: 2, sum: 0 },
  { family: "rule", slot: noon, key: ["edr", "other", "people", "false-positive", 1, "people", 1, 0], n: 1, sum: 0 },
  { family: "label", slot: noon, key: ["edr", "other", "wrong"], n: 1, sum: 0 },
  { family: "person", slot: noon, key: ["person:mara", "settled"], n: 2, sum: 0 },
  { family: "person", slot: noon, key: ["person:mara", "overruled"], n: 1, sum: 0 },
  { family: "person", slot: noon, key: ["person:mara", "assigned"], n: 3, sum: 0 },
  { family: "now", slot: 0, key: ["person:mara"], n: 1, sum: 0 },
];

async function counted(): Promise<ApiScene> {
  const scene = await openApiScene();
  const { measures } = scene.tenant();
  await measures.open(measureVersion);
  const place = { world: "watch-000001", sequence: 1, previous: "", latestMs: Date.UTC(2026, 4, 5), plainBelow: 0 };
  await measures.put({ before: 0, place, lines: [], gone: [], tallies });
  return scene;
}

const period = "from=2026-05-04T00:00:00Z&to=2026-05-06T00:00:00Z";
const read = async <Shape>(scene: ApiScene, url: string, as: { readonly role: "viewer" | "lead" } = viewer): Promise<Shape> => {
  const answer = await scene.ask({ url }, as);
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json() as Shape;
};

describe("GET /api/v1/measures", () => {
  test("200: the flow sums, and the escalation rate stands beside what must stand with it", async () => {
    const figures = await read<z.infer<typeof Figures>>(await counted(), `/api/v1/measures?${period}`);
    const { definition: _, ...flow } = figures.flow;
    assert.deepEqual(flow, {
      accepted: 16,
      closedByAgent: 6,
      closedByPeople: 1,
      waitingInShadow: 0,
      escalated: 2,
      open: 3,
      deadLettered: 4,
      handedToPeople: 3,
      truePositives: 2,
    });
    const { rate, missedThreat, insufficientData } = figures.escalation.all;
    assert.ok(rate.measured && insufficientData.measured && !missedThreat.measured);
    assert.deepEqual([rate.right, rate.of, insufficientData.right], [3, 9, 0]);
    assert.ok(rate.interval[0] < 1 / 3 && rate.interval[1] > 1 / 3);
    const rightOf = (share: z.infer<typeof Figures>["coverage"]["all"]) => share.measured && [share.right, share.of];
    assert.deepEqual(rightOf(figures.autoClose.all), [6, 16]);
    assert.deepEqual(rightOf(figures.coverage.all), [7, 16]);
    assert.deepEqual(rightOf(figures.hostileText.all), [6, 16]);
    assert.deepEqual(rightOf(figures.falseContainment.all), [1, 4]);
    assert.deepEqual(
      figures.coverage.bySeverity.map(({ severity, share }) => [severity, rightOf(share)]),
      [
        ["low", [1, 4]],
        ["high", [6, 8]],
      ],
    );
    assert.deepEqual(
      figures.escalation.byClass.map((each) => [each.class, rightOf(each.escalation.rate)]),
      [
        [`edr/${nasty}`, [2, 8]],
        ["edr/other", [1, 1]],
      ],
    );
    assert.ok(figures.override.rate.measured && figures.override.rate.of === 4 && figures.override.abstained === 5);
    assert.ok(figures.volume.reduction.measured && figures.volume.reduction.right === 10);
    assert.deepEqual(figures.times.mttd.all, { measured: false, because: "no alert of the period came so far", leftOut: 2 });
    assert.ok(figures.times.mtta.all.measured && figures.times.mtta.all.meanMs === 1_000);
    assert.equal(figures.countedUpTo, "2026-05-05T00:00:00.000Z");
    const { definition: _formula, ...models } = figures.models;
    const because = "no model is connected";
    const notMeasured = { measured: false, because };
    assert.deepEqual(models, {
      ...{ connected: false, calls: 0, failed: 0, tokens: 0, seconds: 0, cost: 0, currency: null },
      ...{ perDay: notMeasured, perCase: notMeasured, perAlert: notMeasured, says: because },
    });
  });

  test("200: days are those of the zone", async () => {
    const scene = await counted();
    const daysIn = async (zone: string) =>
      (await read<z.infer<typeof Figures>>(scene, `/api/v1/measures?${period}&zone=${zone}`)).verdicts.days.map(({ day, accepted }) => [
        day,
        accepted,
      ]);
    assert.deepEqual(await daysIn("UTC"), [
      ["2026-05-04", 6],
      ["2026-05-05", 6],
    ]);
    assert.deepEqual(await daysIn("Pacific/Auckland"), [
      ["2026-05-04", 0],
      ["2026-05-05", 12],
      ["2026-05-06", 0],
    ]);
    assert.deepEqual(await daysIn("America/Los_Angeles"), [
      ["2026-05-03", 0],
      ["2026-05-04", 12],
      ["2026-05-05", 0],
    ]);
  });

  test("200: assumptions are the asker's, and the formula says what becomes of them", async () => {
    const url = `/api/v1/measures?${period}&minutes-per-closed-alert=20&minutes-per-prepared-case=0&minutes-per-overruled-case=60`;
    const { hours } = await read<z.infer<typeof Figures>>(await counted(), url);
    assert.deepEqual(hours.assumptions, { minutesPerClosedAlert: 20, minutesPerPreparedCase: 0, minutesPerOverruledCase: 60 });
    assert.deepEqual(hours.saved, { measured: true, hours: (6 * 20 - 60) / 60 });
  });

  test("200: minutes and limits of drift are those of the configuration, and each has an effect", async () => {
    const scene = await counted();
    const { desk } = scene.tenant();
    const url = `/api/v1/measures?${period}&from=2026-05-05T00:00:00Z`.replace("from=2026-05-04T00:00:00Z&", "");
    const figuresWith = async (figures: object, query = "") => {
      Object.assign(desk, { settings: { ...desk.settings, configuration: Configuration.parse({ version: 1, figures }) } });
      return read<z.infer<typeof Figures>>(scene, `${url}${query}`);
    };
    const grade = ({ verdicts }: z.infer<typeof Figures>) => verdicts.drift.measured && verdicts.drift.grade;
    const all = `/api/v1/measures?${period}`;
    assert.ok((await read<z.infer<typeof Figures>>(scene, all)).hours.saved.measured);
    for (const name of ["minutes-per-closed-alert", "minutes-per-prepared-case", "minutes-per-overruled-case"]) {
      await figuresWith({ "hours-saved": { [name]: 600 } });
      const { hours } = await read<z.infer<typeof Figures>>(scene, all);
      await figuresWith({});
      const usual = (await read<z.infer<typeof Figures>>(scene, all)).hours;
      assert.notDeepEqual(hours.saved, usual.saved, name);
    }
    await scene.tenant().measures.put({
      before: 1,
      place: { world: "watch-000001", sequence: 2, previous: "", latestMs: Date.UTC(2026, 4, 5), plainBelow: 0 },
      lines: [],
      gone: [],
      tallies: [
        { family: "flow", slot: noon + 96, key: ["high", "malware", "agent", "false-positive", 0, 1, 0], n: 6, sum: 0 },
        { family: "flow", slot: noon + 96, key: ["high", "malware", "agent", "benign", 0, 1, 0], n: 6, sum: 0 },
      ],
    });
    assert.equal(grade(await figuresWith({})), "changed");
    assert.equal(grade(await figuresWith({ drift: { watch: 0.1, changed: 10 } })), "watch");
    assert.equal(grade(await figuresWith({ drift: { watch: 10, changed: 10 } })), "steady");
    assert.equal(grade(await figuresWith({}, "&drift-changed=10")), "watch");
  });

  test("200: of an empty period every rate and time says that it is not measured", async () => {
    const figures = await read<z.infer<typeof Figures>>(
      await counted(),
      "/api/v1/measures?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z",
    );
    const { escalation, times, approval, override, volume, hours, verdicts } = figures;
    const all = [
      escalation.all.rate,
      escalation.all.missedThreat,
      override.rate,
      volume.reduction,
      hours.saved,
      verdicts.drift,
      approval.all,
    ];
    for (const each of [...all, ...Object.values(times).map((time) => time.all)]) assert.equal(each.measured, false);
    assert.equal(figures.flow.accepted, 0);
  });

  test("400: a zone that is none, a period that ends before it begins, or is too long", async () => {
    const scene = await counted();
    for (const query of [
      "zone=Mars/Olympus",
      "zone=../../etc/passwd",
      "from=2026-05-06T00:00:00Z&to=2026-05-04T00:00:00Z",
      "from=2020-01-01T00:00:00Z&to=2026-05-04T00:00:00Z",
    ])
      assert.equal((await scene.ask({ url: `/api/v1/measures?${query}` }, viewer)).statusCode, 400, query);
  });
});

describe("GET /api/v1/measures/rules", () => {
  test("200: the noisiest first; people's and the agent's precision are told apart, and none is 0 for want of verdicts", async () => {
    const { rules, others, alerts } = await read<z.infer<typeof NoisyRules>>(await counted(), `/api/v1/measures/rules?${period}`);
    assert.deepEqual([alerts, others.rules], [9, 0]);
    const [noisy, other] = rules;
    assert.ok(noisy?.agent.precision.measured && !noisy.people.precision.measured);
    assert.deepEqual([noisy.rule, noisy.alerts, noisy.agent.precision.right, noisy.agent.precision.of], [nasty, 8, 2, 8]);
    assert.ok(other?.people.precision.measured && !other.agent.precision.measured);
    assert.deepEqual([other.people.unit, other.people.precision.share], ["case", 0]);
    const cut = await read<z.infer<typeof NoisyRules>>(await counted(), `/api/v1/measures/rules?${period}&limit=1`);
    assert.deepEqual(cut.others, { rules: 1, alerts: 1 });
  });
});

describe("GET /api/v1/measures/workload", () => {
  test("200 for a lead: who did what, what is theirs, and when of the zone's day; 403 for everybody else", async () => {
    const scene = await counted();
    const url = `/api/v1/measures/workload?${period}&zone=Asia/Kolkata`;
    const { people, hours } = await read<z.infer<typeof Workload>>(scene, url, lead);
    assert.deepEqual(people, [{ person: "person:mara", assigned: 3, settled: 2, overruled: 1, notes: 0, approvals: 0, open: 1 }]);
    assert.deepEqual(
      hours.filter(({ alerts, acts }) => alerts + acts > 0).map(({ hour, alerts, acts }) => [hour, alerts, acts]),
      [
        [5, 6, 0],
        [17, 6, 2],
      ],
    );
    for (const role of ["viewer", "analyst", "responder", "auditor", "admin"] as const)
      assert.equal((await scene.ask({ url }, { role })).statusCode, 403, role);
  });
});

describe("GET /api/v1/measures/figures.csv", () => {
  test("200: no cell is a formula, no rate is without its bound, and the record knows who took it", async () => {
    const scene = await counted();
    const answer = await scene.ask({ url: `/api/v1/measures/figures.csv?${period}` }, viewer);
    assert.equal(answer.statusCode, 200);
    assert.match(String(answer.headers["content-disposition"]), /^attachment/);
    const rows = answer.body.trimEnd().split("\r\n").map(cellsOf);
    const width = rows[0]!.length;
    for (const row of rows) {
      assert.equal(row.length, width);
      for (const each of row) assert.ok(!/^\s*[=+\-@|%\t]/.test(each) || /^-?\d+(\.\d+)?$/.test(each), each);
    }
    assert.ok(!/[\p{Cf}]/u.test(answer.body));
    const bound = rows[0]!.indexOf("missed_threat_upper_bound");
    for (const row of rows.filter(([figure]) => figure === "escalation rate")) assert.equal(row[bound], "not measured");
    assert.deepEqual(
      scene.tenant().notes.map(({ what }) => what),
      ["export"],
    );
  });

  test("cells that begin like a formula, or hide something, are inert", () => {
    for (const value of [
      "=1+1",
      "+1",
      "-1",
      "@SUM(1)",
      " =1",
      "\t=1",
      "\r=1",
      "\u0000=1",
      "|cmd",
      "%0a",
      "\uff1d1",
      "\u200b=1",
      "\ufeff=1",
    ])
      assert.ok(!/^"?\s*[=+\-@|%\uff1d]/.test(cell(value)), JSON.stringify(cell(value)));
    assert.equal(cell(-1.5), "-1.5");
    assert.equal(cell(Number.NaN), "not measured");
    assert.equal(cell('a "b", c'), '"a ""b"", c"');
  });
});

/** The cells of one line after RFC 4180. */
function cellsOf(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? "",
  );
}
