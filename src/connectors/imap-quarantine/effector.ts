import { z } from "zod";
import type { Handle } from "../../core/containment/handle.ts";
import { SocError } from "../../core/soc-error.ts";
import type { EffectOrder, Observed, ProductState } from "../../ports/effector.ts";
import { defineEffector } from "../kit/define.ts";
import { boundedEffector, noTarget, severalTargets } from "../kit/effector.ts";
import { refusal } from "../kit/effector-refusals.ts";
import type { Leave } from "../kit/leave.ts";
import { quoted } from "../kit/quoted.ts";
import { withMailbox } from "./mailbox.ts";
import { moveAway, putBack } from "./move.ts";
import { type MailSettings, Settings } from "./settings.ts";
import { flagsOf, inEach, keywordOf, type Mail, mailOf, messageIdOf, type Survey, surveyOf } from "./survey.ts";

/** Moves mails into quarantine over IMAP, and back with their flags. What it needs and promises is in README.md. */
export default defineEffector({
  product: "imap-quarantine",
  title: "IMAP mail server",
  verbs: ["quarantine-mail"],
  provenOn: "the real product",
  secrets: ["password"],
  settings: Settings,
  make({ name, settings, secrets, parts }) {
    const server: MailSettings = { ...settings, name, password: secrets.get("password"), resolve: parts.resolve };
    return boundedEffector(
      {
        name,
        product: "IMAP",
        provenOn: "the real product",
        verbs: ["quarantine-mail"],
        located: /^<[!-;=?-~]{1,500}> [0-9a-f]{32}$/,
        locate: (target, _, signal) => locate(server, target, signal),
        observe: (order, signal) => observe(server, order, signal),
        perform: (order, leave) => perform(server, order, leave),
        undo: (order, leave) => undo(server, order, leave),
        check: (signal) => check(server, signal),
      },
      parts.clock,
      parts.limitMs,
    );
  },
});

/** More copies than this are a matter for the mail server's own tools. */
const copiesInAllMax = 100;
/** What goes into the record, as text; the port allows 16 KiB. */
const stateLengthMax = 15_000;

/** The mail with this message id, if it is one: whoever writes mails can give two of them one id, and so turn a quarantine on somebody else's. */
async function locate(server: MailSettings, target: Handle, signal: AbortSignal): Promise<string> {
  const messageId = messageIdOf(target);
  if (messageId === undefined) throw noTarget(server.name, target);
  const { copies, quarantined } = await surveyOf(server, messageId, signal);
  const identities = new Set((copies.length > 0 ? copies : quarantined).map(({ identity }) => identity));
  const [identity] = identities;
  if (identity === undefined) throw noTarget(server.name, target);
  if (identities.size > 1) throw severalTargets(server.name, target, identities.size);
  return `${messageId} ${identity}`;
}

async function surveyed(server: MailSettings, order: EffectOrder, signal: AbortSignal): Promise<{ mail: Mail; survey: Survey }> {
  const mail = mailOf(order.located);
  const { copies, quarantined } = await surveyOf(server, mail.messageId, signal);
  const isIt = ({ identity }: { identity: string }) => identity === mail.identity;
  return { mail, survey: { copies: copies.filter(isIt), quarantined: quarantined.filter(isIt) } };
}

async function observe(server: MailSettings, order: EffectOrder, signal: AbortSignal): Promise<Observed> {
  const { survey } = await surveyed(server, order, signal);
  const { copies, quarantined } = survey;
  const state = stateOf(survey);
  if (copies.length > copiesInAllMax || JSON.stringify(state).length > stateLengthMax) {
    throw refusal(server.name, `has ${copies.length} copies of it, too many to record where each was`, "use the mail server's own tools");
  }
  if (copies.length > 0) return { inForce: "no", state, says: `${copies.length} of its copies are in people's folders` };
  if (quarantined.length > 0) return { inForce: "yes", state, says: `all ${quarantined.length} of its copies are in quarantine` };
  return { inForce: "no", state, says: "there is no copy of it, in people's folders or in quarantine" };
}

/** Where each copy is and with which flags; nothing of it changes by itself. */
function stateOf({ copies, quarantined }: Survey): State {
  const mailboxes = [...new Set(quarantined.map(({ mailbox }) => mailbox))];
  return {
    copies: copies.map((copy) => ({ mailbox: copy.mailbox, folder: copy.folder, flags: flagsOf(copy) })),
    quarantined: mailboxes.map((mailbox) => ({ mailbox, copies: quarantined.filter((copy) => copy.mailbox === mailbox).length })),
  };
}

