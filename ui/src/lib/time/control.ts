/** Who held a place on a day, out of its history: intervals as /control/history tells them. Nothing is interpolated. */
import type { Control, GradeName, Interval as Told, Named } from "../../api/types";
import { dayOf } from "../situation/day";

export type Grade = GradeName;
export type Holder = Named;
export type Interval = Told;
export type History = Control;

/** A history with its days as numbers. */
export interface Track {
  of: History;
  from: Int32Array;
  until: Int32Array;
}

const FOREVER = 0x7fffffff;

export function track(of: History): Track {
  return {
    of,
    from: Int32Array.from(of.intervals, (interval) => dayOf(interval.from) ?? FOREVER),
    until: Int32Array.from(of.intervals, (interval) => dayOf(interval.until) ?? FOREVER),
  };
}

/** The state on a day; `null` before the first word. Without a day: as it stands. */
export function on(track: Track, day: number | null): Interval | null {
  const { intervals } = track.of;
  if (day === null) return intervals.at(-1) ?? null;
  for (let at = intervals.length - 1; at >= 0; at--) {
    if (track.from[at]! <= day) return track.until[at]! >= day ? intervals[at]! : null;
  }
  return null;
}

/** Whose camp: parties of one side have one colour. */
export function camp(holder: Holder): string {
  return holder.side ?? holder.id ?? holder.name;
}

/** Camps in the order of weight (how many places they ever held or fought for), with the name that is told most often. */
export function camps(
  histories: readonly History[],
): { key: string; name: string; others: string[]; weight: number }[] {
  const weights = new Map<string, { weight: number; names: Map<string, number> }>();
  for (const history of histories) {
    const met = new Set<string>();
    for (const interval of history.intervals) {
      const told = interval.holder ? [interval.holder, ...(interval.contenders ?? [])] : (interval.contenders ?? []);
      for (const holder of told) {
        const key = camp(holder);
        const seen = weights.get(key) ?? { weight: 0, names: new Map<string, number>() };
        weights.set(key, seen);
        const held = holder === interval.holder ? 3 : 1;
        if (!met.has(key)) seen.weight += held;
        met.add(key);
        seen.names.set(holder.name, (seen.names.get(holder.name) ?? 0) + held);
      }
    }
  }
  return [...weights]
    .map(([key, { weight, names }]) => {
      const [name = key, ...others] = [...names].sort((one, two) => two[1] - one[1]).map(([name]) => name);
      return { key, name, others, weight };
    })
    .sort((one, two) => two.weight - one.weight || one.key.localeCompare(two.key));
}

/** "contested, Hayat Tahrir al-Sham / Syrian Arab Army", "assessed, ...", "unknown". */
export function stateWords(state: Interval | null): string {
  if (!state) return "not told yet";
  const names = [
    state.holder?.name,
    ...(state.grade === "contested" ? (state.contenders ?? []).map((one) => one.name) : []),
  ];
  const told = names.filter(Boolean).join(" / ");
  return told ? `${state.grade}, ${told}` : state.grade;
}

export interface Flip {
  day: number;
  key: string;
  place: string;
  words: string;
}

/** What changed between two days, forwards: the beginnings of intervals after `before` up to `now`. */
export function flips(tracks: readonly Track[], before: number, now: number): Flip[] {
  const out: Flip[] = [];
  for (const one of tracks) {
    for (let at = 0; at < one.from.length; at++) {
      const day = one.from[at]!;
      if (day > before && day <= now) {
        const words = stateWords(one.of.intervals[at]!);
        out.push({ day, key: keyOf(one.of.place), place: one.of.place.name, words });
      }
    }
  }
  return out.sort((one, two) => one.day - two.day);
}

/** What a place goes by on this page: its id, or its name where no register has it. */
export function keyOf(place: { id?: string | null; name: string }): string {
  return place.id ?? `name:${place.name}`;
}
