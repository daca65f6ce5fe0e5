import type { Person } from "../person/person.ts";
import { SocError } from "../soc-error.ts";
import { unreachable } from "../unreachable.ts";
import { decideSuppression, type SuppressionCommand } from "./decide-suppression.ts";
import { type Challenger, type Label, type Learning, type LearningEvent, labelKey } from "./learning.ts";
import { requirePerson, requireReason } from "./person.ts";

/** Alerts that can have a verdict of a person at one time. */
export const labelsMax = 50_000;
/** Held-back verdicts without which nothing is promoted. */
export const heldBackMin = 20;
/** Held-back cases without which nothing is promoted: the alerts of one case are one opinion. */
export const groupsHeldBackMin = 10;
/** Held-back cases with an attack without which nobody can say that none is missed. */
export const attackGroupsHeldBackMin = 3;
/** The share of held-back attacks, and of cases with one, that a challenger may find less than the model in use. */
const attacksLostShareMax = 0.05;

type Said = { readonly by: Person; readonly because: string; readonly atMs: number };

/** What may be asked of what is learned here; `decideLearning` answers with events, or refuses with a `learn/…` code. */
export type LearningCommand =
  | ({ readonly type: "GiveVerdict"; readonly label: Label } & Said)
  | { readonly type: "RecordChallenger"; readonly challenger: Challenger; readonly atMs: number }
  | ({ readonly type: "PromoteModel"; readonly digest: string } & Said)
  | ({ readonly type: "WithdrawModel" } & Said)
  | SuppressionCommand;

/** Says what happens to what is learned; never makes it happen. Refuses with `learn/…` codes. */
export function decideLearning(command: LearningCommand, state: Learning): readonly LearningEvent[] {
  switch (command.type) {
    case "GiveVerdict": {
      const { label, by, because, atMs } = command;
      requirePerson(by);
      requireReason(because);
      if (!state.labels.has(labelKey(label)) && state.labels.size >= labelsMax) throw tooManyLabels();
      return [{ type: "VerdictGiven", label, by, because, atMs }];
    }
    case "RecordChallenger":
      if (state.challengers.has(command.challenger.digest)) return [];
      return [{ type: "ChallengerTrained", challenger: command.challenger, atMs: command.atMs }];
    case "PromoteModel":
      return promote(command, state);
    case "WithdrawModel": {
      const { by, because, atMs } = command;
      requirePerson(by);
      requireReason(because);
      if (state.champion === undefined) throw unknownModel("");
      return [{ type: "ModelWithdrawn", digest: state.champion, by, because, atMs }];
    }
    case "ProposeSuppression":
    case "ApproveSuppression":
    case "RejectSuppression":
    case "RevokeSuppression":
      return decideSuppression(command, state);
    default:
      return unreachable(command);
  }
}

/** A person promotes what was compared with what is in use now, and was shown to be no worse. */
function promote(
  { digest, by, because, atMs }: Extract<LearningCommand, { type: "PromoteModel" }>,
  state: Learning,
): readonly LearningEvent[] {
  requirePerson(by);
  requireReason(because);
  const challenger = state.challengers.get(digest);
  if (!challenger) throw unknownModel(digest);
  if (state.champion === digest) return [];
  if (challenger.champion !== state.champion) throw otherChampion(digest);
  const worse = whyNotPromoted(challenger);
  if (worse !== undefined) throw notBetter(digest, worse);
  return [{ type: "ModelPromoted", digest, ...(state.champion !== undefined && { replaced: state.champion }), by, because, atMs }];
}

/** Why a challenger may not be promoted, in words; undefined when it may. Whatever an older record does not say counts against it. */
export function whyNotPromoted({ comparison }: Pick<Challenger, "comparison">): string | undefined {
  const { heldBack, groups, gain, gainInterval, attacks, attacksLost, attacksFound } = comparison;
  const { attackGroups, attackGroupsLost, attackGroupsFound } = comparison;
  if (heldBack < heldBackMin) return `it was compared on ${heldBack} held-back verdicts, and ${heldBackMin} are needed`;
  if (!(groups >= groupsHeldBackMin)) return `its held-back verdicts are of ${groups} cases, and ${groupsHeldBackMin} are needed`;
  if (!(attackGroups >= attackGroupsHeldBackMin))
    return `only ${attackGroups ?? 0} of the held-back cases hold an attack, and ${attackGroupsHeldBackMin} are needed`;
  if (attacksLost - attacksFound > attacksLostShareMax * attacks)
    return `it would miss ${attacksLost} of ${attacks} held-back attacks that the model in use finds, and find ${attacksFound} others`;
  if (!(attackGroupsLost - attackGroupsFound <= attacksLostShareMax * attackGroups))
    return `it would miss the attacks of ${attackGroupsLost} of ${attackGroups} held-back cases, and find those of ${attackGroupsFound} others`;
  if (!(gain > 0 && gainInterval[0] >= 0)) return "it is not shown to be better on held-back verdicts";
  return undefined;
}

const tooManyLabels = () =>
  new SocError({
    code: "learn/beyond-cap",
    problem: `${labelsMax} alerts have a verdict already`,
    remedy: "keep another data folder for newer worlds; more verdicts would not change what is learned",
    retry: "never",
  });

const unknownModel = (digest: string) =>
  new SocError({
    code: "learn/unknown-model",
    problem: digest ? `no challenger "${digest.slice(0, 80)}" was trained here` : "no model that was learned here is in use",
    remedy: 'run "watchkeeper train report" to see the challengers',
    retry: "never",
  });

const otherChampion = (digest: string) =>
  new SocError({
    code: "learn/other-champion",
    problem: `challenger "${digest.slice(0, 80)}" was compared with a model that is no longer in use`,
    remedy: 'run "watchkeeper train --from-journal" again, which compares with the model in use',
    retry: "never",
  });

const notBetter = (digest: string, why: string) =>
  new SocError({
    code: "learn/not-better",
    problem: `challenger "${digest.slice(0, 80)}" cannot be promoted: ${why}`,
    remedy: "give more verdicts and train again; the model in use stays",
    retry: "never",
  });
