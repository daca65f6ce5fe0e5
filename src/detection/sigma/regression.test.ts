import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { parse } from "yaml";
import { z } from "zod";
import { eventsOf, filesUnder } from "../../testing/evtx-files.ts";
import { sharedData } from "../../testing/shared-data.ts";
import { compileRules } from "./compile.ts";

const Info = z.object({
  rule_metadata: z.array(z.object({ id: z.string() })),
  regression_tests_info: z.array(z.object({ path: z.string(), match_count: z.int().optional() })),
});

// Three of its five records hold "\AnyDesk\user.conf", so a rule that contains it matches three; the count beside it says one.
const countedOtherwise = new Map([["0b9ad457-2554-44c1-82c2-d56a99c42377", 3]]);
// Both records of this rule say that the Sysmon log was cleared: it is what the rule asks for, on a machine that nobody attacked.
const rightOnBenign = new Set(["100ef69e-3327-481c-8e5c-6d80d9507556"]);

const data = sharedData();
if (data === undefined) test("SigmaHQ's own rules and recordings", (t) => t.diagnostic("not run: the shared data is absent"));
else
  describe("SigmaHQ's own rules and recordings", () => {
    const sigma = join(data, "sigma");
    const paths = ["rules", "rules-emerging-threats"].flatMap((folder) => filesUnder(join(sigma, folder), ".yml"));
    const { rules, problems } = compileRules(paths.map((path) => ({ path, text: readFileSync(path, "utf8") })));
    const loaded = new Set(rules.rules.map(({ id }) => id));

    test("every rule loads, but for those with placeholders that only an operator can fill", () => {
      assert.ok(paths.length > 3_000);
      assert.equal(rules.rules.length + problems.length, paths.length);
      assert.deepEqual([...new Set(problems.map(({ error }) => error.code))], ["rule/placeholder"]);
      assert.ok(problems.length <= 2);
    });

    test("every recording fires its rule, as often as it should", () => {
      let tried = 0;
      for (const file of filesUnder(join(sigma, "regression_data"), "info.yml")) {
        const info = Info.parse(parse(readFileSync(file, "utf8")));
        for (const { path, match_count } of info.regression_tests_info)
          for (const { id } of info.rule_metadata.filter((rule) => loaded.has(rule.id))) {
            const fired = eventsOf(join(sigma, path)).filter((event) => rules.match(event).some(({ rule }) => rule.id === id)).length;
            const expected = countedOtherwise.get(id) ?? match_count;
            if (expected === undefined) assert.ok(fired > 0, path);
            else assert.equal(fired, expected, path);
            tried++;
          }
      }
      assert.ok(tried >= 87);
    });

    test("nothing grave is raised on ordinary logs, but for a log that really was cleared", () => {
      const grave = filesUnder(join(data, "evtx-benign"), ".evtx")
        .flatMap(eventsOf)
        .flatMap((event) => rules.match(event).map(({ rule }) => ({ rule, event })))
        .filter(({ rule }) => rule.level === "high" || rule.level === "critical");
      for (const { rule, event } of grave) {
        assert.ok(rightOnBenign.has(rule.id), `${rule.title} on ${event.source.path}:${event.source.record}`);
        assert.equal(event.action, "104");
        assert.equal(event.fields.EventData_Channel, "Microsoft-Windows-Sysmon/Operational");
      }
    });
  });
