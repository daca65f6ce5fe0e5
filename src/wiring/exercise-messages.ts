import type { System } from "../cli/system.ts";
import { documentOf } from "../connectors/jira/adf.ts";
import { fenced } from "../connectors/kit/fenced.ts";
import { titleOf } from "../connectors/kit/issue-host.ts";
import { composed } from "../connectors/mail-out/compose.ts";
import { Settings } from "../connectors/mail-out/settings.ts";
import { eventOf } from "../connectors/pagerduty/event.ts";
import { messageOf } from "../connectors/slack/message.ts";
import { cardOf } from "../connectors/teams/card.ts";
import type { Output } from "../redteam/judge/outputs.ts";

const mailSettings = Settings.parse({ host: "mail.example.test", from: "watchkeeper@example.test", to: ["soc@example.test"] });

/** What is written back of a case as each kind of product is sent it, by the code that sends it: chat, paging, mail, and tickets whose products have markup. Nothing is sent. */
export const exerciseMessages: System["exercise"]["messagesOf"] = async ({ ticket, comment, closing, notice }, place) => {
  const keyed = { ...notice, key: "exercise" };
  const { payload } = eventOf(keyed, "exercise", "watchkeeper");
  const mail = await composed(keyed, mailSettings, 0);
  const at = (form: Output["form"], name: string, text: string): Output => ({ form, name: `${name} ${place}`, text });
  const bodies = { ticket: ticket.body, comment, closing };
  return [
    at("chat", "a message in Slack", messageOf(keyed, "C0EXERCISE").text),
    at("card", "a card in Teams", JSON.stringify(cardOf(notice))),
    at("plain", "an event of PagerDuty", `${payload.summary}\n${payload.custom_details.text}`),
    at("mail", "a mail", Buffer.from(mail).toString("latin1")),
    at("plain", "the title of an issue", titleOf(ticket.title)),
    ...Object.entries(bodies).flatMap(([name, text]) => [
      at("card", `a ${name} in Jira`, JSON.stringify(documentOf(text))),
      at("markdown", `a ${name} in a code block`, fenced(text)),
    ]),
  ];
};
