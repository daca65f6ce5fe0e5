import type { StylesheetJson } from "cytoscape";
import { kinds, type Rarity } from "./kinds.ts";

/** How large and how ringed what is rare is drawn. */
export const rarityLooks: Readonly<
  Record<Rarity, { readonly size: number; readonly ring: number; readonly line: "solid" | "double" | "dashed" }>
> = {
  alone: { size: 38, ring: 5, line: "double" },
  few: { size: 32, ring: 2, line: "solid" },
  many: { size: 26, ring: 1, line: "solid" },
  uncounted: { size: 30, ring: 2, line: "dashed" },
};

/** The colours of the page as they are now. */
export type Colours = ReturnType<typeof coloursNow>;
export function coloursNow() {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    ground: of("ground"),
    surface: of("surface"),
    raised: of("raised"),
    lineStrong: of("line-strong"),
    text: of("text"),
    soft: of("text-soft"),
    faint: of("text-faint"),
    accent: of("accent"),
    bad: of("bad"),
    badStrong: of("bad-strong"),
    onBad: of("on-bad"),
  };
}

/** How the picture is drawn in these colours. */
export function styleOf(of: Colours): StylesheetJson {
  const shapes = Object.entries(kinds).map(([kind, { corners }]) => ({
    selector: `node.${kind}`,
    style: corners ? { shape: "polygon" as const, "shape-polygon-points": [...corners] } : { shape: "ellipse" as const },
  }));
  const sizes = Object.entries(rarityLooks).map(([rarity, { size, ring, line }]) => ({
    selector: `node.${rarity}`,
    style: { width: size, height: size, "border-width": ring, "border-style": line },
  }));
  // The types of the library know fewer shapes of these values than it takes.
  return [...nodeStyles(of), ...shapes, ...sizes, ...stateStyles(of), ...edgeStyles(of)] as StylesheetJson;
}

const nodeStyles = (of: Colours) => [
  {
    selector: "node",
    style: {
      "background-color": of.raised,
      "border-color": of.faint,
      "overlay-opacity": 0,
    },
  },
];

const stateStyles = (of: Colours) => [
  { selector: "node.host, node.account", style: { "border-color": of.soft } },
  { selector: "node.hostile", style: { "background-color": of.badStrong, "border-color": of.bad } },
  {
    selector: "node.matched",
    style: { "underlay-color": of.accent, "underlay-opacity": 0.28, "underlay-padding": 7, "underlay-shape": "ellipse" },
  },
  {
    selector: "node.chosen",
    style: {
      "border-color": of.accent,
      "underlay-color": of.accent,
      "underlay-opacity": 0.45,
      "underlay-padding": 8,
      "underlay-shape": "ellipse",
      "z-index": 10,
    },
  },
  { selector: ".dim", style: { opacity: 0.28 } },
];

const edgeStyles = (of: Colours) => [
  {
    selector: "edge",
    style: {
      width: "data(width)",
      "line-color": of.faint,
      "line-opacity": 0.5,
      "curve-style": "straight",
      "target-arrow-shape": "triangle",
      "target-arrow-color": of.faint,
      "arrow-scale": 0.7,
      "overlay-opacity": 0,
    },
  },
  // Straight through the middle and without an arrow: the kind that the library draws without working out where each meets its shape.
  { selector: "edge.many", style: { "curve-style": "haystack", "haystack-radius": 0 } },
  {
    selector: "edge.near",
    style: {
      "curve-style": "straight",
      "line-color": of.accent,
      "line-opacity": 1,
      "target-arrow-color": of.accent,
      label: "data(relation)",
      color: of.soft,
      "font-family": "Inter Variable, system-ui, sans-serif",
      "font-size": 9,
      "text-background-color": of.ground,
      "text-background-opacity": 0.85,
      "text-background-padding": "1px",
      "min-zoomed-font-size": 6,
      "z-index": 9,
    },
  },
  { selector: "edge.dim", style: { opacity: 0.15 } },
];
