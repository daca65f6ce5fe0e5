import { SocError } from "../../core/soc-error.ts";
import type { Notice, Sink } from "../../ports/connector.ts";
import { defineConnector } from "../kit/connector-kind.ts";
import { quoted } from "../kit/quoted.ts";
import { composed, messageIdOf } from "./compose.ts";
import { type Server, sendMail, signIn } from "./send.ts";
import { Settings } from "./settings.ts";

/** Notices by mail. What it needs and promises is in README.md. */
export default defineConnector({
  product: "mail-out",
  title: "Mail (SMTP)",
  provenOn: "the real product",
  serves: ["notify"],
  secrets: [],
  optionalSecrets: ["password"],
  settings: Settings,
  make({ name, settings, secrets, parts }) {
    if (settings.user !== undefined && !secrets.has?.("password")) throw noPassword(name);
    const server = (): Server => ({
      name,
      settings,
      password: settings.user === undefined ? undefined : secrets.get("password"),
      resolve: parts.resolve,
    });
    const notify: Sink<Notice> = {
      name,
      async write(notice, signal) {
        await sendMail(server(), await composed(notice, settings, parts.clock.nowMs()), signal);
        return { id: messageIdOf(notice.key, settings) };
      },
      async find() {
        // Nobody can ask a mail server whether it took a mail.
        if (settings["resend-when-unknown"]) return undefined;
        throw cannotTell(name);
      },
    };
    return {
      notify,
      async check(signal) {
        await signIn(server(), signal);
        return { says: `the server takes us; that it takes mail from ${quoted(settings.from)} shows at the first one` };
      },
    };
  },
});

const noPassword = (name: string) =>
  new SocError({
    code: "connector/bad-settings",
    problem: `${quoted(name)} has a user to sign in with, and no secret "password"`,
    remedy: "give it the secret, or leave user away for a server that takes our mail as it is",
    retry: "never",
  });

const cannotTell = (name: string) =>
  new SocError({
    code: "sink/cannot-tell",
    problem: `nobody can tell whether a mail that ${quoted(name)} was sent arrived: the connection broke before the server answered`,
    remedy: "ask who should have got it; send it again, or give it up (resend-when-unknown: true sends such mails again by itself)",
    retry: "never",
  });
