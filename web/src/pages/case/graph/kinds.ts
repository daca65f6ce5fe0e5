import type { Node } from "./queries.ts";

/** What a kind of entity is called, its letter, and its shape: corners within -1 to 1, or none for a circle. */
export type KindLook = { readonly says: string; readonly letter: string; readonly corners: readonly number[] | undefined };

/** A kind is told by its shape and its letter, never by a colour. */
export const kinds: Readonly<Record<Node["kind"], KindLook>> = {
  host: { says: "machine", letter: "H", corners: [-1, -0.8, 1, -0.8, 1, 0.8, -1, 0.8] },
  account: { says: "account", letter: "A", corners: undefined },
  process: { says: "process", letter: "P", corners: [-1, 0, -0.5, -0.87, 0.5, -0.87, 1, 0, 0.5, 0.87, -0.5, 0.87] },
  file: { says: "file", letter: "F", corners: [-0.8, -1, 0.35, -1, 0.8, -0.55, 0.8, 1, -0.8, 1] },
  address: { says: "address", letter: "IP", corners: [0, -1, 1, 0, 0, 1, -1, 0] },
  domain: { says: "domain", letter: "D", corners: [-0.41, -1, 0.41, -1, 1, -0.41, 1, 0.41, 0.41, 1, -0.41, 1, -1, 0.41, -1, -0.41] },
  url: { says: "link", letter: "U", corners: [-0.55, -0.8, 1, -0.8, 0.55, 0.8, -1, 0.8] },
  mail: { says: "mail or mail address", letter: "@", corners: [-1, -0.75, 1, -0.75, 1, 0.4, 0, 0.95, -1, 0.4] },
  cloud: { says: "cloud resource", letter: "C", corners: [-0.6, -0.8, 0.6, -0.8, 1, 0.8, -1, 0.8] },
  persistence: { says: "service, task or registry key", letter: "R", corners: [0, -1, 0.95, -0.31, 0.59, 0.81, -0.59, 0.81, -0.95, -0.31] },
  session: { says: "session", letter: "S", corners: [0, -1, 1, 0.8, -1, 0.8] },
  other: {
    says: "something else",
    letter: "?",
    corners: [-0.4, -1, 0.4, -1, 0.4, -0.4, 1, -0.4, 1, 0.4, 0.4, 0.4, 0.4, 1, -0.4, 1, -0.4, 0.4, -1, 0.4, -1, -0.4, -0.4, -0.4],
  },
};

/** How rare an entity is among all cases, as the server says it; the picture draws the rarer the larger. */
export type Rarity = Node["seenIn"];

/** Which of the four it is. */
export const rarityIn = ({ seenIn }: Pick<Node, "seenIn">): Rarity => seenIn;

/** The four in words. */
export const rarityWords: Readonly<Record<Rarity, string>> = {
  alone: "in no other case",
  few: "in few other cases",
  many: "in many cases",
  uncounted: "a name that is given anew each time: not counted",
};
