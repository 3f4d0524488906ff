// Starts and stops the programs of this workspace for tests. Only this file knows what they print when they are ready.
import { execFile, spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, readdir, rename, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

const root = new URL("../../", import.meta.url).pathname;
const ADDRESS = /(http:\/\/127\.0\.0\.1:\d+)(\/\S*)?/;

/** Starts a program and waits until `enough` of its lines is true. Returns its lines, `stop` and `kill`. Shows its log only if it fails to start. */
async function start(command, args, enough) {
  const child = spawn(command, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"], detached: true });
  const ended = new Promise((resolve) => child.once("exit", resolve).once("error", resolve));
  const end = async (signal) => {
    if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid, signal);
    await ended;
  };
  const [stop, kill] = [() => end("SIGTERM"), () => end("SIGKILL")];
  let log = "";
  child.stderr.on("data", (text) => { if (log.length < 10_000) log += text; });
  const lines = [];
  const output = createInterface({ input: child.stdout });
  const ready = new Promise((resolve) => output.on("line", (line) => {
    lines.push(line);
    if (enough(lines)) resolve();
  }));
  const first = await Promise.race([ready.then(() => "ready"), ended.then((code) => `it exited with ${code}`)]);
  if (first !== "ready") throw new Error(`${command} ${args.join(" ")}: ${first}\n${lines.join("\n")}\n${log}`);
  return { lines, stop, kill };
}

/** The folder of the last debug build. `./test` builds it first. */
const debug = join(root, "target/debug");
const built = join(debug, "assay");

/** Starts the gallery of page components: `crates/web/examples/gallery.rs`. */
export async function startGallery() {
  const { lines, stop } = await start(join(debug, "examples/gallery"), [], (lines) => ADDRESS.test(lines.at(-1)));
  return { address: lines.at(-1).match(ADDRESS)[1], stop };
}

/** Runs a command of the program and returns what it printed. Throws if the command fails. */
export async function assay(...args) {
  const { stdout } = await promisify(execFile)(built, args, { cwd: root });
  return stdout;
}

/**
 * Returns a folder that the demo has filled, made once for each build of the program: filling it takes several times as long as copying it.
 * Test files run in processes of their own, so the first that makes the lock folder fills it, and the others wait.
 */
async function filledDemo() {
  const { mtimeMs } = await stat(built);
  const folder = join(root, "target/browser-demo", String(mtimeMs));
  const exists = () => stat(folder).then(() => true, () => false);
  const lock = `${folder}.filling`;
  await mkdir(join(root, "target/browser-demo"), { recursive: true });
  while (!await exists()) {
    if (await mkdir(lock).then(() => true, () => false)) {
      try {
        const unfinished = `${folder}.unfinished`;
        await rm(unfinished, { recursive: true, force: true });
        await (await serveDemo(unfinished)).stop();
        await rename(unfinished, folder);
      } finally {
        await rm(lock, { recursive: true });
      }
    } else {
      await sleep(100);
    }
  }
  return folder;
}

const serveDemo = (folder) => start(built, ["serve", "--demo", "--port", "0", "--data", folder], (lines) => /^Ready/.test(lines.at(-1)));

/**
 * Starts the program with the demo on a free port. `data` is its folder, by default a new copy. `signIn` has the link of each persona, by the
 * text printed before it. `stop` ends the program as an operator does, `kill` as a power cut does. Both leave the folder, which `remove` removes.
 */
export async function startAssay({ data } = {}) {
  const folder = data ?? await mkdtemp(join(tmpdir(), "assay-browser-"));
  if (!data) await cp(await filledDemo(), folder, { recursive: true });
  const { lines, stop, kill } = await serveDemo(folder);
  const found = lines.map((line) => [line, line.match(ADDRESS)]).filter(([, match]) => match);
  const address = found[0][1][1];
  const links = found.filter(([, match]) => (match[2] ?? "/") !== "/");
  const remove = () => rm(folder, { recursive: true, force: true });
  return {
    address, data: folder, kill, remove,
    signIn: Object.fromEntries(links.map(([line, match]) => [line.slice(0, match.index).replace(/[\s:]+$/, "").trim(), match[0]])),
    /** Returns a one-time sign-in link of a user. */
    linkFor: async (email) => (await assay("--data", folder, "sign-in", "--base", address, email)).trim(),
    /** Waits for at least `count` emails to an address, and returns all of them, oldest first. */
    emails: (email, count = 1) => emails(join(folder, "mail"), email, count),
    stop,
    end: async () => {
      await stop();
      await remove();
    },
  };
}

async function emails(folder, email, count) {
  for (let tries = 0; tries < 100; tries += 1) {
    // Their names are ids, which sort by time.
    const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(".eml")).sort();
    const all = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
    const theirs = all.filter((text) => text.split("\n", 1)[0].includes(email));
    if (theirs.length >= count) return theirs;
    await sleep(200);
  }
  throw new Error(`fewer than ${count} emails to ${email}`);
}
