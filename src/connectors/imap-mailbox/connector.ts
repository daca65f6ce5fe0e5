import { defineConnector } from "../kit/connector-kind.ts";
import { quoted } from "../kit/quoted.ts";
import { listenTo } from "./listen.ts";
import { withFolder } from "./session.ts";
import { type MailboxSettings, Settings } from "./settings.ts";

/** A mailbox to which people report suspicious mails, read over IMAP. What it needs and promises is in README.md. */
export default defineConnector({
  product: "imap-mailbox",
  title: "IMAP mailbox",
  provenOn: "the real product",
  serves: ["alerts"],
  secrets: ["password"],
  settings: Settings,
  make({ name, settings, secrets, parts }) {
    const mailbox = (): MailboxSettings => ({ ...settings, name, password: secrets.get("password"), resolve: parts.resolve });
    return {
      check: (signal) => check(mailbox(), signal),
      alerts: {
        kind: "listening",
        reports: true,
        guarantee: "never lost",
        alone: true,
        listen: (listening) => listenTo(mailbox(), parts.clock, listening),
      },
    };
  },
});

const firstMails = 50;

async function check(settings: MailboxSettings, signal: AbortSignal): Promise<{ readonly says: string }> {
  const waiting = await withFolder(settings, signal, (folder) => folder.list(0, firstMails));
  const count =
    waiting.length === firstMails ? `${firstMails} mails or more` : `${waiting.length} ${waiting.length === 1 ? "mail" : "mails"}`;
  return {
    says: `signed in as ${quoted(settings.user)}; ${count} in ${quoted(settings.folder)}, and ${quoted(settings["processed-folder"])} is there; that we may move mails shows at the first one`,
  };
}
