import type { Sink, TicketFile } from "../../ports/connector.ts";
import { jsonOf } from "../kit/answer.ts";
import { formOf, plainFile, plainName } from "../kit/ticket-file.ts";
import { AttachedNow, Attachments } from "./answers.ts";
import { asked, type Jira } from "./jira.ts";

/** Files of issues. One of ours is told by its name and by who attached it. */
export function filesOf({ reader, us }: Jira): Sink<TicketFile> {
  const { name } = reader;
  return {
    name,
    async write({ ticket, ...file }, signal) {
      const path = ["rest", "api", "3", "issue", ticket, "attachments"];
      // Jira takes forms from nobody who does not say that no page made them.
      const headers = { "x-atlassian-token": "no-check" };
      const answer = await reader.write({ method: "POST", path, headers, body: formOf("file", plainFile(name, file)) }, signal);
      const [attached] = jsonOf(name, answer, AttachedNow);
      return { id: attached.id };
    },
    async find({ ticket, name: given }, signal) {
      const question = asked(["issue", ticket], { fields: "attachment" });
      const [me, issue] = await Promise.all([us(signal), reader.json(question, Attachments, signal)]);
      const found = issue.fields.attachment.find(({ author, filename }) => author?.accountId === me && filename === plainName(given));
      return found && { id: found.id };
    },
  };
}
