/**
 * Pictures of every page at two widths, from the demo, into docs/pictures. Run `npm run pictures` after the pages changed (it needs the
 * built program, see ../tests/desk.mjs). Viewport, locale, time zone and motion are fixed.
 */
import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { browser, firstMinute, open, pages, visitor } from "../tests/desk.mjs";
import { palette } from "./palette.mjs";

const out = process.argv[2] ?? resolve(fileURLToPath(import.meta.url), "../../../docs/pictures");
mkdirSync(out, { recursive: true });

const desk = await firstMinute();
const chrome = await browser();
try {
  for (const [width, height] of [
    [1440, 900],
    [390, 844],
  ]) {
    const { page, close } = await visitor(chrome, { width, height, name: "Mira", reducedMotion: "reduce" });
    for (const [name, path] of await pages(desk)) {
      if (name === "nowhere") continue;
      await open(page, desk.address + path);
      // The map draws its tiles after everything else.
      await page.waitForTimeout(name === "situation" ? 2500 : 700);
      await page.mouse.move(0, 0);
      const file = join(out, `${name}-${width}.png`);
      writeFileSync(file, palette(await page.screenshot({ animations: "disabled", caret: "hide" })));
      console.log(`${file}  ${Math.round(statSync(file).size / 1000)} kB`);
    }
    await close();
  }
} finally {
  await chrome.close();
  await desk.stop();
}
