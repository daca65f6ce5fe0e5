import { stringify } from "yaml";
import type { ConnectorTrial, TrialAnswer } from "../../server/contract/connectors.ts";

const lineWidth = 120;

/** What to write into the configuration so that a connector stays, where, and what to do then. */
export function configurationText(
  { name, product, settings, secrets, use, "may-receive": mayReceive }: ConnectorTrial,
  { tenant, file }: { readonly tenant: string; readonly file: string },
): Pick<TrialAnswer, "yaml" | "put"> {
  const order = {
    ...{ name, product },
    ...(Object.keys(settings).length > 0 && { settings }),
    ...(Object.keys(secrets).length > 0 && { secrets }),
    ...(use && { use }),
    ...(mayReceive !== "green" && { "may-receive": mayReceive }),
  };
  return {
    yaml: stringify([order], { lineWidth }),
    put: {
      file,
      under: tenant === "default" ? "connectors" : `connectors of the tenant "${tenant}", under tenants`,
      next: [`watchkeeper config check ${file} --connect`, "start the service again: a connector is opened when it starts"],
    },
  };
}
