import { mailLimits } from "./limits.ts";

/** Why a reader does not see a text; words of `hidden.reasons`. */
export type HiddenReason =
  | "display-none"
  | "visibility-hidden"
  | "tiny-font"
  | "same-color"
  | "off-screen"
  | "transparent"
  | "zero-size"
  | "zero-width"
  | "tag-characters";

/** What decides whether text inside an element can be seen; inherited from element to element. */
export type Look = {
  /** Set once: a child of what is not displayed cannot show itself. */
  readonly gone: HiddenReason | undefined;
  readonly invisible: boolean;
  readonly tiny: boolean;
  readonly color: Color | undefined;
  readonly background: Color | undefined;
};

type Color = readonly [red: number, green: number, blue: number];

/** Black on white, all visible. */
export const plainLook: Look = { gone: undefined, invisible: false, tiny: false, color: undefined, background: undefined };

/** The declarations of a style text, lower-case, the last of a name winning. */
export type Declarations = ReadonlyMap<string, string>;

/** Reads `name: value; …` of a style attribute or rule; at most 200 declarations of the first 8,192 characters, "!important" left out. */
export function declarationsOf(style: string): Declarations {
  const found = new Map<string, string>();
  for (const part of style.slice(0, 8_192).split(";", 200)) {
    const colon = part.indexOf(":");
    if (colon > 0)
      found.set(
        part.slice(0, colon).trim().toLowerCase(),
        part
          .slice(colon + 1)
          .replace(/!\s{0,4}important/i, "")
          .trim()
          .toLowerCase(),
      );
  }
  return found;
}

/** How an element looks with its own declarations on top of what it inherits. */
export function lookOf(parent: Look, declarations: Declarations): Look {
  const size = declarations.get("font-size") ?? sizeInShorthand(declarations.get("font"));
  const visibility = declarations.get("visibility");
  return {
    gone: parent.gone ?? goneBy(declarations),
    invisible: visibility === undefined ? parent.invisible : visibility === "hidden" || visibility === "collapse",
    tiny: size === undefined ? parent.tiny : isTiny(size),
    color: colorOf(declarations.get("color")) ?? parent.color,
    background: colorOf(declarations.get("background-color") ?? declarations.get("background")) ?? parent.background,
  };
}

/** Why text with this look is not seen; undefined when it is. */
export function hiddenBy(look: Look): HiddenReason | undefined {
  if (look.gone) return look.gone;
  if (look.invisible) return "visibility-hidden";
  if (look.tiny) return "tiny-font";
  return look.color && isSame(look.color, look.background ?? [255, 255, 255]) ? "same-color" : undefined;
}

