import type cytoscape from "cytoscape";

let loaded: Promise<typeof cytoscape> | undefined;

/** The library that draws, fetched when somebody first looks at a picture. */
export function library(): Promise<typeof cytoscape> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<typeof cytoscape> {
  const { default: draw } = await import("cytoscape");
  keepStyleOut();
  return draw;
}

/** The id by which the library looks whether its style element stands already. */
const styleId = "__________cytoscape_stylesheet";

/**
 * The library puts a style element into the page, without the nonce that our policy asks for. It does not where an element of this id stands; the one rule
 * that it would hold (`position: relative`) is a class of our box.
 */
function keepStyleOut(): void {
  if (document.getElementById(styleId)) return;
  const instead = document.createElement("meta");
  instead.id = styleId;
  document.head.append(instead);
}
