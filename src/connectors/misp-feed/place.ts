import { SocError } from "../../core/soc-error.ts";
import { openFolder } from "../kit/folder.ts";
import { unexpectedAnswer } from "../kit/http.ts";
import { parseJson } from "../kit/json.ts";
import type { Reader } from "../kit/reader.ts";

/** Where the files of a feed are: each by its name, as names of folders and a file. */
export type FeedPlace = {
  /** What a file holds. "too-large" is a file that we never could read; any other trouble throws. */
  readonly json: (path: readonly string[], signal: AbortSignal) => Promise<{ readonly value: unknown } | "too-large">;
};

/** The most bytes of one file in a folder; over HTTP the kit takes fewer. */
const fileBytesMax = 64 * 1_048_576;
const requestMs = 60_000;

/** A feed on a server. */
export function placeAt(reader: Reader): FeedPlace {
  return {
    async json(path, signal) {
      try {
        const answer = await reader.ask({ method: "GET", path, timeMs: requestMs, kind: "/…" }, signal);
        return whole(reader.name, answer.bytes);
      } catch (cause) {
        if (cause instanceof SocError && cause.detail === "TOO_LARGE") return "too-large";
        throw cause;
      }
    },
  };
}

/** A feed in a folder that somebody else fills. */
export function placeIn(name: string, folder: string): FeedPlace {
  return {
    async json(path) {
      const files = await openFolder(name, folder);
      const [found] = await files.list([path.join("/")]);
      const handle = found && (await files.open(found));
      if (!handle) throw notThere(name, path.join("/"));
      try {
        const { size } = await handle.stat();
        if (size > fileBytesMax) return "too-large";
        const bytes = Buffer.alloc(size);
        let at = 0;
        while (at < size) {
          const { bytesRead } = await handle.read(bytes, at, size - at, at);
          if (bytesRead === 0) throw unexpectedAnswer(name, "a file that became shorter");
          at += bytesRead;
        }
        return whole(name, bytes);
      } finally {
        await handle.close();
      }
    },
  };
}

function whole(name: string, bytes: Uint8Array): { readonly value: unknown } {
  const parsed = parseJson(bytes);
  if (!parsed) throw unexpectedAnswer(name, "no JSON");
  return parsed;
}

const notThere = (name: string, path: string) =>
  new SocError({
    code: "connector/not-readable",
    problem: `"${name}" has no file ${path}, or this user may not read it`,
    remedy: "look at the folder in its settings, and at who may read it",
    retry: { afterMs: 60_000 },
  });
