import { mailLimits } from "./limits.ts";
import type { HiddenReason } from "./style.ts";

// Characters without width: some are typography, many side by side are padding or a message for a machine. Variation selectors belong to emoji.
const zeroWidth = /[\p{Default_Ignorable_Code_Point}--\p{Variation_Selector}]/gv;
const mayHide = /[\p{Default_Ignorable_Code_Point}--\p{Variation_Selector}]/v;
const tagCharacters = /[\u{e0020}-\u{e007e}]/gu;
// Flags of regions are spelt in tag characters behind a black flag.
const flagEmoji = /\u{1f3f4}[\u{e0020}-\u{e007e}]{1,8}\u{e007f}/gu;

/** Collects what a reader sees apart from what a reader does not, in the order of the mail; white space becomes single blanks and line ends. */
export class TextCollector {
  #seen = "";
  #hidden = "";
  #seenLength = 0;
  #hiddenLength = 0;
  #zeroWidth = 0;
  readonly #reasons = new Set<HiddenReason>();

  /** Adds text that is hidden for the reason given, or seen. */
  add(text: string, reason?: HiddenReason): void {
    const plain = this.#withoutMarks(text).replace(/[ \t\r\n\f\u00a0\u2000-\u200a\u202f\u3000]+/g, " ");
    if (plain === "") return;
    if (reason === undefined) {
      this.#seenLength += plain.trim().length;
      if (this.#seen.length < mailLimits.textLengthMax)
        this.#seen += /\s$/.test(this.#seen) || this.#seen === "" ? plain.trimStart() : plain;
      return;
    }
    if (plain.trim() === "") return;
    this.#hide(plain, reason);
  }

  /** Ends a line of what is seen. */
  breakLine(): void {
    if (this.#seen !== "" && !this.#seen.endsWith("\n") && this.#seen.length < mailLimits.textLengthMax)
      this.#seen = `${this.#seen.trimEnd()}\n`;
  }

  result(): { seen: string; seenLength: number; hidden: string; hiddenLength: number; zeroWidth: number; reasons: HiddenReason[] } {
    const cut = (text: string) => text.slice(0, mailLimits.textLengthMax).trim().toWellFormed();
    return {
      seen: cut(this.#seen),
      seenLength: this.#seenLength,
      hidden: cut(this.#hidden),
      hiddenLength: this.#hiddenLength,
      zeroWidth: this.#zeroWidth,
      reasons: [...this.#reasons].sort(),
    };
  }

  #hide(text: string, reason: HiddenReason): void {
    this.#reasons.add(reason);
    this.#hiddenLength += text.trim().length;
    if (this.#hidden.length < mailLimits.textLengthMax) this.#hidden += `${this.#hidden === "" ? "" : " "}${text.trim()}`;
  }

  #withoutMarks(text: string): string {
    if (!mayHide.test(text)) return text;
    const plain = text.replace(flagEmoji, "\u{1f3f4}");
    const tags = plain.match(tagCharacters);
    // Tag characters spell ASCII that only a machine reads (Unicode 15, section 23.9).
    if (tags) this.#hide(tags.map((tag) => String.fromCodePoint(tag.codePointAt(0)! - 0xe0000)).join(""), "tag-characters");
    const untagged = tags ? plain.replace(/[\u{e0000}-\u{e007f}]/gu, "") : plain;
    const marks = untagged.match(zeroWidth)?.length ?? 0;
    this.#zeroWidth += marks;
    if (marks > 0) this.#reasons.add("zero-width");
    return untagged.replace(zeroWidth, "");
  }
}
