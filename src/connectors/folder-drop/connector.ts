import { access, constants } from "node:fs/promises";
import { z } from "zod";
import { SocError } from "../../core/soc-error.ts";
import { defineConnector } from "../kit/connector-kind.ts";
import { isPattern, openFolder } from "../kit/folder.ts";
import { quoted } from "../kit/quoted.ts";
import { openDrop, type Ready } from "./drop.ts";

const patternsMax = 32;

const Settings = z.strictObject({
  folder: z.string().min(1).max(4_096),
  files: z
    .array(z.string().refine((text) => isPattern(text) && !text.includes("/"), "takes names of files in the folder, with * and ?"))
    .min(1)
    .max(patternsMax)
    .default(["*"]),
  ready: z.enum(["quiet", "done-file"]).default("quiet"),
  "quiet-seconds": z.int().min(0).max(86_400).default(10),
  "every-ms": z.int().min(100).max(3_600_000).default(2_000),
});

/** A folder where others put files of evidence, of any kind that formats read. */
export default defineConnector({
  product: "folder-drop",
  title: "Folder drop",
  provenOn: "the real product",
  serves: ["alerts"],
  secrets: [],
  settings: Settings,
  make({ name, settings, parts }) {
    const { folder, files, "every-ms": everyMs, "quiet-seconds": quietSeconds } = settings;
    const ready: Ready = settings.ready === "quiet" ? { by: "quiet", quietMs: quietSeconds * 1_000 } : { by: "done-file" };
    const { close, ...alerts } = openDrop({ name, folder, files, ready, everyMs, clock: parts.clock });
    return {
      alerts,
      async check() {
        const found = await (await openFolder(name, folder)).list(files);
        await access(folder, constants.W_OK).catch(() => {
          throw notWritable(name, folder);
        });
        return { says: `${found.length} files wait` };
      },
      close,
    };
  },
});

const notWritable = (name: string, folder: string) =>
  new SocError({
    code: "connector/not-readable",
    problem: `${quoted(name)} may not move files out of ${quoted(folder)} once they are read`,
    remedy: "let the user that runs watchkeeper write into the folder",
    retry: { afterMs: 30_000 },
  });
