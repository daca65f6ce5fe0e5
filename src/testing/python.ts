import { spawnSync } from "node:child_process";

const interpreter = "/usr/bin/python3";
const timeoutMs = 240_000;
const outputBytesMax = 200_000_000;

/** The Debian package that each library of an oracle comes from. */
const packages: ReadonlyMap<string, string> = new Map([
  ["sklearn", "python3-sklearn"],
  ["scipy", "python3-scipy"],
  ["xgboost", "python3-xgboost"],
]);

/**
 * Whether the libraries that an oracle needs are installed. When one is missing a line says so and the comparison is left out;
 * in continuous integration that is a failure, because an oracle that never speaks agrees with anything.
 */
export function pythonHas(...libraries: readonly string[]): boolean {
  const missing = libraries.filter((name) => spawnSync(interpreter, ["-c", `import ${name}`], { timeout: timeoutMs }).status !== 0);
  if (missing.length === 0) return true;
  const said = `left out, not installed: ${missing.map((name) => packages.get(name) ?? name).join(", ")}`;
  if (process.env.CI !== undefined) throw new Error(said);
  process.stderr.write(`${said}\n`);
  return false;
}

/** Runs a program that reads JSON from standard input into `given` and prints JSON; one thread, so that sums are added in one order. */
export function askPython<T>(program: string, given: unknown): T {
  const whole = `import json, sys\ngiven = json.load(sys.stdin)\n${program}`;
  const { status, stdout, stderr } = spawnSync(interpreter, ["-W", "ignore", "-c", whole], {
    input: JSON.stringify(given),
    encoding: "utf8",
    timeout: timeoutMs,
    maxBuffer: outputBytesMax,
    env: { ...process.env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" },
  });
  if (status !== 0) throw new Error(`the oracle ended with ${status}: ${stderr}`);
  return JSON.parse(stdout) as T;
}
