import { SocError } from "../core/soc-error.ts";
import type { ConnectorPart } from "../server/desk.ts";

/** One connector that answers, and one product that can be tried: with the setting `works` it does. */
export const memoryConnectors = (): ConnectorPart => ({
  list: async () => [
    {
      name: "edge",
      product: "memory",
      title: "a product in memory",
      serves: ["alerts"],
      proven: "a double",
      state: "open",
      problem: null,
      remedy: null,
      calls: 3,
      failures: 1,
      lastCallAt: null,
      feed: null,
      checked: null,
    },
  ],
  async check(asked) {
    if (asked !== "edge")
      throw new SocError({ code: "connector/unknown-name", problem: "there is no such connector", remedy: "list them", retry: "never" });
    return { says: "it answers" };
  },
  kinds: async () => ({
    products: [
      {
        product: "memory",
        title: "a product in memory",
        proven: "a double",
        serves: ["alerts"],
        secrets: [],
        settings: { type: "object", properties: { works: { type: "boolean" } } },
        readme: "src/connectors/memory/README.md",
        untried: null,
      },
    ],
    absent: ["another one"],
    secretPlaces: ["a file"],
  }),
  trial: async ({ product, settings }) => ({
    works: settings.works === true,
    says: `${product} was asked`,
    remedy: null,
    code: null,
    yaml: `- product: ${product}\n`,
    put: { file: "watchkeeper.yaml", under: "connectors", next: ["start it again"] },
  }),
});