const State = z.strictObject({
  copies: z.array(z.strictObject({ mailbox: z.string(), folder: z.string(), flags: z.array(z.string()) })).max(copiesInAllMax),
  quarantined: z.array(z.strictObject({ mailbox: z.string(), copies: z.int() })),
});
type State = z.output<typeof State>;

async function perform(server: MailSettings, order: EffectOrder, leave: Leave): Promise<{ says: string }> {
  const { mail, survey } = await surveyed(server, order, leave.signal);
  const { copies, quarantined } = survey;
  if (copies.length === 0 && quarantined.length > 0) return { says: "it is in quarantine already; nothing was changed" };
  if (copies.length === 0)
    throw refusal(server.name, "has no copy of it any more", "nothing is left to do, or look in other folders by hand");
  if (copies.length > copiesInAllMax) throw refusal(server.name, "has too many copies of it", "use the mail server's own tools");
  const moved = await moveAway(server, mail, copies, leave);
  return { says: `${moved} ${moved === 1 ? "copy was" : "copies were"} moved into ${quoted(server["quarantine-folder"])}` };
}

async function undo(server: MailSettings, order: EffectOrder & { readonly before: ProductState }, leave: Leave): Promise<{ says: string }> {
  const before = State.safeParse(order.before);
  if (!before.success)
    throw refusal(server.name, "changed nothing: what is recorded of the state before is not readable", "move it back by hand");
  const gone = before.data.copies.find(({ mailbox }) => !server.mailboxes.includes(mailbox));
  if (gone) throw refusal(server.name, `changed nothing: the mailbox ${quoted(gone.mailbox)} is not configured any more`, "add it again");
  if (before.data.copies.length === 0) return { says: "it was in no folder before us; nothing was changed" };
  const { mail, survey } = await surveyed(server, order, leave.signal);
  const restored = await putBack(server, mail, [...before.data.copies, ...latecomers(server, survey, before.data)], leave);
  return { says: `${restored} ${restored === 1 ? "copy is" : "copies are"} back where they were, with their flags` };
}

/** Copies that came between the look before and the move went into quarantine with the others, and come back with them. */
function latecomers(server: MailSettings, { quarantined }: Survey, before: State): State["copies"] {
  return quarantined.flatMap((copy) => {
    const folder = server.folders.find((name) => copy.flags.includes(keywordOf(name)));
    const isKnown =
      before.copies.some(({ mailbox }) => mailbox === copy.mailbox) || before.quarantined.some(({ mailbox }) => mailbox === copy.mailbox);
    return folder === undefined || isKnown ? [] : [{ mailbox: copy.mailbox, folder, flags: flagsOf(copy) }];
  });
}

/** How many mailboxes a check signs in to. */
const checkedMax = 8;

async function check(server: MailSettings, signal: AbortSignal): Promise<{ says: string }> {
  const checked = server.mailboxes.slice(0, checkedMax);
  await inEach(checked, (name) =>
    withMailbox(server, name, signal, async (mailbox) => {
      if (!mailbox.canMove) throw badSettings(server, "host", "names a server that cannot move mails in one step (RFC 6851)");
      for (const folder of [server["quarantine-folder"], ...server.folders]) {
        if ((await mailbox.copiesIn(folder, "<watchkeeper-check@localhost.invalid>")) === "no such folder") {
          throw badSettings(
            server,
            folder === server["quarantine-folder"] ? "quarantine-folder" : "folders",
            `names ${quoted(folder)}, which ${quoted(name)} does not have`,
          );
        }
      }
    }),
  );
  const { length } = server.mailboxes;
  return {
    says: `signed in to ${checked.length} of ${length} ${length === 1 ? "mailbox" : "mailboxes"}, with all folders there; that we may move mails shows at the first one`,
  };
}

const badSettings = ({ name }: MailSettings, field: string, says: string) =>
  new SocError({
    code: "connector/bad-settings",
    problem: `the setting ${quoted(field)} of ${quoted(name)} ${says}`,
    remedy: "correct it in containment.yaml, or make the folder; the connector's README lists all settings",
    retry: "never",
  });
