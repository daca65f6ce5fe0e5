import { type Said, type Seen, startDouble, tokenBooth } from "./double.ts";

// A mailbox of Microsoft Graph as far as folders, the delta query of messages, their MIME content and moving them go, from its published reference (message:
// delta, message: move, "Get MIME content", "immutable identifiers"; from memory of the documentation, MEM): links hold opaque tokens, a token that is too old is
// answered with 410, and an id changes with the folder unless immutable ones are asked for.

type Mail = { readonly id: string; readonly mime: string; readonly received: string; folder: string };
const [inbox, processed] = ["AAMkInbox=", "AAMkProcessed="];

/** Starts the product with a mailbox that has a folder "Processed" right below its inbox. */
export async function startGraphMail() {
  const mails: Mail[] = [];
  const tokens = tokenBooth();
  let [isStuck, isGone, mayMove] = [false, false, true];
  const found = (value: unknown[]): Said => ({
    status: 200,
    json: { "@odata.context": "https://graph.example.test/v1.0/$metadata", value },
  });
  const idOf = (seen: Seen, mail: Mail) => (/ImmutableId/.test(seen.header("prefer") ?? "") ? mail.id : `${mail.id}-in-${mail.folder}`);

  function delta(seen: Seen): Said {
    const [skip, from] = [seen.query.get("$skiptoken"), seen.query.get("$deltatoken")];
    if (isGone && (skip ?? from) !== null) return failure(410, "syncStateNotFound");
    const size = Number(/maxpagesize=(\d+)/.exec(seen.header("prefer") ?? "")?.[1] ?? "10");
    const at = Number(/-(\d+)$/.exec(skip ?? from ?? "t-0")?.[1]);
    const waiting = mails.map((mail, index) => ({ mail, index })).filter(({ index }) => index >= at);
    const page = waiting.slice(0, size);
    const end = at + page.length;
    const value = page.map(({ mail }) =>
      mail.folder === inbox
        ? { id: idOf(seen, mail), receivedDateTime: mail.received }
        : { id: idOf(seen, mail), "@removed": { reason: "deleted" } },
    );
    const link = (name: string, to: number) =>
      `${double.url}/v1.0/users('x')/mailFolders('inbox')/messages/delta?$${name}=${encodeURIComponent(`${name}/+=-${to}`)}`;
    const more = isStuck
      ? { "@odata.nextLink": link("skiptoken", at) }
      : end < mails.length
        ? { "@odata.nextLink": link("skiptoken", end) }
        : { "@odata.deltaLink": link("deltatoken", end) };
    return { status: 200, json: { "@odata.context": "https://graph.example.test/v1.0/$metadata", ...more, value } };
  }

  function message(seen: Seen, id: string, what: string | undefined): Said {
    const mail = mails.find((each) => idOf(seen, each) === id);
    if (!mail) return failure(404, "ErrorItemNotFound");
    if (what === "$value" && seen.method === "GET") return { status: 200, text: mail.mime, type: "text/plain" };
    if (what === "move" && seen.method === "POST") {
      if (!mayMove) return failure(403, "ErrorAccessDenied");
      mail.folder = (JSON.parse(seen.text) as { destinationId: string }).destinationId;
      return { status: 201, json: { id: idOf(seen, mail), parentFolderId: mail.folder } };
    }
    return what === undefined ? { status: 200, json: { id, parentFolderId: mail.folder } } : failure(400, "ErrorInvalidRequest");
  }

  const double = await startDouble((seen) => {
    if (/\/oauth2\/v2\.0\/token$/.test(seen.path)) {
      if (new URLSearchParams(seen.text).get("client_secret") !== "canary-secret")
        return { status: 401, json: { error: "invalid_client" } };
      return { status: 200, json: { token_type: "Bearer", expires_in: 3599, access_token: tokens.give() } };
    }
    if (!tokens.accepts(seen.header("authorization"))) return failure(401, "InvalidAuthenticationToken");
    const [box, ...rest] = seen.path.split("/").slice(3).map(decodeURIComponent);
    if (box !== "abuse@example.test") return failure(404, "ErrorInvalidUser");
    const where = rest.join("/");
    if (where === "mailFolders") return found([]);
    if (where === "mailFolders/inbox/childFolders")
      return found(seen.query.get("$filter") === "displayName eq 'Processed'" ? [{ id: processed, displayName: "Processed" }] : []);
    if (where === "mailFolders/inbox/messages/delta") return delta(seen);
    if (rest[0] === "messages" && rest[1] !== undefined) return message(seen, rest[1], rest[2]);
    return failure(400, "BadRequest");
  });

  return {
    double,
    mails,
    processed,
    add(mime: string, timeMs: number): string {
      const id = `AAkALg/AA+${String(mails.length).padStart(6, "0")}=`;
      mails.push({ id, mime, received: new Date(timeMs).toISOString(), folder: inbox });
      return id;
    },
    holdStuck: () => {
      isStuck = true;
    },
    /** Whether every token that was given out is too old. */
    forget: (isSo: boolean) => {
      isGone = isSo;
    },
    forbidMoves: () => {
      mayMove = false;
    },
  };
}

const failure = (status: number, code: string): Said => ({
  status,
  json: {
    error: { code, message: "…", innerError: { date: "2026-01-02T03:04:05", "request-id": "11111111-2222-4333-8444-555555555555" } },
  },
});
