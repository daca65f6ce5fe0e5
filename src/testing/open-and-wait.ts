import { openDatabase } from "../storage/open-database.ts";

// A watchkeeper reduced to its database, for tests that kill it: opens what its argument says, tells where it listens, and waits.
// SIGUSR2 asks it to work on the database once more, to close it and to end.
const choice = JSON.parse(process.argv[2] ?? "{}") as Parameters<typeof openDatabase>[0];
try {
  const { pool, close } = await openDatabase(choice);
  process.on("SIGUSR2", async () => {
    const works = await pool.query("SELECT 1").then(
      () => true,
      () => false,
    );
    await close();
    process.exit(works ? 0 : 1);
  });
  await pool.query("SELECT 1");
  process.stdout.write(`${JSON.stringify({ ready: true, folder: pool.options.host })}\n`);
  // The pool's open connection keeps the process alive.
  setInterval(() => {}, 60_000);
} catch (cause) {
  const { code, detail } = cause as { code?: string; detail?: string };
  process.stdout.write(`${JSON.stringify({ ready: false, code, detail, message: String(cause) })}\n`);
}
