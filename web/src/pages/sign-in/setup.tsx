import { Page } from "../../ui/page.tsx";

/** Its page is being written. */
export function SetUpPage() {
  return <Page title="Set up">…</Page>;
}
