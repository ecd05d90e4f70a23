/**
 * Nothing goes out, nothing comes in: no page asks anything of another machine, nothing is wider than a telephone, and what a hostile
 * report says is shown as what it is: text.
 */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { browser, demo, folder, open, pages, run, serve, visitor } from "./desk.mjs";

const HURT = `<img src=x onerror=alert(1)><script>alert(2)</script><svg onload=alert(3)>"'\`{{7*7}}\${7*7}`;
/** Turns the direction of what follows; an honest name never has one. */
const TURNED = "\u202Egnp.exe\u2066";

function hostile() {
  const text = (number) =>
    `HALAB, Dec. ${number}, 2024 (Wire) — Rebels captured the town of Saraqib on ${number} December, ${HURT} said. ` +
    `Shelling killed ${number + 3} civilians in Homs ${TURNED} on Thursday, <b onmouseover=alert(4)>the governor</b> said. ` +
    `The army denied that it had shelled Homs, javascript:alert(5) reported. ` +
    `Twelve people were killed in Hama on Friday, </q></p></main><iframe src="http://203.0.113.9/"></iframe> told reporters.`;
  return [4, 5, 6].map((number) => ({
    id: `evil-${number}${HURT}`,
    date: `2024-12-0${number}`,
    title: `${HURT}${TURNED} title ${number}`,
    outlet: `Outlet ${number} ${HURT}${TURNED}`,
    url: number === 4 ? "javascript:alert(6)" : "http://203.0.113.9/?<script>alert(7)</script>",
    language: "en",
    text: text(number),
  }));
}

describe("the outside", () => {
  let chrome;
  before(async () => {
    chrome = await browser();
  });
  after(() => chrome?.close());

  test("no page of the demo asks anybody else, breaks, or scrolls sideways on a telephone", async () => {
    const desk = await demo();
    try {
      const { page, trouble, close } = await visitor(chrome, { width: 360, height: 780, name: "outside" });
      const wide = [];
      for (const [name, path] of await pages(desk)) {
        await open(page, desk.address + path);
        await page.waitForTimeout(200);
        const over = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        if (over > 0) wide.push(`${name}: ${over} px`);
      }
      assert.deepEqual(wide, [], "nothing is wider than the screen");
      assert.deepEqual(trouble, []);
      await close();
    } finally {
      await desk.stop();
    }
  });

  test("a hostile report is only text", async () => {
    const at = folder();
    const [reports, ledger] = [join(at.path, "evil.jsonl"), join(at.path, "evil.ledger")];
    writeFileSync(
      reports,
      hostile()
        .map((one) => JSON.stringify(one))
        .join("\n"),
    );
    run("add", reports, "-L", ledger, "--keep-text", "forever", "--quiet");
    const desk = await serve(ledger);
    try {
      const { page, trouble, close } = await visitor(chrome, { name: `reviewer ${HURT}` });
      // The one address that a report may lead to is a link that somebody clicks.
      let shown = 0;
      for (const [name, path] of await pages(desk)) {
        await open(page, desk.address + path);
        await page.waitForTimeout(250);
        const found = await page.evaluate(
          () => ({
            text: document.body.innerText.includes("<img src=x onerror=alert(1)>"),
            made: document.querySelectorAll(
              "main img[src='x'], main script, main svg[onload], main iframe[src*='203.0.113.9'], [onmouseover]",
            ).length,
            scripts: document.querySelectorAll("a[href^='javascript:']").length,
            turned: [...document.querySelectorAll("main *")].filter(
              (one) =>
                [...one.childNodes].some((node) => node.nodeType === 3 && /[\u202A-\u202E]/.test(node.data)) &&
                !["isolate", "isolate-override", "plaintext", "bidi-override"].some((word) =>
                  [one, ...parents(one)].some((element) => getComputedStyle(element).unicodeBidi.includes(word)),
                ),
            ).length,
          }),
          await page.evaluate(() => {
            globalThis.parents = (one) => {
              const all = [];
              for (let up = one.parentElement; up; up = up.parentElement) all.push(up);
              return all;
            };
          }),
        );
        if (found.text) shown++;
        assert.equal(found.made, 0, `${name}: markup of a report became elements`);
        assert.equal(found.scripts, 0, `${name}: a link runs a script`);
        assert.equal(found.turned, 0, `${name}: a turned name turns what stands beside it`);
      }
      assert.ok(shown >= 3, `the hostile text is shown as text (on ${shown} pages)`);
      assert.deepEqual(trouble, []);
      await close();
    } finally {
      await desk.stop();
      at.remove();
    }
  });
});
