import { join } from "node:path";
import type { Service } from "../../cli/service-system.ts";
import type { System } from "../../cli/system.ts";
import { backUpWith } from "./backup.ts";
import { demoWith } from "./demo.ts";
import { configurationSchema, connectWith, inspectWith } from "./inspect.ts";
import type { RunParts } from "./parts.ts";
import { readConfiguration } from "./read-configuration.ts";
import { restoreWith } from "./restore.ts";
import { runWith } from "./run.ts";

const fileName = "watchkeeper.yaml";

/** The service over the rest of the system. */
export function openService(system: Omit<System, "service">, parts: Omit<RunParts, "system">): Service {
  const { environment } = system;
  return {
    readConfiguration: (named, folder) => readConfiguration(named ?? join(folder ?? ".", fileName), environment, named !== undefined),
    configurationSchema: async () => configurationSchema(),
    inspect: inspectWith(system),
    connect: connectWith(system),
    run: runWith({ ...parts, system }),
    demo: demoWith({ ...parts, system }),
    backUp: backUpWith(system),
    restore: restoreWith(system),
  };
}
