import assert from "node:assert/strict";
import { test } from "node:test";
import type { IndicatorKind } from "../../core/indicator/indicator.ts";
import { observableKey } from "../../core/observable/observable.ts";
import { eventWith } from "../../testing/sigma-case.ts";
import { openSightings, type SightingOf, sightingRule } from "./alert-of-sighting.ts";

const dayMs = 86_400_000;
const knowing =
  (known: Readonly<Record<string, IndicatorKind>>): SightingOf =>
  (observable) =>
    new Map(Object.entries(known)).get(observableKey(observable));
const asked = (host: string, query: string, timeMs: number) => ({
  ...eventWith({ QueryName: query, Image: "C:\\Tools\\sync.exe" }, { timeMs, logSource: { product: "windows", service: "sysmon" } }),
  host,
});

test("a known-bad name raises one alert for each machine and day, however often it is asked for", () => {
  const sightingsIn = openSightings(knowing({ "domain:bad.example.test": "known-bad" }));
  const alerts = [0, 1, 2, dayMs].flatMap((timeMs) =>
    ["ws-1.example.test", "ws-2.example.test"].flatMap((host) => sightingsIn(asked(host, "bad.example.test", timeMs))),
  );
  assert.deepEqual(
    alerts.map(({ host, timeMs }) => [host, timeMs]),
    [
      ["ws-1.example.test", 0],
      ["ws-2.example.test", 0],
      ["ws-1.example.test", dayMs],
      ["ws-2.example.test", dayMs],
    ],
  );
  const [first] = alerts;
  assert.deepEqual(
    [first?.product, first?.ruleId, first?.severity, first?.category, first?.observables[0]?.value],
    ["watchkeeper", sightingRule, "medium", "command-and-control", "bad.example.test"],
  );
});

test("what is suspicious, good or unknown raises nothing", () => {
  const sightingsIn = openSightings(knowing({ "domain:odd.example.test": "suspicious", "domain:good.example.test": "known-good" }));
  for (const name of ["odd.example.test", "good.example.test", "other.example.test"])
    assert.deepEqual(sightingsIn(asked("ws-1", name, 0)), []);
});

test("an indicator counts at the time of the event, not of the first question", () => {
  const sightingsIn = openSightings((_, atMs) => (atMs >= dayMs ? "known-bad" : undefined));
  assert.equal(sightingsIn(asked("ws-1", "bad.example.test", 0)).length, 0);
  assert.equal(sightingsIn(asked("ws-1", "bad.example.test", dayMs)).length, 1);
});

test("a link to a known-bad machine is one sighting of that machine", () => {
  const sightingsIn = openSightings(({ value }) => (value.includes("bad.example.test") ? "known-bad" : undefined));
  const request = (path: string) => ({
    ...eventWith({ src: "10.0.0.7", dhost: "bad.example.test", request: `https://bad.example.test/${path}` }, { dataset: "cef" }),
  });
  assert.deepEqual(
    ["a", "b"].flatMap((path) => sightingsIn(request(path))).map(({ title }) => title),
    ["Known-bad domain seen"],
  );
});
