/** Days as whole numbers since 1970-01-01, as /situation tells them, and as people read them (ISO 8601). */

/** No day is told. Smaller than every day, so that a comparison leaves it out by itself. */
export const NO_DAY = -0x80000000;

export function iso(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}

/** `null` for what is no day: a half-typed date, a word. */
export function dayOf(text: string | null | undefined): number | null {
  if (!text || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const at = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(at) ? null : Math.round(at / 86_400_000);
}
