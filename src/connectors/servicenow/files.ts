import type { Sink, TicketFile } from "../../ports/connector.ts";
import { jsonOf } from "../kit/answer.ts";
import { plainFile, plainName } from "../kit/ticket-file.ts";
import { Attachments, Written } from "./answers.ts";
import { condition, type Now } from "./now.ts";

const candidatesMax = 50;

/** Files of incidents. One of ours is told by its name and by who attached it. */
export function filesOf({ reader, settings }: Now): Sink<TicketFile> {
  const { name } = reader;
  return {
    name,
    async write({ ticket, ...file }, signal) {
      const { name: file_name, bytes, type } = plainFile(name, file);
      const query = { table_name: "incident", table_sys_id: ticket, file_name };
      const path = ["api", "now", "attachment", "file"];
      const { result } = jsonOf(name, await reader.write({ method: "POST", path, query, body: { bytes, type } }, signal), Written);
      return { id: result.sys_id };
    },
    async find({ ticket, name: given }, signal) {
      const wanted = plainName(given);
      const where = [["table_name", "incident"] as const, ["table_sys_id", ticket] as const, ["file_name", wanted] as const];
      const query = {
        sysparm_query: where.map(([column, value]) => condition(column, "=", value)).join("^"),
        sysparm_limit: String(candidatesMax),
      };
      const { result } = await reader.json({ method: "GET", path: ["api", "now", "attachment"], query }, Attachments, signal);
      // A condition that ServiceNow does not understand is left out by it, so what comes is looked at.
      const found = result.find(
        (each) => each.table_sys_id === ticket && each.file_name === wanted && each.sys_created_by === settings.user,
      );
      return found && { id: found.sys_id };
    },
  };
}
