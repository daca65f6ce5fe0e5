import type { LightMyRequestResponse } from "fastify";
import { type Browser, codeNow, fromBase32, goodPassword, home, openBrowser } from "./access-scene.ts";
import type { DeskHeld, Settling } from "./crossing-desk.ts";
import type { Held, Proofs } from "./crossing-examples.ts";
import type { FakeClock } from "./fake-clock.ts";
import { softPasskey } from "./soft-passkey.ts";

type People = Omit<Held, "tenant" | "word" | "world" | "sample" | keyof DeskHeld> & Proofs;

/** Fills what people do: accounts, a token, sessions, passkeys, tickets, an ask, a pack; all by the routes themselves. */
export async function settlePeople(
  settling: Settling & { readonly clock: FakeClock; readonly page: Browser; readonly link: string; readonly world: string },
): Promise<People> {
  const { scene, clock, tenant, word, times, page, link, world } = settling;
  const tokenIn = (url: string) => new URLSearchParams(new URL(url).hash.slice(1)).get("token") ?? "";
  const ask = asker(page);
  // Standing orders name mara: signed deeds come as far as her signature.
  await page.signIn("link", { tenant, link: tokenIn(link), name: "mara", password: goodPassword });
  const secret = await page.enrolTotp(clock);
  const account = (await ask("GET", "people")).people[0].id as string;
  const make = async (name: string) => (await ask("POST", "people", { name: `${name}.${word}`, roles: ["analyst"] })).id as string;
  for (let each = 1; each < times; each++) for (const name of ["a", "b", "c", "d"]) await make(`${name}${each}`);
  const linkOf = async (id: string) => tokenIn((await ask("POST", `people/${id}/link`)).link as string);
  const chief = await make("chief");
  await ask("PUT", `people/${chief}/roles/admin`);
  await ask("POST", `people/${chief}/lock`, { because: word });
  const second = await make("second");
  const name = `second.${word}`;
  const link2 = await linkOf(second);
  await openBrowser(scene.server, {}).signIn("link", { tenant, link: link2, password: goodPassword });
  const endsAt = new Date(clock.nowMs() + 1e9).toISOString();
  const robot = (await ask("POST", "tokens", { label: `robot ${word}`, rights: ["read"], endsAt })).id as string;

  const [key, newKey] = [softPasskey("es256", home), softPasskey("es256", home)];
  const options = await ask("POST", "account/passkeys/options");
  const added = await ask("POST", "account/passkeys", { ticket: options.ticket, made: key.make(options.options.challenge), label: word });
  const further = await ask("POST", "account/passkeys/options");
  const door = openBrowser(scene.server, {});
  const shownTo = (await door.ask("POST", "/api/v1/sign-in/passkey/options", { tenant })).json();
  const totp = await ask("POST", "account/totp");
  const half = (await door.signIn("password", { tenant, name: "mara", password: goodPassword })).json();
  clock.pass(30_000);
  const again = openBrowser(scene.server, {});
  const begun = (await again.signIn("password", { tenant, name: "mara", password: goodPassword })).json();
  const entered = await again.signIn("factor", { tenant, ticket: begun.ticket, factor: { kind: "code", code: codeNow(secret, clock) } });
  // The scene's own clock goes along: some routes ask it how fresh a second factor is.
  scene.clock.set(clock.nowMs());
  let handover = await ask("POST", "handovers", {});
  for (let each = 1; each < times; each++) handover = await ask("POST", "handovers", {});
  const underHandover = `handovers/${handover.line.id}`;
  const noted = await ask("POST", `${underHandover}/notes`, { about: "handover", text: word });
  const signed = await ask("POST", `${underHandover}/sign`, { digest: noted.digest });
  return {
    handover: signed.line.id,
    handoverDigest: signed.digest,
    account,
    second,
    name,
    robot,
    ask: (await ask("GET", "people")).asks[0].id,
    session: entered.json().signedIn.session,
    passkey: added.passkey,
    link: await linkOf(await make("third")),
    factorTicket: half.ticket,
    stepUpTicket: (await ask("POST", "session/step-up/options")).ticket,
    totpTicket: totp.ticket,
    newPasskeyTicket: further.ticket,
    passkeyTicket: shownTo.ticket,
    pack: (await ask("POST", `journal/${world}/packs`, { because: word })).id,
    code: () => codeNow(secret, clock),
    newCode: () => codeNow(fromBase32(totp.secret), clock),
    shown: key.show(shownTo.options.challenge, { userHandle: account }),
    made: newKey.make(further.options.challenge),
  };
}

function asker(page: Browser) {
  return async (method: "GET" | "POST" | "PUT", path: string, body?: object) => {
    const answer: LightMyRequestResponse = await page.ask(method, `/api/v1/${path}`, body);
    if (answer.statusCode >= 300) throw new Error(`${method} ${path}: ${answer.body}`);
    return answer.json();
  };
}
