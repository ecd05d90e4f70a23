/**
 * What a reviewer has before them: the queue, where they are in it, what they decided, what others decided meanwhile.
 * Decisions show at once and are taken back where the program refuses them; they are sent one after the other, so that
 * an undo never overtakes what it undoes. Knows no DOM.
 */
import { get, post, Problem, type Listed } from "../../api/client";
import { counted } from "../words";
import type { ActName, ClaimView, Decided, Decision, EventAnswer, Mark, QueueItem, ReportAnswer } from "./shapes";
import { called, DONE, told } from "./words";

export interface Row extends QueueItem {
  /** What this reviewer decided here; `sending` until the program has it. */
  mine: { act: ActName; sending: boolean } | null;
}

interface Done {
  act: ActName;
  claim: string;
  words: string;
  /** Its id, once the program has it. */
  decision: string | null;
}

export interface Failure {
  title: string;
  detail: string;
  claim: string | null;
}

const PAGE = 100;

export class Desk {
  rows = $state<Row[]>([]);
  /** The claim that is looked at. */
  at = $state<string | null>(null);
  /** Claims that wait for this reviewer. */
  left = $state(0);
  /** The last thing done, for the eye and for screen readers. */
  said = $state("");
  failure = $state<Failure | null>(null);
  /** A decision that contradicts somebody else's waits for a second press. */
  conflict = $state<{ claim: string; act: ActName; words: string } | null>(null);
  note = $state("");
  /** Decisions on their way to the program. */
  pending = $state(0);
  event = $state<EventAnswer | null>(null);
  report = $state<ReportAnswer | null>(null);
  loadingEvent = $state(false);
  by = $state("");

  row = $derived(this.rows.find((row) => row.claim.id === this.at) ?? null);
  place = $derived(this.rows.findIndex((row) => row.claim.id === this.at));
  done = $derived(this.rows.filter((row) => row.mine).length);

  #history: Done[] = [];
  #own = new Set<string>();
  #sending: Promise<unknown> = Promise.resolve();
  #next: string | null = null;
  #seq = 0;
  /** The queue, not the claims of one event. */
  #whole = true;
  #reports = new Map<string, ReportAnswer>();
  #asked: AbortController | undefined;

  constructor(
    readonly filters: Record<string, string | string[]>,
    /** Whether a name is sent with decisions: where there are no accounts. */
    readonly named: boolean,
    by: string,
    seq: number,
  ) {
    this.by = by;
    this.#seq = seq;
  }

