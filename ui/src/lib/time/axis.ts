/**
 * Days along a line. Where nothing happened for months the line is broken: a report that also tells of last year, or two
 * wars in one ledger, would press what matters into a corner.
 */
export interface Segment {
  from: number;
  to: number;
  /** Where it begins on the line, in days. */
  at: number;
}

export class Axis {
  readonly segments: Segment[];
  /** How long the line is, in days. */
  readonly length: number;
  /** Days of one bar. */
  readonly bin: number;

  /** @param days all days on which something happened, sorted. */
  constructor(days: ArrayLike<number>) {
    const parts: { from: number; to: number }[] = [];
    const first = days[0];
    const last = days[days.length - 1];
    if (first === undefined || last === undefined) {
      this.segments = [];
      this.length = 1;
      this.bin = 1;
      return;
    }
    let quiet = 45;
    for (;;) {
      parts.length = 0;
      let from = first;
      let before = first;
      for (let at = 1; at < days.length; at++) {
        const day = days[at]!;
        if (day - before > quiet) {
          parts.push({ from, to: before });
          from = day;
        }
        before = day;
      }
      parts.push({ from, to: before });
      if (parts.length <= 6) break;
      quiet *= 2;
    }
    const long = parts.reduce((sum, part) => sum + part.to - part.from + 1, 0);
    this.bin = long <= 420 ? 1 : long <= 2500 ? 7 : 30;
    const gap = Math.max(long * 0.03, 0.7);
    let at = 0;
    this.segments = parts.map(({ from, to }) => {
      // Air at both ends, so that the first bar is no edge; bars never reach over a segment's end.
      const wide = Math.ceil((to - from + 1) / this.bin) * this.bin;
      const segment = { from, to: from + wide - 1, at };
      at += wide + gap;
      return segment;
    });
    this.length = at - gap;
  }

  get first(): number {
    return this.segments[0]?.from ?? 0;
  }

  get last(): number {
    return this.segments.at(-1)?.to ?? 0;
  }

  /** Where a day begins; in a break: at the next segment's beginning. */
  x(day: number): number {
    for (const segment of this.segments) {
      if (day < segment.from) return segment.at;
      if (day <= segment.to) return segment.at + day - segment.from;
    }
    return this.length;
  }

  /** The day at a place of the line. */
  day(x: number): number {
    let before: Segment | undefined;
    for (const segment of this.segments) {
      if (x < segment.at) {
        // In a break: whichever end is nearer.
        if (before && x - (before.at + before.to - before.from + 1) < segment.at - x) return before.to;
        return segment.from;
      }
      if (x < segment.at + segment.to - segment.from + 1) return segment.from + Math.floor(x - segment.at);
      before = segment;
    }
    return this.last;
  }

  /** All days of the line are steps of the slider; breaks take none. */
  get steps(): number {
    return this.segments.reduce((sum, segment) => sum + segment.to - segment.from + 1, 0);
  }

  step(day: number): number {
    let sum = 0;
    for (const segment of this.segments) {
      if (day < segment.from) return sum;
      if (day <= segment.to) return sum + day - segment.from;
      sum += segment.to - segment.from + 1;
    }
    return Math.max(sum - 1, 0);
  }

  dayOfStep(step: number): number {
    let left = step;
    for (const segment of this.segments) {
      const long = segment.to - segment.from + 1;
      if (left < long) return segment.from + left;
      left -= long;
    }
    return this.last;
  }

  /** Days at which something may be written, not closer than `apart` on the line. */
  ticks(apart: number): number[] {
    const step = [1, 2, 7, 14, 31, 92, 183, 366, 731].find((days) => days >= apart) ?? 1500;
    const out: number[] = [];
    let free = -Infinity;
    for (const segment of this.segments) {
      for (let day = segment.from; day <= segment.to; day++) {
        if (!isRound(day, step) && day !== segment.from) continue;
        const x = this.x(day);
        if (x < free) continue;
        out.push(day);
        free = x + apart;
      }
    }
    return out;
  }
}

function isRound(day: number, step: number): boolean {
  if (step <= 14) return day % step === 0;
  const at = new Date(day * 86_400_000);
  if (at.getUTCDate() !== 1) return false;
  const month = at.getUTCMonth();
  return step === 31 || (step === 92 ? month % 3 === 0 : step === 183 ? month % 6 === 0 : month === 0);
}
