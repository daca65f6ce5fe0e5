import type { ServeOrder, ServiceRole } from "../../cli/service-system.ts";
import type { StoreChoice, System } from "../../cli/system.ts";
import type { Configuration, TenantConfiguration } from "../../ports/configuration.ts";
import type { Log } from "../../ports/log.ts";
import type { Telemetry } from "../../ports/telemetry.ts";
import type { SecretPlaces } from "../secret-place.ts";
import type { Tls } from "./place.ts";

/** What opening a tenant needs of the process. */
export type TenantParts = {
  readonly tenant: TenantConfiguration;
  readonly configuration: Configuration;
  readonly places: SecretPlaces;
  readonly choice: StoreChoice;
  /** Where the installation keeps what is not in its database; the stop file and the orders of the tenant begin here. */
  readonly folder: string;
  readonly system: Omit<System, "service">;
  readonly roles: ReadonlySet<ServiceRole>;
  /** The name of this start of this process. */
  readonly worker: string;
  readonly log: Log;
  readonly telemetry: Telemetry;
};

/** What running the service needs of the process beside the system. */
export type RunParts = {
  readonly system: Omit<System, "service">;
  /** Called with what is to be done when the administrator asks for the log's settings to be looked at anew (SIGUSR2); gives back how to stop that. */
  readonly onLookAgain: (work: () => void) => () => void;
  readonly memory: () => NodeJS.MemoryUsage;
  readonly uptimeSeconds: () => number;
  readonly processId: number;
};

/** A process of the service while it starts, runs and ends. */
export type Serving = {
  readonly run: RunParts;
  readonly order: ServeOrder;
  readonly configuration: Configuration;
  readonly worker: string;
  readonly telemetry: Telemetry;
  readonly log: Log;
  /** Where the stop file is. */
  readonly folder: string;
  readonly place: Before | undefined;
};
/** Where the API will listen, found out before anything is started. */
export type Before = { readonly host: string; readonly port: number; readonly tls: Tls | undefined };
