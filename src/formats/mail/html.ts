import { Parser } from "htmlparser2";
import { mailLimits } from "./limits.ts";
import { colorOf, type Declarations, declarationsOf, hiddenBy, type Look, lookOf, plainLook, sheetOf } from "./style.ts";
import { TextCollector } from "./text.ts";

/** A link as a reader meets it: what it shows and where it leads. */
export type ShownLink = { readonly target: string; readonly shown: string };

/** What markup holds, found without rendering it. Counts are whole; lists and texts are bounded. */
export type HtmlFacts = {
  readonly text: TextCollector;
  readonly links: ShownLink[];
  readonly formTargets: string[];
  readonly refresh: string[];
  /** Pictures written into the markup itself, as `data:` texts. */
  readonly dataImages: string[];
  readonly counts: {
    forms: number;
    passwordInputs: number;
    scripts: number;
    iframes: number;
    remoteImages: number;
    trackingImages: number;
  };
  readonly isCut: boolean;
};

type Element = { readonly name: string; readonly look: Look; readonly isSilent: boolean };

const silent = new Set(["script", "style", "title", "head", "template", "noscript", "object", "svg"]);
const block = new Set(
  "address article aside blockquote br center dd div dl dt fieldset footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table td th tr ul".split(
    " ",
  ),
);
const pieceLength = 8_192;
const sheetsMax = 20;

/** Reads mail markup with a streaming parser; nothing is fetched, run or laid out. Deep or long markup is cut, and says so. */
export function readHtml(html: string): HtmlFacts {
  const state = new HtmlState();
  const parser = new Parser(
    {
      onopentag: (name, attributes) => state.open(name, attributes),
      onclosetag: (name) => state.close(name),
      ontext: (text) => state.text(text),
    },
    { decodeEntities: true, lowerCaseTags: true, lowerCaseAttributeNames: true },
  );
  // The parser's own stack is an array that it shifts: written in pieces, so that depth can be looked at between them.
  const end = Math.min(html.length, mailLimits.htmlLengthMax);
  let at = 0;
  for (; at < end && state.depth <= mailLimits.htmlDepthMax; at += pieceLength)
    parser.write(html.slice(at, Math.min(at + pieceLength, end)));
  if (at >= end) parser.end();
  return state.facts(html.length > at || html.length > end);
}

class HtmlState {
  readonly #stack: Element[] = [];
  readonly #text = new TextCollector();
  readonly #links: ShownLink[] = [];
  readonly #formTargets: string[] = [];
  readonly #refresh: string[] = [];
  readonly #dataImages: string[] = [];
  readonly #counts = { forms: 0, passwordInputs: 0, scripts: 0, iframes: 0, remoteImages: 0, trackingImages: 0 };
  #sheet: ReadonlyMap<string, Declarations> = new Map();
  #styleText = "";
  #sheets = 0;
  #anchor: { target: string; shown: string } | undefined;
  #base = "";

