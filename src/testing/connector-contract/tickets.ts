import assert from "node:assert/strict";
import type { NewTicket, TicketFile, Ticketing } from "../../ports/connector.ts";
import { type ConnectorScene, hostileTexts, inScene, type OpenScene, openIn, type SinkScene, still } from "./scene.ts";
import { type Ready, readyOf, sinkHolds } from "./sinks.ts";

/** What every ticket system promises, both ways. */
export function ticketsHold(open: OpenScene): void {
  sinkHolds(open, {
    title: "tickets",
    ready: async ({ tickets: scene }, { tickets }) => scene && tickets && readyOf<NewTicket>(tickets.tickets, scene.tickets),
  });
  sinkHolds(open, {
    title: "comments",
    ready: async (scene, { tickets }) => (scene.tickets && tickets ? commentsOf(scene, tickets) : undefined),
  });
  sinkHolds(open, {
    title: "files of tickets",
    ready: async (scene, { tickets }) => (scene.tickets?.files && tickets ? filesOf(scene, tickets) : undefined),
  });
  inScene("files of tickets: they are plain text under a plain name, bounded, and nobody else's is taken for ours", open, filesArePlain);
  inScene("tickets: what people decide and write there comes back, and nothing of ours", open, comesBack);
  inScene("tickets: what we closed is closed, with our words", open, closes);
}

/** Comments need a ticket: one for each scene, found again after a restart. */
async function commentsOf(scene: ConnectorScene, tickets: Ticketing): Promise<Ready> {
  const { tickets: made, comments } = scene.tickets!;
  const written = (await tickets.tickets.find(made.another, still())) ?? (await tickets.tickets.write(made.another, still()));
  const about: SinkScene<{ readonly ticket: string; readonly text: string }> = {
    what: { ticket: written.id, text: "the verdict changed", key: "comment-1" },
    another: { ticket: written.id, text: "evidence was added", key: "comment-2" },
    view: () => comments(written.id),
  };
  return readyOf(tickets.comments, about);
}

const fileIn = (ticket: string, name: string, text = `# ${name}\n`): TicketFile & { readonly key: string } => {
  const type = name.endsWith(".html") ? "text/html" : "text/markdown";
  return { ticket, name, type, text, key: `file-${name}` };
};

/** Files need a ticket too. */
async function filesOf(scene: ConnectorScene, tickets: Ticketing): Promise<Ready> {
  const { tickets: made, files } = scene.tickets!;
  const { id } = (await tickets.tickets.find(made.another, still())) ?? (await tickets.tickets.write(made.another, still()));
  const view = () => files!.view(id);
  return readyOf<TicketFile>(tickets.files!, {
    what: fileIn(id, "report.md"),
    another: fileIn(id, "report.html", "<script>alert(1)</script>"),
    view,
    text: { holding: (text) => fileIn(id, `text-${view().length}.md`, text), shown: () => view().at(-1)?.text },
  });
}

async function filesArePlain(scene: ConnectorScene, tell: (line: string) => void): Promise<void> {
  const { tickets } = openIn(scene).connector;
  const files = scene.tickets?.files;
  if (!files || !tickets?.files) return tell("left out, as nothing of this kind is served");
  const { id } = await tickets.tickets.write(scene.tickets!.tickets.what, still());
  const page = fileIn(id, "report.html", "<script>alert(1)</script>\r\n--watchkeeper\r\n\u{1f441}");
  files.attach(id, "report.html.txt", "somebody else's");
  files.attach(id, "report.md", "somebody else's");
  assert.equal(await tickets.files.find(page, still()), undefined, "somebody else's file is taken for ours");
  await tickets.files.write(page, still());
  assert.ok(await tickets.files.find(page, still()));
  assert.equal(await tickets.files.find(fileIn(id, "report.md"), still()), undefined);
  const { name, type, text } = files.view(id).at(-1)!;
  assert.deepEqual([name, type, text], ["report.html.txt", "text/plain; charset=utf-8", page.text]);
  const before = files.view(id).length;
  for (const bad of [fileIn(id, "report.md", "x".repeat(1_000_001)), fileIn(id, '../"\r\nX: y.md')])
    await assert.rejects(tickets.files.write(bad, still()), { code: "sink/refused", retry: "never" });
  assert.equal(files.view(id).length, before);
}

async function comesBack(scene: ConnectorScene, tell: (line: string) => void): Promise<void> {
  if (!scene.tickets) return tell("left out, as nothing of this kind is served");
  const { tickets } = openIn(scene).connector;
  const { people, tickets: made } = scene.tickets;
  const { id } = await tickets!.tickets.write(made.what, still());
  const opened = await tickets!.read(id, still());
  assert.equal(opened.state, "open");
  assert.equal(opened.closure, undefined);
  await tickets!.comments.write({ ticket: id, text: "ours", key: "comment-1" }, still());
  for (const text of hostileTexts) people.comment(id, text);
  const commented = await tickets!.read(id, still());
  assert.deepEqual(
    commented.comments.map(({ text }) => text),
    hostileTexts,
    "comments of people are not as they wrote them, or ours are among them",
  );
  assert.notEqual(commented.revision, opened.revision);
  assert.deepEqual(await tickets!.read(id, still()), commented, "the same ticket reads otherwise the second time");
  people.close(id, "false-positive");
  const closed = await tickets!.read(id, still());
  assert.match(closed.state, /^(?:resolved|closed)$/);
  assert.equal(closed.closure?.verdict, "false-positive");
  assert.notEqual(closed.revision, commented.revision);
}

async function closes(scene: ConnectorScene, tell: (line: string) => void): Promise<void> {
  if (!scene.tickets) return tell("left out, as nothing of this kind is served");
  const { tickets } = openIn(scene).connector;
  const { id } = await tickets!.tickets.write(scene.tickets.tickets.what, still());
  const closing = { ticket: id, verdict: "false-positive", text: "nothing happened", key: "closing-1" };
  assert.equal(await tickets!.closing.find(closing, still()), undefined);
  await tickets!.closing.write(closing, still());
  assert.ok(await tickets!.closing.find(closing, still()));
  assert.match((await tickets!.read(id, still())).state, /^(?:resolved|closed)$/);
}
