import { z } from "zod";
import type { EffectOrder, Observed } from "../../ports/effector.ts";
import { addressOf, addressShape, isSameAddress } from "../kit/address-target.ts";
import { changeAnswer, readAnswer, refused } from "../kit/answer.ts";
import { defineEffector, originOf, reachedAt } from "../kit/define.ts";
import { boundedEffector } from "../kit/effector.ts";
import { type Answer, type Origin, openOrigin, unexpectedAnswer } from "../kit/http.ts";
import type { Leave } from "../kit/leave.ts";
import { type PanAnswer, readPanAnswer } from "./answer.ts";

/** The longest that PAN-OS keeps a tag by a limit of its own, seconds; what shall stay longer is released by us alone. */
const timeoutSecondsMax = 2_592_000;

const Settings = z.strictObject({
  ...reachedAt,
  /** The tag that a dynamic address group looks for, in a rule that denies. */
  tag: z
    .string()
    .regex(/^[A-Za-z0-9_.-]{1,127}$/, "takes letters, digits and _ . -")
    .default("watchkeeper-blocked"),
  vsys: z
    .string()
    .regex(/^vsys\d{1,3}$/, 'takes a virtual system such as "vsys1"')
    .default("vsys1"),
});

/** Palo Alto firewalls block an address by a tag: a dynamic address group picks it up without a commit. */
export default defineEffector({
  product: "palo-alto",
  title: "Palo Alto Networks PAN-OS",
  verbs: ["block-address"],
  provenOn: "a double",
  secrets: ["api-key"],
  settings: Settings,
  make({ name, settings, secrets, parts }) {
    const pan: Pan = {
      name,
      origin: openOrigin(originOf(name, settings), parts),
      key: secrets.get("api-key"),
      tag: settings.tag,
      vsys: settings.vsys,
    };
    return boundedEffector(
      {
        name,
        product: "Palo Alto Networks PAN-OS",
        provenOn: "a double",
        verbs: ["block-address"],
        located: addressShape,
        // A firewall knows every address; that it knows the tag is the check's business.
        locate: async (target) => addressOf(name, target),
        observe: ({ located }, signal) => observe(pan, located, signal),
        async perform(order, leave) {
          const { inForce, says } = await observe(pan, order.located, leave.signal);
          if (inForce === "yes") return { says };
          await change(pan, "register", order, leave);
          return { says: "PAN-OS registered the tag" };
        },
        async undo(order, leave) {
          if (order.before.tagged === true) return { says: "it was tagged before us and stays so" };
          const { inForce, says } = await observe(pan, order.located, leave.signal);
          if (inForce === "no") return { says };
          await change(pan, "unregister", order, leave);
          return { says: "PAN-OS removed the tag" };
        },
        async check(signal) {
          const answer = successOf(
            pan,
            readAnswer(name, await pan.origin.read(question(pan, "<show><system><info></info></system></show>"), signal)),
          );
          if (answer.status !== "success") throw unexpectedAnswer(name, `code ${answer.code ?? ""}`);
          return { says: "PAN-OS answers; that a rule denies the tag is yours to see" };
        },
      },
      parts.clock,
      parts.limitMs,
    );
  },
});

type Pan = { readonly name: string; readonly origin: Origin; readonly key: string; readonly tag: string; readonly vsys: string };

/** The key goes into a header and the command into the body: a firewall logs what stands in an address. */
const request = (pan: Pan, form: { readonly type: "op" | "user-id"; readonly cmd: string }) => ({
  path: ["api"],
  headers: { "x-pan-key": pan.key, accept: "application/xml" },
  body: { form: { ...form, vsys: pan.vsys } },
});

/** An operational command of ours only shows. */
const question = (pan: Pan, cmd: `<show>${string}`) => ({ method: "POST", changes: false, ...request(pan, { type: "op", cmd }) }) as const;

function successOf(pan: Pan, answer: Answer): PanAnswer {
  const read = readPanAnswer(new TextDecoder().decode(answer.bytes));
  if (!read || (read.status !== "success" && read.status !== "error")) throw unexpectedAnswer(pan.name, "no answer of the XML API");
  return read;
}

async function observe(pan: Pan, located: string, signal: AbortSignal): Promise<Observed> {
  const cmd = `<show><object><registered-ip><ip>${located}</ip></registered-ip></object></show>` as const;
  const read = successOf(pan, readAnswer(pan.name, await pan.origin.read(question(pan, cmd), signal)));
  // Nothing found and nothing said is not the same as "none": the rows may stand where we do not look.
  if (read.status !== "success" || (read.entries.length === 0 && read.count !== 0))
    throw unexpectedAnswer(pan.name, `code ${read.code ?? ""}`);
  const tagged = read.entries.some(({ ip, tags }) => isSameAddress(ip, located) && tags.includes(pan.tag));
  return {
    inForce: tagged ? "yes" : "no",
    state: { tagged },
    says: tagged ? "PAN-OS says that it has the tag" : "PAN-OS says that it does not have the tag",
  };
}

/**
 * One address and one tag. Tags of other people on the same address are left alone. Where we have a limit the firewall gets it too, so that the block
 * ends even if nobody is there to end it.
 */
async function change(pan: Pan, what: "register" | "unregister", order: EffectOrder, leave: Leave): Promise<void> {
  const seconds = order.releaseAfterMs === null ? 0 : Math.ceil(order.releaseAfterMs / 1_000);
  const timeout = what === "register" && seconds > 0 && seconds <= timeoutSecondsMax ? ` timeout="${seconds}"` : "";
  const entry = `<entry ip="${order.located}"><tag><member${timeout}>${pan.tag}</member></tag></entry>`;
  const cmd = `<uid-message><version>2.0</version><type>update</type><payload><${what}>${entry}</${what}></payload></uid-message>`;
  const { headers, ...rest } = request(pan, { type: "user-id", cmd });
  const named = { ...headers, "x-request-id": order.effectId };
  const answer = changeAnswer(pan.name, await pan.origin.change({ method: "POST", ...rest, headers: named }, leave));
  const read = successOf(pan, answer);
  if (read.status === "success") return;
  const isSoAlready = read.messages.some((each) =>
    each.endsWith(what === "register" ? "already exists, ignore" : "does not exist, ignore unreg"),
  );
  if (!isSoAlready)
    throw refused(pan.name, `"${pan.name}" turned it down${read.code && /^\d{1,4}$/.test(read.code) ? ` (code ${read.code})` : ""}`);
}
