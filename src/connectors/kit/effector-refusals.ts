import { SocError } from "../../core/soc-error.ts";
import { quoted } from "./quoted.ts";

// The words in which every effector says no. `detail` goes to the log only; no vendor text and no secret is in any of them.

/** Surely nothing happened. `says` finishes the sentence "NAME … ". */
export const refused = (name: string, says: string, remedy: string, detail?: string) =>
  new SocError({ code: "effector/refused", problem: `${quoted(name)} ${says}`, remedy, retry: "never", ...(detail ? { detail } : {}) });

export const noTarget = (name: string, target: string, where: string) =>
  new SocError({
    code: "effector/no-target",
    problem: `${quoted(name)} has no ${quoted(target)} in ${quoted(where)}`,
    remedy: "compare the name in the inventory with the one at the product, and the place where it is looked for",
    retry: "never",
  });

export const severalTargets = (name: string, target: string, says: string) =>
  new SocError({
    code: "effector/several-targets",
    problem: `${quoted(name)} has more than one ${quoted(target)}: ${says}`,
    remedy: "make it clear at the product, or in the inventory, which one is meant; Watchkeeper does not choose",
    retry: "never",
  });

export const irreversible = (name: string, verb: string) =>
  new SocError({
    code: "effector/irreversible",
    problem: `${quoted(name)} cannot undo ${quoted(verb)}`,
    remedy: "do what remains by hand",
    retry: "never",
  });

export const unknownVerb = (name: string, verb: string, verbs: readonly string[]) =>
  new SocError({
    code: "effector/unknown-verb",
    problem: `${quoted(name)} does not know ${quoted(verb)}`,
    remedy: `give it only what it knows: ${verbs.join(", ")}`,
    retry: "never",
  });

export const badSettings = (name: string, field: string, says: string) =>
  new SocError({
    code: "connector/bad-settings",
    problem: `the setting ${quoted(field)} of ${quoted(name)} ${says}`,
    remedy: "mend it in containment.yaml, and let two admins sign the new orders",
    retry: "never",
  });

export const badSecret = (name: string, secret: string, says: string) =>
  new SocError({
    code: "connector/bad-secret",
    problem: `the secret ${quoted(secret)} of ${quoted(name)} ${says}`,
    remedy: "name a file or a variable that holds it, under `secrets` in containment.yaml",
    retry: "never",
  });

export const wrongCredentials = (name: string, detail?: string) =>
  new SocError({
    code: "connector/credentials",
    problem: `${quoted(name)} did not let us in`,
    remedy: "check the account and the secret that containment.yaml names for it",
    retry: "never",
    ...(detail ? { detail } : {}),
  });

/** Whether anything happened is not known unless the caller knows better. */
export const notReached = (name: string, says: string, detail?: string) =>
  new SocError({
    code: "connector/not-reached",
    problem: `${quoted(name)} was not reached: ${says}`,
    remedy: `check that it runs and answers; "watchkeeper connector check" tells more`,
    retry: { afterMs: 5_000 },
    ...(detail ? { detail } : {}),
  });

export const tooLate = (name: string, limitMs: number) =>
  new SocError({
    code: "connector/too-late",
    problem: `${quoted(name)} did not answer within ${limitMs} ms`,
    remedy: "look whether the product is busy; what became of the call is read back later",
    retry: { afterMs: 5_000 },
  });

export const unexpectedAnswer = (name: string, says: string, detail?: string) =>
  new SocError({
    code: "connector/unexpected-answer",
    problem: `${quoted(name)} gave an answer that we do not understand: ${says}`,
    remedy: "check that the product and its version are among those in the connector's README",
    retry: "never",
    ...(detail ? { detail } : {}),
  });
