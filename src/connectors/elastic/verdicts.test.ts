import assert from "node:assert/strict";
import { describe } from "node:test";
import { SocError } from "../../core/soc-error.ts";
import { openIn, still } from "../../testing/connector-contract/scene.ts";
import { about } from "../../testing/elastic-scene.ts";
import { verdictNote } from "../../testing/notes.ts";

describe("verdicts in Elastic Security", () => {
  about("changes name one alert by its id, hold no null, and leave assignees alone", async ({ scene, product, alerts }) => {
    product.alertsOf()[0]!._source["kibana.alert.workflow_assignee_ids"] = ["u_mara"];
    product.alertsOf()[0]!._source["kibana.alert.workflow_tags"] = ["of people"];
    await openIn(scene).connector.verdicts!.write(verdictNote("k1", alerts[0]!), still());
    const sent = product.kibana.seen
      .filter(({ path }) => /status$|tags$/.test(path))
      .map(({ text }) => JSON.parse(text) as Record<string, unknown>);
    assert.deepEqual(
      sent.map(({ signal_ids, ids }) => signal_ids ?? ids),
      [[alerts[0]], [alerts[0]]],
    );
    for (const body of sent) assert.doesNotMatch(JSON.stringify(body), /null|"query"/);
    const source = product.alertsOf()[0]!._source;
    assert.deepEqual(source["kibana.alert.workflow_assignee_ids"], ["u_mara"]);
    assert.equal(source["kibana.alert.workflow_status"], "acknowledged");
    assert.deepEqual(source["kibana.alert.workflow_tags"], [
      "of people",
      "watchkeeper",
      "watchkeeper:true-positive",
      "watchkeeper:case/case-1",
      "watchkeeper:escalated",
      "watchkeeper:key/k1",
    ]);
  });

  about("a status that people set stays", async ({ scene, product, alerts }) => {
    product.alertsOf()[0]!._source["kibana.alert.workflow_status"] = "closed";
    await openIn(scene).connector.verdicts!.write(verdictNote("k1", alerts[0]!), still());
    assert.equal(product.alertsOf()[0]!._source["kibana.alert.workflow_status"], "closed");
  });

  about(
    "what was closed as a false positive is opened again when we think otherwise, and tags of before go",
    async ({ scene, product, alerts }) => {
      const { verdicts } = openIn(scene).connector;
      const standing = () => product.alertsOf()[0]!._source;
      const first = verdictNote("k1", alerts[0]!, { verdict: "false-positive", escalated: false });
      await verdicts!.write(first, still());
      assert.equal(standing()["kibana.alert.workflow_status"], "closed");
      await verdicts!.write(verdictNote("k2", alerts[0]!), still());
      assert.equal(standing()["kibana.alert.workflow_status"], "open");
      const tags = standing()["kibana.alert.workflow_tags"] as string[];
      assert.ok(
        !tags.includes("watchkeeper:false-positive") && !tags.includes("watchkeeper:closed") && tags.includes("watchkeeper:true-positive"),
      );
      // Whoever asks for the first one again is told that it was written, so that it is not written over the second.
      assert.ok(await verdicts!.find(first, still()));
    },
    { close: ["false-positive"], "closing-reasons": true },
  );

  about("an alert that somebody changed at the same time is tried again later", async ({ scene, product, alerts }) => {
    product.kibana.twist = (seen, json) => (/(?:status|tags)$/.test(seen.path) ? { updated: 0, version_conflicts: 1, failures: [] } : json);
    const error = await openIn(scene)
      .connector.verdicts!.write(verdictNote("k1", alerts[0]!), still())
      .catch((cause: unknown) => cause);
    assert.ok(error instanceof SocError && error.code === "sink/refused" && error.retry !== "never");
  });

  about("a status without its tags is not called a clear no", async ({ scene, product, alerts }) => {
    product.kibana.fault = ({ path }) => (path.endsWith("tags") ? "forbidden" : undefined);
    await assert.rejects(openIn(scene).connector.verdicts!.write(verdictNote("k1", alerts[0]!), still()), {
      code: "connector/not-allowed",
    });
  });

  about("an alert that is not there is a clear no", async ({ scene }) => {
    await assert.rejects(openIn(scene).connector.verdicts!.write(verdictNote("k1", "nothing"), still()), { code: "sink/refused" });
  });
});
