/**
 * All events that the program told of, in columns: typed arrays, since a slider that moves asks all of them thirty times
 * a second what had happened by then. Nothing here asks the program or draws.
 */
import type { Schemas } from "../../api/types";
import { groupOf, GROUPS } from "../groups";
import { NO_DAY } from "./day";

export type Figure = [low: number, best: number, high: number];

export type ToldPlace = Schemas["PlaceColumn"];
export type ToldParty = Schemas["PartyColumn"];

/** What /situation answers: one array a column. The description has figures as arrays without saying that they are three. */
export type Told = Omit<Schemas["Situation"], "killed" | "injured"> & {
  killed: (Figure | null)[];
  injured: (Figure | null)[];
};

export const STANDINGS = ["reported", "disputed", "possible", "planned", "hypothetical", "denied"] as const;

/** Dated to the month or worse: in the list, but on no day of the timeline. */
export const VAGUE = 4;

/** What is asked of the columns; everything else is asked of the program. */
export interface Sieve {
  types: ReadonlySet<string> | null;
  from: number | null;
  to: number | null;
  /** The slider's day: only what had ended by then. */
  until: number | null;
}

/** What is seen of each place. */
export interface Tally {
  /** Events by place and group: `place * GROUPS.length + group`. */
  groups: Uint32Array;
  events: Uint32Array;
  low: Float64Array;
  best: Float64Array;
  high: Float64Array;
}

export class Events {
  readonly n: number;
  readonly ids: string[];
  readonly types: string[];
  readonly type: Uint8Array;
  readonly group: Uint8Array;
  readonly standing: string[];
  readonly start: Int32Array;
  readonly end: Int32Array;
  readonly precision: Uint8Array;
  readonly place: Int32Array;
  readonly places: ToldPlace[];
  readonly killed: (Figure | null)[];
  readonly injured: (Figure | null)[];
  readonly reports: number[];
  readonly independent: number[];
  readonly actor: (number | null)[];
  readonly target: (number | null)[];
  readonly parties: ToldParty[];
  readonly accepted: number[];
  readonly disputed: number[];
  /** Newest first; of one day the deadliest first, then what most reports tell of. */
  readonly order: Uint32Array;

  constructor(told: Told) {
    const n = (this.n = told.ids.length);
    this.ids = told.ids;
    this.types = told.types;
    this.type = Uint8Array.from(told.type);
    const groups = told.types.map((code) => GROUPS.indexOf(groupOf(code) ?? "politics"));
    this.group = Uint8Array.from(told.type, (type) => groups[type] ?? 0);
    this.standing = told.standing;
    this.start = Int32Array.from(told.start, (day) => day ?? NO_DAY);
    this.end = Int32Array.from(told.end, (day) => day ?? NO_DAY);
    this.precision = Uint8Array.from(told.day_precision, (precision) => precision ?? 0);
    this.place = Int32Array.from(told.place, (place) => place ?? -1);
    this.places = told.places;
    this.killed = told.killed;
    this.injured = told.injured;
    this.reports = told.reports;
    this.independent = told.independent;
    this.actor = told.actor;
    this.target = told.target;
    this.parties = told.parties;
    this.accepted = told.accepted;
    this.disputed = told.disputed ?? [];
    // Sorted by one number each: an order by three columns of 100,000 rows takes four times as long.
    const key = new Float64Array(n);
    for (let at = 0; at < n; at++) {
      const day = this.end[at]! === NO_DAY ? 0 : this.end[at]! + 800_000;
      const dead = Math.min(this.killed[at]?.[1] ?? 0, 99_999);
      key[at] = (day * 100_000 + dead) * 1000 + Math.min(this.reports[at] ?? 0, 999);
    }
    this.order = Uint32Array.from({ length: n }, (_, at) => at).sort((one, two) => key[two]! - key[one]!);
    this.#kept = new Uint32Array(n);
  }

  #kept: Uint32Array;
  #tally: Tally | null = null;
  /** By type, whether it is let through; worked out once per set of types. */
  #through: { of: ReadonlySet<string> | null; which: Uint8Array } | null = null;

  #letThrough(types: ReadonlySet<string> | null): Uint8Array {
    if (this.#through?.of !== types || this.#through.which.length !== this.types.length) {
      const which = Uint8Array.from(this.types, (code) => (!types || types.has(code) ? 1 : 0));
      this.#through = { of: types, which };
    }
    return this.#through!.which;
  }

  /** Whether an event's days touch the days asked for. Undated ones only where no day is asked for. */
  #within(at: number, sieve: Sieve): boolean {
    const start = this.start[at]!;
    const end = this.end[at]!;
    if (sieve.from !== null && end < sieve.from) return false;
    if (sieve.to !== null && (start > sieve.to || start === NO_DAY)) return false;
    return sieve.until === null || (end <= sieve.until && end !== NO_DAY);
  }

  /** The events that pass, newest first. The array is used again by the next call, unless another is given. */
  sift(sieve: Sieve, into?: Uint32Array): Uint32Array {
    const through = this.#letThrough(sieve.types);
    const kept = into ?? this.#kept;
    let length = 0;
    for (let rank = 0; rank < this.n; rank++) {
      const at = this.order[rank]!;
      if (through[this.type[at]!] && this.#within(at, sieve)) kept[length++] = at;
    }
    return kept.subarray(0, length);
  }

  /** What all events come to, place by place, whatever the days. */
  whole(types: ReadonlySet<string> | null): Tally {
    const all = this.sift({ types, from: null, to: null, until: null }, new Uint32Array(this.n));
    return this.tally(all, this.#empty());
  }

  #empty(): Tally {
    const places = this.places.length;
    return {
      groups: new Uint32Array(places * GROUPS.length),
      events: new Uint32Array(places),
      low: new Float64Array(places),
      best: new Float64Array(places),
      high: new Float64Array(places),
    };
  }

  /** What is seen of each place of these events. The arrays are used again by the next call, unless others are given. */
  tally(of: Uint32Array, into?: Tally): Tally {
    const tally = into ?? (this.#tally ??= this.#empty());
    for (const column of [tally.groups, tally.events, tally.low, tally.best, tally.high]) column.fill(0);
    for (let rank = 0; rank < of.length; rank++) {
      const at = of[rank]!;
      const place = this.place[at]!;
      if (place < 0) continue;
      tally.events[place]!++;
      tally.groups[place * GROUPS.length + this.group[at]!]!++;
      const dead = this.killed[at];
      if (dead) {
        tally.low[place]! += dead[0];
        tally.best[place]! += dead[1];
        tally.high[place]! += dead[2];
      }
    }
    return tally;
  }
}
