import { SocError } from "../../core/soc-error.ts";
import { quoted } from "../kit/quoted.ts";

/** What a person allowed is not what the server offers now. */
export const toolChanged = (name: string, tool: string, why: string) =>
  new SocError({
    code: "connector/tool-changed",
    problem: `the tool ${quoted(tool)} of "${name}" is not used: ${why}`,
    remedy: `run "watchkeeper connector pin ${name}", read what changed, and write the new line into the settings if it is still what you want`,
    retry: "never",
  });

/** The program was not started, or ended. */
export const notRunning = (name: string, code: string) =>
  new SocError({
    code: "connector/not-reached",
    problem: `the program of "${name}" does not run`,
    remedy:
      "see that the command in its settings is there and may be run by this user; it gets no environment but PATH, and a folder of its own",
    retry: { afterMs: 60_000 },
    detail: code,
  });
