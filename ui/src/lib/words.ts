/** Words and numbers, written alike on every page. Days are ISO 8601; moments are stored in UTC and shown in local time. */

const grouped = new Intl.NumberFormat("en");

/** "1,200". */
export function number(value: number): string {
  return grouped.format(value);
}

/** "1 report", "2 reports". */
export function counted(value: number, what: string): string {
  return `${number(value)} ${what}${value === 1 ? "" : "s"}`;
}

/** "4–12 (best 7)", "7", "7 or more": a figure with its range only where it has one. */
export function range(figure: { low: number; best: number; high: number; open?: boolean }): string {
  const more = figure.open ? " or more" : "";
  if (figure.low === figure.high) return `${number(figure.best)}${more}`;
  return `${number(figure.low)}–${number(figure.high)}${more} (best ${number(figure.best)})`;
}

/** "14 reports, 3 independent". */
export function support(of: { reports: number; independent: number }): string {
  return `${counted(of.reports, "report")}, ${number(of.independent)} independent`;
}

/** "2024-12-05", "2024-12-05 to 2024-12-07", "by 2024-12-07" where only the day of telling is known. */
export function days(told: { start: string; end: string; by_words?: boolean } | null | undefined): string {
  if (!told) return "no day told";
  if (told.start === told.end) return told.start;
  return told.by_words === false ? `by ${told.end}` : `${told.start} to ${told.end}`;
}

/** A moment in local time, to the minute. */
export function moment(utc: string): string {
  const at = new Date(utc);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** How exactly a place is told: UCDP where_prec in words; nothing for what is unresolved. */
export function precisely(precision: number): string {
  const words = [
    "",
    "exact",
    "within 25 km",
    "a district",
    "a province",
    "a region or line",
    "a country",
    "at sea or in the air",
  ];
  return words[precision] ?? "";
}

/** True for an address of the web. A report can name any: one that begins with javascript: is shown and never a link. */
export function web(address: string): boolean {
  return /^https?:\/\//i.test(address.trim());
}
