import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { openRandom } from "../../learning/random.ts";
import { writeAlertModel } from "../../stages/triage/alert-model.ts";
import { type AitAlert, type AitScenario, readAit } from "../data/ait.ts";
import { fitTriage } from "../recipes/triage-fit.ts";
import { aitFigures } from "./ait-figures.ts";
import { byLookUp, byModel, leaveOneOut, type Told } from "./ait-told.ts";

const startMs = Date.UTC(2026, 2, 2);
const minuteMs = 60_000;

/** Two days of a made-up company: rules that fire evenly, and a scan, then guessed paths, then privileges, within minutes. */
function madeScenario(name: string, seed: number): AitScenario {
  const random = openRandom(seed);
  const alert = (timeMs: number, product: string, title: string, host: string, phase: number): AitAlert => ({
    ...{ timeMs: Math.round(timeMs), product, title, host: `${name}-${host}`, phase, observables: [], ip: "192.0.2.1" },
    eventLabel: phase > 0 ? "made" : "-",
  });
  const background = Array.from({ length: 1_200 }, () => {
    const at = startMs + random() * 2 * 24 * 60 * minuteMs;
    return random() < 0.7
      ? alert(at, "mailer", "somebody signed in", "mail", 0)
      : alert(at, "web", "status code of an error", random() < 0.5 ? "web" : "shop", 0);
  });
  const attackMs = startMs + (20 + random() * 20) * 60 * minuteMs;
  const burst = (afterMs: number, count: number, make: (at: number) => AitAlert) =>
    Array.from({ length: count }, () => make(attackMs + afterMs + random() * minuteMs));
  const attack = [
    ...burst(0, 8, (at) => alert(at, "sensor", "sweep of ports", "web", 2)),
    ...burst(2 * minuteMs, 80, (at) => alert(at, "web", "status code of an error", "web", 3)),
    ...burst(4 * minuteMs, 4, (at) => alert(at, "audit", "account became the superuser", "web", 8)),
  ];
  return { name, alerts: [...background, ...attack].toSorted((a, b) => a.timeMs - b.timeMs) };
}

const made = ["north", "south", "west"].map((name, at) => madeScenario(name, at + 1));
const told = (scenario: AitScenario, tell: (alert: AitAlert) => [phase: number, maliciousness: number]): Told => ({
  phases: Uint8Array.from(scenario.alerts, (alert) => tell(alert)[0]),
  maliciousness: Float32Array.from(scenario.alerts, (alert) => tell(alert)[1]),
});
const figuresOf = (tell: (alert: AitAlert) => [number, number]) => {
  const all = made.map((scenario) => ({ scenario, told: told(scenario, tell) }));
  return new Map(aitFigures(all, all, 1).map(({ figure, value }) => [figure, value]));
};

describe("the figures over alerts and phases", () => {
  test("are perfect for who knows everything and nothing for who says nothing", () => {
    const knows = figuresOf(({ phase }) => [phase, phase > 0 ? 1 : 0]);
    const silent = figuresOf(() => [0, 0]);
    const [hit, kept] = ["phases of which an alert is told as that phase", "phases of which an alert is not taken for background"];
    assert.equal(knows.get(hit), 1);
    assert.equal(knows.get(kept), 1);
    assert.equal(knows.get("false positives suppressed while 95 % of the phases are hit"), 1);
    assert.equal(knows.get("calibration error of maliciousness"), 0);
    assert.equal(silent.get(hit), 0);
    assert.equal(silent.get(kept), 0);
    assert.equal(silent.get("false positives suppressed while 95 % of the phases are hit"), 0);
    assert.equal(silent.get("false positives taken for background"), 1);
  });

  test("count a promise that is not kept as the error that it is", () => {
    const always = figuresOf(() => [0, 0.75]).get("calibration error of maliciousness")!;
    const alerts = made.flatMap((scenario) => scenario.alerts);
    assert.ok(Math.abs(always - (0.75 - alerts.filter(({ phase }) => phase > 0).length / alerts.length)) < 1e-6);
  });
});

describe("the model of triage", () => {
  test("tells a scenario that it has not seen, where a look-up of detectors cannot", () => {
    const f1 = (method: typeof byModel) => {
      const all = leaveOneOut(made, method, 1);
      return aitFigures(all, all, 1)[0]!.value * (11 / 4);
    };
    const [model, lookUp] = [f1(byModel), f1(byLookUp)];
    assert.ok(model > 0.9, `${model}`);
    assert.ok(model > lookUp + 0.1, `${model} against ${lookUp}`);
  });

  test("is the same to the byte when it is learnt again, and another with another seed", () => {
    const once = writeAlertModel(fitTriage(made, 1));
    assert.equal(writeAlertModel(fitTriage(made, 1)), once);
    assert.notEqual(writeAlertModel(fitTriage(made, 2)), once);
  });
});

test("the alert data set is read in order of time, its phases by name", async () => {
  const folder = await mkdtemp(join(tmpdir(), "watchkeeper-ait-"));
  try {
    const text = [
      "time,name,ip,host,short,time_label,event_label",
      '1642723400,"Sensor: sweep, of ports",192.0.2.9,web,X-1,service_scans,scan',
      "1642723347,Mailer: somebody signed in,192.0.2.4,mail,X-2,false_positive,-",
      "",
    ].join("\n");
    await mkdir(join(folder, "ait"));
    for (const name of ["one", "another"]) await writeFile(join(folder, "ait", `${name}_alerts.txt.gz`), gzipSync(text));
    const [first, ...others] = await readAit(folder);
    assert.deepEqual([first?.name, ...others.map(({ name }) => name)], ["another", "one"]);
    assert.deepEqual(
      first!.alerts.map(({ title, product, phase, timeMs }) => [title, product, phase, timeMs]),
      [
        ["somebody signed in", "mailer", 0, 1_642_723_347_000],
        ["sweep, of ports", "sensor", 2, 1_642_723_400_000],
      ],
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});
