/** What is seen of a spot at a time: counts and who holds it. Shared by the map, its cards and its table. */
import { GROUPS } from "../groups";
import type { Tally } from "../situation/events";
import { camp, on, type Interval } from "../time/control";
import type { Held } from "./painter";
import type { Spot } from "./spots";

export interface Seen {
  groups: Uint32Array;
  events: Uint32Array;
  low: Float64Array;
  best: Float64Array;
  high: Float64Array;
  states: (Interval | null)[];
  held: (Held | null)[];
}

/** Ranks of camps, and the badge of each interval, worked out once. */
export class Ranks {
  #rank: Map<string, number>;
  #held = new WeakMap<Interval, Held>();

  constructor(camps: readonly { key: string }[]) {
    this.#rank = new Map(camps.map((camp, rank) => [camp.key, rank]));
  }

  held(state: Interval): Held {
    let held = this.#held.get(state);
    if (!held) {
      const rank = (one: Interval["holder"]) => (one ? (this.#rank.get(camp(one)) ?? null) : null);
      held = { grade: state.grade, holder: rank(state.holder), contender: rank(state.contenders?.[0]) };
      this.#held.set(state, held);
    }
    return held;
  }
}

export function seen(spots: readonly Spot[], tally: Tally | null, ranks: Ranks, day: number | null): Seen {
  const n = spots.length;
  const out: Seen = {
    groups: new Uint32Array(n * GROUPS.length),
    events: new Uint32Array(n),
    low: new Float64Array(n),
    best: new Float64Array(n),
    high: new Float64Array(n),
    states: new Array<Interval | null>(n).fill(null),
    held: new Array<Held | null>(n).fill(null),
  };
  for (let at = 0; at < n; at++) {
    const spot = spots[at]!;
    if (tally) {
      for (const place of spot.places) {
        out.events[at]! += tally.events[place]!;
        out.low[at]! += tally.low[place]!;
        out.best[at]! += tally.best[place]!;
        out.high[at]! += tally.high[place]!;
        for (let group = 0; group < GROUPS.length; group++) {
          out.groups[at * GROUPS.length + group]! += tally.groups[place * GROUPS.length + group]!;
        }
      }
    }
    if (spot.track) {
      const state = on(spot.track, day);
      out.states[at] = state;
      if (state) out.held[at] = ranks.held(state);
    }
  }
  return out;
}

/** By spot, what a column of places comes to. */
export function bySpot(spots: readonly Spot[], column: ArrayLike<number>): Float64Array {
  return Float64Array.from(spots, (spot) => spot.places.reduce((sum, place) => sum + (column[place] ?? 0), 0));
}

/** What discs are sized by at most: with all days of the slider, so that they only grow. */
export function heaviest(spots: readonly Spot[], weights: ArrayLike<number>): number {
  let most = 0;
  spots.forEach((spot, at) => {
    if (spot.precision <= 1) most = Math.max(most, weights[at]!);
  });
  return most;
}
