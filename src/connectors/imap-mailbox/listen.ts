import { createHash } from "node:crypto";
import { SocError } from "../../core/soc-error.ts";
import type { Clock } from "../../ports/clock.ts";
import { deliveryBytesMax, type IntakeRecord, recordBytesMax } from "../../ports/intake.ts";
import type { Listening } from "../../ports/source.ts";
import { type Listed, type OpenFolder, withFolder } from "./session.ts";
import type { MailboxSettings } from "./settings.ts";

/** Mails of one delivery, and of one move. */
const deliveryMailsMax = 50;
const deliveryMailBytesMax = deliveryBytesMax / 2;
/** How long we wait to be told that mail came before we look by ourselves, milliseconds. */
const idleMs = 4 * 60_000;
/** How often a mail may break the connection before it is put aside. */
const breaksMax = 3;
/** Connections that break one after the other, with nothing in between, before somebody is told. */
const reconnectsMax = 5;
const [firstPauseMs, longestPauseMs, fullPauseMsMax] = [500, 15_000, 60_000];

/** Where we are in the folder: everything up to `uid` was kept, while uids have the meaning that `validity` gives them. */
type Place = { readonly validity: string; readonly uid: number };
/** How often each mail broke the connection. */
type Breaks = Map<number, number>;
/** What the intake said no with; it is passed on as it is, and is no matter of the mailbox. */
type Refusal = { error?: unknown };

/** Hands over what is in the folder and what comes, until the signal; moves it away once it is kept. Throws what a person must look at. */
export async function listenTo(settings: MailboxSettings, clock: Clock, listening: Listening): Promise<void> {
  const { signal } = listening;
  const breaks: Breaks = new Map();
  const refusal: Refusal = {};
  let isReady = false;
  for (let broken = 0; !signal.aborted; ) {
    try {
      await withFolder(settings, signal, async (folder) => {
        if (!isReady) listening.ready(`${settings.folder} of ${settings.user} at ${settings.host}`);
        isReady = true;
        await follow(folder, { clock, listening, breaks, refusal }, () => {
          broken = 0;
        });
      });
    } catch (error) {
      if (signal.aborted) return;
      if (refusal.error !== undefined) throw refusal.error;
      broken++;
      if (!isReady || broken > reconnectsMax || !(error instanceof SocError) || error.code !== "connector/not-reached") throw error;
      await clock.sleep(Math.min(longestPauseMs, firstPauseMs * 2 ** broken), signal).catch(() => undefined);
    }
  }
}

async function follow(folder: OpenFolder, taking: Taking, went: () => void): Promise<void> {
  const { listening } = taking;
  const { signal } = listening;
  let place = placeOf(await listening.cursor(), folder.validity);
  await clearAway(folder, place);
  while (!signal.aborted) {
    const listed = await folder.list(place.uid, deliveryMailsMax);
    if (listed.length === 0) await folder.arrival(idleMs, signal);
    else place = await take(folder, listed, place, taking);
    went();
  }
}

/** Under another validity all uids are others: we begin anew, and what was kept before is known by its id. */
function placeOf(cursor: string | undefined, validity: string): Place {
  const [known, uid] = (cursor ?? "").split("/");
  return { validity, uid: known === validity && /^\d{1,10}$/.test(uid ?? "") ? Number(uid) : 0 };
}

/** What was kept before a crash and not moved yet. */
async function clearAway(folder: OpenFolder, place: Place): Promise<void> {
  for (;;) {
    const left = (await folder.list(0, deliveryMailsMax)).filter(({ uid }) => uid <= place.uid);
    if (left.length === 0) return;
    await folder.move(left.map(({ uid }) => uid));
  }
}

type Taking = { readonly clock: Clock; readonly listening: Listening; readonly breaks: Breaks; readonly refusal: Refusal };

/** Reads some mails, hands them over with the place after them, and moves them once they are kept. */
async function take(folder: OpenFolder, listed: readonly Listed[], place: Place, taking: Taking): Promise<Place> {
  const records: IntakeRecord[] = [];
  const refused: { id: string; reason: string; says: string }[] = [];
  let bytesHeld = 0;
  const [taken, there]: [number[], number[]] = [[], []];
  for (const mail of listed) {
    if (bytesHeld + mail.sizeBytes > deliveryMailBytesMax && taken.length > 0) break;
    const why = whyNot(mail, taking.breaks);
    const bytes = why ? undefined : await read(folder, mail.uid, taking.breaks);
    // Whatever the list said, what came counts.
    const isFit = bytes !== undefined && bytes.length <= recordBytesMax;
    if (isFit && !records.some(({ id }) => id === idOf(bytes)))
      records.push({ id: idOf(bytes), bytes, ...(mail.arrivedMs !== undefined && { sentAtMs: mail.arrivedMs }) });
    if (why || (bytes && !isFit)) refused.push({ id: `mail ${place.validity}/${mail.uid}`, ...(why ?? tooLarge(bytes?.length ?? 0)) });
    bytesHeld += bytes?.length ?? 0;
    taken.push(mail.uid);
    // Somebody may have moved it meanwhile: then it is theirs.
    if (why || bytes) there.push(mail.uid);
  }
  const uid = Math.max(place.uid, ...taken);
  await handOver({ records, refused, cursor: `${place.validity}/${uid}` }, taking);
  if (there.length > 0) await folder.move(there);
  return { ...place, uid };
}

async function read(folder: OpenFolder, uid: number, breaks: Breaks): Promise<Uint8Array | undefined> {
  breaks.set(uid, (breaks.get(uid) ?? 0) + 1);
  const bytes = await folder.bytes(uid);
  breaks.delete(uid);
  return bytes;
}

function whyNot({ uid, sizeBytes }: Listed, breaks: Breaks): { reason: string; says: string } | undefined {
  if (sizeBytes > recordBytesMax) return tooLarge(sizeBytes);
  if ((breaks.get(uid) ?? 0) < breaksMax) return undefined;
  return { reason: "unreadable", says: `the connection broke ${breaksMax} times while this mail was read; it is in the processed folder` };
}

const tooLarge = (sizeBytes: number) => ({
  reason: "too-large",
  says: `a mail of ${sizeBytes} bytes, where ${recordBytesMax} may be; it is in the processed folder`,
});

/** Hands over until it is taken: while more waits than may wait, mails stay where they are. */
async function handOver(delivery: Parameters<Listening["handOver"]>[0], { clock, listening, refusal }: Taking): Promise<void> {
  for (;;) {
    try {
      await listening.handOver(delivery);
      return;
    } catch (error) {
      if (!(error instanceof SocError) || error.code !== "intake/full" || error.retry === "never") {
        refusal.error = error;
        throw error;
      }
      await clock.sleep(Math.min(error.retry.afterMs, fullPauseMsMax), listening.signal);
    }
  }
}

const idLengthMax = 100;

/** What the mail calls itself, made plain, with the digest of its bytes: two mails may carry one Message-ID, and one mail may come under several uids. */
export function idOf(bytes: Uint8Array): string {
  const digest = createHash("sha256").update(bytes).digest("hex");
  const head = Buffer.from(bytes.subarray(0, 65_536)).toString("latin1");
  const named = /^message-id:[ \t]*(?:\r?\n[ \t]+)?<([!-;=?-~]{1,900})>/im.exec(head.slice(0, headEnd(head)))?.[1] ?? "";
  return `${named.slice(0, idLengthMax)} ${digest}`.trimStart();
}

function headEnd(head: string): number {
  const at = head.search(/\r?\n\r?\n/);
  return at < 0 ? head.length : at;
}
