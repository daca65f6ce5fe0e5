import { z } from "zod";
import { jsonOf } from "../../connectors/kit/answer.ts";
import { SocError } from "../../core/soc-error.ts";
import type { Sink, Ticketing, TicketState } from "../../ports/connector.ts";
import type { Toy } from "./defects.ts";

const Made = z.object({ id: z.string().min(1).max(200) });
const Found = z.object({ items: z.array(Made) });
const Ticket = z.object({
  id: z.string(),
  state: z.enum(["open", "closed"]),
  revision: z.number(),
  closure: z.object({ code: z.string(), says: z.string(), key: z.string() }).nullable(),
  comments: z.array(z.object({ id: z.string(), key: z.string(), by: z.string(), text: z.string() })),
});

type Shown = { readonly title: string; readonly text: string };

/** Writes items of one kind, each under its key. */
export function toySink<What>(toy: Toy, kind: string, shown: (what: What) => Shown): Sink<What> {
  const { reader, defect } = toy;
  return {
    name: reader.name,
    async write(what, signal) {
      const change = { method: "POST", path: [kind], body: { json: { key: what.key, ...shown(what) } } } as const;
      const send = () => reader.write(change, signal);
      const answer = await send().catch((cause: unknown) => {
        if (!(cause instanceof SocError) || cause.code === "sink/refused") throw cause;
        if (defect === "repeats a write after a lost answer") return send();
        if (defect === "says no when nobody knows") throw new SocError({ ...fieldsOf(cause), code: "sink/refused" });
        throw cause;
      });
      if (defect === "takes a sign-in page for success") return { id: "1" };
      return { id: jsonOf(reader.name, answer, Made).id };
    },
    async find({ key }, signal) {
      const asked = reader.json({ method: "GET", path: [kind], query: { key } }, Found, signal);
      const { items } = await asked.catch((cause: unknown) => {
        if (defect === "finds nothing when it cannot look") return { items: [] };
        throw cause;
      });
      const [first] = items;
      return first && { id: first.id };
    },
  };
}

const fieldsOf = ({ code, problem, remedy, retry }: SocError) => ({ code, problem, remedy, retry });

/** Tickets of the toy, both ways. */
export function toyTickets(toy: Toy): Ticketing {
  const { reader, defect } = toy;
  const one = (id: string, signal: AbortSignal) => reader.json({ method: "GET", path: ["tickets", id] }, Ticket, signal);
  const post = async (ticket: string, part: string, json: unknown, signal: AbortSignal) =>
    jsonOf(reader.name, await reader.write({ method: "POST", path: ["tickets", ticket, part], body: { json } }, signal), Ticket);
  return {
    tickets: toySink(toy, "tickets", ({ title, body }) => ({ title, text: body })),
    comments: {
      name: reader.name,
      async write({ ticket, text, key }, signal) {
        const { comments } = await post(ticket, "comments", { text, key }, signal);
        return { id: comments.findLast((each) => each.key === key)?.id ?? "0" };
      },
      async find({ ticket, key }, signal) {
        const found = (await one(ticket, signal)).comments.find((each) => each.key === key);
        return found && { id: found.id };
      },
    },
    closing: {
      name: reader.name,
      async write({ ticket, verdict, text, key }, signal) {
        await post(ticket, "close", { code: verdict, text, key }, signal);
        return { id: ticket };
      },
      async find({ ticket, key }, signal) {
        return (await one(ticket, signal)).closure?.key === key ? { id: ticket } : undefined;
      },
    },
    async read(id, signal) {
      const { state, revision, closure, comments } = await one(id, signal);
      const theirs = comments.filter(({ key }) => key === "" || defect === "takes our own comments for people's");
      return {
        id,
        state,
        revision: String(revision),
        ...closureOf(closure),
        comments: theirs.map(({ id, by, text }) => ({ id, atMs: 0, by, text })),
      };
    },
  };
}

function closureOf(closure: z.output<typeof Ticket>["closure"]): Pick<TicketState, "closure"> {
  if (!closure) return {};
  const verdict = closure.code === "false-positive" || closure.code === "true-positive" ? closure.code : undefined;
  return { closure: { code: closure.code, says: closure.says, ...(verdict && { verdict }) } };
}
