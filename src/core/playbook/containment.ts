import { z } from "zod";
import { type ContainmentVerb, containmentVerbs, undoOf } from "../containment/action.ts";
import type { About } from "./about.ts";

/** What each action can be done to. */
const targets: Readonly<Record<ContainmentVerb, readonly About[]>> = {
  "isolate-host": ["case.hosts"],
  "block-address": ["case.source-addresses", "case.target-addresses"],
  "block-domain": ["case.domains", "case.urls"],
  "disable-account": ["case.users", "case.senders", "case.recipients"],
  "revoke-sessions": ["case.users", "case.recipients"],
  "reset-credential": ["case.users", "case.recipients"],
  "quarantine-mail": ["case.mails"],
  "quarantine-file": ["case.files", "case.hashes"],
  "kill-process": ["case.processes"],
  "collect-evidence": ["case.hosts", "case.users", "case.mails", "case.files", "case.cloud-resources"],
};

/** Written where an action has no opposite: it cannot be taken back, or there is nothing to take back. */
const noneNeeded = "none-needed";
const quoted = (words: readonly string[]) => words.map((word) => `"${word}"`).join(", ");

/**
 * One proposal of a playbook. It parses only when it names a known action, a field that the action can be done to, the one verdict that allows it,
 * and the declared opposite of exactly that action: whoever approves sees a target and a way back, or is told that there is none.
 */
export const PlaybookContainment = z
  .strictObject({ action: z.enum(containmentVerbs), on: z.string(), "only-if": z.literal("true-positive"), "undone-by": z.string() })
  .superRefine(({ action, on, "undone-by": undoneBy }, context) => {
    const refuse = (path: string, message: string) => void context.addIssue({ code: "custom", path: [path], message });
    const undo = undoOf[action] ?? noneNeeded;
    if (!(targets[action] as readonly string[]).includes(on)) refuse("on", `"${action}" is done to ${quoted(targets[action])}`);
    if (undoneBy !== undo) refuse("undone-by", `"${action}" is undone by "${undo}"`);
  });
export type PlaybookContainment = z.infer<typeof PlaybookContainment> & { readonly on: About };
