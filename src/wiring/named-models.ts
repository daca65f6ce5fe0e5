import type { LoadedInventory, System } from "../cli/system.ts";
import type { Clock } from "../ports/clock.ts";
import type { Models } from "../ports/model.ts";
import type { Random } from "../ports/random.ts";
import { modelPartsOf } from "./model-parts.ts";
import { openNamedModels } from "./models.ts";
import type { SecretPlaces } from "./secret-place.ts";
import { placesIn } from "./service/places.ts";
import { malformed, readConfiguration } from "./service/read-configuration.ts";

type Parts = Pick<SecretPlaces, "environment"> & { readonly home: string; readonly clock: Clock; readonly random: Random };

/** What `--model` and `--config` name, with all that asking takes. Refuses (`cli/bad-option`, `configuration/…`, `connector/…`). */
export function modelsNamedWith(parts: Parts): System["namedModels"] {
  return async ({ named, config }) => {
    const known = (models: Models) => (inventory: LoadedInventory) => modelPartsOf(models, { ...parts, inventory });
    if (config === undefined) return known(await openNamedModels(named, undefined, { ...parts, folder: "." }));
    const { configuration, mistakes, folder } = await readConfiguration(config, parts.environment, true);
    if (!configuration) throw malformed(config, mistakes);
    const places = await placesIn(folder, configuration, parts.environment);
    return known(await openNamedModels(named, configuration, { ...places, clock: parts.clock }));
  };
}
