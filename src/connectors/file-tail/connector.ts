import { z } from "zod";
import { defineConnector } from "../kit/connector-kind.ts";
import { isPattern, openFolder } from "../kit/folder.ts";
import { openTail } from "./tail.ts";

const patternsMax = 32;

const Settings = z.strictObject({
  folder: z.string().min(1).max(4_096),
  files: z
    .array(z.string().max(1_024).refine(isPattern, "takes names below the folder, with * and ?, as eve.json* or current/*.log"))
    .min(1)
    .max(patternsMax),
  "every-ms": z.int().min(100).max(3_600_000).default(1_000),
});

/** Files that others write line by line: Suricata's eve.json, Zeek's logs, any log. Followed through rotation, whether renamed, copied or compressed. */
export default defineConnector({
  product: "file-tail",
  title: "Growing files (Suricata EVE, Zeek, any log)",
  provenOn: "the real product",
  serves: ["alerts"],
  secrets: [],
  settings: Settings,
  make({ name, settings, parts }) {
    const { folder, files, "every-ms": everyMs } = settings;
    const { close, ...alerts } = openTail({ name, folder, files, everyMs, clock: parts.clock });
    return {
      alerts,
      async check() {
        const found = await (await openFolder(name, folder)).list(files);
        return { says: found.length === 1 ? "1 file fits and can be read" : `${found.length} files fit and can be read` };
      },
      close: async () => close(),
    };
  },
});
