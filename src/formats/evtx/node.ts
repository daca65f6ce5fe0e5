/** A piece of content: text known from the template, or the place of a value that each record brings. */
export type Piece =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "substitution"; readonly index: number; readonly optional: boolean };

/** An attribute of a template element; its value is its pieces in order, joined. */
export type Attribute = { readonly name: string; readonly pieces: readonly Piece[] };

/** One element of a template, as parsed; nothing of it is rendered as XML. */
export type Element = { readonly name: string; readonly attributes: Attribute[]; readonly pieces: Piece[]; readonly children: Element[] };
