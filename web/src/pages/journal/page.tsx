import { Page } from "../../ui/page.tsx";

/** Its page is being written. */
export function JournalPage() {
  return <Page title="Journal">…</Page>;
}
