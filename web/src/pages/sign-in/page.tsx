import { Page } from "../../ui/page.tsx";

/** Its page is being written. */
export function SignInPage() {
  return <Page title="Sign in">…</Page>;
}
