import { z } from "zod";
import type { ConnectorParts } from "../kit/connector-kind.ts";
import { originOf } from "../kit/define.ts";
import { SearchBody } from "../kit/index-body.ts";
import { openReader, type Reader } from "../kit/reader.ts";
import type { Secrets } from "../kit/secrets.ts";
import type { ElasticSettings } from "./settings.ts";

/** Kibana's detections API of one space. */
export type Kibana = {
  readonly reader: Reader;
  readonly path: (...words: readonly string[]) => readonly string[];
  readonly search: (body: Readonly<Record<string, unknown>>, signal: AbortSignal) => Promise<SearchBody>;
};

const searchMs = 30_000;
/** The public API of this date, which Kibana keeps as it was. */
const version = "2023-10-31";

/** How every request to Elastic is signed. */
export const authorized = (secrets: Secrets) => ({ authorization: `ApiKey ${secrets.get("api-key")}` });

/** Opens the way to Kibana. Sends nothing. */
export function openKibana(name: string, settings: ElasticSettings, secrets: Secrets, parts: ConnectorParts): Kibana {
  const headers = () => ({ ...authorized(secrets), "kbn-xsrf": "watchkeeper", "elastic-api-version": version });
  const reader = openReader({ ...originOf(name, settings), headers }, parts);
  const space = settings.space === "default" ? [] : ["s", settings.space];
  const path = (...words: readonly string[]) => [...space, "api", "detection_engine", ...words];
  return {
    reader,
    path,
    search: (body, signal) =>
      reader.json(
        { method: "POST", changes: false, path: path("signals", "search"), body: { json: body }, timeMs: searchMs },
        SearchBody,
        signal,
      ),
  };
}

/** What Kibana says of our rights on its alerts, by index. */
export const Privileges = z.object({
  is_authenticated: z.boolean(),
  index: z.record(z.string().max(512), z.record(z.string().max(100), z.boolean())),
});
