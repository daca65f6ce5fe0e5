import { describe } from "node:test";
import { alertsHold } from "./connector-contract/alerts.ts";
import { knowledgeHolds } from "./connector-contract/knowledge.ts";
import { questionsHold } from "./connector-contract/questions.ts";
import type { OpenScene } from "./connector-contract/scene.ts";
import { readyOf, sinkHolds } from "./connector-contract/sinks.ts";
import { ticketsHold } from "./connector-contract/tickets.ts";

export type {
  AlertsScene,
  ConnectorScene,
  IndicatorsScene,
  InventoryScene,
  ReputationScene,
  SearchScene,
  SinkScene,
  TicketsScene,
} from "./connector-contract/scene.ts";
export { hostileTexts } from "./connector-contract/scene.ts";

/**
 * The promises of every connector that is reached by HTTP. `open` gives a scene of its own for each test: a double of the product, the connector's kind with
 * settings and secrets that lead there, and what is known of each capability. What a scene leaves out is left out, and the suite says so.
 */
export function testConnector(name: string, open: OpenScene): void {
  describe(`connector: ${name}`, () => {
    questionsHold(open);
    alertsHold(open);
    knowledgeHolds(open);
    ticketsHold(open);
    sinkHolds(open, {
      title: "findings",
      ready: async (scene, { findings }) => findings && scene.findings && readyOf(findings, scene.findings),
    });
    sinkHolds(open, {
      title: "verdicts",
      ready: async (scene, { verdicts }) => verdicts && scene.verdicts && readyOf(verdicts, scene.verdicts),
    });
    sinkHolds(open, { title: "notify", ready: async (scene, { notify }) => notify && scene.notify && readyOf(notify, scene.notify) });
    sinkHolds(open, { title: "publish", ready: async (scene, { publish }) => publish && scene.publish && readyOf(publish, scene.publish) });
  });
}
