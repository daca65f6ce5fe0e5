import assert from "node:assert/strict";
import { openIn, still } from "../../testing/connector-contract/scene.ts";
import { type ConnectorScene, testConnector } from "../../testing/connector-contract.ts";
import { startThehive, us } from "../../testing/doubles/thehive.ts";
import { newTicket } from "../../testing/notes.ts";
import { testsOver } from "../../testing/tests-over.ts";
import { unfenced } from "../kit/fenced.ts";
import thehive from "./connector.ts";

type Product = Awaited<ReturnType<typeof startThehive>>;
const sceneOf = (hive: Product): ConnectorScene => {
  const of = (id: string) => hive.alerts.get(id)!;
  return {
    kind: thehive,
    settings: { url: hive.double.url, internal: true, organisation: "SOC" },
    secrets: { "api-key": "canary-key" },
    doubles: [hive.double],
    emptyIsHonest: {},
    isWrite: ({ method, path }) => method !== "GET" && path !== "/api/v1/query",
    view: () => [[...hive.alerts.values()], [...hive.cases.values()]],
    tickets: {
      tickets: {
        what: newTicket("wk:1"),
        another: newTicket("wk:2"),
        view: () => [...hive.alerts.keys()],
        text: {
          holding: (text) => ({ ...newTicket(`wk:text-${hive.alerts.size}`), body: text }),
          shown: () => unfenced(String([...hive.alerts.values()].at(-1)?.fields.description)),
        },
      },
      files: {
        view: (id) => of(id).files.map(({ name, contentType, text }) => ({ name, type: contentType, text })),
        attach: (id, name, text) => void hive.attach(of(id), "mara@example.test", name, "text/plain", text),
      },
      comments: (id) => of(id).comments.filter(({ createdBy }) => createdBy === us),
      people: {
        comment: (id, text) => void hive.comment(of(id), "mara@example.test", text),
        close: (id, verdict) =>
          hive.change(hive.importAlert(of(id), "mara@example.test"), "mara@example.test", {
            status: verdict === "false-positive" ? "FalsePositive" : "TruePositive",
            summary: "as people say",
          }),
      },
    },
    close: hive.double.close,
  };
};
testConnector("thehive on a double", async () => sceneOf(await startThehive()));

const about = testsOver(startThehive, ({ double }) => double.close());

about("an alert that is there already is the one that was meant", async (hive) => {
  const { tickets } = openIn(sceneOf(hive)).connector;
  const first = await tickets?.tickets.write(newTicket("wk:1"), still());
  assert.deepEqual(await tickets?.tickets.write(newTicket("wk:1"), still()), first);
  assert.equal(hive.alerts.size, 1);
});

about("when people make a case of it, comments and the end go there, once, and are found in both places", async (hive) => {
  const tickets = openIn(sceneOf(hive)).connector.tickets ?? assert.fail("no tickets");
  const { id } = await tickets.tickets.write(newTicket("wk:1"), still());
  const before = { ticket: id, text: "before\n```\n@all", key: "wk:before" };
  await tickets.comments.write(before, still());
  const made = hive.importAlert(hive.alerts.get(id)!, "mara@example.test");
  assert.equal((await tickets.read(id, still())).state, "in-progress");
  const closing = { ticket: id, verdict: "benign", text: "nothing", key: "wk:end" };
  await tickets.closing.write(closing, still());
  await tickets.closing.write(closing, still());
  assert.ok(await tickets.comments.find(before, still()));
  assert.ok(await tickets.closing.find(closing, still()));
  assert.equal(made.comments.length, 1);
  assert.equal(made.fields.status, "Other");
  const state = await tickets.read(id, still());
  assert.deepEqual([state.state, state.closure, state.comments], ["closed", undefined, []]);
});
