import type { Handle } from "../core/containment/handle.ts";
import { protectionOf } from "../core/containment/protected.ts";
import { storyOrders } from "./containment-story.ts";

// What protects a target: orders with lists of a test, and names written another way.

export type Lists = { hosts?: string[]; accounts?: string[]; addresses?: string[]; domains?: string[] };
export const orders = storyOrders();

export const by = (target: Handle, lists: Lists, own: readonly string[] = []) =>
  protectionOf(target, { orders: { ...orders, protected: { ...orders.protected, ...lists } }, own });

export const handle = (kind: Handle["kind"], name: string, more: Partial<Handle> = {}): Handle => ({
  kind,
  id: `${kind}:${name}`,
  name,
  knownTo: kind === "host" || kind === "account" ? "inventory" : "evidence",
  aliases: [],
  ...more,
});

export const wide = (text: string) => text.replace(/[!-~]/g, (character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0));