  get depth(): number {
    return this.#stack.length;
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    const attribute = (key: string) => (Object.hasOwn(attributes, key) ? (attributes[key] ?? "") : undefined);
    const parent = this.#stack.at(-1);
    const look = lookOf(parent?.look ?? plainLook, this.#declarations(name, attribute));
    this.#stack.push({ name, look, isSilent: parent?.isSilent === true || silent.has(name) });
    if (block.has(name)) this.#text.breakLine();
    this.#count(name, attribute, look);
    if (name === "a" || name === "area") this.#openAnchor(attribute("href"));
    if (name === "base") this.#base ||= attribute("href") ?? "";
  }

  close(name: string): void {
    if (name === "a") this.#closeAnchor();
    if (name === "style" && this.#styleText !== "" && this.#sheets++ < sheetsMax) {
      this.#sheet = new Map([...this.#sheet, ...sheetOf(this.#styleText)]);
      this.#styleText = "";
    }
    if (block.has(name)) this.#text.breakLine();
    this.#stack.pop();
  }

  text(text: string): void {
    const element = this.#stack.at(-1);
    if (element?.name === "style" && this.#styleText.length < mailLimits.styleLengthMax) this.#styleText += text;
    if (element?.isSilent) return;
    const hidden = element && hiddenBy(element.look);
    this.#text.add(text, hidden);
    if (this.#anchor && !hidden && this.#anchor.shown.length < 512) this.#anchor.shown += text;
  }

  facts(isCut: boolean): HtmlFacts {
    this.#closeAnchor();
    return {
      text: this.#text,
      links: this.#links,
      formTargets: this.#formTargets,
      refresh: this.#refresh,
      dataImages: this.#dataImages,
      counts: this.#counts,
      isCut,
    };
  }

  #declarations(name: string, attribute: (key: string) => string | undefined): Declarations {
    const merged = new Map<string, string>(this.#sheet.get(name) ?? []);
    const classes = (attribute("class") ?? "").slice(0, 1_000).toLowerCase().split(/\s+/, 20);
    for (const one of classes) for (const [key, value] of this.#sheet.get(`.${one}`) ?? []) merged.set(key, value);
    for (const [key, value] of this.#sheet.get(`#${(attribute("id") ?? "").toLowerCase()}`) ?? []) merged.set(key, value);
    const background = attribute("bgcolor");
    if (background && colorOf(background)) merged.set("background-color", background);
    if (name === "font" && attribute("color")) merged.set("color", attribute("color")!);
    for (const [key, value] of declarationsOf(attribute("style") ?? "")) merged.set(key, value);
    if (attribute("hidden") !== undefined) merged.set("display", "none");
    return merged;
  }

  #count(name: string, attribute: (key: string) => string | undefined, look: Look): void {
    const counts = this.#counts;
    if (name === "form") {
      counts.forms++;
      push(this.#formTargets, attribute("action"));
    } else if (name === "input" && attribute("type")?.trim().toLowerCase() === "password") counts.passwordInputs++;
    else if (name === "script") counts.scripts++;
    else if (name === "iframe" || name === "frame") {
      counts.iframes++;
      this.#link(attribute("src"), "");
    } else if (name === "img") this.#countImage(attribute, look);
    else if (name === "meta" && attribute("http-equiv")?.toLowerCase() === "refresh")
      push(this.#refresh, /url\s{0,8}=\s{0,8}["']?([^"'\s]{1,2000})/i.exec(attribute("content") ?? "")?.[1]);
    const formAction = attribute("formaction");
    if (formAction) push(this.#formTargets, formAction);
  }

  #countImage(attribute: (key: string) => string | undefined, look: Look): void {
    const source = (attribute("src") ?? "").trim();
    if (/^(?:https?:)?\/\//i.test(source)) {
      this.#counts.remoteImages++;
      const isDot =
        ["width", "height"].some((side) => /^\s{0,4}[01](?:px)?\s{0,4}$/.test(attribute(side) ?? "")) || hiddenBy(look) !== undefined;
      if (isDot) this.#counts.trackingImages++;
    } else if (/^data:image\//i.test(source) && this.#dataImages.length < mailLimits.imagesMax) this.#dataImages.push(source);
    if (this.#anchor && this.#anchor.shown === "") this.#anchor.shown = (attribute("alt") ?? "").slice(0, 512);
  }

  #openAnchor(target: string | undefined): void {
    this.#closeAnchor();
    if (target !== undefined) this.#anchor = { target, shown: "" };
  }

  #closeAnchor(): void {
    if (this.#anchor) this.#link(this.#anchor.target, this.#anchor.shown);
    this.#anchor = undefined;
  }

  #link(target: string | undefined, shown: string): void {
    if (!target || this.#links.length >= mailLimits.linksMax * 5) return;
    const isRelative = this.#base !== "" && !/^[a-z][a-z0-9+.-]{0,20}:|^[#/\\]{2}|^#/i.test(target.trim());
    this.#links.push({
      target: isRelative ? `${this.#base.slice(0, 1_000)}${target}` : target,
      shown: shown.replace(/\s+/g, " ").trim().slice(0, 512),
    });
  }
}

function push(list: string[], value: string | undefined): void {
  if (value && list.length < mailLimits.listMax) list.push(value.trim().slice(0, mailLimits.linkLengthMax));
}
