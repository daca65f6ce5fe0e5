import { z } from "zod";
import { SocError } from "../../core/soc-error.ts";
import type { Sink, Written } from "../../ports/connector.ts";
import { jsonOf } from "./answer.ts";
import { unexpectedAnswer } from "./http-refusals.ts";
import type { Reader } from "./reader.ts";

const Created = z.object({ _id: z.string(), result: z.literal("created") });
const Found = z.object({ _id: z.string(), found: z.literal(true) });
const Missing = z.union([
  z.object({ _id: z.string(), found: z.literal(false) }),
  // Nothing was ever written there: the index is made by the first document.
  z.object({ error: z.object({ type: z.literal("index_not_found_exception") }) }),
]);
const notFound = 404;

/** One document for each key in an index of ours: the key is the document's id, so that the index itself refuses a second one. */
export function indexSink<What>(
  reader: Reader,
  index: string,
  shown: (what: What & { readonly key: string }) => Readonly<Record<string, unknown>>,
): Sink<What> {
  const find = async ({ key }: { readonly key: string }, signal: AbortSignal): Promise<Written | undefined> => {
    const question = { method: "GET", path: [index, "_doc", key], query: { _source: "false" }, kind: "/*/_doc/*" } as const;
    const answer = await reader.ask(question, signal, [notFound]);
    if (answer.status === notFound) {
      const said = jsonOf(reader.name, answer, Missing);
      if ("_id" in said && said._id !== key) throw unexpectedAnswer(reader.name, "another document than was asked for");
      return undefined;
    }
    if (jsonOf(reader.name, answer, Found)._id !== key) throw unexpectedAnswer(reader.name, "another document than was asked for");
    return { id: key };
  };
  return {
    name: reader.name,
    find,
    async write(what, signal) {
      const { key } = what;
      const change = { method: "PUT", path: [index, "_create", key], body: { json: shown(what) }, kind: "/*/_create/*" } as const;
      try {
        const { _id } = jsonOf(reader.name, await reader.write(change, signal), Created);
        if (_id !== key) throw unexpectedAnswer(reader.name, "another document than was written");
        return { id: key };
      } catch (cause) {
        // It is there already: what was asked for is so.
        const isTurnedDown = cause instanceof SocError && cause.code === "sink/refused" && cause.retry === "never";
        const there = isTurnedDown ? await find(what, signal).catch(() => undefined) : undefined;
        if (there) return there;
        throw cause;
      }
    },
  };
}
