import { defineConnector } from "../kit/connector-kind.ts";
import { originOf } from "../kit/define.ts";
import { entraToken } from "../kit/microsoft.ts";
import { openReader } from "../kit/reader.ts";
import { folderId, type Mailbox } from "./folders.ts";
import { mailsOf } from "./mails.ts";
import { Settings } from "./settings.ts";

/** An abuse mailbox in Microsoft 365, by Microsoft Graph. What it needs and promises is in README.md. */
export default defineConnector({
  product: "graph-mail",
  title: "Mailbox in Microsoft 365",
  provenOn: "a double",
  serves: ["alerts"],
  secrets: ["client-secret"],
  settings: Settings,
  make({ name, settings, secrets, parts }) {
    const token = entraToken(name, settings, secrets, parts, settings.url);
    const mailbox: Mailbox = { reader: openReader({ ...originOf(name, settings), token: () => token }, parts), settings };
    const alerts = mailsOf(mailbox);
    return {
      async check(signal) {
        await folderId(mailbox, settings["processed-folder"], signal);
        await alerts.page({ cursor: undefined, sinceMs: 0, signal });
        return { says: "lets us read the mailbox, and both folders are there; that we may move mails shows at the first one" };
      },
      alerts,
    };
  },
});
