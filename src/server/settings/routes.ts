import { settingsOperations } from "../contract/settings.ts";
import { defineRoute, type Route } from "../route.ts";
import { settingParts } from "./parts.ts";

/** The configuration in force, for whoever administers. */
export const settingsRoutes = (version: string): readonly Route[] => [
  defineRoute({
    ...settingsOperations.readSettings,
    handle: async ({ desk }) => {
      const { file, digest, configuration } = desk.settings;
      return {
        version,
        tenant: desk.tenant,
        file: file ?? null,
        digest,
        check: `watchkeeper config check${file === undefined ? "" : ` ${file}`}`,
        parts: settingParts(desk.tenant, configuration),
      };
    },
  }),
];
