/** Spans of the API count Unicode code points; strings of the browser count UTF-16 units. They differ only where a text has
 *  characters beyond the first plane, so the map between them is made only then. */
export class Points {
  readonly length: number;
  private readonly units: Uint32Array | null;

  constructor(readonly text: string) {
    if (!/[\ud800-\udbff]/.test(text)) {
      this.units = null;
      this.length = text.length;
      return;
    }
    const units = new Uint32Array(text.length + 1);
    let point = 0;
    let unit = 0;
    for (const character of text) {
      units[point++] = unit;
      unit += character.length;
    }
    units[point] = unit;
    this.units = units;
    this.length = point;
  }

  /** Where a code point begins, in UTF-16 units. */
  unit(point: number): number {
    const at = Math.max(0, Math.min(point, this.length));
    return this.units ? (this.units[at] ?? this.text.length) : at;
  }

  slice(start: number, end: number): string {
    return this.text.slice(this.unit(start), this.unit(end));
  }
}

/** A piece of text and everything that is marked in it. */
export interface Piece<M> {
  text: string;
  start: number;
  marks: M[];
}

/** Cuts a stretch of text at every edge of its marks, so that marks may overlap in any way. */
export function pieces<M extends { span: [number, number] }>(
  points: Points,
  marks: M[],
  start = 0,
  end = points.length,
): Piece<M>[] {
  const inside = marks.filter(({ span }) => span[0] < end && span[1] > start && span[0] < span[1]);
  const edges = new Set([start, end]);
  for (const { span } of inside) {
    edges.add(Math.max(start, span[0]));
    edges.add(Math.min(end, span[1]));
  }
  const sorted = [...edges].sort((a, b) => a - b);
  const out: Piece<M>[] = [];
  for (let at = 0; at + 1 < sorted.length; at++) {
    const [from, to] = [sorted[at] as number, sorted[at + 1] as number];
    const here = inside.filter(({ span }) => span[0] <= from && span[1] >= to);
    out.push({ text: points.slice(from, to), start: from, marks: here });
  }
  return out;
}