function goneBy(declarations: Declarations): HiddenReason | undefined {
  const value = (name: string) => declarations.get(name) ?? "";
  if (value("display") === "none" || value("mso-hide") === "all") return "display-none";
  const opacity = Number.parseFloat(value("opacity"));
  if (opacity >= 0 && opacity <= 0.05) return "transparent";
  const clipped = value("overflow").includes("hidden") || value("overflow-y") === "hidden";
  if (clipped && ["height", "max-height", "width", "max-width"].some((name) => isZero(value(name)))) return "zero-size";
  if (/scale\(\s{0,4}0(?:\.0{1,4})?\s{0,4}[,)]/.test(value("transform"))) return "zero-size";
  const far = (name: string) => /^-\d{3,}/.test(value(name));
  if (
    far("text-indent") ||
    ((value("position") === "absolute" || value("position") === "fixed") && (far("left") || far("top") || far("right")))
  )
    return "off-screen";
  return /^rect\(0(?:px)?[, ]\s{0,4}0(?:px)?[, ]\s{0,4}0(?:px)?[, ]\s{0,4}0/.test(value("clip")) ? "off-screen" : undefined;
}

function isZero(value: string): boolean {
  return /^0(?:\.0{1,4})?(?:px|pt|em|rem|%)?$/.test(value);
}

/** Below two pixels, or a fraction of the parent's size that no one can read. */
function isTiny(size: string): boolean {
  const match = /^(\d{0,6}(?:\.\d{1,6})?)(px|pt|em|rem|%|)$/.exec(size);
  if (!match || match[1] === "") return false;
  const value = Number(match[1]);
  return match[2] === "px" || match[2] === "pt" || match[2] === "" ? value <= 1 : match[2] === "%" ? value <= 10 : value <= 0.1;
}

function sizeInShorthand(font: string | undefined): string | undefined {
  return font === undefined ? undefined : /(?:^|\s)(\d{1,6}(?:\.\d{1,6})?(?:px|pt|em|rem|%))(?=[\s/]|$)/.exec(font)?.[1];
}

const named: ReadonlyMap<string, Color> = new Map<string, Color>([
  ["white", [255, 255, 255]],
  ["black", [0, 0, 0]],
  ["snow", [255, 250, 250]],
  ["ivory", [255, 255, 240]],
  ["ghostwhite", [248, 248, 255]],
  ["whitesmoke", [245, 245, 245]],
  ["red", [255, 0, 0]],
  ["green", [0, 128, 0]],
  ["blue", [0, 0, 255]],
  ["yellow", [255, 255, 0]],
  ["gray", [128, 128, 128]],
  ["silver", [192, 192, 192]],
]);

/** A colour as it is written in style sheets and old attributes; undefined when it is not one that we know. */
export function colorOf(text: string | undefined): Color | undefined {
  const value = (text ?? "").trim().toLowerCase();
  const hex = /^#?([0-9a-f]{6}|[0-9a-f]{3})(?:\s|$)/.exec(value)?.[1];
  if (hex) {
    const wide = hex.length === 3 ? [...hex].map((digit) => digit + digit).join("") : hex;
    return [Number.parseInt(wide.slice(0, 2), 16), Number.parseInt(wide.slice(2, 4), 16), Number.parseInt(wide.slice(4), 16)];
  }
  const rgb = /^rgba?\(\s{0,4}(\d{1,3})[\s,]{1,4}(\d{1,3})[\s,]{1,4}(\d{1,3})/.exec(value);
  if (rgb) return [Number(rgb[1]), Number(rgb[2]), Number(rgb[3])];
  return named.get(value.split(/\s/, 1)[0] ?? "");
}

// Differences that a person cannot see on a screen.
const differenceMin = 12;
function isSame(a: Color, b: Color): boolean {
  return a.every((value, index) => Math.abs(value - b[index]!) < differenceMin);
}

/** Simple selectors (`.class`, `#id`, `tag`) of a style sheet whose declarations matter for hiding; what stands inside an at-rule is for other screens. */
export function sheetOf(text: string): ReadonlyMap<string, Declarations> {
  const sheet = new Map<string, Declarations>();
  const source = withoutAtRules(text.slice(0, mailLimits.styleLengthMax).replace(/\/\*[^*]{0,10000}\*\//g, " "));
  for (const block of source.split("}", mailLimits.styleRulesMax)) {
    const brace = block.indexOf("{");
    if (brace < 0) continue;
    const declarations = declarationsOf(block.slice(brace + 1));
    for (const selector of block.slice(0, brace).split(",", 50)) {
      const name = selector.trim().toLowerCase();
      if (/^[.#]?[\w-]{1,100}$/.test(name)) sheet.set(name, new Map([...(sheet.get(name) ?? []), ...declarations]));
    }
  }
  return sheet;
}

function withoutAtRules(text: string): string {
  let out = "";
  let depth = 0;
  let inAtRule = false;
  for (const character of text) {
    if (!inAtRule && character === "@" && depth === 0) inAtRule = true;
    if (!inAtRule) out += character;
    if (character === "{") depth++;
    if (character === "}") depth = Math.max(0, depth - 1);
    if (inAtRule && ((character === "}" && depth === 0) || (character === ";" && depth === 0))) inAtRule = false;
    if (!inAtRule && character === "}" && depth > 0) depth = 0;
  }
  return out;
}
