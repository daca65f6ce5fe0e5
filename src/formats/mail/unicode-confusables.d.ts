/** The package ships its types under a name that the compiler does not look for. */
declare module "unicode-confusables" {
  export function confusables(text: string): { readonly point: string; readonly similarTo?: string }[];
}
