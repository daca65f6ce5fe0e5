import { Page } from "../../ui/page.tsx";

/** Its page is being written. */
export function SettingsPage() {
  return <Page title="Settings">…</Page>;
}
