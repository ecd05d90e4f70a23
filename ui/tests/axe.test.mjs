/** Every page, scanned by axe at a desk's width and a telephone's: nothing serious, nothing critical. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, describe, test } from "node:test";
import { browser, demo, open, pages, visitor } from "./desk.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

describe("axe", () => {
  let desk;
  let chrome;
  before(async () => {
    [desk, chrome] = await Promise.all([demo(), browser()]);
  });
  after(async () => {
    await chrome?.close();
    await desk?.stop();
  });

  for (const width of [1280, 360]) {
    test(`finds nothing serious at ${width} px`, async () => {
      const found = [];
      const { page, close } = await visitor(chrome, { width, height: 780, name: "axe", reducedMotion: "reduce" });
      for (const [name, path] of await pages(desk)) {
        await open(page, desk.address + path);
        await page.waitForTimeout(300);
        await page.evaluate(axe);
        const scan = () =>
          page.evaluate(() =>
            globalThis.axe
              .run(document, { resultTypes: ["violations"], iframes: false })
              .then((result) => result.violations),
          );
        const add = (where, violations) => {
          for (const one of violations.filter((one) => ["serious", "critical"].includes(one.impact)))
            found.push(
              `${where}: ${one.id}: ${one.nodes
                .map((node) => node.target.join(" "))
                .slice(0, 4)
                .join(" | ")}`,
            );
        };
        add(name, await scan());
        if (name === "review") {
          // What stands over the page is part of it.
          for (const key of ["e", "?", "m"]) {
            await page.keyboard.press(key);
            await page.waitForTimeout(400);
            add(`${name}, ${key}`, await scan());
            await page.keyboard.press("Escape");
          }
        }
      }
      await close();
      assert.deepEqual(found, []);
    });
  }
});
