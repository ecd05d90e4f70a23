/**
 * The built program, started on a ledger of its own, and a browser that looks at it. What every test here needs; it tests nothing.
 * DATELINE_BIN names the program (else the release build), CHROMIUM the browser.
 */
import { spawn, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, renameSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const root = resolve(fileURLToPath(import.meta.url), "../../..");
export const program = process.env.DATELINE_BIN ?? join(root, "target/release/dateline");
const chrome = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** Nothing of the browser's own may go out, and the map is drawn without a graphics card. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
];

/** A folder that is gone afterwards. */
export function folder() {
  const path = mkdtempSync(join(tmpdir(), "dateline-ui-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Runs a command of the program to its end; its output. */
export function run(...args) {
  const done = spawnSync(program, args, { encoding: "utf8" });
  if (done.status !== 0) throw new Error(`dateline ${args.join(" ")}: ${done.stderr || done.stdout}`);
  return done.stdout;
}

/** Starts a command that serves, and waits for its address. */
async function served(args, env = {}) {
  if (!existsSync(program)) throw new Error(`${program} is not there; name the program in DATELINE_BIN`);
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  let out = "";
  const address = await new Promise((found, failed) => {
    const late = setTimeout(() => failed(new Error(`no address within 10 minutes: ${out}`)), 600_000);
    const look = (chunk) => {
      out += chunk;
      const told = /http:\/\/(127\.0\.0\.1|localhost|\[::1\]):\d+/.exec(out);
      if (!told) return;
      clearTimeout(late);
      found(told[0]);
    };
    child.stdout.on("data", look);
    child.stderr.on("data", look);
    child.on("exit", (code) => failed(new Error(`dateline ${args.join(" ")} ended with ${code}: ${out}`)));
  });
  const ended = new Promise((done) => child.on("exit", done));
  return {
    address,
    said: () => out,
    stop: async () => {
      child.kill("SIGINT");
      const dead = setTimeout(() => child.kill("SIGKILL"), 5000);
      await ended;
      clearTimeout(dead);
    },
    /** What the API says; a problem is an error. */
    async get(path) {
      const answer = await fetch(`${address}/api/v1${path}`);
      const body = await answer.json();
      if (!answer.ok) throw new Error(`${path}: ${body.title}: ${body.detail}`);
      return body;
    },
  };
}

/** The demo itself: bundled reports, a ledger that goes away. Reading them takes a while. */
export const firstMinute = () => served(["demo", "--no-browser", "--port", "0"]);

/**
 * The ledger of the demo, served: read by `dateline demo` once for each build of the program, and copied, so that what one test decides
 * no other one sees.
 */
export async function demo() {
  const { mtimeMs, size } = statSync(program);
  const kept = join(tmpdir(), `dateline-ui-demo-${Math.round(mtimeMs)}-${size}.ledger`);
  if (!existsSync(kept)) {
    const fresh = `${kept}.${process.pid}`;
    const first = await served(["demo", "--no-browser", "--port", "0", "--keep", fresh]);
    await first.stop();
    renameSync(fresh, kept);
  }
  const at = folder();
  const ledger = join(at.path, "demo.dateline");
  copyFileSync(kept, ledger);
  const desk = await served(["--theatre", "demo", "serve", "-L", ledger, "--port", "0"]);
  const stop = async () => {
    await desk.stop();
    at.remove();
  };
  return { ...desk, stop };
}

/** A ledger that is there. */
export const serve = (ledger, ...args) => served(["serve", "-L", ledger, "--port", "0", ...args]);

export const browser = () => chromium.launch({ executablePath: chrome, args: FLAGS });

/**
 * A page of somebody who visits for the first time. It remembers what must not happen: requests to elsewhere, dialogs, errors of the
 * page, things that its policy forbade.
 */
export async function visitor(open, { width = 1280, height = 800, name = null, ...more } = {}) {
  const context = await open.newContext({ viewport: { width, height }, locale: "en-GB", timezoneId: "UTC", ...more });
  const page = await context.newPage();
  // A machine that also builds is slow.
  page.setDefaultTimeout(90_000);
  page.setDefaultNavigationTimeout(90_000);
  const trouble = [];
  page.on("request", (request) => {
    const to = new URL(request.url());
    if (!["127.0.0.1", ""].includes(to.hostname)) trouble.push(`request to ${request.url()}`);
  });
  page.on("dialog", (dialog) => {
    trouble.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("pageerror", (error) => trouble.push(`error: ${error.message}`));
  page.on("console", (message) => {
    if (/content security policy|refused to/i.test(message.text())) trouble.push(`policy: ${message.text()}`);
  });
  if (name) await page.addInitScript((by) => sessionStorage.setItem("dateline.reviewer", by), name);
  return { page, trouble, close: () => context.close() };
}

/** Goes to a page and waits until it has what it asked for. */
export async function open(page, address) {
  await page.goto(address);
  await page.getByRole("heading", { level: 1 }).first().waitFor({ state: "attached" });
  await settled(page);
}

/** Until nothing on the page says that it is awaited, twice in a row. */
export async function settled(page) {
  const still = () => !document.querySelector(".waiting, .loading, [aria-busy='true'], [aria-label^='Loading']");
  for (let quiet = 0; quiet < 2; quiet++) {
    await page.waitForFunction(still, null, { timeout: 90_000 });
    await page.waitForTimeout(150);
  }
}

/** Every page of the desk, with what is in this ledger: [name, path]. */
export async function pages(desk) {
  const about = await desk.get("/about");
  const { first_day: from, last_day: to } = about.ledger;
  const events = (await desk.get("/events?limit=1000")).items;
  const told = (event) => event.support.reports + 3 * event.figures.length + (event.place?.value.own_name ? 1 : 0);
  const event = events.toSorted((one, two) => told(two) - told(one))[0];
  const claim = (await desk.get(`/events/${event.id}`)).claims[0];
  const places = (await desk.get("/places?limit=200")).items.filter(
    (one) => one.id?.startsWith("geonames:") || one.id?.startsWith("dateline:"),
  );
  const parties = (await desk.get("/parties?limit=50")).items.filter((one) => one.id && !one.id.startsWith("generic/"));
  const place = encodeURIComponent(places[0].id);
  return [
    ["situation", "/"],
    ["event", `/event/${event.id}`],
    ["report", `/report/${claim.report}#claim=${claim.id}`],
    ["review", "/review"],
    ["agreement", "/review?view=agreement"],
    ["contradictions", "/contradictions"],
    ["place", `/place/${places[0].id}`],
    ["party", `/party/${parties[0].id}`],
    ["search", `/search?q=${encodeURIComponent(places[0].name)}`],
    ["sitrep", `/sitrep?place=${place}&from=${from}&to=${to}`],
    ["method", "/method"],
    ["verify", "/verify"],
    ["login", "/login"],
    ["nowhere", "/nowhere"],
  ];
}
