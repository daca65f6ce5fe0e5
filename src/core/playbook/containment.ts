import { z } from "zod";
import type { About } from "./about.ts";

/** What a playbook may propose: on what, and the way back. `none-needed` stands only where nothing can be, or need be, put back. */
type Way = { readonly on: readonly About[]; readonly undo: string };

const ways: ReadonlyMap<string, Way> = new Map<string, Way>([
  ["isolate-host", { on: ["case.hosts"], undo: "release-host" }],
  ["block-address", { on: ["case.source-addresses", "case.target-addresses"], undo: "unblock-address" }],
  ["block-domain", { on: ["case.domains", "case.urls"], undo: "unblock-domain" }],
  ["disable-account", { on: ["case.users", "case.senders", "case.recipients"], undo: "enable-account" }],
  ["revoke-sessions", { on: ["case.users", "case.recipients"], undo: "none-needed" }],
  ["quarantine-mail", { on: ["case.mails"], undo: "restore-mail" }],
  ["quarantine-file", { on: ["case.files", "case.hashes"], undo: "restore-file" }],
  ["kill-process", { on: ["case.processes"], undo: "none-needed" }],
  ["collect-evidence", { on: ["case.hosts", "case.users", "case.mails", "case.files", "case.cloud-resources"], undo: "none-needed" }],
]);

/** Actions that cannot be taken back once done: they need a higher tier than their blast radius alone would give. */
export const irreversibleActions: ReadonlySet<string> = new Set(["revoke-sessions", "kill-process"]);

/** Names of every containment action that a playbook may propose. */
export const containmentActions: readonly string[] = [...ways.keys()];

const quoted = (words: readonly string[]) => words.map((word) => `"${word}"`).join(", ");

/**
 * One proposal of a playbook. It parses only when it names a known action, a field that the action can be done to, the one verdict that allows it,
 * and the declared opposite of exactly that action: whoever approves sees a target and a way back, or is told that there is none.
 */
export const ContainmentProposal = z
  .strictObject({ action: z.string(), on: z.string(), "only-if": z.literal("true-positive"), "undone-by": z.string() })
  .superRefine((proposal, context) => {
    const way = ways.get(proposal.action);
    const refuse = (path: string, message: string) => void context.addIssue({ code: "custom", path: [path], message });
    if (!way) return refuse("action", `unknown action "${proposal.action}"; write one of ${quoted(containmentActions)}`);
    if (!(way.on as readonly string[]).includes(proposal.on)) refuse("on", `"${proposal.action}" is done to ${quoted(way.on)}`);
    if (proposal["undone-by"] !== way.undo) refuse("undone-by", `"${proposal.action}" is undone by "${way.undo}"`);
  });
export type ContainmentProposal = z.infer<typeof ContainmentProposal> & { readonly on: About };
