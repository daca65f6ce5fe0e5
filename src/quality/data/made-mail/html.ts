import type { Chance } from "./chance.ts";

/** What a made mail shows: paragraphs, a button, small print below. */
export type Page = {
  readonly paragraphs: readonly string[];
  readonly links: readonly { readonly text: string; readonly target: string }[];
  readonly footer: readonly string[];
  readonly pictures: readonly { readonly source: string; readonly target: string | undefined }[];
  /** Text that a reader does not see, and how it is hidden. */
  readonly hidden: { readonly text: string; readonly style: string } | undefined;
};

const escaped = (text: string) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;");

/** The page as markup, in one of several builds. */
export function htmlOf(chance: Chance, { paragraphs, links, footer, pictures, hidden }: Page): string {
  const isTable = chance.is(0.6);
  const wrap = (inner: string) => (isTable ? `<tr><td style="padding:12px;font-family:Arial">${inner}</td></tr>` : `<p>${inner}</p>`);
  const picture = ({ source, target }: Page["pictures"][number]) => {
    const image = `<img src="${escaped(source)}" width="${chance.whole(100, 600)}" alt="">`;
    return target === undefined ? image : `<a href="${escaped(target)}">${image}</a>`;
  };
  const button = ({ text, target }: Page["links"][number]) =>
    `<a href="${escaped(target)}" style="background:${chance.of(["#0067b8", "#d40511", "#ffcc00", "#2e7d32", "#111111"])};color:#ffffff;padding:10px 18px">${escaped(text)}</a>`;
  const blocks = [
    ...pictures.map((one) => wrap(picture(one))),
    ...paragraphs.map((paragraph) => wrap(escaped(paragraph))),
    ...links.map((link) => wrap(button(link))),
    ...footer.map((line) => wrap(`<span style="font-size:11px;color:#777777">${escaped(line)}</span>`)),
  ];
  const concealed = hidden ? `<div style="${hidden.style}">${escaped(hidden.text)}</div>` : "";
  const body = isTable ? `<table width="600">${blocks.join("\n")}</table>` : blocks.join("\n");
  return `<html><head><title>Mail</title><style>.a{color:#333333}</style></head><body>${concealed}${body}</body></html>`;
}

/** The page as plain text. */
export function textOf({ paragraphs, links, footer }: Page): string {
  return [...paragraphs, ...links.map(({ text, target }) => `${text}: ${target}`), ...footer].join("\n\n");
}
