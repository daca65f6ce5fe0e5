import { type Said, type Seen, startDouble } from "./double.ts";

// A workflow of Microsoft Teams that waits for webhook requests, from Microsoft's published description (the form of a message and of a card, that a POST is
// answered with 202 and nothing else, and refusals as {error: {code, message}}: from memory, MEM; what a GET is answered with is the least certain part).

export const workflowPath = "/workflows/0123456789abcdef/triggers/manual/paths/invoke";
export const signature = "workflow-signature-0123456789";

type Card = {
  readonly body: { readonly type: string; readonly inlines?: { readonly type: string; readonly text: string }[] }[];
  readonly actions?: { url: string }[];
};

/** Starts the workflow; what it posts is kept. */
export async function startTeams() {
  const posted: Card[] = [];
  const no = (status: number, code: string): Said => ({ status, json: { error: { code, message: "as the vendor says it" } } });
  const answer = (seen: Seen): Said => {
    if (seen.path !== workflowPath) return no(404, "WorkflowNotFound");
    if (seen.query.get("sig") !== signature) return no(401, "MissingSharedAccessSignature");
    if (seen.method !== "POST") return no(404, "TriggerRequestMethodNotValid");
    const message = JSON.parse(seen.text) as { type?: string; attachments?: { contentType?: string; content?: Card }[] };
    const [first] = message.attachments ?? [];
    if (message.type !== "message" || first?.contentType !== "application/vnd.microsoft.card.adaptive" || !first.content)
      return no(400, "TriggerInputSchemaMismatch");
    posted.push(first.content);
    return { status: 202, nothing: true };
  };
  const double = await startDouble(answer);
  return {
    double,
    posted,
    address: `${double.url}${workflowPath}?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=${signature}`,
  };
}

/** What people read in a card: its runs, one a line. Anything but runs would be read as Markdown. */
export const shownByTeams = ({ body }: Card): string =>
  body
    .map(({ type, inlines = [] }) => (type === "RichTextBlock" ? inlines.map(({ text }) => text).join("") : `markup: ${type}`))
    .join("\n");
