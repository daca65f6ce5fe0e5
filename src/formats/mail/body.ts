import type { Fields } from "../../core/event/event.ts";
import type { Part } from "./attachment.ts";
import type { HtmlFacts } from "./html.ts";
import { readHtml } from "./html.ts";
import { mailLimits } from "./limits.ts";
import { linkFacts, linksInText } from "./link.ts";
import type { ReadEmail } from "./parse.ts";
import { qrTexts } from "./qr.ts";
import { TextCollector } from "./text.ts";

/** Writes what a reader would and would not see, the links, what the markup asks for, and what QR codes say. The mails attached to a mail are read with it. */
export function writeBody(fields: Fields, emails: readonly ReadEmail[], parts: readonly Part[]): void {
  const pages = emails.flatMap((email) => (email.html ? [readHtml(email.html)] : []));
  const texts = emails.flatMap((email) => (email.text ? [plainText(email.text)] : []));
  writeText(
    fields,
    [...pages.map(({ text }) => text), ...texts].map((collector) => collector.result()),
  );
  const written = emails.flatMap(({ text, alternative }) =>
    linksInText(`${text ?? ""}\n${alternative}`.slice(0, mailLimits.htmlLengthMax)),
  );
  const {
    links,
    count,
    domains,
    mismatch,
    signals,
    mailboxes,
    texts: labels,
  } = linkFacts([...pages.flatMap((page) => page.links), ...written]);
  fields["links.count"] = count;
  if (links.length > 0) fields.links = links;
  if (labels.some((label) => label !== "")) fields["link.texts"] = labels;
  if (domains.length > 0) fields["link.domains"] = domains;
  if (mismatch.length > 0) fields["link.mismatch"] = mismatch;
  if (signals.length > 0) fields["link.signals"] = signals;
  if (mailboxes.length > 0) fields["link.mailboxes"] = mailboxes;
  writeMarkup(fields, pages);
  writeCodes(fields, pages, parts);
  if (pages.some(({ isCut }) => isCut)) fields.defects = ["html-cut"];
}

function plainText(text: string): TextCollector {
  const collector = new TextCollector();
  for (const line of text.slice(0, mailLimits.htmlLengthMax).split("\n")) {
    collector.add(line);
    collector.breakLine();
  }
  return collector;
}

type Result = ReturnType<TextCollector["result"]>;

function writeText(fields: Fields, results: readonly Result[]): void {
  const total = (pick: (result: Result) => number) => results.reduce((sum, result) => sum + pick(result), 0);
  const join = (pick: (result: Result) => string) =>
    results
      .map(pick)
      .filter((text) => text !== "")
      .join("\n\n")
      .slice(0, mailLimits.textLengthMax)
      .toWellFormed();
  const seen = join(({ seen }) => seen);
  const hidden = join(({ hidden }) => hidden);
  if (seen !== "") fields.text = seen;
  fields["text.length"] = total(({ seenLength }) => seenLength);
  if (hidden !== "") fields["hidden.text"] = hidden;
  fields["hidden.length"] = total(({ hiddenLength }) => hiddenLength);
  fields["hidden.zero-width"] = total(({ zeroWidth }) => zeroWidth);
  const reasons = [...new Set(results.flatMap((result) => result.reasons))].sort();
  if (reasons.length > 0) fields["hidden.reasons"] = reasons;
}

function writeMarkup(fields: Fields, pages: readonly HtmlFacts[]): void {
  const total = (pick: (counts: HtmlFacts["counts"]) => number) => pages.reduce((sum, { counts }) => sum + pick(counts), 0);
  fields["html.forms"] = total(({ forms }) => forms);
  fields["html.password-inputs"] = total(({ passwordInputs }) => passwordInputs);
  fields["html.scripts"] = total(({ scripts }) => scripts);
  fields["html.iframes"] = total(({ iframes }) => iframes);
  fields["html.remote-images"] = total(({ remoteImages }) => remoteImages);
  fields["html.tracking-images"] = total(({ trackingImages }) => trackingImages);
  const targets = pages.flatMap(({ formTargets }) => formTargets).slice(0, mailLimits.listMax);
  const refresh = pages.flatMap((page) => page.refresh).slice(0, mailLimits.listMax);
  if (targets.length > 0) fields["html.form-targets"] = targets.map((target) => target.toWellFormed());
  if (refresh.length > 0) fields["html.refresh"] = refresh.map((target) => target.toWellFormed());
}

function writeCodes(fields: Fields, pages: readonly HtmlFacts[], parts: readonly Part[]): void {
  const attached = parts
    .filter(({ mediaType, name }) => /^image\/|octet-stream/.test(mediaType) || /\.(?:png|jpe?g)$/i.test(name))
    .map(({ bytes }) => bytes);
  const written = pages
    .flatMap(({ dataImages }) => dataImages)
    .flatMap((source) => {
      const data = /^data:image\/[\w.+-]{1,40};base64,/i.exec(source);
      return data && source.length < mailLimits.imageBytesMax * 2 ? [Buffer.from(source.slice(data[0].length), "base64")] : [];
    });
  const texts = qrTexts([...attached, ...written]);
  if (texts.length === 0) return;
  fields["qr.texts"] = texts;
  const urls = texts.filter((text) => /^(?:https?:\/\/|www\.)/i.test(text));
  if (urls.length > 0) fields["qr.urls"] = urls;
}
