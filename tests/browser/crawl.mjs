// Lists the pages: the patterns in each area's `routes.rs`, and the addresses reached by links from a persona's home.
import { readdir, readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

const web = new URL("../../crates/web/", import.meta.url);
const areas = (await readdir(new URL("pages/", web), { withFileTypes: true })).filter((entry) => entry.isDirectory());
const lists = ["src/routes.rs", ...areas.map((area) => `pages/${area.name}/src/routes.rs`)];
const source = (await Promise.all(lists.map((list) => readFile(new URL(list, web), "utf8")))).join("\n");

const patterns = (...methods) => [...source.matchAll(new RegExp(`\\.(?:${methods.join("|")})\\(\\s*"([^"]+)"`, "g"))].map(([, pattern]) => pattern);

/** The patterns of all pages, such as `/plans/{plan}`. */
export const PAGES = patterns("get", "public");
/** The patterns of all forms. */
export const FORMS = patterns("post", "public_post", "public_post_file", "public_post_within", "post_file");

const matchers = (list) => list
  .map((pattern) => [pattern, new RegExp(`^${pattern.replaceAll(".", "\\.").replace(/\{\*\w+\}/g, ".+").replace(/\{\w+\}/g, "[^/]+")}$`)])
  // Patterns with fewer parameters match first.
  .sort(([one], [other]) => one.split("{").length - other.split("{").length);
const patternsOf = { pages: matchers(PAGES), forms: matchers(FORMS) };

/** Returns the pattern of an address, or `undefined`. */
export const pattern = (address, kind = "pages") => {
  const { pathname } = new URL(address);
  return patternsOf[kind].find(([, regex]) => regex.test(pathname))?.[0];
};

/** The maximum number of addresses of a pattern that are opened for a persona, because the demo has hundreds of similar actions. */
const MAX_OF_PATTERN = 16;
/** Downloads are created when they are requested, which takes a while, so one of each kind is opened, for any persona. */
const FILE = /\/files\/|\.(xlsx|docx|csv|json)$/;
const downloaded = new Set();
const TIMEOUT = 120_000;

/**
 * Follows links from `homes`, breadth first, as `request` (a Playwright request context) may see them. Returns each address with its pattern and
 * status, and for a page its title, number of `h1`, the addresses of its forms with fields, and its `kinds`: the kinds of elements it consists
 * of, which differ between two states of a page and not between two actions in the same state.
 */
export async function crawl(request, homes) {
  const { origin } = new URL(homes[0]);
  const found = new Map();
  const seen = new Set(homes);
  const opened = new Map();
  let next = homes;
  while (next.length > 0) {
    const level = next;
    next = [];
    for (let at = 0; at < level.length; at += 4) {
      await Promise.all(level.slice(at, at + 4).map(async (address) => {
        const response = await get(request, address);
        const type = response.headers()["content-type"] ?? "";
        const isFile = (response.headers()["content-disposition"] ?? "").startsWith("attachment");
        const text = type.startsWith("text/html") && !isFile ? await response.text() : "";
        found.set(address, { address, pattern: pattern(address), status: response.status(), ...(text && read(text)) });
        for (const link of linksOf(text, response.url())) {
          if (link.origin !== origin || seen.has(link.href)) continue;
          seen.add(link.href);
          if (isWorthOpening(link, opened)) next.push(link.href);
        }
      }));
    }
  }
  return [...found.values()];
}

/** Gets an address. A file for which the program is too busy is requested again, as the status 503 asks; it must be served in the end. */
async function get(request, address) {
  for (let tries = 1; ; tries += 1) {
    const response = await request.get(address, { maxRedirects: 5, timeout: TIMEOUT });
    if (response.status() !== 503 || !FILE.test(new URL(address).pathname) || tries === 6) return response;
    await sleep(1000 * Number(response.headers()["retry-after"] ?? 10));
  }
}

/** Whether fewer than the maximum of similar addresses have been opened. */
function isWorthOpening(link, opened) {
  const of = pattern(link.href);
  if (FILE.test(link.pathname)) {
    const kind = `${of} ${link.pathname.split(/[/.]/).at(-1)}`;
    return !downloaded.has(kind) && downloaded.add(kind);
  }
  const kind = `${of} ${[...link.searchParams.keys()].sort()}`;
  const count = (opened.get(kind) ?? 0) + 1;
  opened.set(kind, count);
  return count <= MAX_OF_PATTERN;
}

function linksOf(html, base) {
  const links = [...html.matchAll(/<a\b[^>]*\bhref="([^"]*)"/g)].map(([, href]) => href);
  return [...links, ...filterLinks(html)].map((href) => {
    const link = new URL(href.replaceAll("&amp;", "&").replaceAll("&#38;", "&"), base);
    link.hash = "";
    return link;
  });
}

/** Returns addresses of the filters of a page, with the first and the last option of each list. */
const filterLinks = (html) => [...html.matchAll(/<form\b[^>]*method="get"[^>]*action="([^"]*)"[^>]*>(.*?)<\/form>/gs)].flatMap(([, action, inside]) =>
  [...inside.matchAll(/<select\b[^>]*name="([^"]+)"[^>]*>(.*?)<\/select>/gs)].flatMap(([, name, options]) => {
    const values = [...options.matchAll(/<option\b[^>]*value="([^"]+)"/g)].map(([, value]) => value);
    return [...new Set([values.at(0), values.at(-1)])].filter(Boolean).map((value) => `${action}?${name}=${encodeURIComponent(value)}`);
  }));

function read(html) {
  const main = html.slice(html.indexOf("<main"), html.indexOf("</main>"));
  const elements = [...main.matchAll(/<([a-z0-9]+)((?:\s+[a-z-]+(?:="[^"]*")?)*)\s*>/g)].map(([, tag, attributes]) => {
    const of = (name) => attributes.match(new RegExp(`\\s${name}="([^"]*)"`))?.[1] ?? "";
    return `${tag}.${of("class")}.${of("role")}`;
  });
  // Headings and buttons differ between states of a page.
  const texts = [...main.matchAll(/<(h2|button|summary)\b[^>]*>(\p{L}+)/gu)].map(([, tag, word]) => `${tag} ${word}`);
  const forms = [...main.matchAll(/<form\b[^>]*method="post"[^>]*action="([^"]*)"[^>]*>(.*?)<\/form>/gs)]
    .filter(([, , inside]) => /<(textarea|select|input(?![^>]*type="hidden"))/.test(inside))
    .map(([, action]) => action);
  return {
    title: html.match(/<title>([^<]*)/)?.[1] ?? "",
    headings: (html.match(/<h1\b/g) ?? []).length,
    kinds: new Set([...elements, ...texts]),
    forms,
  };
}

/** Selects a few pages that together have every kind in `pages` that is not in `known`. Adds these kinds to `known`. */
export function selectPages(pages, known) {
  const selected = [];
  const rest = [...pages];
  const newKinds = (page) => [...page.kinds].filter((kind) => !known.has(kind)).length;
  while (rest.length > 0) {
    rest.sort((one, other) => newKinds(other) - newKinds(one));
    const first = rest.shift();
    if (newKinds(first) === 0) break;
    for (const kind of first.kinds) known.add(kind);
    selected.push(first);
  }
  return selected;
}
