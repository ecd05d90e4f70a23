/** Events and deaths per bar of the timeline. */
import { GROUPS } from "../groups";
import { NO_DAY } from "../situation/day";
import { VAGUE, type Events } from "../situation/events";
import { Axis } from "./axis";

export interface Bins {
  axis: Axis;
  /** Middle of each bar on the line. */
  x: number[];
  /** First day of each bar. */
  day: number[];
  /** By group of {@link GROUPS}, then by bar. */
  groups: number[][];
  total: number[];
  low: number[];
  best: number[];
  high: number[];
  /** In the list, but dated to the month or worse, or not at all. */
  undated: number;
}

/** The days of all events, whatever is filtered here: the line does not jump while types are switched. */
export function axisOf(events: Events | null): Axis {
  if (!events) return new Axis([]);
  const days: number[] = [];
  for (let at = 0; at < events.n; at++) {
    if (events.end[at] !== NO_DAY && events.precision[at]! < VAGUE) days.push(events.end[at]!);
  }
  return new Axis(Int32Array.from(days).sort());
}

export function binned(events: Events | null, axis: Axis, types: ReadonlySet<string> | null): Bins {
  const x: number[] = [];
  const day: number[] = [];
  const first: number[] = [];
  for (const segment of axis.segments) {
    first.push(x.length);
    for (let from = segment.from; from <= segment.to; from += axis.bin) {
      x.push(segment.at + from - segment.from + axis.bin / 2);
      day.push(from);
    }
  }
  const zeros = () => new Array<number>(x.length).fill(0);
  const bins: Bins = {
    axis,
    x,
    day,
    groups: GROUPS.map(zeros),
    total: zeros(),
    low: zeros(),
    best: zeros(),
    high: zeros(),
    undated: 0,
  };
  if (!events) return bins;
  const wanted = events.types.map((code) => !types || types.has(code));
  for (let at = 0; at < events.n; at++) {
    if (!wanted[events.type[at]!]) continue;
    const end = events.end[at]!;
    const part = end === NO_DAY || events.precision[at]! >= VAGUE ? -1 : segmentOf(axis, end);
    if (part < 0) {
      bins.undated++;
      continue;
    }
    const segment = axis.segments[part]!;
    const bin = first[part]! + Math.floor((end - segment.from) / axis.bin);
    bins.groups[events.group[at]!]![bin]!++;
    bins.total[bin]!++;
    const dead = events.killed[at];
    if (dead) {
      bins.low[bin]! += dead[0];
      bins.best[bin]! += dead[1];
      bins.high[bin]! += dead[2];
    }
  }
  return bins;
}

function segmentOf(axis: Axis, day: number): number {
  for (let at = 0; at < axis.segments.length; at++) {
    const segment = axis.segments[at]!;
    if (day >= segment.from && day <= segment.to) return at;
  }
  return -1;
}
