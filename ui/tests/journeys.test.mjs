/** Five things that people do with the desk, done as they do them: with the built program, in a real browser, by what stands on the page. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { browser, demo, open, settled, visitor } from "./desk.mjs";

const COUNTRY = "XV";

describe("the desk", () => {
  let desk;
  let chrome;
  const visits = [];

  before(async () => {
    [desk, chrome] = await Promise.all([demo(), browser()]);
  });
  after(async () => {
    await chrome?.close();
    await desk?.stop();
  });
  async function visit(how) {
    const one = await visitor(chrome, how);
    visits.push(one);
    return one;
  }

  /** The event of the first minute: told by many, independent only a few, with several numbers of dead. */
  async function richest() {
    const { items } = await desk.get(`/events?country=${COUNTRY}&limit=1000`);
    const counting = (event) => {
      const killed = event.figures.find((figure) => figure.what === "killed");
      return new Set(killed?.told.filter((one) => one.role === "counts").map((one) => one.bounds[0] ?? one.bounds[1]))
        .size;
    };
    const event = items
      .filter((one) => counting(one) > 1 && one.place)
      .toSorted((one, two) => two.support.reports - one.support.reports)[0];
    assert.ok(event, "the demo has an event with several numbers of dead");
    return event;
  }

  /** The list holds only the lines in view: scrolls until a line is there. */
  async function line(page, id) {
    const list = page.getByRole("region", { name: "Events, newest first" });
    await list.waitFor();
    const link = list.locator(`a[href^="/event/${id}"]`);
    for (let step = 0; step < 200 && !(await link.isVisible()); step++) {
      await list.evaluate((element) => element.scrollBy(0, 300));
      await page.waitForTimeout(20);
    }
    return link;
  }

  test("an event is found on the situation page, and a figure of it traced to its sentence", async () => {
    const event = await richest();
    const { page, close } = await visit();
    await open(page, `${desk.address}/?country=${COUNTRY}`);
    const link = await line(page, event.id);
    assert.match(await link.innerText(), new RegExp(event.place.value.name));
    assert.match(await link.innerText(), /reports?, \d+ independent/);
    await link.click();
    await settled(page);
    await page.getByRole("heading", { level: 2, name: "Figures" }).waitFor();

    const killed = event.figures.find((figure) => figure.what === "killed");
    const told = killed.told.filter((one) => one.role === "counts");
    const number = told.find((one) => (one.bounds[0] ?? 0) > 1) ?? told[0];
    const digits = String(number.bounds[0] ?? number.bounds[1]);
    const tab = page.getByRole("button", { name: /killed/ });
    if (await tab.count()) await tab.first().click();
    await page.getByTitle("Show the sentence").filter({ hasText: digits }).first().click();
    await settled(page);

    assert.match(page.url(), /\/report\/r[0-9a-z]{12}#claim=c[0-9a-z]{12}/);
    const claim = /claim=(c[0-9a-z]{12})/.exec(page.url())[1];
    const stored = await desk.get(`/claims/${claim}`);
    const shown = (await page.locator("main").innerText()).replace(/\s+/g, " ");
    assert.ok(shown.includes(stored.quote.text.replace(/\s+/g, " ").slice(0, 60)), "the sentence is on the page");
    const lit = page.locator(`[data-claim="${claim}"]`).first();
    await lit.waitFor();
    const box = await lit.boundingBox();
    assert.ok(box && box.y >= 0 && box.y < 800, "the claim is in sight");
    await close();
  });

  test("another rule gives another figure, and says why", async () => {
    const event = await richest();
    const answer = await desk.get(`/events/${event.id}`);
    const best = (rule) => answer.others[rule]?.find((figure) => figure.what === "killed");
    const other = Object.keys(answer.others).find(
      (rule) => best(rule) && best(rule).best !== best("conservative").best,
    );
    assert.ok(other, "some rule says otherwise");
    const { page, close } = await visit();
    await open(page, `${desk.address}/event/${event.id}`);
    const tab = page.getByRole("button", { name: /killed/ });
    if (await tab.count()) await tab.first().click();
    const headline = page.locator(".headline .best");
    const before = await headline.innerText();
    const why = await page.getByText(/^Why /).first().innerText();
    await page.getByRole("radio", { name: new RegExp(`^${other}`) }).check();
    await page.waitForFunction(
      ([selector, was]) => document.querySelector(selector)?.textContent !== was,
      [".headline .best", before],
    );
    assert.equal((await headline.innerText()).replace(/[,+]/g, ""), String(best(other).best));
    assert.notEqual(await page.getByText(/^Why /).first().innerText(), why);
    await page.getByText(`The rule “${other}” says`).waitFor();
    assert.equal(new URL(page.url()).searchParams.get("rule"), other, "the address has the rule");
    await page.reload();
    await settled(page);
    assert.ok(await page.getByRole("radio", { name: new RegExp(`^${other}`) }).isChecked(), "a reload keeps it");
    await close();
  });

  test("dragging the time makes a town change hands", async () => {
    const histories = (await desk.get("/control/history")).filter(
      (one) => one.place.country === COUNTRY && one.place.id,
    );
    const grades = (one) => one.intervals.map((interval) => interval.grade);
    const town =
      histories.find((one) => ["claimed", "contested", "assessed"].every((grade) => grades(one).includes(grade))) ??
      histories.toSorted((one, two) => new Set(grades(two)).size - new Set(grades(one)).size)[0];
    assert.ok(town && new Set(grades(town)).size > 1, "some town is held in several ways");
    const { page, close } = await visit();
    await open(page, `${desk.address}/?country=${COUNTRY}`);
    await page.getByRole("button", { name: "Table" }).click();
    const slider = page.getByRole("slider", { name: /^Day, by what had happened/ });
    const row = page.getByRole("row").filter({ hasText: town.place.name }).first();

    // As a hand does it: the knob is taken and drawn along the line, from the first day to the last.
    const box = await slider.boundingBox();
    const y = box.y + box.height / 2;
    await page.mouse.move(box.x + 4, y);
    await page.mouse.down();
    const STEPS = 32;
    const seen = [];
    for (let step = 0; step <= STEPS; step++) {
      await page.mouse.move(box.x + 4 + ((box.width - 8) * step) / STEPS, y);
      await page.waitForTimeout(20);
      const words = (await row.count()) ? await row.locator("td").first().innerText() : "";
      if (words && seen.at(-1) !== words) seen.push(words);
    }
    await page.mouse.up();
    assert.ok(seen.length > 1, `${town.place.name} changed while the time was drawn: ${seen.join(" > ")}`);
    for (const grade of new Set(grades(town)).intersection?.(new Set(["claimed", "contested", "assessed"])) ?? [])
      assert.ok(
        seen.some((words) => words.includes(grade)),
        `${grade} was seen: ${seen.join(" > ")}`,
      );
    await page.waitForFunction(() => new URL(location.href).searchParams.has("at"));
    await close();
  });

  test("ten claims are reviewed by keyboard, two taken back, two events merged", async () => {
    let by = "Journey";
    const { page, close } = await visit();
    await open(page, `${desk.address}/review?country=${COUNTRY}`);
    const name = page.getByLabel("Your name or initials");
    if (await name.count()) {
      await name.fill(by);
      await page.keyboard.press("Enter");
    }
    await page.getByRole("toolbar").waitFor();
    await settled(page);
    // The desk may know already who sits at it.
    by = await page.locator(".who bdi").innerText();
    const at = () => new URL(page.url()).searchParams.get("claim");
    const left = async () => Number((await page.getByTestId("left").locator("b").innerText()).replace(/\D/g, ""));
    const many = await left();
    assert.ok(many > 12, "enough waits");

    const decided = [];
    for (let number = 0; number < 10; number++) {
      const claim = at();
      const key = number % 3 === 2 ? "x" : "a";
      decided.push({ claim, act: key === "a" ? "accept" : "reject" });
      await page.keyboard.press(key);
      await page.waitForFunction((was) => new URL(location.href).searchParams.get("claim") !== was, claim);
    }
    assert.equal(new Set(decided.map((one) => one.claim)).size, 10, "ten different claims");
    assert.match(await page.getByRole("status").filter({ hasText: "left" }).innerText(), /(Accepted|Rejected) c/);
    assert.equal(await left(), many - 10);
    await page.keyboard.press("u");
    await page.getByText(/^Undone: you accepted c/).waitFor();
    await page.keyboard.press("u");
    await page.getByText(`Undone: you rejected ${decided[8].claim}`).waitFor();
    assert.equal(await left(), many - 8);

    // Decisions show at once and are recorded one after the other.
    await page.getByText("being recorded").waitFor({ state: "detached" });

    // A claim whose event may be the same as another.
    const events = (await desk.get(`/events?country=${COUNTRY}&limit=1000`)).items;
    const pair = events.find((event) => event.suggested?.length && event.members.length < 12);
    assert.ok(pair, "the program suggests a merge somewhere");
    await open(page, `${desk.address}/review?event=${pair.id}`);
    await page.getByRole("heading", { level: 2, name: "Its event" }).waitFor();
    await page.getByText("Perhaps the same as").waitFor();
    await page.keyboard.press("m");
    const dialog = page.getByRole("dialog", { name: "Merge events" });
    const other = dialog.getByRole("checkbox").first();
    await other.waitFor();
    const theirs = await other.inputValue();
    await other.check();
    await page.keyboard.press("Enter");
    await dialog.waitFor({ state: "detached" });
    await page.getByText(/^Merged 2 events/).waitFor();

    const { items } = await desk.get("/decisions?limit=1000");
    const mine = items.filter((one) => one.by === by);
    const count = (act) => mine.filter((one) => one.act === act).length;
    assert.equal(count("accept") + count("reject"), 10, "ten decisions are in the ledger");
    assert.equal(count("undo"), 2, "two were taken back");
    assert.equal(count("merge"), 1, "two events were merged");
    const undone = new Set(mine.filter((one) => one.act === "undo").map((one) => one.decision));
    for (const one of decided.slice(0, 8)) {
      const row = mine.find((decision) => decision.claims?.[0] === one.claim && decision.act === one.act);
      assert.ok(row && !undone.has(row.id), `${one.act} ${one.claim} counts`);
    }
    for (const one of decided.slice(8)) {
      const row = mine.find((decision) => decision.claims?.[0] === one.claim && decision.act === one.act);
      assert.ok(row && undone.has(row.id), `${one.act} ${one.claim} was taken back`);
    }
    const one = await desk.get(`/events/${pair.id}`);
    const two = await desk.get(`/events/${theirs}`);
    assert.equal(one.event.id, two.event.id, "they are one event now");
    assert.equal((await desk.get("/verify")).first_bad, null, "the chain is whole");
    await close();
  });

  test("a situation report is made, looked at and printed", async () => {
    const { ledger } = await desk.get("/about");
    const place = (await desk.get("/places?limit=200")).items.find(
      (one) => one.country === COUNTRY && one.id && !one.id.startsWith("iso:"),
    );
    const { page, close } = await visit();
    await open(page, `${desk.address}/sitrep`);
    const field = page.getByRole("combobox", { name: "Place" });
    await field.fill(place.name);
    await page.getByRole("option").filter({ hasText: place.name }).first().click();
    assert.equal(await page.getByLabel("First day").inputValue(), ledger.first_day);
    await page.getByRole("button", { name: "Make the report" }).click();
    const frame = page.frameLocator("iframe");
    await frame.getByRole("heading", { level: 1 }).waitFor();
    const text = await frame.locator("body").innerText();
    assert.ok(text.includes(place.name), "it names the place");
    assert.ok(text.includes(ledger.last_day), "it names the period");
    assert.match(text, /independent/);

    // One click prints the frame, not the desk around it.
    const inner = page.frames().find((one) => one.url().includes("/sitrep.html"));
    await inner.evaluate(() => {
      window.print = () => (window.printed = true);
    });
    await page.getByRole("button", { name: /^Print/ }).click();
    assert.equal(await inner.evaluate(() => window.printed), true);

    const alone = await page.context().newPage();
    await alone.goto(inner.url());
    await alone.emulateMedia({ media: "print" });
    const paper = await alone.locator("body").innerText();
    for (const word of [place.name, ledger.last_day]) assert.ok(paper.includes(word), `the paper has ${word}`);
    const pdf = await alone.pdf({ format: "A4", printBackground: true });
    assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
    assert.ok(pdf.length > 5000, "it has pages with something on them");
    await close();
  });

  test("no visit asked anything of anybody else, or broke", () => {
    assert.deepEqual(
      visits.flatMap((one) => one.trouble),
      [],
    );
  });
});
