/**
 * Where the reader is: the path names the page, the query holds every filter, so that an address is all of what is seen.
 * Our own, of 70 lines: what exists brings its own components and hides the query, which is half of our state.
 */

/** The address, as pages see it. */
export const route = $state({ path: location.pathname, query: new URLSearchParams(location.search) });

function follow() {
  route.path = location.pathname;
  route.query = new URLSearchParams(location.search);
}

addEventListener("popstate", follow);

/** Goes to an address of ours; the page begins at its top and its heading has the focus. */
export function go(to: string) {
  history.pushState(null, "", to);
  follow();
  scrollTo(0, 0);
  // For who does not see the change: the new page's heading is read out.
  queueMicrotask(() => document.querySelector<HTMLElement>("main h1")?.focus({ preventScroll: true }));
}

/** Changes parts of the query: `null` takes one out. `replace` adds no step to go back to (a slider that moves). */
export function set(parts: Record<string, string | string[] | null>, how: "push" | "replace" = "push") {
  const query = new URLSearchParams(route.query);
  for (const [name, value] of Object.entries(parts)) {
    query.delete(name);
    for (const one of value === null ? [] : [value].flat()) query.append(name, one);
  }
  query.sort();
  const search = query.toString();
  const to = route.path + (search ? `?${search}` : "");
  if (how === "push") history.pushState(null, "", to);
  else history.replaceState(null, "", to);
  follow();
}

/** A click on a link of ours changes the page without loading it anew; every other click is the browser's. */
export function onclick(event: MouseEvent) {
  const link = (event.target as Element | null)?.closest?.("a");
  if (!link || event.defaultPrevented || event.button !== 0) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  if (link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
  if (/^\/(api|feeds|tiles)\//.test(link.pathname) || link.pathname === "/sitrep.html") return;
  // Within the page: the browser knows how.
  if (link.hash && link.pathname === location.pathname && link.search === location.search) return;
  event.preventDefault();
  go(link.pathname + link.search + link.hash);
}

/** The query that goes along from page to page: as of when, by which rules. */
export function carried(): string {
  const kept = new URLSearchParams();
  for (const name of ["as_of", "recorded_by", "rule", "fields"]) {
    const value = route.query.get(name);
    if (value) kept.set(name, value);
  }
  const search = kept.toString();
  return search ? `?${search}` : "";
}
