import { QualitySettings } from "../../core/quality-sample/settings.ts";
import { tenantsOf } from "../../ports/configuration.ts";
import { simulateSettings } from "../../stages/quality-sample/simulate.ts";
import { qualitySampleOperations } from "../contract/quality-samples.ts";
import type { TenantDesk } from "../desk.ts";
import { defineRoute, type Route } from "../route.ts";

const [lastMax, strataShownMax] = [500, 100];

/** What other settings would have made of the last closings; reads. */
export const simulationRoute = (nowMs: () => number): Route =>
  defineRoute({
    ...qualitySampleOperations.simulateQualitySettings,
    handle: async ({ desk, query }) => {
      const now = settingsOf(desk);
      const asked = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));
      const other = QualitySettings.parse({ ...now, ...asked });
      const found = simulateSettings(await desk.samples.state(), { now, other }, { nowMs: nowMs(), lastMax });
      const strata = found.strata.slice(0, strataShownMax).map(({ stratum, ...counts }) => ({ ...stratum, ...counts }));
      return { settings: { now, other }, ...found, strata };
    },
  });

const settingsOf = ({ settings, tenant }: TenantDesk): QualitySettings =>
  tenantsOf(settings.configuration).find(({ name }) => name === tenant)?.["quality-samples"] ?? QualitySettings.parse({});
