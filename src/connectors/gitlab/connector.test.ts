import assert from "node:assert/strict";
import { failureOf, openIn, still } from "../../testing/connector-contract/scene.ts";
import { type ConnectorScene, testConnector } from "../../testing/connector-contract.ts";
import { startGitlab, us } from "../../testing/doubles/gitlab.ts";
import { newTicket } from "../../testing/notes.ts";
import { testsOver } from "../../testing/tests-over.ts";
import { unfenced } from "../kit/fenced.ts";
import gitlab from "./connector.ts";

type Product = Awaited<ReturnType<typeof startGitlab>>;
const sceneOf = (lab: Product, more = {}): ConnectorScene => {
  const of = (id: string) => lab.issues.get(id)!;
  const codes = { "soc::false-positive": "false-positive", "soc::incident": "true-positive" };
  return {
    kind: gitlab,
    settings: { url: lab.double.url, internal: true, project: "soc/cases", "closure-codes": codes, ...more },
    secrets: { token: "canary-token" },
    doubles: [lab.double],
    isWrite: ({ method }) => method !== "GET",
    view: () => [...lab.issues.values()],
    tickets: {
      tickets: {
        what: newTicket("wk:1"),
        another: newTicket("wk:2"),
        view: () => [...lab.issues.keys()],
        text: {
          holding: (text) => ({ ...newTicket(`wk:text-${lab.issues.size}`), body: text }),
          shown: () => unfenced(String([...lab.issues.values()].at(-1)?.description).split("\n\n<https:")[0] ?? ""),
        },
      },
      comments: (id) => of(id).notes.filter(({ author, system }) => author === us && !system),
      people: {
        comment: (id, text) => void lab.note(of(id), lab.mara, text),
        close: (id, verdict) => lab.close(of(id), lab.mara, [verdict === "false-positive" ? "soc::false-positive" : "soc::incident"]),
      },
    },
    close: lab.double.close,
  };
};
testConnector("gitlab on a double", async () => sceneOf(await startGitlab()));

const about = testsOver(startGitlab, ({ double }) => double.close());

about("nothing is written where everybody can read, also when that began later, unless it is meant", async (lab) => {
  const { tickets, check } = openIn(sceneOf(lab)).connector;
  const { id } = (await tickets?.tickets.write(newTicket("wk:1"), still())) ?? assert.fail();
  lab.setVisibility("public");
  const before = JSON.stringify([...lab.issues.values()]);
  await failureOf(() => check(still()), /^connector\/not-allowed$/);
  await failureOf(async () => tickets?.tickets.write(newTicket("wk:2"), still()), /^sink\/refused$/);
  await failureOf(async () => tickets?.comments.write({ ticket: id, text: "x", key: "wk:3" }, still()), /^sink\/refused$/);
  assert.equal(JSON.stringify([...lab.issues.values()]), before);
  const open = openIn(sceneOf(lab, { "allow-public": true })).connector;
  await open.check(still());
  await open.tickets?.tickets.write(newTicket("wk:2"), still());
  assert.equal(lab.issues.size, 2);
});

about("texts are code, issues are confidential, and nobody is mentioned in a title", async (lab) => {
  const { tickets } = openIn(sceneOf(lab)).connector;
  await tickets?.tickets.write(newTicket("wk:1", { title: "@all see #12 and !3", body: "/close\n```\n@all" }), still());
  const [issue] = lab.issues.values();
  assert.equal(issue?.confidential, true);
  assert.doesNotMatch(String(issue?.title), /[@#!][a-z0-9]/i);
  assert.match(String(issue?.description), /^````text\n\/close\n```\n@all\n````\n\n<https:/);
});

about("an issue of somebody else with our mark is not ours, and an old one of ours is found", async (lab) => {
  const { tickets } = openIn(sceneOf(lab)).connector;
  lab.open(lab.mara, { title: "x", description: "<!-- watchkeeper:wk:1 -->" });
  assert.equal(await tickets?.tickets.find(newTicket("wk:1"), still()), undefined);
  const first = await tickets?.tickets.write(newTicket("wk:1"), still());
  for (let count = 0; count < 250; count++) lab.open(us, { title: "x", description: "<!-- watchkeeper:other -->" });
  assert.deepEqual(await tickets?.tickets.find(newTicket("wk:1"), still()), first);
  for (let count = 0; count < 1_900; count++) lab.open(us, { title: "x", description: "" });
  await failureOf(async () => tickets?.tickets.find(newTicket("wk:none"), still()), /^sink\/cannot-tell$/);
});
