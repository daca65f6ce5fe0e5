import { type Double, type Said, type Seen, startDouble } from "./double.ts";

/**
 * The XML API of a Palo Alto firewall: an error is a 200 with `status="error"` inside, a tag that is there already is an error that says "ignore", and
 * registered addresses are shown one entry each.
 */
export async function startPaloAlto() {
  const tags = new Map<string, Map<string, string | undefined>>();
  let refuses = false;
  let instead: string | undefined;
  const double: Double = await startDouble((seen) => {
    if (seen.path !== "/api" || seen.method !== "POST") return { status: 404, text: "not found", type: "text/html" };
    if (seen.header("x-pan-key") !== "canary-key")
      return {
        status: 403,
        text: `<response status = 'error' code = '403'><result><msg>Invalid Credential</msg></result></response>`,
        type: "application/xml",
      };
    const form = new URLSearchParams(seen.text);
    const cmd = form.get("cmd") ?? "";
    if (form.get("type") === "op") return instead === undefined ? operate(cmd) : xml(instead);
    if (form.get("type") === "user-id") return update(seen, cmd);
    return failure("17", "<line>Invalid type</line>");
  });

  function operate(cmd: string): Said {
    if (cmd === "<show><system><info></info></system></show>")
      return success("<system><hostname>pa-1</hostname><sw-version>11.1.2</sw-version></system>");
    const ip = /^<show><object><registered-ip><ip>([^<]+)<\/ip><\/registered-ip><\/object><\/show>$/.exec(cmd)?.[1];
    if (ip === undefined) return failure("17", "<line><![CDATA[ show -> object -> registered-ip is unexpected]]></line>");
    const held = [...(tags.get(ip) ?? new Map()).keys()];
    if (held.length === 0) return success("<count>0</count>");
    const members = held.map((each) => `<member>${each}</member>`).join("");
    return success(`<entry ip="${ip}" from_agent="0" persistent="1"><tag>${members}</tag></entry><count>1</count>`);
  }

  function update(_seen: Seen, cmd: string): Said {
    if (refuses) return failure("16", "<line>Unauthorized request</line>");
    const [, what, ip, attributes = "", tag] =
      /^<uid-message><version>2\.0<\/version><type>update<\/type><payload><(register|unregister)><entry ip="([^"]+)"><tag><member([^>]*)>([^<]+)<\/member><\/tag><\/entry><\/\1><\/payload><\/uid-message>$/.exec(
        cmd,
      ) ?? [];
    if (!what || !ip || !tag) return failure("18", "<line>Malformed uid-message</line>");
    const held = tags.get(ip) ?? new Map<string, string | undefined>();
    if (what === "register" && held.has(tag)) return entryFailure(what, ip, `tag ${tag} already exists, ignore`);
    if (what === "unregister" && !held.has(tag)) return entryFailure(what, ip, `tag ${tag} does not exist, ignore unreg`);
    if (what === "register") held.set(tag, /timeout="(\d+)"/.exec(attributes)?.[1]);
    else held.delete(tag);
    tags.set(ip, held);
    return success(
      "<uid-response><version>2.0</version><payload><register></register></payload></uid-response>",
      "<msg><line>ok</line></msg>",
    );
  }

  return {
    double,
    tag: (ip: string, tag: string) => void tags.set(ip, (tags.get(ip) ?? new Map()).set(tag, undefined)),
    tagsOf: (ip: string) => Object.fromEntries(tags.get(ip) ?? []),
    /** From now on every question is answered by this. */
    say: (text: string) => {
      instead = text;
    },
    refuse: () => {
      refuses = true;
    },
  };
}

const xml = (text: string): Said => ({ status: 200, text, type: "application/xml; charset=UTF-8" });
const success = (result: string, before = "") => xml(`<response status="success">${before}<result>${result}</result></response>`);
const failure = (code: string, message: string) => xml(`<response status="error" code="${code}"><msg>${message}</msg></response>`);
const entryFailure = (what: string, ip: string, message: string) =>
  xml(
    `<response status="error"><msg><line><uid-response><version>2.0</version><payload><${what}><entry ip="${ip}" message="${message}"/></${what}></payload></uid-response></line></msg></response>`,
  );
