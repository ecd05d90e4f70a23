/**
 * How fast the situation page is, in Chromium without a graphics card:
 *
 *     npx vite build --outDir /tmp/pages && node scripts/measure.mjs /tmp/pages [10000 100000]
 *
 * First view: from the address to the first line of the list and the first drawn map, and to the first tile of the timeline.
 * Slider: frames per second while it plays two years, and while a mouse drags it.
 */
import { chromium } from "playwright-core";
import { serve } from "./many-events.mjs";

const [folder = "dist", ...sizes] = process.argv.slice(2);
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const args = [
  "--headless",
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

/**
 * Processor time so far, in ms: of the page's main thread, and of all of the browser. Frames are what a reader sees, but on a
 * machine that builds something beside it they tell of the builds; this does not.
 */
async function spent(page) {
  const { metrics } = await page.cdp.send("Performance.getMetrics");
  const { processInfo } = await page.whole.send("SystemInfo.getProcessInfo");
  return {
    main: 1000 * metrics.find((one) => one.name === "TaskDuration").value,
    all: 1000 * processInfo.reduce((sum, one) => sum + one.cpuTime, 0),
  };
}

/** Counts frames in the page while something goes on. */
async function frames(page, during) {
  const before = await spent(page);
  await page.evaluate(() => {
    const seen = (window.__frames = []);
    const count = (now) => {
      seen.push(now);
      if (window.__frames === seen) requestAnimationFrame(count);
    };
    requestAnimationFrame(count);
  });
  await during();
  const seen = await page.evaluate(() => {
    const seen = window.__frames;
    window.__frames = null;
    return seen;
  });
  const after = await spent(page);
  const gaps = seen
    .slice(1)
    .map((now, at) => now - seen[at])
    .sort((one, two) => one - two);
  const at = (share) => gaps[Math.min(gaps.length - 1, Math.floor(gaps.length * share))];
  return {
    fps: (1000 * gaps.length) / (seen.at(-1) - seen[0]),
    slow: at(0.95),
    worst: gaps.at(-1),
    main: (after.main - before.main) / gaps.length,
    all: (after.all - before.all) / gaps.length,
  };
}

const line = ({ fps, slow, worst, main, all }) =>
  `${fps.toFixed(0)} frames/s (95% within ${slow.toFixed(0)} ms, worst ${worst.toFixed(0)} ms); processor time of a frame: page ${main.toFixed(1)} ms, whole browser ${all.toFixed(1)} ms`;

const browser = await chromium.launch({ executablePath: CHROMIUM, args });
const whole = await browser.newBrowserCDPSession();
/** A page with what its processor time is asked by. */
async function opened() {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.whole = whole;
  page.cdp = await page.context().newCDPSession(page);
  await page.cdp.send("Performance.enable", { timeDomain: "threadTicks" });
  return page;
}
console.log(`${browser.version()}, ${new Date().toISOString().slice(0, 10)}`);
let port = 8391;
for (const size of (sizes.length ? sizes : ["10000", "100000"]).map(Number)) {
  const server = await serve(size, ++port, folder);
  const base = `http://127.0.0.1:${port}`;
  const views = [];
  const worked = [];
  for (let at = 0; at < 5; at++) {
    const page = await opened();
    const begun = Date.now();
    await page.goto(base, { waitUntil: "commit" });
    // A line of the list, and something drawn on the map's canvas.
    await page.waitForFunction(() => {
      const canvas = document.querySelector("canvas.drawing");
      if (!document.querySelector(".view li a") || !document.querySelector(".uplot canvas") || !canvas?.width)
        return false;
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      for (let at = 3; at < data.length; at += 4) if (data[at]) return true;
      return false;
    });
    views.push(Date.now() - begun);
    worked.push((await spent(page)).main);
    await page.close();
  }
  views.sort((one, two) => one - two);

  const page = await opened();
  const errors = [];
  page.on("pageerror", (error) => errors.push(error.message));
  await page.goto(base);
  await page.waitForSelector(".over.ready", { state: "attached", timeout: 60000 });
  await page.waitForTimeout(1500);
  const idle = await frames(page, () => page.waitForTimeout(2000));
  const played = await frames(page, async () => {
    await page.getByRole("button", { name: "Play" }).click();
    await page.waitForTimeout(8000);
  });
  await page.getByRole("button", { name: "Pause" }).click();
  const slider = await page.locator(".slide input").boundingBox();
  const dragged = await frames(page, async () => {
    await page.mouse.move(slider.x + slider.width - 40, slider.y + slider.height / 2);
    await page.mouse.down();
    for (let step = 0; step <= 120; step++) {
      await page.mouse.move(
        slider.x + slider.width - 40 - (step * (slider.width - 80)) / 120,
        slider.y + slider.height / 2,
      );
      await page.waitForTimeout(16);
    }
    await page.mouse.up();
  });
  await page.getByRole("button", { name: "Show all days" }).click();
  const scrolled = await frames(page, async () => {
    const list = await page.locator(".view").boundingBox();
    await page.mouse.move(list.x + 50, list.y + 100);
    for (let step = 0; step < 60; step++) {
      await page.mouse.wheel(0, 700);
      await page.waitForTimeout(16);
    }
  });
  const filtered = await page.evaluate(async () => {
    // From a click on a type to the new count in the list's head.
    const head = () => document.querySelector(".listhead")?.textContent;
    [...document.querySelectorAll(".menu button")][0].click();
    await new Promise(requestAnimationFrame);
    const before = head();
    const begun = performance.now();
    document.querySelector(".panel .types input").click();
    while (head() === before) await new Promise((done) => setTimeout(done, 1));
    await new Promise(requestAnimationFrame);
    return performance.now() - begun;
  });
  const heap = await page.evaluate(() => performance.memory?.usedJSHeapSize ?? 0);
  console.log(
    [
      `${size} events`,
      `first view ${views[2]} ms (middle of 5: ${views.join(", ")}), of which the page worked ${Math.min(...worked).toFixed(0)} ms`,
      `at rest ${line(idle)}`,
      `slider plays ${line(played)}`,
      `slider dragged ${line(dragged)}`,
      `list scrolled ${line(scrolled)}`,
      `a type switched in ${filtered.toFixed(0)} ms`,
      `heap ${(heap / 1e6).toFixed(0)} MB`,
      ...errors.map((error) => `ERROR ${error}`),
    ].join("\n  "),
  );
  await page.close();
  server.close();
}
await browser.close();
