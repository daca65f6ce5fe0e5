import { join } from "node:path";
import type { ConfiguredConnector, ConnectorDesk } from "../cli/connector-system.ts";
import type { Clock } from "../ports/clock.ts";
import { type TenantConfiguration, tenantsOf } from "../ports/configuration.ts";
import type { Random } from "../ports/random.ts";
import { connectorKinds, openConnectors } from "./connector-kinds.ts";
import { effectorKinds } from "./effectors.ts";
import { modelsToCheck } from "./model-check.ts";
import { openEach } from "./open-each.ts";
import { type SealingKeyPlace, withSealing } from "./sealing.ts";
import type { SecretPlaces } from "./secret-place.ts";
import { malformed, readConfiguration } from "./service/read-configuration.ts";
import { absentOf } from "./wanted-products.ts";

type Parts = { readonly clock: Clock; readonly random: Random; readonly environment: Readonly<Record<string, string | undefined>> };

/** Language models, which are checked by the name `model/<name>`; none of them is used as a connector is. */
async function modelsOf(tenant: TenantConfiguration, parts: Parts & SecretPlaces): Promise<readonly ConfiguredConnector[]> {
  const { opened, unopened } = await openEach(modelsToCheck(tenant, parts), async ({ name, order, open }): Promise<ConfiguredConnector> => {
    const { product } = order;
    const connector = { name, product, title: "a language model", provenOn: "a double", mayReceive: "clear", ...(await open()) } as const;
    return { tenant: tenant.name, name, product, uses: ["model"], connector };
  });
  const closed = unopened.map(({ name, ...why }) => ({ tenant: tenant.name, name, product: "a language model", uses: ["model"], ...why }));
  return [...opened, ...closed];
}

/** The connectors of a configuration, as the commands need them. */
export function connectorDeskOf(parts: Parts): ConnectorDesk {
  return {
    products: connectorKinds,
    absent: async () => absentOf([...(await connectorKinds()), ...(await effectorKinds())]),
    async configured({ config, dataDir }) {
      const file = config ?? join(dataDir ?? ".", "watchkeeper.yaml");
      const { configuration, mistakes, folder } = await readConfiguration(file, parts.environment, config !== undefined);
      if (!configuration) throw malformed(file, mistakes);
      const places = { folder, environment: parts.environment, file: "watchkeeper.yaml" };
      const sealing = await withSealing(configuration["secret-key"] as SealingKeyPlace | undefined, places);
      const found: ConfiguredConnector[] = [];
      for (const each of tenantsOf(configuration)) {
        const { name: tenant, connectors: orders } = each;
        found.push(...(await modelsOf(each, { ...parts, ...sealing })));
        const { connectors, unopened } = await openConnectors(orders, { ...parts, ...sealing, tenant });
        const opened = new Map(connectors.map((connector) => [connector.name, connector]));
        for (const { name, product, use } of orders) {
          const connector = opened.get(name);
          const why = unopened.find((each) => each.name === name);
          const about = { tenant, name, product, uses: use ?? [] };
          if (connector) found.push({ ...about, connector });
          else if (why) found.push({ ...about, code: why.code, problem: why.problem, remedy: why.remedy });
        }
      }
      return found;
    },
  };
}
