import type { Configuration } from "../../ports/configuration.ts";
import { withSealing } from "../sealing.ts";
import type { SecretPlaces } from "../secret-place.ts";

/** Where secrets of a configuration are read from. */
export async function placesIn(
  folder: string,
  configuration: Configuration,
  environment: SecretPlaces["environment"],
): Promise<SecretPlaces> {
  const places: SecretPlaces = { folder, environment, file: "watchkeeper.yaml" };
  const key = configuration["secret-key"];
  // The schema takes no sealed one.
  return withSealing(key === undefined || "sealed" in key ? undefined : key, places);
}
