import { SocError } from "../../core/soc-error.ts";
import { quoted } from "./quoted.ts";

// What clients of directories and mailboxes say beside the words of `effector.ts` and `answer.ts`. `says` finishes the sentence "NAME …" and is ours;
// `detail` holds codes only and goes to the log: a server's own words may hold names or secrets.

/** Surely nothing happened, with what a person can do about it. */
export const refusal = (name: string, says: string, remedy: string, detail?: string) =>
  new SocError({ code: "effector/refused", problem: `${quoted(name)} ${says}`, remedy, retry: "never", ...(detail ? { detail } : {}) });

/** The product did not let us in; `where` is the part of it that did not, as the settings name it. */
export const wrongCredentials = (name: string, detail?: string, where?: string) =>
  new SocError({
    code: "connector/credentials",
    problem: `${quoted(name)} does not accept our credentials${where === undefined ? "" : ` for ${quoted(where)}`}`,
    remedy: "renew the secret that the configuration names, and compare the account with the connector's README",
    retry: "never",
    ...(detail ? { detail } : {}),
  });

/** The connection was not made, or did not last. What became of a change that was under way is not known. */
export const notReached = (name: string, says: string, detail?: string) =>
  new SocError({
    code: "connector/not-reached",
    problem: `${quoted(name)} was not reached: ${says}`,
    remedy: `run "watchkeeper connector check ${name}"`,
    retry: { afterMs: 5_000 },
    ...(detail ? { detail } : {}),
  });
