// What pages there are: the patterns of each area's `routes.rs`, and the addresses that links lead to from a persona's home.
import { readdir, readFile } from "node:fs/promises";

const web = new URL("../../crates/web/", import.meta.url);
const areas = (await readdir(new URL("pages/", web), { withFileTypes: true })).filter((entry) => entry.isDirectory());
const lists = ["src/routes.rs", ...areas.map((area) => `pages/${area.name}/src/routes.rs`)];
const source = (await Promise.all(lists.map((list) => readFile(new URL(list, web), "utf8")))).join("\n");

const patterns = (...methods) => [...source.matchAll(new RegExp(`\\.(?:${methods.join("|")})\\(\\s*"([^"]+)"`, "g"))].map(([, pattern]) => pattern);

/** Every page's pattern, such as `/plans/{plan}`. */
export const PAGES = patterns("get", "public");
/** Every form's. */
export const FORMS = patterns("post", "public_post", "post_file");

const readers = (list) => list
  .map((pattern) => [pattern, new RegExp(`^${pattern.replaceAll(".", "\\.").replace(/\{\*\w+\}/g, ".+").replace(/\{\w+\}/g, "[^/]+")}$`)])
  // What is written out goes before what is left open.
  .sort(([one], [other]) => one.split("{").length - other.split("{").length);
const reading = { pages: readers(PAGES), forms: readers(FORMS) };

/** The pattern of an address, or nothing. */
export const pattern = (address, kind = "pages") => {
  const { pathname } = new URL(address);
  return reading[kind].find(([, regex]) => regex.test(pathname))?.[0];
};

/** No more addresses of one pattern are opened for one persona: the sector has hundreds of actions, all alike. */
const ENOUGH = 16;
/** Files to take along are drawn when they are asked for, which takes a while: one of each kind will do, whoever takes it. */
const FILE = /\/files\/|\.(xlsx|docx|csv|json)$/;
const taken = new Set();
const LONG = 120_000;

/**
 * Every address that links lead to from `homes`, breadth first, as `request` (a Playwright request context) may see them.
 * Gives for each its pattern and status, and of a page its title, how many `h1` it has, the patterns of its forms that have something to fill
 * in, and its `kinds`: what it is made of, in which two states of a page differ and two actions in the same state do not.
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
        const response = await request.get(address, { maxRedirects: 5, timeout: LONG });
        const type = response.headers()["content-type"] ?? "";
        const isFile = (response.headers()["content-disposition"] ?? "").startsWith("attachment");
        const text = type.startsWith("text/html") && !isFile ? await response.text() : "";
        found.set(address, { address, pattern: pattern(address), status: response.status(), ...(text && read(text)) });
        for (const link of linksOf(text, response.url())) {
          if (link.origin !== origin || seen.has(link.href)) continue;
          seen.add(link.href);
          if (isNews(link, opened)) next.push(link.href);
        }
      }));
    }
  }
  return [...found.values()];
}

/** Whether enough like it were not opened yet. */
function isNews(link, opened) {
  const of = pattern(link.href);
  if (FILE.test(link.pathname)) {
    const kind = `${of} ${link.pathname.split(/[/.]/).at(-1)}`;
    return !taken.has(kind) && taken.add(kind);
  }
  const kind = `${of} ${[...link.searchParams.keys()].sort()}`;
  const count = (opened.get(kind) ?? 0) + 1;
  opened.set(kind, count);
  return count <= ENOUGH;
}

function linksOf(html, base) {
  const links = [...html.matchAll(/<a\b[^>]*\bhref="([^"]*)"/g)].map(([, href]) => href);
  return [...links, ...chosen(html)].map((href) => {
    const link = new URL(href.replaceAll("&amp;", "&").replaceAll("&#38;", "&"), base);
    link.hash = "";
    return link;
  });
}

/** Where the filters of a page lead: the first and the last of what each list offers. */
const chosen = (html) => [...html.matchAll(/<form\b[^>]*method="get"[^>]*action="([^"]*)"[^>]*>(.*?)<\/form>/gs)].flatMap(([, action, inside]) =>
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
  // Headings and buttons tell in which state a page is.
  const said = [...main.matchAll(/<(h2|button|summary)\b[^>]*>(\p{L}+)/gu)].map(([, tag, word]) => `${tag} ${word}`);
  const forms = [...main.matchAll(/<form\b[^>]*method="post"[^>]*action="([^"]*)"[^>]*>(.*?)<\/form>/gs)]
    .filter(([, , inside]) => /<(textarea|select|input(?![^>]*type="hidden"))/.test(inside))
    .map(([, action]) => action);
  return {
    title: html.match(/<title>([^<]*)/)?.[1] ?? "",
    headings: (html.match(/<h1\b/g) ?? []).length,
    kinds: new Set([...elements, ...said]),
    forms,
  };
}

/** Of pages of one pattern, few that have between them every kind of thing that any has and `known` has not; `known` learns them. */
export function telling(pages, known) {
  const chosen = [];
  const rest = [...pages];
  const news = (page) => [...page.kinds].filter((kind) => !known.has(kind)).length;
  while (rest.length > 0) {
    rest.sort((one, other) => news(other) - news(one));
    const first = rest.shift();
    if (news(first) === 0) break;
    for (const kind of first.kinds) known.add(kind);
    chosen.push(first);
  }
  return chosen;
}
