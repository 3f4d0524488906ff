// Start a program of this workspace for a test, and end it. What the programs print when they are ready is known here alone.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const root = new URL("../../", import.meta.url).pathname;
const ADDRESS = /(http:\/\/127\.0\.0\.1:\d+)(\/\S*)?/;

/** Run cargo's program until it says its address; gives that address and `stop`. */
async function start(args, enough) {
  const child = spawn("cargo", ["run", "--quiet", ...args], { cwd: root, stdio: ["ignore", "pipe", "inherit"], detached: true });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const stop = async () => {
    if (child.exitCode === null) process.kill(-child.pid, "SIGTERM"); // cargo and the program under it
    await ended;
  };
  const lines = [];
  const output = createInterface({ input: child.stdout });
  const ready = new Promise((resolve) => output.on("line", (line) => {
    lines.push(line);
    if (enough(lines)) resolve();
  }));
  const first = await Promise.race([ready.then(() => "ready"), ended.then((code) => `it ended with ${code}`)]);
  if (first !== "ready") throw new Error(`cargo run ${args.join(" ")}: ${first}\n${lines.join("\n")}`);
  return { lines, stop };
}

/** The gallery of parts: `crates/web/examples/gallery.rs`. */
export async function startGallery() {
  const { lines, stop } = await start(["-p", "web", "--example", "gallery"], (lines) => ADDRESS.test(lines.at(-1)));
  return { address: lines.at(-1).match(ADDRESS)[1], stop };
}

/**
 * The program itself with the invented sector, on a free port and a data folder of its own, which is removed in the end.
 * `signIn` gives each persona's link by the words the program prints before it.
 */
export async function startAssay(...more) {
  const data = await mkdtemp(join(tmpdir(), "assay-browser-"));
  const args = ["-p", "assay", "--", "serve", "--demo", "--port", "0", "--data", data, ...more];
  const { lines, stop } = await start(args, (lines) => /^Ready/.test(lines.at(-1)));
  const found = lines.map((line) => [line, line.match(ADDRESS)]).filter(([, match]) => match);
  const links = found.filter(([, match]) => (match[2] ?? "/") !== "/");
  return {
    address: found[0][1][1],
    signIn: Object.fromEntries(links.map(([line, match]) => [line.slice(0, match.index).replace(/[\s:]+$/, "").trim(), match[0]])),
    data,
    stop: async () => {
      await stop();
      await rm(data, { recursive: true, force: true });
    },
  };
}
