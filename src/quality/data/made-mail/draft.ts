import type { Page } from "./html.ts";

/** A mail before it is written out: sender, subject, page and files. */
export type Draft = {
  readonly fromName: string;
  readonly fromAddress: string;
  readonly replyTo: string | undefined;
  readonly subject: string;
  readonly page: Page;
  readonly isHtml: boolean;
  readonly files: readonly { readonly name: string; readonly mediaType: string; readonly content: string }[];
  /** The theme or occasion it was made for. */
  readonly kind: string;
};
