import assert from "node:assert/strict";
import { failureOf, openIn, still } from "../../testing/connector-contract/scene.ts";
import { type ConnectorScene, testConnector } from "../../testing/connector-contract.ts";
import { startGithub, us } from "../../testing/doubles/github.ts";
import { newTicket } from "../../testing/notes.ts";
import { testsOver } from "../../testing/tests-over.ts";
import { unfenced } from "../kit/fenced.ts";
import github from "./connector.ts";

type Product = Awaited<ReturnType<typeof startGithub>>;
const sceneOf = (hub: Product, more = {}): ConnectorScene => {
  const of = (id: string) => hub.issues.get(id)!;
  const codes = { "false positive": "false-positive", incident: "true-positive" };
  return {
    kind: github,
    settings: { url: hub.double.url, internal: true, repository: "soc/cases", "closure-codes": codes, ...more },
    secrets: { token: "canary-token" },
    doubles: [hub.double],
    isWrite: ({ method }) => method !== "GET",
    view: () => [...hub.issues.values()],
    tickets: {
      tickets: {
        what: newTicket("wk:1"),
        another: newTicket("wk:2"),
        view: () => [...hub.issues.keys()],
        text: {
          holding: (text) => ({ ...newTicket(`wk:text-${hub.issues.size}`), body: text }),
          shown: () => unfenced(String([...hub.issues.values()].at(-1)?.body).split("\n\n<https:")[0] ?? ""),
        },
      },
      comments: (id) => of(id).said.filter(({ user }) => user === us),
      people: {
        comment: (id, text) => void hub.comment(of(id), hub.mara, text),
        close: (id, verdict) => hub.close(of(id), hub.mara, "completed", [verdict === "false-positive" ? "false positive" : "incident"]),
      },
    },
    close: hub.double.close,
  };
};
testConnector("github on a double", async () => sceneOf(await startGithub()));

const about = testsOver(startGithub, ({ double }) => double.close());

about("nothing is written where everybody can read, also when that began later, unless it is meant", async (hub) => {
  const { tickets, check } = openIn(sceneOf(hub)).connector;
  const { id } = (await tickets?.tickets.write(newTicket("wk:1"), still())) ?? assert.fail();
  hub.setPrivate(false);
  const before = JSON.stringify([...hub.issues.values()]);
  await failureOf(() => check(still()), /^connector\/not-allowed$/);
  await failureOf(async () => tickets?.tickets.write(newTicket("wk:2"), still()), /^sink\/refused$/);
  const closing = { ticket: id, verdict: "benign", text: "x", key: "wk:3" };
  await failureOf(async () => tickets?.closing.write(closing, still()), /^sink\/refused$/);
  assert.equal(JSON.stringify([...hub.issues.values()]), before);
  await openIn(sceneOf(hub, { "allow-public": true })).connector.check(still());
});

about("a reason of closing is a code where no label is, and an account that is gone wrote comments too", async (hub) => {
  const { tickets } = openIn(sceneOf(hub, { "closure-codes": { not_planned: "benign" } })).connector;
  const { id } = (await tickets?.tickets.write(newTicket("wk:1", { title: "@soc/all see #1" }), still())) ?? assert.fail();
  const issue = hub.issues.get(id)!;
  assert.doesNotMatch(String(issue.title), /[@#][a-z0-9]/i);
  hub.comment(issue, null, "x");
  hub.close(issue, hub.mara, "not_planned");
  const state = await tickets?.read(id, still());
  assert.deepEqual(state?.closure, { code: "not_planned", says: "", by: "mara", verdict: "benign" });
  assert.equal(state?.comments[0]?.by, "ghost");
});

about("comments behind a page of others are found, and only ours count", async (hub) => {
  const { tickets } = openIn(sceneOf(hub)).connector;
  const { id } = (await tickets?.tickets.write(newTicket("wk:1"), still())) ?? assert.fail();
  const comment = { ticket: id, text: "x", key: "wk:2" };
  hub.comment(hub.issues.get(id)!, hub.mara, "<!-- watchkeeper:wk:2 -->");
  assert.equal(await tickets?.comments.find(comment, still()), undefined);
  for (let count = 0; count < 150; count++) hub.comment(hub.issues.get(id)!, hub.mara, "chatter");
  const { id: written } = (await tickets?.comments.write(comment, still())) ?? assert.fail();
  for (let count = 0; count < 150; count++) hub.comment(hub.issues.get(id)!, hub.mara, "chatter");
  assert.equal((await tickets?.comments.find(comment, still()))?.id, written);
  assert.equal((await tickets?.read(id, still()))?.comments.length, 100);
});

about("too much is put off, though it comes as a refusal", async (hub) => {
  const { tickets, check } = openIn(sceneOf(hub)).connector;
  hub.spend();
  await failureOf(() => check(still()), /^connector\/rate-limited$/);
  const error = await failureOf(async () => tickets?.tickets.write(newTicket("wk:1"), still()), /^sink\/refused$/);
  assert.deepEqual(error.retry, { afterMs: 60_000 });
  assert.equal(hub.issues.size, 0);
});
