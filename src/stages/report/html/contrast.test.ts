import assert from "node:assert/strict";
import { test } from "node:test";
import { style } from "./style.ts";

/** The colours of one scheme by name. */
function colours(block: string): Map<string, string> {
  return new Map([...block.matchAll(/--([a-z-]+):(#[0-9a-f]{3,6})/g)].map(([, name = "", colour = ""]) => [name, colour]));
}

/** WCAG 2.2, relative luminance. */
function luminance(colour: string): number {
  const hex = colour.length === 4 ? [...colour.slice(1)].map((digit) => digit + digit).join("") : colour.slice(1);
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

const contrast = (a: string, b: string) => {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
};

const [light = "", dark = ""] = [...style.matchAll(/:root\{([\s\S]*?)\}/g)].map(([, block]) => block ?? "");

for (const [name, block] of [
  ["light", light],
  ["dark", dark],
] as const)
  test(`every text colour of the ${name} scheme stands at least 4.5 to 1 on every ground it is used on`, () => {
    const palette = colours(block);
    for (const ground of ["page", "card", "faint"])
      for (const text of [
        "ink",
        "soft",
        "accent",
        "accent-ink",
        "critical",
        "high",
        "medium",
        "low",
        "informational",
        "good",
        "for",
        "against",
      ]) {
        const ratio = contrast(palette.get(text) ?? "", palette.get(ground) ?? "");
        assert.ok(ratio >= 4.5, `${text} on ${ground}: ${ratio.toFixed(2)}`);
      }
    assert.ok(contrast(palette.get("card") ?? "", palette.get("critical") ?? "") >= 4.5, "the verdict's own ground");
  });