  #query(cursor: string | null = null): Record<string, string | string[] | number | null> {
    return { ...this.filters, by: this.by || null, limit: PAGE, cursor };
  }

  async load(claim: string | null, event: string | null) {
    const page = await get<Listed<QueueItem>>("/review/queue", this.#query());
    this.left = page.total;
    this.#next = page.next;
    this.rows = page.items.map((item) => ({ ...item, mine: null }));
    if (event) await this.#only(event);
    else if (claim && !this.rows.some((row) => row.claim.id === claim)) {
      const one = await get<ClaimView>(`/claims/${encodeURIComponent(claim)}`);
      this.rows = [this.#opened(one), ...this.rows];
    }
    this.at = this.rows.some((row) => row.claim.id === claim) ? claim : (this.rows[0]?.claim.id ?? null);
  }

  /** A claim that is not in the queue, because its address was opened. */
  #opened(claim: ClaimView): Row {
    return {
      claim,
      event: claim.event ?? null,
      why: ["opened by its address"],
      uncertainty: 1 - (claim.record.confidence ?? 1),
      impact: 0,
      score: 0,
      graphic: ["KILL", "TOLL", "INJURE"].includes(claim.record.type),
      marks: [],
      mine: null,
    };
  }

  /** The claims of one event, in the order of the queue, then the others. */
  async #only(event: string) {
    const answer = await get<EventAnswer>(`/events/${encodeURIComponent(event)}`);
    this.event = answer;
    const inQueue = new Map(this.rows.map((row) => [row.claim.id, row]));
    const rows = answer.claims.map(
      (claim) =>
        inQueue.get(claim.id) ?? { ...this.#opened({ ...claim, event: answer.event.id }), why: ["of this event"] },
    );
    this.rows = rows.sort((one, two) => two.score - one.score);
    this.left = rows.length;
    this.#next = null;
    this.#whole = false;
  }

  /** More of the queue, when its end comes near. */
  async more() {
    const cursor = this.#next;
    // What was decided meanwhile has moved the parts that came later: at the end the queue is asked for from its beginning.
    if (!cursor && (!this.#whole || this.rows.length - this.done >= this.left)) return;
    this.#next = null;
    try {
      const page = await get<Listed<QueueItem>>("/review/queue", this.#query(cursor));
      const known = new Set(this.rows.map((row) => row.claim.id));
      this.rows = [
        ...this.rows,
        ...page.items.filter((item) => !known.has(item.claim.id)).map((item) => ({ ...item, mine: null })),
      ];
      this.#next = page.next;
    } catch (error) {
      this.#next = cursor;
      this.#fail(error, null, "The rest of the queue did not come");
    }
  }

  choose(claim: string) {
    this.at = claim;
    this.conflict = null;
    this.note = "";
  }

  move(by: 1 | -1) {
    const row = this.rows[this.place + by];
    if (row) this.choose(row.claim.id);
    else this.said = by === 1 ? "That is the end of the queue" : "That is the beginning of the queue";
    if (this.place > this.rows.length - 10) void this.more();
  }

  /** The next one that is open, looking down, then from the top. */
  #advance() {
    const open = (row: Row) => !row.mine;
    const next = this.rows.slice(this.place + 1).find(open) ?? this.rows.find(open);
    if (next) this.choose(next.claim.id);
    else this.note = "";
    if (this.place > this.rows.length - 10) void this.more();
  }

  /** The event and the report of the claim that is looked at. */
  async look() {
    this.#asked?.abort();
    const row = this.row;
    if (!row) {
      this.event = null;
      this.report = null;
      return;
    }
    const asked = (this.#asked = new AbortController());
    const kept = this.#reports.get(row.claim.report);
    this.report = kept ?? null;
    if (!row.event) this.event = null;
    else if (this.event && !this.event.claims.some((claim) => claim.id === row.claim.id)) this.event = null;
    this.loadingEvent = !!row.event && !this.event;
    try {
      const [event, report] = await Promise.all([
        row.event ? get<EventAnswer>(`/events/${encodeURIComponent(row.event)}`, {}, asked.signal) : null,
        kept ??
          get<ReportAnswer>(`/reports/${encodeURIComponent(row.claim.report)}`, {}, asked.signal).catch(() => null),
      ]);
      if (asked.signal.aborted) return;
      this.event = event;
      this.report = report;
      if (report) this.#reports.set(row.claim.report, report);
      if (event) this.#markFrom(event.decisions ?? []);
    } catch (error) {
      if (!asked.signal.aborted) this.#fail(error, row.claim.id, "Its event did not come");
    } finally {
      if (!asked.signal.aborted) this.loadingEvent = false;
    }
  }

  /** Marks of others on the claims that are shown, from decisions that the event's page told. */
  #markFrom(decisions: Decision[]) {
    const undone = new Set(decisions.filter((one) => one.act === "undo").map((one) => one.decision));
    for (const one of decisions) {
      if (one.act === "undo" || one.event || undone.has(one.id)) continue;
      for (const claim of one.claims) {
        const row = this.rows.find((row) => row.claim.id === claim);
        if (row && !row.marks.some((mark) => mark.decision === one.id))
          row.marks = [...row.marks, { by: one.by, act: one.act, decision: one.id }];
      }
    }
    for (const row of this.rows)
      if (row.marks.some((mark) => undone.has(mark.decision)))
        row.marks = row.marks.filter((mark) => !undone.has(mark.decision));
  }

  /** Marks of other people on a claim; who edited several fields is named once. */
  others(row: Row): Mark[] {
    const seen = new Set<string>();
    return row.marks.filter((mark) => {
      const key = `${mark.act} ${mark.by}`;
      if (mark.by === this.by || seen.has(key)) return false;
      seen.add(key);
      return true;
    });
  }

  /** What others decided that this would contradict, in words. */
  #against(row: Row, act: ActName): string | null {
    const other = { accept: "reject", reject: "accept" }[act as string];
    const theirs = this.others(row).filter((mark) => mark.act === other || (act === "reject" && mark.act === "edit"));
    if (!theirs.length) return null;
    const names = [...new Set(theirs.map((mark) => mark.by))].join(" and ");
    return `${names} ${DONE[theirs[0]?.act ?? ""]} this claim. Later decisions win: press again to ${act} it all the same.`;
  }

  /** Accepts or rejects the claim that is looked at, and goes to the next. */
  decide(act: "accept" | "reject") {
    const row = this.row;
    if (!row) return;
    if (row.mine?.act === act) {
      this.said = `You ${DONE[act]} ${row.claim.id} already`;
      this.#advance();
      return;
    }
    const against = this.#against(row, act);
    if (against && !(this.conflict?.claim === row.claim.id && this.conflict.act === act)) {
      this.conflict = { claim: row.claim.id, act, words: against };
      this.said = against;
      return;
    }
    const before = row.mine;
    row.mine = { act, sending: true };
    if (!before) this.left -= 1;
    const id = row.claim.id;
    const note = this.note.trim();
    this.said = `${cap(DONE[act])} ${id} (${called(row.claim)}); ${this.left} left`;
    this.#advance();
    void this.send({ act, ids: [id], ...(note ? { note } : {}) }, id, `${DONE[act]} ${id} (${called(row.claim)})`).then(
      (answer) => {
        const now = this.rows.find((one) => one.claim.id === id);
        if (!now) return;
        if (answer) {
          if (now.mine) now.mine.sending = false;
        } else {
          now.mine = before;
          if (!before) this.left += 1;
          this.at = id;
          this.note = note;
        }
      },
    );
  }

  /** After what was sent before, whatever became of it. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    this.pending += 1;
    const done = this.#sending.then(work).finally(() => (this.pending -= 1));
    this.#sending = done.catch(() => undefined);
    return done;
  }

  /** Sends a decision after those before it; null where it was refused, which is told. */
  async send(body: Record<string, unknown>, claim: string, words: string): Promise<Decided | null> {
    const entry: Done = { act: body.act as ActName, claim, words, decision: null };
    this.#history.push(entry);
    this.failure = null;
    const note = this.note.trim();
    if (note && body.note === undefined) body = { ...body, note };
    if (this.named) body = { ...body, by: this.by };
    const answer = this.#inTurn(() => post<Decided>("/decisions", body));
    try {
      const decided = await answer;
      const first = decided.decisions[0];
      entry.decision = first?.id ?? null;
      for (const one of decided.decisions) this.#own.add(one.id);
      this.#apply(decided);
      return decided;
    } catch (error) {
      this.#history = this.#history.filter((one) => one !== entry);
      this.#fail(error, claim, `Not recorded: ${words}`);
      return null;
    }
  }

  /** Where the claims are now. */
  #apply(decided: Decided) {
    for (const event of decided.events)
      for (const member of event.members) {
        const row = this.rows.find((row) => row.claim.id === member.claim);
        if (row) row.event = event.id;
      }
    for (const claim of decided.without) {
      const row = this.rows.find((row) => row.claim.id === claim);
      if (row) row.event = null;
    }
    const shown = this.row?.claim.id;
    const touched = decided.events.some((event) => event.members.some((member) => member.claim === shown));
    if (touched || (shown && decided.without.includes(shown))) void this.look();
  }

  /** Takes back the last own decision that still counts, and says which it was. */
  async undo() {
    const last = this.#history.pop();
    this.failure = null;
    this.conflict = null;
    if (last) {
      const row = this.rows.find((row) => row.claim.id === last.claim);
      const before = row?.mine ?? null;
      if (row && (last.act === "accept" || last.act === "reject")) {
        if (row.mine) this.left += 1;
        row.mine = null;
      }
      if (row) this.choose(row.claim.id);
      this.said = `Undone: you ${last.words}; ${this.left} left`;
      const sent = this.#inTurn(async () => {
        if (!last.decision) throw new Problem(409, "It was not recorded", "There is nothing to take back.");
        return post<Decided>("/decisions", {
          act: "undo",
          decision: last.decision,
          ...(this.named ? { by: this.by } : {}),
        });
      });
      try {
        const decided = await sent;
        for (const one of decided.decisions) this.#own.add(one.id);
        if (row) row.marks = row.marks.filter((mark) => mark.decision !== last.decision);
        this.#apply(decided);
      } catch (error) {
        if (row) {
          if (before && !row.mine) this.left -= 1;
          row.mine = before;
        }
        this.#history.push(last);
        this.#fail(error, last.claim, `Not taken back: ${last.words}`);
      }
      return;
    }
    // From an earlier visit: the program knows what this person decided last.
    try {
      const sent = this.#inTurn(() =>
        post<Decided>("/decisions", { act: "undo", ...(this.named ? { by: this.by } : {}) }),
      );
      const decided = await sent;
      for (const one of decided.decisions) this.#own.add(one.id);
      const [undo] = decided.decisions;
      const id = undo?.act === "undo" ? undo.decision : undefined;
      const all = await get<Listed<Decision>>("/decisions", { limit: 1000 });
      const was = all.items.find((one) => one.id === id);
      this.said = was ? `Undone: you ${told(was)}` : `Undone: ${id ?? "your last decision"}`;
      const claim = was?.claims[0];
      const row = this.rows.find((row) => row.claim.id === claim);
      if (claim && !row) {
        const back = await get<ClaimView>(`/claims/${encodeURIComponent(claim)}`);
        this.rows = [{ ...this.#opened(back), why: ["taken back"] }, ...this.rows];
        this.left += 1;
      }
      if (row) row.marks = row.marks.filter((mark) => mark.decision !== id);
      if (claim) this.choose(claim);
      this.#apply(decided);
    } catch (error) {
      this.#fail(error, null, "Nothing was undone");
    }
  }

  #fail(error: unknown, claim: string | null, title: string) {
    const problem = error instanceof Problem ? error : null;
    this.failure = { title, detail: problem ? problem.message : String(error), claim };
    this.said = `${title}. ${this.failure.detail}`;
  }

  /** What happened meanwhile: others' decisions become marks. */
  async poll(signal: AbortSignal) {
    const answer = await get<{ items: { seq: number; kind: string; id: string }[]; head: number; more?: boolean }>(
      "/changes",
      { since: this.#seq },
      signal,
    );
    this.#seq = answer.more ? (answer.items.at(-1)?.seq ?? answer.head) : answer.head;
    const foreign = answer.items.filter((one) => one.kind === "decision" && !this.#own.has(one.id));
    if (!foreign.length) return;
    const page = await get<Listed<QueueItem>>("/review/queue", { ...this.#query(), done: true, limit: 1000 }, signal);
    const marks = new Map(page.items.map((item) => [item.claim.id, item.marks]));
    const before = this.row ? this.others(this.row).length : 0;
    for (const row of this.rows) {
      const now = marks.get(row.claim.id);
      if (now && now.map((one) => one.decision).join() !== row.marks.map((one) => one.decision).join()) row.marks = now;
    }
    const row = this.row;
    const latest = row ? this.others(row).at(-1) : undefined;
    if (row && latest && this.others(row).length > before)
      this.said = `${latest.by} ${DONE[latest.act]} the claim that you are looking at`;
    else this.said = `${counted(foreign.length, "decision")} of other people came in`;
    await this.look();
  }
}

function cap(words: string | undefined): string {
  return words ? words[0]?.toUpperCase() + words.slice(1) : "";
}
