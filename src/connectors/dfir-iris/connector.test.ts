import assert from "node:assert/strict";
import { failureOf, openIn, still } from "../../testing/connector-contract/scene.ts";
import { type ConnectorScene, testConnector } from "../../testing/connector-contract.ts";
import { startIris, us } from "../../testing/doubles/dfir-iris.ts";
import { newTicket } from "../../testing/notes.ts";
import { testsOver } from "../../testing/tests-over.ts";
import { unfenced } from "../kit/fenced.ts";
import iris from "./connector.ts";

type Product = Awaited<ReturnType<typeof startIris>>;
const sceneOf = (product: Product): ConnectorScene => {
  const of = (id: string) => product.alerts.get(id)!;
  return {
    kind: iris,
    settings: { url: product.double.url, internal: true },
    secrets: { "api-key": "canary-key" },
    doubles: [product.double],
    isWrite: ({ method }) => method !== "GET",
    view: () => [...product.alerts.values()],
    tickets: {
      tickets: {
        what: newTicket("wk:case-1.A"),
        another: newTicket("wk:case_1.a"),
        view: () => [...product.alerts.keys()],
        text: {
          holding: (text) => ({ ...newTicket(`wk:text-${product.alerts.size}`), body: text }),
          shown: () => unfenced(String([...product.alerts.values()].at(-1)?.fields.alert_description)),
        },
      },
      comments: (id) => of(id).comments.filter(({ by }) => by === us),
      people: {
        comment: (id, text) => void product.comment(of(id), "mara", text),
        close: (id, verdict) => void product.close(of(id), verdict === "false-positive" ? "False Positive" : "True Positive With Impact"),
      },
    },
    close: product.double.close,
  };
};
testConnector("dfir-iris on a double", async () => sceneOf(await startIris()));

const about = testsOver(startIris, ({ double }) => double.close());

about("a refusal after the alert was kept is no refusal, and one before is", async (product) => {
  product.breakAfterKeeping();
  const { tickets } = openIn(sceneOf(product)).connector;
  const { id } = (await tickets?.tickets.write(newTicket("wk:1"), still())) ?? assert.fail();
  assert.deepEqual([...product.alerts.keys()], [id]);
  product.double.fault = ({ path }) => (path === "/alerts/add" ? "forbidden" : undefined);
  await failureOf(async () => tickets?.tickets.write(newTicket("wk:2"), still()), /^sink\/refused$/);
  assert.equal(product.alerts.size, 1);
});

about("an alert that we closed keeps its tags and is nobody's verdict", async (product) => {
  const { tickets } = openIn(sceneOf(product)).connector;
  const { id } = (await tickets?.tickets.write(newTicket("wk:1"), still())) ?? assert.fail();
  const alert = product.alerts.get(id)!;
  alert.fields.alert_tags = `${String(alert.fields.alert_tags)},theirs`;
  await tickets?.closing.write({ ticket: id, verdict: "true-positive", text: "over", key: "wk:2" }, still());
  assert.equal(alert.fields.alert_tags, "watchkeeper,wk:1,theirs,watchkeeper-closed");
  const state = await tickets?.read(id, still());
  assert.deepEqual([state?.state, state?.closure], ["closed", undefined]);
});
