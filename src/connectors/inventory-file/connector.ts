import { z } from "zod";
import type { InventoryIndex } from "../../core/asset/inventory-index.ts";
import { observableTypes } from "../../core/observable/observable.ts";
import type { InvestigatorTool, ToolAnswer } from "../../ports/tool.ts";
import { quoted } from "../kit/quoted.ts";
import { acceptedAnswers, acceptedWord } from "./accepted.ts";
import { assetAnswers, assetFor, assetWord, identityAnswers, identityWord, relationAnswers, relationWord } from "./describe.ts";
import { plannedAnswers, plannedWord } from "./planned.ts";

const text = z.string().max(4_096);
const AboutOne = z.object({ observable: z.object({ type: z.enum(observableTypes), value: text }) });
const AboutUser = z.object({ user: text, hosts: z.array(text).max(1_000).default([]) });
const AboutRules = z.object({ rules: z.array(text).max(1_000), atMs: z.int() });
const AboutChange = z.object({ users: z.array(text).max(1_000), hosts: z.array(text).max(1_000), fromMs: z.int(), toMs: z.int() });

/** The questions that an inventory answers. What it says was written by the organisation, not by whoever is investigated. */
export function inventoryTools(index: InventoryIndex): readonly InvestigatorTool[] {
  return [describeAsset(index), describeIdentity(index), relation(index), planned(index), accepted(index)] as InvestigatorTool[];
}

function describeAsset(index: InventoryIndex): InvestigatorTool<z.infer<typeof AboutOne>> {
  return {
    name: "inventory/describe-asset",
    summary: "What the inventory knows of a machine: what it is for and how much depends on it.",
    input: AboutOne,
    answers: assetAnswers,
    trust: "inventory",
    async ask({ observable: { value } }) {
      const asset = assetFor(index, value);
      const answer = assetWord(asset);
      if (!asset) return said(answer, `The inventory does not know ${quoted(value)}.`, {});
      const dependents = index.dependentsOf(asset.name);
      const { name, role, criticality, owner, service } = asset;
      return said(
        answer,
        `${quoted(name)} is ${quoted(role)}, criticality ${criticality}; ${dependents.length === 0 ? "nothing else depends" : dependents.length === 1 ? "1 other asset depends" : `${dependents.length} other assets depend`} on it.`,
        {
          name,
          role,
          criticality,
          owner: owner ?? null,
          service: service ?? null,
          protected: asset.protected,
          dependents: dependents.slice(0, 50),
          dependentsTotal: dependents.length,
        },
      );
    },
  };
}

function describeIdentity(index: InventoryIndex): InvestigatorTool<z.infer<typeof AboutUser>> {
  return {
    name: "inventory/describe-identity",
    summary: "What the inventory knows of an account, and whether the hosts of the case are among its usual ones.",
    input: AboutUser,
    answers: identityAnswers,
    trust: "inventory",
    async ask({ user, hosts }) {
      const identity = index.identityOf(user) ?? index.identityOf(user.split("@", 1)[0] ?? "");
      const answer = identityWord(index, identity, hosts);
      if (!identity) return said(answer, `The inventory does not know the account ${quoted(user)}.`, {});
      const usual = identity["usual-hosts"];
      return said(
        answer,
        `${quoted(identity.name)} is ${quoted(identity.role)}${identity.privileged ? ", privileged" : ""}; ${usual.length === 0 ? "no usual hosts are listed" : `usual hosts: ${usual.slice(0, 5).map(quoted).join(", ")}`}.`,
        {
          name: identity.name,
          role: identity.role,
          privileged: identity.privileged,
          department: identity.department ?? null,
          usualHosts: usual,
          hosts: hosts.slice(0, 50),
          protected: identity.protected,
        },
      );
    },
  };
}

function relation(index: InventoryIndex): InvestigatorTool<z.infer<typeof AboutOne>> {
  return {
    name: "inventory/relation",
    summary: "Whether an address, domain, link or sender is the organisation's own, a partner's or a stranger's.",
    input: AboutOne,
    answers: relationAnswers,
    trust: "inventory",
    async ask({ observable }) {
      const answer = relationWord(index, observable);
      const sentence = {
        own: "belongs to the organisation",
        partner: "belongs to a partner",
        external: "belongs to neither us nor a partner",
        unknown: "cannot be placed: the inventory names no domains or addresses of our own",
      }[answer];
      return said(answer, `${quoted(observable.value)} ${sentence}.`, { type: observable.type, value: observable.value.slice(0, 1_024) });
    },
  };
}

function planned(index: InventoryIndex): InvestigatorTool<z.infer<typeof AboutChange>> {
  return {
    name: "changes/planned",
    summary: "Whether an approved change covers these accounts and hosts over the whole time.",
    input: AboutChange,
    answers: plannedAnswers,
    trust: "change-calendar",
    async ask(question) {
      const { answer, changes } = plannedWord(index, question);
      const [first] = changes;
      const sentence = {
        covered: `The approved change ${quoted(first?.id ?? "")} covers the accounts and hosts over the whole time.`,
        partly: `${changes.length === 1 ? `The approved change ${quoted(first?.id ?? "")} touches` : `${changes.length} approved changes touch`} part of it: an account, a host or some of the time.`,
        none: "No approved change touches these accounts and hosts at that time.",
        "no-calendar": "There is no change calendar.",
      }[answer];
      return said(answer, sentence, {
        changes: changes.slice(0, 20).map(({ id, summary, from, to }) => ({ id, summary: summary.slice(0, 200), from, to })),
        changesTotal: changes.length,
      });
    },
  };
}

function accepted(index: InventoryIndex): InvestigatorTool<z.infer<typeof AboutRules>> {
  return {
    name: "changes/accepted",
    summary: "Whether a named person has accepted the alerts of these rules as ordinary here, and until when.",
    input: AboutRules,
    answers: acceptedAnswers,
    trust: "change-calendar",
    async ask({ rules, atMs }) {
      const { answer, decisions } = acceptedWord(index.inventory.accepted, rules, atMs);
      const [first] = decisions;
      const sentence = {
        accepted: `${quoted(first?.by ?? "")} has accepted ${rules.length === 1 ? "this rule" : "these rules"} as ordinary until ${first?.until ?? ""}: ${quoted(first?.because ?? "")}.`,
        expired: `${quoted(first?.by ?? "")} had accepted it until ${first?.until ?? ""}, which is over.`,
        none: "Nobody has accepted the rule as ordinary.",
      }[answer];
      return said(answer, sentence, { decisions: decisions.slice(0, 20).map((decision) => ({ ...decision })), rules: rules.slice(0, 50) });
    },
  };
}

function said(answer: string, says: string, facts: ToolAnswer["facts"]): ToolAnswer {
  return { answer, says, records: [], recordsTotal: 0, facts };
}
