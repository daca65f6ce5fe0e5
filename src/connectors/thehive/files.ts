import type { Sink, TicketFile } from "../../ports/connector.ts";
import { jsonOf } from "../kit/answer.ts";
import { formOf, plainFile, plainName } from "../kit/ticket-file.ts";
import { AttachedNow, Attachments, api, type Hive, query } from "./hive.ts";

/** Attachments of one alert that are looked through: nobody but us and people attach any. */
const filesMax = 100;

/** Files of alerts; people who make a case of one find them there too. One of ours is told by its name and by who attached it. */
export function filesOf({ reader, us }: Hive): Sink<TicketFile> {
  const { name } = reader;
  return {
    name,
    async write({ ticket, ...file }, signal) {
      const path = [...api, "alert", ticket, "attachments"];
      const body = formOf("attachments", plainFile(name, file));
      const answer = await reader.write({ method: "POST", path, body, kind: "/api/v1/alert/*/attachments" }, signal);
      const [attached] = jsonOf(name, answer, AttachedNow).attachments;
      return { id: attached._id };
    },
    async find({ ticket, name: given }, signal) {
      const steps = [{ _name: "getAlert", idOrName: ticket }, { _name: "attachments" }, { _name: "page", from: 0, to: filesMax }];
      const [me, all] = await Promise.all([us(signal), reader.json(query("attachments", ...steps), Attachments, signal)]);
      const found = all.find((each) => each._createdBy === me && each.name === plainName(given));
      return found && { id: found._id };
    },
  };
}
