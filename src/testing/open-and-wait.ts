import { openDatabase } from "../storage/open-database.ts";

// A watchkeeper reduced to its database, for tests that kill it: opens what its argument says, tells where it listens, and waits.
const choice = JSON.parse(process.argv[2] ?? "{}") as Parameters<typeof openDatabase>[0];
try {
  const { pool } = await openDatabase(choice);
  await pool.query("SELECT 1");
  process.stdout.write(`${JSON.stringify({ ready: true, folder: pool.options.host })}\n`);
  // The pool's open connection keeps the process alive.
  setInterval(() => {}, 60_000);
} catch (cause) {
  const { code, detail } = cause as { code?: string; detail?: string };
  process.stdout.write(`${JSON.stringify({ ready: false, code, detail, message: String(cause) })}\n`);
}
